"""What lies under the tiles: the months, the parts, ages, the grid, what came back, the news."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from hazards.models.classification import Grade, ResponsibleLevel
from reports.figures import NONE, REGISTRY, Scope
from reports.figures.catalogue.delays import AGES
from reports.partitions import Lists
from reports.questions import EMPTY
from township_safety.desk.dashboard.asking import Asking, Cell, Span
from township_safety.periods import Period

OFFENDERS = 10
SHADES = 4
# Of these parts there is a drawing above the table.
CHARTED = ("sector", "village", "source")


@dataclass(frozen=True)
class Line:
    """A name and its cells."""

    name: str
    cells: tuple[Cell, ...]
    url: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(cell.value.rows for cell in self.cells)


@dataclass
class Grid:
    """A table whose empty lines are left out once the numbers are known."""

    title: str
    heads: tuple[str, ...]
    every: list[Line]
    key: str = ""

    @property
    def is_charted(self) -> bool:
        return self.key in CHARTED

    @property
    def lines(self) -> list[Line]:
        return [line for line in self.every if not line.is_empty]


ACCOUNT = (
    ("上期结转", "hazard.opening"),
    ("排查", "hazard.found"),
    ("整改", "hazard.rectified"),
    ("期末未整改", "hazard.remaining"),
)
PART = (
    ("排查", "hazard.found"),
    ("整改", "hazard.rectified"),
    ("期末未整改", "hazard.remaining"),
    ("本期排查整改率", "hazard.rate"),
)
CAMPAIGN = (
    ("检查执法", "operation.count"),
    ("检查家次", "target.visits"),
    ("排查隐患", "hazard.found"),
    ("本期发现已整改", "hazard.found_and_rectified"),
    ("本期排查整改率", "hazard.rate"),
)
OFFENDER = (
    ("反复反弹", "hazard.recurring"),
    ("排查", "hazard.found"),
    ("期末未整改", "hazard.remaining"),
)
NEWS = (
    ("新排查隐患", "hazard.found"),
    ("整改", "hazard.rectified"),
    ("销号", "hazard.closed"),
    ("复查不合格退回", "hazard.returned"),
    ("新增挂牌督办", "hazard.listings"),
    ("上报移送", "hazard.referred"),
    ("下达整改文书", "notice.issued"),
    ("检查执法", "operation.count"),
)
STANDS = (("未整改", "hazard.remaining"), ("逾期", "hazard.overdue"))

_Asked = tuple[tuple[str, str], ...]


def _line(asking: Asking, name: str, asked: _Asked, scope: Scope, *, url: str = "") -> Line:
    return Line(name, tuple(asking.cell(key, scope) for _, key in asked), url)


def _grid(title: str, asked: _Asked, lines: list[Line], *, key: str = "") -> Grid:
    return Grid(title, tuple(head for head, _ in asked), lines, key)


def trend(asking: Asking, span: Span) -> Grid:
    lines = [_line(asking, month.label, ACCOUNT, span.scope.over(month)) for month in span.months()]
    return _grid("近12个月隐患变化", ACCOUNT, lines, key="trend")


def parts(asking: Asking, span: Span, lists: Lists) -> list[Grid]:
    sides: tuple[tuple[str, str, Mapping[str, str]], ...] = (
        ("sector", "各行业隐患", lists.sectors),
        ("village", f"各{span.office.village_word}隐患", lists.villages),
        ("source", "隐患来源", lists.source_names),
        ("grade", "隐患等级", {str(code): str(name) for code, name in Grade.choices}),
        ("level", "隐患层级", {str(code): str(name) for code, name in ResponsibleLevel.choices}),
    )
    return [_part(asking, span, *side) for side in sides]


def _part(asking: Asking, span: Span, dimension: str, title: str, names: Mapping[str, str]) -> Grid:
    """未分 is the last line, so that the lines make the whole."""
    lines = [
        _line(asking, name, PART, span.scope.narrowed(**{dimension: code}))
        for code, name in {**names, NONE: EMPTY}.items()
    ]
    return _grid(title, PART, lines, key=dimension)


def ages(asking: Asking, span: Span) -> Grid:
    asked = [(name, f"hazard.{key}") for key, name, *_ in AGES]
    asked.append(("汇总登记（只登数）", "hazard.open_counted"))
    lines = [Line(name, (asking.cell(key, span.scope),)) for name, key in asked]
    return Grid("未整改时长", ("未整改",), lines, "ages")


@dataclass(frozen=True)
class Square:
    """A cell of the grid; the shade from 0 (nothing) to 4 (most) repeats its number."""

    cell: Cell
    shade: int


@dataclass(frozen=True)
class Shaded:
    name: str
    squares: tuple[Square, ...]


@dataclass
class Heat:
    """村（居）×行业分布表: what remains; empty villages and sectors are left out."""

    title: str
    sectors: tuple[str, ...]
    every: list[Line]

    @property
    def columns(self) -> list[int]:
        places = range(len(self.sectors))
        return [at for at in places if any(line.cells[at].value.rows for line in self.every)]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(self.sectors[at] for at in self.columns)

    @property
    def lines(self) -> list[Line]:
        columns = self.columns
        return [
            Line(line.name, tuple(line.cells[at] for at in columns))
            for line in self.every
            if not line.is_empty
        ]

    def narrowed(self, *, lines: int, columns: int) -> Heat:
        """What has most of what remains, as far as it fits on a sheet; the order is kept."""
        shown = sorted(self.columns, key=self._of_column, reverse=True)[:columns]
        kept = sorted(self.lines, key=_of_line, reverse=True)[:lines]
        names = {line.name for line in kept}
        places = sorted(shown)
        every = [
            Line(line.name, tuple(line.cells[at] for at in places))
            for line in self.every
            if line.name in names
        ]
        return Heat(self.title, tuple(self.sectors[at] for at in places), every)

    def _of_column(self, at: int) -> float:
        return sum(line.cells[at].number or 0 for line in self.every)

    @property
    def shaded(self) -> list[Shaded]:
        lines = self.lines
        most = max((cell.number or 0 for line in lines for cell in line.cells), default=0)
        return [
            Shaded(line.name, tuple(Square(cell, _shade(cell, most)) for cell in line.cells))
            for line in lines
        ]


def _of_line(line: Line) -> float:
    return sum(cell.number or 0 for cell in line.cells)


def _shade(cell: Cell, most: float) -> int:
    number = cell.number or 0
    return max(1, round(number / most * SHADES)) if number > 0 else 0


def heat(asking: Asking, span: Span, lists: Lists) -> Heat:
    sectors = {**lists.sectors, NONE: EMPTY}
    lines = []
    for uid, name in {**lists.villages, NONE: EMPTY}.items():
        cells = (
            asking.cell("hazard.remaining", span.scope.narrowed(village=uid, sector=code))
            for code in sectors
        )
        lines.append(Line(name, tuple(cells)))
    word = span.office.village_word
    return Heat(f"{word}×行业分布（期末未整改）", tuple(sectors.values()), lines)


def offenders(asking: Asking, span: Span) -> Grid:
    """反复反弹单位 of the year up to the last day; one query finds who they are."""
    scope = span.scope.over(span.period.year_to_date())
    rows = REGISTRY.total("hazard.recurring").terms[0].rows(scope).exclude(site=None)
    most = (
        rows.order_by()
        .values("site__uid", "site__name")
        .annotate(times=Count("pk"))
        .order_by("-times", "site__name")[:OFFENDERS]
    )
    lines = [
        _line(asking, row["site__name"], OFFENDER, scope.narrowed(site=str(row["site__uid"])))
        for row in most
    ]
    return _grid("本年反复反弹单位", OFFENDER, lines, key="offenders")


def campaigns(asking: Asking, span: Span, lists: Lists) -> Grid:
    lines = [
        _line(asking, words["专项行动"], CAMPAIGN, span.scope.narrowed(campaign=uid))
        for uid, words in lists.campaigns.items()
    ]
    return _grid("专项行动进展", CAMPAIGN, lines, key="campaigns")


@dataclass(frozen=True)
class News:
    """昨天以来, and how what stands has moved since the evening before."""

    day: Period
    happened: tuple[tuple[str, Cell], ...]
    moved: tuple[tuple[str, Cell, Cell], ...]

    @property
    def lines(self) -> list[tuple[str, Cell]]:
        return [(label, cell) for label, cell in self.happened if cell.value.rows]


def news(asking: Asking, span: Span) -> News:
    """Always of today, whatever the period of the page."""
    day = timedelta(days=1)
    days = Period.between(span.today - day, span.today)
    scope = span.scope.over(days)
    evening = span.scope.over(Period.of_day(span.today - 2 * day))
    happened = tuple((label, asking.cell(key, scope)) for label, key in NEWS)
    moved = tuple(
        (label, asking.cell(key, evening), asking.cell(key, scope)) for label, key in STANDS
    )
    return News(days, happened, moved)
