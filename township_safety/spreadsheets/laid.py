"""A sheet laid out cell by cell like a printed form: merged heads, frames, widths, page setup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import IO, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.styles.alignment import Alignment
from openpyxl.styles.borders import Border, Side
from openpyxl.styles.fonts import Font
from openpyxl.utils.cell import get_column_letter
from openpyxl.workbook.workbook import Workbook

from township_safety.spreadsheets.writing import excel_text, safe_title

_ACTIVE = frozenset("=+-@\t\r＝＋－＠")  # what some program takes for the start of a formula
_THIN = Side(style="thin", color="FF000000")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_FACE = "宋体"


class Look(Enum):
    """What a cell is: its face, its place in the frame, how its text lies."""

    TITLE = "title"
    LINE = "line"
    LINE_RIGHT = "line_right"
    HEAD = "head"
    NAME = "name"
    VALUE = "value"
    TOTAL_NAME = "total_name"
    TOTAL = "total"
    TEXT = "text"


_FONTS = {
    Look.TITLE: Font(name=_FACE, bold=True, size=16),
    Look.TOTAL_NAME: Font(name=_FACE, bold=True, size=10),
    Look.TOTAL: Font(name=_FACE, bold=True, size=10),
}
_PLAIN_FONT = Font(name=_FACE, size=10)
_LEFT = frozenset({Look.LINE, Look.NAME, Look.TEXT})
_UNFRAMED = frozenset({Look.TITLE, Look.LINE, Look.LINE_RIGHT})


@dataclass(frozen=True)
class LaidCell:
    """`number_format` is for numbers; a text is never taken for a formula."""

    value: str | int | Decimal | date | None = None
    look: Look = Look.VALUE
    colspan: int = 1
    rowspan: int = 1
    number_format: str = "General"
    indent: int = 0


@dataclass(frozen=True)
class LaidRow:
    """`height` in points; without one the program chooses."""

    cells: Sequence[LaidCell]
    height: float | None = None


@dataclass(frozen=True)
class LaidSheet:
    """`repeated` are the first and the last row, from 1, that each printed page begins with."""

    title: str
    rows: Sequence[LaidRow]
    widths: Sequence[float]
    repeated: tuple[int, int] | None = None
    # Where the moving part begins, as C6.
    frozen: str = ""
    is_landscape: bool = True
    # Else it takes as many pages as it needs.
    is_one_page: bool = False


def write_laid(sheets: Iterable[LaidSheet], target: str | Path | IO[bytes]) -> None:
    book = Workbook()
    book.properties.creator = "township-safety"
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(safe_title(sheet.title)), sheet)
    book.save(target)


def _write(page: Any, sheet: LaidSheet) -> None:
    for place, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(sheet.rows, 1):
        if row.height is not None:
            page.row_dimensions[number].height = row.height
        column = 1
        for cell in row.cells:
            while (number, column) in taken:
                column += 1
            _place(page, number, column, cell, taken)
            column += cell.colspan
    _set_page(page, sheet)


def _place(page: Any, row: int, column: int, cell: LaidCell, taken: set[tuple[int, int]]) -> None:
    last_row, last_column = row + cell.rowspan - 1, column + cell.colspan - 1
    if (last_row, last_column) != (row, column):
        page.merge_cells(
            start_row=row, start_column=column, end_row=last_row, end_column=last_column
        )
    for line in range(row, last_row + 1):
        for place in range(column, last_column + 1):
            taken.add((line, place))
            if cell.look not in _UNFRAMED:
                page.cell(line, place).border = _FRAME
    _fill(page.cell(row, column), cell)


def _fill(place: Any, cell: LaidCell) -> None:
    if isinstance(place, MergedCell):
        raise TypeError("two cells of the form lie on one another")
    place.font = _FONTS.get(cell.look, _PLAIN_FONT)
    place.alignment = Alignment(
        horizontal=_horizontal(cell.look),
        vertical="center",
        indent=cell.indent,
        wrap_text=cell.look not in (Look.LINE, Look.LINE_RIGHT),
    )
    if isinstance(cell.value, str):
        if cell.value:
            place.value = excel_text(cell.value)
            place.data_type = "s"  # also what begins with = or reads like #N/A
            place.quotePrefix = cell.value[0] in _ACTIVE
        return
    place.value = cell.value
    place.number_format = "yyyy-mm-dd" if isinstance(cell.value, date) else cell.number_format


def _horizontal(look: Look) -> str:
    if look is Look.LINE_RIGHT:
        return "right"
    return "left" if look in _LEFT else "center"


def _set_page(page: Any, sheet: LaidSheet) -> None:
    """A4, as wide as the page."""
    if sheet.frozen:
        page.freeze_panes = sheet.frozen
    if sheet.repeated is not None:
        first, last = sheet.repeated
        page.print_title_rows = f"{first}:{last}"
    page.page_setup.orientation = "landscape" if sheet.is_landscape else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 1 if sheet.is_one_page else 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.5
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
