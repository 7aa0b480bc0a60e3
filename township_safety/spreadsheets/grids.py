"""Any table as its reader sees it: merged cells filled, hidden rows and columns marked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl.reader.excel import load_workbook
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from township_safety.spreadsheets import reading
from township_safety.spreadsheets.reading import WorkbookProblem

# Lines that stand above and below the rows of a paper ledger.
SPARE_ROWS = 100
MAX_FILLED = 1_000_000  # cells that merging may fill; more is no ledger

MAX_MERGED = 2_000_000  # cells under merged blocks, empty ones too: annotate opens each of them
_TOO_MUCH_MERGED = "工作表里合并的单元格太多，请取消多余的合并后再上传。"

Place = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True)
class Grid:
    """One sheet. Rows that hold nothing are left out; the numbers are those of Excel."""

    title: str
    rows: list[tuple[int, list[Any]]]
    # Cells that show the value of the merged cell they belong to.
    filled: frozenset[Place] = frozenset()
    # Merged blocks as first row, first column, last row, last column.
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    # Formulas that the program which saved the file has not worked out.
    uncached: frozenset[Place] = frozenset()
    is_hidden: bool = False
    date_1904: bool = False


def read_grids(path: str | Path) -> list[Grid]:
    """All sheets of an .xlsx. Raises WorkbookProblem, or OSError when there is no such file.

    Like read_workbook: in the child process only.
    """
    return reading.guarded(path, _read)


def _read(path: str | Path) -> list[Grid]:
    # As an open file: by a path openpyxl would go by what the name ends in.
    with Path(path).open("rb") as file:
        return _read_file(file)


def _read_file(file: IO[bytes]) -> list[Grid]:
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    with closing(book):
        if len(book.worksheets) > reading.MAX_SHEETS:
            raise WorkbookProblem(f"工作表超过 {reading.MAX_SHEETS} 张，请删去不用的工作表。")
        date_1904 = book.epoch == CALENDAR_MAC_1904
        return [_grid(sheet, date_1904=date_1904) for sheet in book.worksheets]


class _Parser(WorkSheetParser):
    """Also notes formulas without a value."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)  # type: ignore[no-untyped-call]  # openpyxl
        self.uncached: set[Place] = set()

    def parse_cell(self, element: Any) -> Any:
        cell = super().parse_cell(element)  # type: ignore[no-untyped-call]  # openpyxl
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            # An empty text is a result, too; it says that it is a text.
            if element.find(VALUE_TAG) is None or element.get("t") != "str":
                self.uncached.add((cell["row"], cell["column"]))
        elif isinstance(cell["value"], str):
            cell["value"] = reading.plain_text(cell["value"]) or None
        return cell


def _grid(sheet: Any, *, date_1904: bool) -> Grid:
    with sheet._get_source() as source:  # noqa: SLF001 -- as openpyxl itself reads such a sheet
        parser = _Parser(
            source,
            sheet._shared_strings,  # noqa: SLF001 -- as above
            data_only=True,
            epoch=sheet.parent.epoch,
            date_formats=sheet.parent._date_formats,  # noqa: SLF001 -- as above
            timedelta_formats=sheet.parent._timedelta_formats,  # noqa: SLF001 -- as above
        )
        cells = _cells(sheet.title, parser)
    merged = _merged(parser, cells)
    filled = _fill(cells, merged)
    return Grid(
        title=sheet.title,
        rows=[(number, _line(row)) for number, row in sorted(cells.items())],
        filled=frozenset(filled),
        merged=tuple(merged),
        hidden_rows=frozenset(n for n in cells if _is_hidden(parser.row_dimensions.get(str(n)))),
        hidden_columns=frozenset(_hidden_columns(parser)),
        uncached=frozenset(parser.uncached),
        is_hidden=sheet.sheet_state != "visible",
        date_1904=date_1904,
    )


def _cells(title: str, parser: _Parser) -> dict[int, dict[int, Any]]:
    """The cells that hold anything, by row and column."""
    rows: dict[int, dict[int, Any]] = {}
    for number, row in parser.parse():  # type: ignore[no-untyped-call]  # openpyxl
        found = {cell["column"]: cell["value"] for cell in row if cell["value"] is not None}
        if not found:
            parser.row_dimensions.pop(str(number), None)
            continue
        if max(found) > reading.MAX_COLUMNS:
            raise WorkbookProblem(
                f"工作表“{title}”第 {number} 行用到了第 {get_column_letter(max(found))} 列，"
                f"最多 {reading.MAX_COLUMNS} 列，请删去多余的列。"
            )
        rows.setdefault(number, {}).update(found)
        if len(rows) > reading.MAX_ROWS + SPARE_ROWS:
            raise WorkbookProblem(
                f"工作表“{title}”超过 {reading.MAX_ROWS:,} 行，请分成几个文件上传。"
            )
    return rows


def _merged(parser: _Parser, cells: dict[int, dict[int, Any]]) -> list[tuple[int, int, int, int]]:
    """The blocks that show something, no larger than what the sheet holds."""
    if parser.merged_cells is None or not cells:
        return []
    last_row, last_column = max(cells), max(map(max, cells.values()))
    blocks = []
    area = 0
    for block in parser.merged_cells.mergeCell:
        left, top, right, bottom = range_boundaries(block.ref)
        area += (bottom - top + 1) * (right - left + 1)
        if area > MAX_MERGED:
            raise WorkbookProblem(_TOO_MUCH_MERGED)
        if cells.get(top, {}).get(left) is not None:
            blocks.append((top, left, min(bottom, last_row), min(right, last_column)))
    return blocks


def _fill(cells: dict[int, dict[int, Any]], merged: list[tuple[int, int, int, int]]) -> set[Place]:
    """A merged cell stands for all it covers; rows that held nothing else are not made."""
    filled: set[Place] = set()
    steps = 0
    for top, left, bottom, right in merged:
        steps += (bottom - top + 1) * (right - left + 1)
        if steps > MAX_FILLED:
            raise WorkbookProblem(_TOO_MUCH_MERGED)
        value = cells[top][left]
        for number in range(top, bottom + 1):
            row = cells.get(number)
            if row is None:
                continue
            for column in range(left, right + 1):
                if (number, column) != (top, left) and row.get(column) is None:
                    row[column] = value
                    filled.add((number, column))
    return filled


def _line(row: dict[int, Any]) -> list[Any]:
    return [row.get(column) for column in range(1, max(row) + 1)]


def _is_hidden(dimension: dict[str, str] | None) -> bool:
    return (dimension or {}).get("hidden", "0").lower() in ("1", "true")


def _hidden_columns(parser: _Parser) -> Iterator[int]:
    for dimension in parser.column_dimensions.values():
        if _is_hidden(dimension):
            first, last = int(dimension["min"]), int(dimension["max"])
            yield from range(first, min(last, reading.MAX_COLUMNS) + 1)
