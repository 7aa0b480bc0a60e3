"""A form on the screen as it looks, each cell with what it says and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from reports.handed_down.layout import Layout, Page, Spot
from reports.handed_down.rules import Rule, rule_at
from township_safety.spreadsheets import column_letter
from township_safety.spreadsheets.blanks import BlankCell

_PIXELS = 7
_PADDING = 10
_NARROWEST, _WIDEST = 28, 420
_ALIGNED = {"center": "centre", "centerContinuous": "centre", "right": "right"}


@dataclass(frozen=True)
class Shown:
    """What is put over the form's own words; `kind` gives the colour, `input` a field."""

    text: str
    kind: str = ""
    url: str = ""
    note: str = ""
    input: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class GridCell:
    spot: Spot
    cell: BlankCell
    shown: Shown

    @property
    def classes(self) -> str:
        look = [f"blank__cell--{_ALIGNED.get(self.cell.align, 'left')}"]
        look += ["blank__cell--framed"] if self.cell.is_framed else []
        look += ["blank__cell--bold"] if self.cell.is_bold else []
        look += [f"blank__cell--{self.shown.kind}"] if self.shown.kind else []
        look += ["blank__cell--chosen"] if self.shown.is_chosen else []
        return " ".join(look)


@dataclass(frozen=True)
class GridRow:
    number: int
    cells: list[GridCell]


@dataclass(frozen=True)
class GridSheet:
    number: int
    title: str
    columns: list[tuple[str, int]]
    rows: list[GridRow]


Show = Callable[[Spot, BlankCell], Shown]


def grid(layout: Layout, show: Show) -> list[GridSheet]:
    return [_sheet(page, show) for page in layout.pages if page.sheet.cells]


def _sheet(page: Page, show: Show) -> GridSheet:
    columns = [
        (column_letter(number), _pixels(width)) for number, width in enumerate(page.sheet.widths, 1)
    ]
    rows = [
        GridRow(number, list(_row(page, number, show))) for number in range(1, page.sheet.rows + 1)
    ]
    return GridSheet(page.number, page.sheet.title, columns, rows)


def _pixels(width: float) -> int:
    return min(max(round(width * _PIXELS) + _PADDING, _NARROWEST), _WIDEST)


def _row(page: Page, number: int, show: Show) -> Iterator[GridCell]:
    for column in range(1, len(page.sheet.widths) + 1):
        cell = page.cell(number, column) or BlankCell(number, column)
        if (cell.row, cell.column) == (number, column):
            spot = page.spot(cell)
            yield GridCell(spot, cell, show(spot, cell))


def teaching(rules: list[Rule], chosen: Spot | None, address: Callable[[Spot], str]) -> Show:
    """Every cell can be pointed at; what is taught stands in it."""

    def show(spot: Spot, cell: BlankCell) -> Shown:
        rule = rule_at(rules, spot)
        text, kind, note = cell.text, "", ""
        writes = rule is not None and not cell.formula and (rule.is_one_cell or not cell.text)
        if rule is not None and writes:
            kind = "suggested" if rule.is_suggested else rule.kind
            text = f"{cell.text}〔{rule.what}〕" if cell.text else rule.what
            note = "建议，还没有采用" if rule.is_suggested else ""
        elif cell.formula:
            text, kind, note = "公式", "formula", cell.formula
        return Shown(text, kind, address(spot), note, is_chosen=spot == chosen)

    return show


def filled_in(cells: Mapping[Spot, Shown]) -> Show:
    def show(spot: Spot, cell: BlankCell) -> Shown:
        found = cells.get(spot)
        if found is not None:
            return found
        return Shown("公式" if cell.formula else cell.text, "formula" if cell.formula else "")

    return show
