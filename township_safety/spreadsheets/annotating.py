"""Somebody's own workbook back, with comments in its cells and one more column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from openpyxl.cell.cell import MergedCell
from openpyxl.comments.comments import Comment
from openpyxl.reader.excel import load_workbook
from openpyxl.styles.alignment import Alignment
from openpyxl.styles.fills import PatternFill
from openpyxl.styles.fonts import Font
from openpyxl.utils.cell import get_column_letter

from township_safety.spreadsheets import reading
from township_safety.spreadsheets.writing import excel_text

AUTHOR = "导入检查"
_WRONG = PatternFill("solid", fgColor="FFFFC7CE")
_MAX_COMMENT = 1000


def annotate(
    source: str | Path,
    target: str | Path,
    *,
    sheet: str,
    header_row: int,
    heading: str,
    column: int,
    results: Mapping[int, str],
    comments: Iterable[tuple[int, int, str]],
) -> None:
    """Everything else in the workbook stays as it is. In the child process only, and only for a
    file that read_grids has taken: merged cells are opened one by one here.
    """

    def work(path: str | Path) -> None:
        with Path(path).open("rb") as file:  # whatever its name ends in
            book = load_workbook(file)
        page = book[sheet]
        page.column_dimensions[get_column_letter(column)].width = 50
        for row, text in {header_row: heading, **results}.items():
            _write(page.cell(row, column), text, is_heading=row == header_row)
        for row, place, text in comments:
            cell = page.cell(row, place)
            if isinstance(cell, MergedCell):
                cell = _origin(page, row, place)
            cell.comment = Comment(text[:_MAX_COMMENT], AUTHOR, width=260, height=100)
            cell.fill = _WRONG
        book.save(target)

    reading.guarded(source, work)


def _write(cell: object, text: str, *, is_heading: bool) -> None:
    if isinstance(cell, MergedCell):
        return
    cell.value = excel_text(text)  # type: ignore[attr-defined]  # openpyxl gives Cell or MergedCell
    cell.data_type = "s"  # type: ignore[attr-defined]  # a text, whatever it begins with
    cell.alignment = Alignment(vertical="top", wrap_text=True)  # type: ignore[attr-defined]  # as above
    if is_heading:
        cell.font = Font(bold=True)  # type: ignore[attr-defined]  # as above


def _origin(page: object, row: int, column: int) -> object:
    """The cell that shows what the merged one shows."""
    for block in page.merged_cells.ranges:  # type: ignore[attr-defined]  # a worksheet
        if block.min_row <= row <= block.max_row and block.min_col <= column <= block.max_col:
            return page.cell(block.min_row, block.min_col)  # type: ignore[attr-defined]  # as above
    return page.cell(row, column)  # type: ignore[attr-defined]  # as above
