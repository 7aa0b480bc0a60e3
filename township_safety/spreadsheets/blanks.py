"""A blank form as it looks: its cells with their place, merging, alignment and frame."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from openpyxl.cell.cell import MergedCell
from openpyxl.reader.excel import load_workbook
from openpyxl.styles.numbers import is_date_format

from township_safety.spreadsheets import reading
from township_safety.spreadsheets.grids import Grid, read_grids
from township_safety.spreadsheets.reading import WorkbookProblem
from township_safety.spreadsheets.references import Stretch, as_in_place, moved_formula
from township_safety.spreadsheets.splicing import spliced

MAX_SHEETS = 20
MAX_ROWS = 400
MAX_CELLS = 12_000
# Empty framed rows that are still shown below the last words.
_MOST_EMPTY = 60
_WIDTH = 8.43  # of a column that says nothing, in characters
_TOO_LONG = f"最多 {MAX_ROWS} 行，这不像一张待填的空表，请删去多余的行再上传。"


@dataclass(frozen=True)
class BlankCell:
    """Row and column from 1; of a merged block only the first cell is there."""

    row: int
    column: int
    text: str = ""
    formula: str = ""
    colspan: int = 1
    rowspan: int = 1
    is_bold: bool = False
    align: str = ""
    is_framed: bool = False
    is_date: bool = False
    is_percent: bool = False


@dataclass(frozen=True)
class BlankSheet:
    """`widths` in characters; only sheets that are shown.

    Where `is_rigid`, formulas over several cells at once forbid rows between others.
    """

    title: str
    widths: tuple[float, ...]
    rows: int
    cells: tuple[BlankCell, ...]
    is_rigid: bool = False

    def stretched(self, stretch: Stretch) -> BlankSheet:
        """As `stretching.stretched` leaves it."""
        cells = [self._moved(cell, stretch) for cell in self.cells]
        if stretch.sheet != self.title:
            return replace(self, cells=tuple(cells))
        model = [cell for cell in cells if cell.row == stretch.like and cell.rowspan == 1]
        for row in range(stretch.like + 1, stretch.like + stretch.count + 1):
            cells += [_copied(cell, row) for cell in model]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        return replace(self, rows=self.rows + stretch.count, cells=tuple(cells))

    def _moved(self, cell: BlankCell, stretch: Stretch) -> BlankCell:
        formula = cell.formula
        if formula:
            formula = moved_formula(formula, stretch, own=self.title, row=cell.row)
        if stretch.sheet != self.title:
            return replace(cell, formula=formula)
        first, last = cell.row, cell.row + cell.rowspan - 1
        first, last = stretch.rows(first, last, grows=cell.rowspan > 1)
        return replace(cell, row=first, rowspan=last - first + 1, formula=formula)


@dataclass(frozen=True)
class Blank:
    sheets: tuple[BlankSheet, ...]

    def stretched(self, stretch: Stretch) -> Blank:
        return Blank(tuple(sheet.stretched(stretch) for sheet in self.sheets))

    def to_json(self) -> dict[str, Any]:
        return {"sheets": [_sheet_json(sheet) for sheet in self.sheets]}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            tuple(
                BlankSheet(
                    sheet["title"],
                    tuple(sheet["widths"]),
                    sheet["rows"],
                    tuple(BlankCell(**cell) for cell in sheet["cells"]),
                    sheet.get("is_rigid", False),
                )
                for sheet in kept["sheets"]
            )
        )


def _sheet_json(sheet: BlankSheet) -> dict[str, Any]:
    """What a cell does not say is left out."""
    empty = asdict(BlankCell(0, 0))
    cells = [
        {name: value for name, value in asdict(cell).items() if value != empty[name]}
        for cell in sheet.cells
    ]
    return {
        "title": sheet.title,
        "widths": list(sheet.widths),
        "rows": sheet.rows,
        "cells": cells,
        **({"is_rigid": True} if sheet.is_rigid else {}),
    }


def _copied(cell: BlankCell, row: int) -> BlankCell:
    place, formula = (cell.row, cell.column), cell.formula
    if formula:
        formula = as_in_place(formula, place, (row, cell.column))
    return replace(cell, row=row, text="", formula=formula)


def read_blank(content: bytes) -> Blank:
    """The form of an .xlsx. Raises WorkbookProblem. In the child process only."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        _demand_few_rows(read_grids(file.name))  # before cells are opened one by one
    blank = reading.guarded(io.BytesIO(content), _read)
    spliced(content, {})  # so that no form is taught that could not be filled
    return blank


