"""A table filled: every cell its figure, all of them from one evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from reports.figures import Request, Scope, Value, evaluate
from reports.models import StatisticsSettings
from reports.printing import link_to_rows
from reports.statistics.asking import Asked
from reports.statistics.columns import BESIDE, NEW, OLD, VILLAGES, Column
from reports.statistics.conventions import Conventions, Written
from reports.statistics.lines import Line, industries, townships, villages
from township_safety.organisation.models import Level, Office
from township_safety.register.models import StatisticsRow

Form = StatisticsRow.Form


@dataclass(frozen=True)
class Rows:
    """The lines of a table, and the parts of the whole that stand in no line of any table."""

    lines: tuple[Line, ...]
    head: str
    outside: tuple[str, ...] = ()
    dimension: str = ""


@dataclass(frozen=True)
class TableForm:
    """One statutory table. `title` is followed by 月报表, 季报表 … when `is_periodic`."""

    code: str
    name: str
    title: str
    columns: Callable[[StatisticsSettings], tuple[Column, ...]]
    rows: Callable[[Office, Asked], Rows]
    is_periodic: bool = True
    # The columns themselves say which time they are for.
    has_both_times: bool = False
    # Those who have townships below them compare these, a township its villages.
    is_for: Callable[[Office], bool] = lambda _: True

    def title_for(self, office: Office, asked: Asked) -> str:
        title = self.title.format(office=office.name)
        return f"{title}{asked.title}" if self.is_periodic else title


def _of_industries(form: str) -> Callable[[Office, Asked], Rows]:
    def rows(office: Office, asked: Asked) -> Rows:
        found = industries(form, office=office, on=asked.cut_off)
        return Rows(found.lines, "行业和领域", found.outside, "sector")

    return rows


def _of_villages(office: Office, asked: Asked) -> Rows:
    lines = villages(office=office, first_day=asked.since.first_day, last_day=asked.period.last_day)
    return Rows(lines, office.village_word)


def _of_townships(office: Office, _: Asked) -> Rows:
    return Rows(townships(office=office), "乡镇（街道）")


def _has_townships(office: Office) -> bool:
    return office.level in (Level.COUNTY, Level.CITY)


def _monthly(settings: StatisticsSettings) -> tuple[Column, ...]:
    return NEW if settings.columns == StatisticsSettings.Columns.NEW else OLD


_TABLES = (
    TableForm(
        "industrial",
        "表一　工矿企业",
        "煤矿、金属非金属矿山等工矿企业安全生产隐患排查治理情况",
        _monthly,
        _of_industries(Form.INDUSTRIAL),
    ),
    TableForm(
        "sectors",
        "表二　重点行业领域",
        "交通运输等重点行业（领域）企业和单位安全生产隐患排查治理情况",
        _monthly,
        _of_industries(Form.SECTORS),
    ),
    TableForm(
        "industrial-since",
        "表一　本期和累计",
        "工矿企业安全生产隐患排查治理情况本期与累计对照表",
        lambda _: BESIDE,
        _of_industries(Form.INDUSTRIAL),
        is_periodic=False,
        has_both_times=True,
    ),
    TableForm(
        "sectors-since",
        "表二　本期和累计",
        "重点行业（领域）安全生产隐患排查治理情况本期与累计对照表",
        lambda _: BESIDE,
        _of_industries(Form.SECTORS),
        is_periodic=False,
        has_both_times=True,
    ),
    TableForm(
        "villages",
        "分村（居）对照",
        "{office}各村（居）安全生产隐患排查治理情况对照表",
        lambda _: VILLAGES,
        _of_villages,
        is_periodic=False,
        is_for=lambda office: not _has_townships(office),
    ),
    TableForm(
        "townships",
        "分乡镇对照",
        "{office}各乡镇（街道）安全生产隐患排查治理情况对照表",
        lambda _: VILLAGES,
        _of_townships,
        is_periodic=False,
        is_for=_has_townships,
    ),
)
TABLES: Mapping[str, TableForm] = {table.code: table for table in _TABLES}


@dataclass(frozen=True)
class Cell:
    """Without a request there was nothing to ask for."""

    column: Column
    written: Written
    value: Value | None = None

    @property
    def text(self) -> str:
        return self.written.text

    @property
    def in_sheet(self) -> str | int | Decimal:
        """A number where the text is one, so that others can go on calculating with it."""
        return self.text if self.written.number is None else self.written.number

    @property
    def url(self) -> str:
        return link_to_rows(self.value.request) if self.value is not None else ""


@dataclass(frozen=True)
class FilledLine:
    line: Line
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Filled:
    """`values` also holds what only the checks ask."""

    form: TableForm
    office: Office
    asked: Asked
    settings: StatisticsSettings
    columns: tuple[Column, ...]
    rows: Rows
    lines: tuple[FilledLine, ...]
    outside: tuple[Value, ...] = field(default=())

    @property
    def title(self) -> str:
        return self.form.title_for(self.office, self.asked)

    @property
    def total(self) -> FilledLine:
        return self.lines[-1]

    @property
    def period_words(self) -> str:
        """统计期, as the head of the table says it."""
        if self.form.has_both_times:
            once, since = map(self.asked.words_of, (self.asked.named, self.asked.since))
            return f"本期：{once}　累计：{since}"
        return self.asked.words


# What the ledger holds beside the rows of the tables: hazards whose industry has no row.
_OUTSIDE = ("hazard.found", "site.count")


def fill(form: TableForm, *, office: Office, asked: Asked, settings: StatisticsSettings) -> Filled:
    columns, rows = form.columns(settings), form.rows(office, asked)
    period = asked.named.cut(asked.cut_off) if form.has_both_times else asked.period
    whole = Scope((office.pk,), period)
    questions = {line.code: _questions(line, columns, whole, asked) for line in rows.lines}
    beside = _beside(rows, whole.over(asked.since) if form.has_both_times else whole)
    values = evaluate([*(one for some in questions.values() for one in some), *beside])
    conventions = Conventions.of(settings)
    lines = tuple(
        FilledLine(line, _cells(line, columns, questions[line.code], values, conventions))
        for line in rows.lines
    )
    outside = tuple(values[one] for one in beside)
    return Filled(form, office, asked, settings, columns, rows, lines, outside)


def _questions(
    line: Line, columns: tuple[Column, ...], whole: Scope, asked: Asked
) -> tuple[Request, ...]:
    scope = line.scope(whole)
    if scope is None:
        return ()
    return tuple(column.request(scope, year_to_date=asked.since) for column in columns)


def _beside(rows: Rows, whole: Scope) -> list[Request]:
    if not rows.outside:
        return []
    scope = whole.narrowed(**{rows.dimension: rows.outside})
    return [Request(key, scope) for key in _OUTSIDE]


def _cells(
    line: Line,
    columns: tuple[Column, ...],
    questions: tuple[Request, ...],
    values: Mapping[Request, Value],
    conventions: Conventions,
) -> tuple[Cell, ...]:
    if not questions:
        empty = Written("")
        return tuple(
            Cell(column, empty if line.is_unknown else conventions.nothing(column.kind))
            for column in columns
        )
    found = (values[question] for question in questions)
    return tuple(
        Cell(column, conventions.write(value, column.kind), value)
        for column, value in zip(columns, found, strict=True)
    )
