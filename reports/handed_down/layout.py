"""Places of a form, and the words that stand above and to the left of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from township_safety.spreadsheets import column_letter
from township_safety.spreadsheets.blanks import Blank, BlankCell, BlankSheet
from township_safety.spreadsheets.references import Stretch

_NUMBER = re.compile(r"[\d.,%\s]+")
_TITLE_SHARE = 0.7
_LABELLED = re.compile(r"[:：]|^[（(]")
_BLANKS = re.compile(r"[\s_＿　]+$")
_PLACE = re.compile(r"(\d{1,2})\.(\d{1,4})\.(\d{1,3})")


@dataclass(frozen=True, order=True)
class Spot:
    """One cell of the form: number of the sheet from 0, row and column from 1."""

    sheet: int
    row: int
    column: int

    @property
    def key(self) -> str:
        return f"{self.sheet}.{self.row}.{self.column}"

    @property
    def name(self) -> str:
        """As Excel calls it: D5."""
        return f"{column_letter(self.column)}{self.row}"

    @classmethod
    def read(cls, text: str) -> Spot | None:
        found = _PLACE.fullmatch(text)
        return cls(*(int(part) for part in found.groups())) if found else None


class Page:
    """One sheet with its words by place."""

    def __init__(self, number: int, sheet: BlankSheet) -> None:
        self.number, self.sheet = number, sheet
        self.by_place: dict[tuple[int, int], BlankCell] = {}
        for cell in sheet.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    self.by_place[row, column] = cell

    def spot(self, cell: BlankCell) -> Spot:
        return Spot(self.number, cell.row, cell.column)

    def cell(self, row: int, column: int) -> BlankCell | None:
        return self.by_place.get((row, column))

    def words(self, row: int, column: int) -> str:
        """What a head says there: no title over the whole width, no number, no formula."""
        cell = self.cell(row, column)
        is_title = cell and cell.colspan >= max(3, _TITLE_SHARE * len(self.sheet.widths))
        return "" if is_title else self.said(row, column)

    def said(self, row: int, column: int) -> str:
        """The words there, titles too."""
        cell = self.cell(row, column)
        if cell is None or not cell.text or _NUMBER.fullmatch(cell.text):
            return ""
        return re.sub(r"\s+", "", cell.text)

    def above(self, row: int, column: int) -> tuple[str, ...]:
        """The nearest words over the cell and what is stacked on them, from the top down."""
        return self._run((line, column) for line in range(row - 1, 0, -1))

    def left(self, row: int, column: int) -> tuple[str, ...]:
        return self._run((row, place) for place in range(column - 1, 0, -1))

    def _run(self, places: Iterator[tuple[int, int]]) -> tuple[str, ...]:
        found: list[str] = []
        for place in places:
            words = self.words(*place)
            if words and (not found or found[-1] != words):
                found.append(words)
            elif found and not words:
                break
        return tuple(reversed(found))

    def title(self) -> str:
        """The widest words of the first lines, as a name for the form."""
        lines = [
            cell
            for cell in self.sheet.cells
            if cell.text and cell.row <= _TITLE_LINES and not _LABELLED.search(cell.text)
        ]
        best = max(lines, key=lambda cell: (cell.colspan, -cell.row), default=None)
        return re.sub(r"\s+", "", best.text) if best else ""

    def within(self, top: int, left: int, bottom: int, right: int) -> list[BlankCell]:
        return [
            cell
            for cell in self.sheet.cells
            if top <= cell.row <= bottom and left <= cell.column <= right
        ]


_TITLE_LINES = 4


class Layout:
    """A form with its sheets; `stretches` are the lines its lists were given beside their own."""

    def __init__(self, blank: Blank, stretches: tuple[Stretch, ...] = ()) -> None:
        self.blank, self.stretches = blank, stretches
        self.pages = [Page(number, sheet) for number, sheet in enumerate(blank.sheets)]

    def cell(self, spot: Spot) -> BlankCell | None:
        """The cell that begins there."""
        if not 0 <= spot.sheet < len(self.pages):
            return None
        cell = self.pages[spot.sheet].cell(spot.row, spot.column)
        return cell if cell and (cell.row, cell.column) == (spot.row, spot.column) else None

    def stretched(self, stretches: Sequence[Stretch]) -> Layout:
        """With more lines, told by the rows as they are, of each sheet the lowest first."""
        blank = self.blank
        for stretch in stretches:
            blank = blank.stretched(stretch)
        return Layout(blank, (*self.stretches, *stretches))

    def key(self, spot: Spot) -> str:
        """A cell under one name however many lines the list above it has today.

        Line 5 of a list that came with 3 is called 2 more than its last.
        """
        title, row = self.pages[spot.sheet].sheet.title, spot.row
        for stretch in sorted(self.stretches, key=lambda one: one.like):
            if stretch.sheet == title and row > stretch.last:
                if row <= stretch.last + stretch.count:
                    return f"{spot.sheet}.{stretch.last}+{row - stretch.last}.{spot.column}"
                row -= stretch.count
        return f"{spot.sheet}.{row}.{spot.column}"

    @cached_property
    def spots(self) -> list[Spot]:
        return [page.spot(cell) for page in self.pages for cell in page.sheet.cells]


def lead(text: str) -> str:
    """The words of a cell in which something is to be written behind them."""
    return _BLANKS.sub("", text)