def _demand_few_rows(grids: list[Grid]) -> None:
    for grid in grids:
        last = max((number for number, _ in grid.rows), default=0)
        if last > MAX_ROWS and not grid.is_hidden:
            raise WorkbookProblem(f"工作表“{grid.title}”用到了第 {last} 行，{_TOO_LONG}")


def _read(source: Any) -> Blank:
    book = load_workbook(source)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if len(shown) > MAX_SHEETS:
        raise WorkbookProblem(f"工作表超过 {MAX_SHEETS} 张，请删去不用的工作表再上传。")
    sheets = tuple(_sheet(page) for page in shown)
    if not any(sheet.cells for sheet in sheets):
        raise WorkbookProblem("工作簿里没有内容，请选择上级下发的空表。")
    return Blank(sheets)


def _sheet(page: Any) -> BlankSheet:
    spans = {
        (block.min_row, block.min_col): (
            block.max_col - block.min_col + 1,
            block.max_row - block.min_row + 1,
        )
        for block in page.merged_cells.ranges
    }
    last_row, last_column = _extent(page)
    cells = tuple(_cells(page, spans, last_row, last_column))
    if len(cells) > MAX_CELLS:
        raise WorkbookProblem(f"工作表“{page.title}”的格子超过 {MAX_CELLS:,} 个，请删去多余的列。")
    widths = tuple(_widths(page, last_column))
    return BlankSheet(page.title, widths, last_row, cells, is_rigid=_is_rigid(page))


def _is_rigid(page: Any) -> bool:
    return any(
        cell.data_type == "f" and not isinstance(cell.value, str) for row in page for cell in row
    )


def _extent(page: Any) -> tuple[int, int]:
    """The last row and column that show something; frames without words only so far."""
    said_row = framed_row = last_column = 0
    for row in page.iter_rows(
        max_row=min(page.max_row, MAX_ROWS + _MOST_EMPTY), max_col=reading.MAX_COLUMNS
    ):
        for cell in row:
            has_words = cell.value not in (None, "")
            if has_words:
                said_row = max(said_row, cell.row)
            if has_words or _is_framed(cell):
                framed_row = max(framed_row, cell.row)
                last_column = max(last_column, cell.column)
    for block in page.merged_cells.ranges:
        if block.min_row <= framed_row:
            last_column = max(last_column, min(block.max_col, reading.MAX_COLUMNS))
            said_row = max(said_row, block.max_row if block.min_row <= said_row else 0)
    return min(max(framed_row, said_row), said_row + _MOST_EMPTY), last_column


def _is_framed(cell: Any) -> bool:
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom)
    return sum(bool(side and side.style) for side in sides) >= 2


def _cells(
    page: Any, spans: dict[tuple[int, int], tuple[int, int]], last_row: int, last_column: int
) -> Iterator[BlankCell]:
    for row in page.iter_rows(max_row=last_row, max_col=last_column or 1):
        for cell in row:
            if not isinstance(cell, MergedCell) and last_row:
                yield _cell(cell, spans.get((cell.row, cell.column), (1, 1)))


def _cell(cell: Any, span: tuple[int, int]) -> BlankCell:
    is_formula = cell.data_type == "f"
    formula = cell.value if is_formula and isinstance(cell.value, str) else "="
    return BlankCell(
        row=cell.row,
        column=cell.column,
        text="" if is_formula else _text(cell.value),
        formula=formula if is_formula else "",
        colspan=span[0],
        rowspan=span[1],
        is_bold=bool(cell.font and cell.font.b),
        align=str(cell.alignment.horizontal or "") if cell.alignment else "",
        is_framed=_is_framed(cell),
        is_date=is_date_format(cell.number_format),
        is_percent="%" in (cell.number_format or ""),
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "date"):
        return f"{value:%Y-%m-%d}"
    return reading.plain_text(value) if isinstance(value, str) else str(value)


def _widths(page: Any, last_column: int) -> Iterator[float]:
    """A span of columns says its width once."""
    found = dict.fromkeys(range(1, last_column + 1), page.sheet_format.defaultColWidth or _WIDTH)
    for dimension in page.column_dimensions.values():
        if dimension.min is None or not dimension.width:
            continue
        for column in range(dimension.min, min(dimension.max, last_column) + 1):
            found[column] = 0.0 if dimension.hidden else dimension.width
    yield from (round(width, 2) for width in found.values())
