"""A form filled for some days: every cell with its text, where it comes from, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from reports.figures import (
    REGISTRY,
    DimensionProblem,
    Figure,
    Ratio,
    Request,
    Scope,
    Value,
    evaluate,
)
from reports.handed_down.formulas import Reckoner
from reports.handed_down.layout import Layout, Spot, lead
from reports.handed_down.lists import Listed, listed
from reports.handed_down.names import WHOLE, NameBook
from reports.handed_down.rules import (
    FIGURE,
    LIST,
    SERIAL,
    TYPED,
    WORD,
    Rule,
    governed,
    period_of,
)
from reports.handed_down.widening import can_grow, lines_of, request_of
from reports.handed_down.wordlist import LINE, filled_line, written_words
from reports.models import StatisticsSettings
from reports.printing import link_to_rows, text_of_value
from reports.questions import accepts
from reports.statistics.columns import Kind
from reports.statistics.conventions import Conventions, Written
from township_safety.documents.numerals import trimmed
from township_safety.organisation.models import Office
from township_safety.periods import Period
from township_safety.spreadsheets.blanks import BlankCell
from township_safety.spreadsheets.sheet_bytes import Content
from township_safety.spreadsheets.splicing import SheetValues
from township_safety.values import ValueProblem, parse_amount

_EPOCH = date(1899, 12, 30)  # day 0 of a workbook's calendar
_NO_NAME = "认不出“{name}”是哪一个，请手填；名称改成登记的，就能自动填"


@dataclass(frozen=True)
class Filled:
    """One cell. `content` goes into the workbook; nothing there leaves the cell as it is."""

    kind: str
    text: str = ""
    content: Content | None = None
    url: str = ""
    note: str = ""
    request: Request | None = None
    is_typed: bool = False

    @property
    def is_missing(self) -> bool:
        return self.is_typed and not self.text


@dataclass(frozen=True)
class Filling:
    """All cells; formulas with what they come to, as far as that can be told."""

    cells: Mapping[Spot, Filled]
    problems: tuple[str, ...]
    values: Mapping[Request, Value]
    lists: tuple[Request, ...] = ()
    rules: tuple[Rule, ...] = ()

    @cached_property
    def missing(self) -> list[Spot]:
        return sorted(spot for spot, cell in self.cells.items() if cell.is_missing)


@dataclass
class Filler:
    layout: Layout
    rules: list[Rule]
    office: Office
    period: Period
    typed: Mapping[str, str]
    today: date
    cells: dict[Spot, Filled] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    lists: list[Request] = field(default_factory=list)

    def fill(self) -> Filling:
        settings = StatisticsSettings.objects.of(self.office)
        self.conventions = Conventions.of(settings)
        self.words = written_words(self.office, self.period, today=self.today)
        self.names = NameBook(self.office)
        asked: dict[Spot, tuple[Rule, Request]] = {}
        done: list[Rule] = []
        for spot, rule in governed_in_order(self.rules, self.layout):
            if rule.kind == FIGURE:
                request = self._request(rule, spot)
                if request is not None:
                    asked[spot] = rule, request
            elif rule.kind == LIST:
                if rule not in done:
                    self._list(rule)
                    done.append(rule)
            else:
                self._plain(rule, spot)
        values = evaluate(request for _, request in asked.values())
        for spot, (rule, request) in asked.items():
            self.cells[spot] = self._figure(rule, spot, values[request])
        self._formulas()
        problems, lists = tuple(self.problems), tuple(self.lists)
        return Filling(self.cells, problems, values, lists, tuple(self.rules))

    # Words

    def _plain(self, rule: Rule, spot: Spot) -> None:
        if rule.kind == TYPED:
            self._typed(spot)
            return
        cell = self.layout.cell(spot)
        if rule.kind == WORD and rule.text == LINE:
            line = filled_line(cell.text if cell else "", self.words)
            self.cells[spot] = Filled(WORD, line, line)
            return
        text = self.words.get(rule.text, "") if rule.kind == WORD else rule.text
        if not text:
            self._typed(spot, note=f"没有“{rule.text}”：在“统计报表”的报表设置里填了就会自动写上")
            return
        before = lead(cell.text) if cell else ""
        self.cells[spot] = Filled(rule.kind, before + text, before + text)

    def _typed(self, spot: Spot, *, note: str = "") -> None:
        text = self.typed.get(self.layout.key(spot), "")
        content: Content | None = text or None
        try:
            number = parse_amount(text) if text.isascii() else None
        except ValueProblem:
            number = None
        if number is not None:
            content = number
        self.cells[spot] = Filled(TYPED, text, content, note=note, is_typed=True)

    # Figures

    def _request(self, rule: Rule, spot: Spot) -> Request | None:
        figure = REGISTRY.figures.get(rule.key)
        if figure is None:
            self._typed(spot, note="这个数据项已经取消，请重新指定或手填")
            return None
        filters = dict(rule.filters)
        if rule.dimension:
            name = self._name(rule, spot)
            code = self.names.code(rule.dimension, name)
            if code is None:
                self._typed(spot, note=_NO_NAME.format(name=name or "空名称"))
                return None
            if code != WHOLE:
                filters[rule.dimension] = code
        if not all(accepts(figure, dimension) for dimension in filters):
            self._typed(spot, note="这个数据不能这样细分，请重新指定或手填")
            return None
        scope = Scope((self.office.pk,), period_of(rule, self.period)).narrowed(**filters)
        return Request(rule.key, scope)

    def _name(self, rule: Rule, spot: Spot) -> str:
        page = self.layout.pages[spot.sheet]
        if rule.names_in == "row":
            return page.words(rule.names_at, spot.column)
        return page.words(spot.row, rule.names_at)

    def _figure(self, rule: Rule, spot: Spot, value: Value) -> Filled:
        cell = self.layout.cell(spot)
        written = self._written(rule, spot, value, cell)
        return Filled(
            FIGURE,
            written.text,
            written.number if written.number is not None else written.text,
            url=link_to_rows(value.request),
            note=REGISTRY.get(value.request.key).name,
            request=value.request,
        )

    def _written(self, rule: Rule, spot: Spot, value: Value, cell: BlankCell | None) -> Written:
        figure = REGISTRY.get(value.request.key)
        if isinstance(figure, Ratio):
            return self._rate(spot, value, cell)
        if not isinstance(figure, Figure):
            return Written(text_of_value(value))
        if figure.is_money and rule.form == "wan":
            return self.conventions.write(value, Kind.MONEY)
        if not value.recorded or not value.number:
            return self.conventions.write(value, Kind.COUNT)
        number = Decimal(value.number)
        return Written(
            trimmed(number, decimals=2),
            int(number) if number == number.to_integral_value() else number,
        )

    def _rate(self, spot: Spot, value: Value, cell: BlankCell | None) -> Written:
        """A cell formatted in per cent takes the hundredth; under （%） the bare number."""
        written = self.conventions.write(value, Kind.RATE)
        if written.number is None:
            return written
        if cell is not None and cell.is_percent:
            return Written(f"{written.text}%", Decimal(written.number) / 100)
        page = self.layout.pages[spot.sheet]
        heads = page.above(spot.row, spot.column) + page.left(spot.row, spot.column)
        if any("%" in head or "％" in head for head in heads):
            return written
        return Written(f"{written.text}%")

    # Rows of a register

    def _list(self, rule: Rule) -> None:
        page = self.layout.pages[rule.sheet]
        lines = lines_of(rule, page)
        try:
            request = request_of(rule, office=self.office, period=self.period)
            found = listed(request, rule.fields, limit=len(lines))
        except (DimensionProblem, LookupError, ValueError):
            self.problems.append(f"{rule.where}的台账清单没有取到，请重新指定。")
            return
        self.lists.append(request)
        self._tell_room(rule, found, len(lines))
        self._go_on_numbering(rule, lines)
        for number, (line, row) in enumerate(zip(lines, found.rows, strict=False), 1):
            for offset, name in enumerate(rule.fields):
                spot = Spot(rule.sheet, line, rule.left + offset)
                cell = self.layout.cell(spot)
                if not name or cell is None or cell.formula:
                    continue
                value = number if name == SERIAL else row.cells.get(name, "")
                self.cells[spot] = _listed_cell(value, cell, row.url, request)

    def _tell_room(self, rule: Rule, found: Listed, room: int) -> None:
        if found.total > room:
            page = self.layout.pages[rule.sheet]
            why = "" if can_grow(rule, page) else "表样里有合并的行或数组公式，不能自动加行。"
            self.problems.append(
                f"{rule.where}只有 {room} 行，台账里有 {found.total} 条，"
                f"后面 {found.total - room} 条没有写进去。{why}"
                "请在空表里加行，再到“换新表样”上传。"
            )
        if found.uncounted:
            self.problems.append(
                f"{rule.where}：另有 {found.uncounted} 笔汇总登记（只登数），没有逐条记录，不列入。"
            )

    def _go_on_numbering(self, rule: Rule, lines: list[int]) -> None:
        """Numbers 1, 2, 3 … printed beside the list go on in the lines that it was given."""
        page = self.layout.pages[rule.sheet]
        for column in range(1, len(page.sheet.widths) + 1):
            cells = [page.cell(line, column) for line in lines]
            printed = [cell.text for cell in cells if cell and cell.text]
            is_own = rule.left <= column <= rule.right
            if is_own or len(printed) == len(lines) or not printed:
                continue
            if printed == [str(number) for number in range(1, len(printed) + 1)]:
                for number, line in enumerate(lines, 1):
                    spot = Spot(rule.sheet, line, column)
                    self.cells[spot] = Filled(LIST, str(number), number)

    # Formulas

    def _formulas(self) -> None:
        for page in self.layout.pages:
            formulas = {(c.row, c.column): c.formula for c in page.sheet.cells if c.formula}
            if formulas:
                reckoner = Reckoner(formulas, self._numbers(page.number))
                for place, number in reckoner.results().items():
                    cell = page.cell(*place)
                    text = _shown(number, is_percent=bool(cell and cell.is_percent))
                    spot = Spot(page.number, *place)
                    self.cells[spot] = Filled("formula", text, number)

    def _numbers(self, sheet: int) -> dict[tuple[int, int], Decimal]:
        """What formulas reckon with: numbers just written, and those that stand in the form."""
        found: dict[tuple[int, int], Decimal] = {}
        for cell in self.layout.pages[sheet].sheet.cells:
            filled = self.cells.get(Spot(sheet, cell.row, cell.column))
            content = filled.content if filled else _number_in(cell)
            if isinstance(content, int | Decimal):
                found[cell.row, cell.column] = Decimal(content)
        return found


def governed_in_order(rules: list[Rule], layout: Layout) -> Iterator[tuple[Spot, Rule]]:
    yield from sorted(governed(rules, layout).items(), key=lambda pair: pair[0])


def _number_in(cell: BlankCell) -> Decimal | None:
    if cell.formula or not cell.text.replace(".", "", 1).isdecimal() or not cell.text.isascii():
        return None
    return Decimal(cell.text)


def _listed_cell(value: str | int | date, cell: BlankCell, url: str, request: Request) -> Filled:
    if isinstance(value, date):
        content: Content = (value - _EPOCH).days if cell.is_date else str(value)
        return Filled(LIST, str(value), content, url, request=request)
    if isinstance(value, int):
        return Filled(LIST, str(value), value, request=request)
    return Filled(LIST, value, value or None, url, request=request)


def _shown(number: Decimal, *, is_percent: bool) -> str:
    return f"{trimmed(number * 100, decimals=1)}%" if is_percent else trimmed(number, decimals=2)


def sheet_values(filling: Filling, layout: Layout) -> dict[str, SheetValues]:
    """What goes into the workbook, sheet by sheet."""
    found = {}
    for page in layout.pages:
        own = {
            (spot.row, spot.column): cell
            for spot, cell in filling.cells.items()
            if spot.sheet == page.number and cell.content is not None and cell.content != ""
        }
        found[page.sheet.title] = SheetValues(
            values={p: _content(c) for p, c in own.items() if c.kind != "formula"},
            results={p: _content(c) for p, c in own.items() if c.kind == "formula"},
        )
    return found


def _content(cell: Filled) -> Content:
    """Plain values: the child process knows no choices of our models."""
    assert cell.content is not None  # noqa: S101 -- narrows the type
    return str(cell.content) if isinstance(cell.content, str) else cell.content
