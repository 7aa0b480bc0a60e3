"""Rows into an .xlsx that Excel and WPS show as the office likes it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.comments.comments import Comment
from openpyxl.styles.alignment import Alignment
from openpyxl.styles.borders import Border, Side
from openpyxl.styles.fills import PatternFill
from openpyxl.styles.fonts import Font
from openpyxl.utils.cell import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from township_safety.spreadsheets.reading import CHOICES_TITLE, MAX_ROWS
from township_safety.values import clean_text

MAX_CELL: Final = 32_767  # characters; Excel's own limit

_TO_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BAD_IN_TITLE = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True)
class Linked:
    """A value that leads to a cell of another sheet of the same file."""

    value: Any
    sheet: str
    cell: str = "A1"

    @property
    def place(self) -> str:
        return "'" + safe_title(self.sheet).replace("'", "''") + "'!" + self.cell


@dataclass(frozen=True)
class SheetOut:
    """One sheet to be written; the sequences run along the columns and may be shorter."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()
    widths: Sequence[float | None] = ()
    notes: Sequence[str] = ()
    choices: Sequence[Sequence[str]] = ()
    number_formats: Sequence[str | None] = ()
    required: Sequence[bool] = ()
    title_row: str | Linked | None = None


_THIN = Side(style="thin", color="FFBFBFBF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_ACTIVE = frozenset("=+-@\t\r＝＋－＠")  # what some program takes for the start of a formula
_HEADER_FILL = PatternFill("solid", fgColor="FFDDEBF7")
_REQUIRED_FILL = PatternFill("solid", fgColor="FFFCE4D6")


def write_workbook(sheets: Iterable[SheetOut], target: str | Path | IO[bytes]) -> None:
    """Write the sheets, one pass over each one's rows.

    A text is never taken for a formula, whatever it begins with; characters no workbook can
    hold are dropped, and a text beyond Excel's limit ends with a mark that it was cut.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "township-safety"
    styles = _Styles(book)
    lists: list[Sequence[str]] = []
    for sheet in sheets:
        _write_sheet(book, sheet, styles, lists)
    if lists:
        _write_lists(book, lists)
    if not book.worksheets:
        book.create_sheet("空")
    book.save(target)


class _Styles:
    """One style object per look, shared by all cells: styling each cell costs as much again."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet("styles")
        book.remove(self._sheet)
        self._known: dict[tuple[str, str | None], Any] = {}

    def get(self, kind: str, number_format: str | None = None) -> Any:
        key = (kind, number_format)
        if key not in self._known:
            self._known[key] = self._make(kind, number_format)
        return self._known[key]

    def _make(self, kind: str, number_format: str | None) -> Any:
        cell = WriteOnlyCell(self._sheet)
        if kind == "title":
            cell.font = Font(bold=True, size=14)
            cell.alignment = Alignment(horizontal="left", vertical="center")
        elif kind in ("header", "required"):
            cell.font = Font(bold=True)
            cell.fill = _REQUIRED_FILL if kind == "required" else _HEADER_FILL
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = _BORDER
            cell.number_format = "@"
        else:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.number_format = number_format or "General"
            if kind == "link":
                cell.font = Font(color="FF0563C1", underline="single")
        style = copy(cell._style)  # noqa: SLF001 -- the documented way to share a style
        if kind == "guarded":  # Excel then keeps the text a text even when somebody edits it
            style.quotePrefix = 1
        return style


def _write_sheet(
    book: Workbook, out: SheetOut, styles: _Styles, lists: list[Sequence[str]]
) -> None:
    sheet = book.create_sheet(safe_title(out.title))
    header_row = 1 if out.title_row is None else 2
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.gridLines = True  # drawn borders would have to be written for empty cells
    for index, header in enumerate(out.headers):
        width = _at(out.widths, index) or min(max(len(header) * 2.2 + 2, 9), 30)
        sheet.column_dimensions[get_column_letter(index + 1)].width = width
    _add_choices(sheet, out, header_row, lists)
    if out.title_row is not None:
        sheet.append([_text_cell(sheet, out.title_row, styles.get("title"))])
    sheet.append(list(_header_cells(sheet, out, styles)))
    last = _append_rows(sheet, out, styles, header_row)
    if out.headers:
        last_column = get_column_letter(len(out.headers))
        sheet.auto_filter.ref = f"A{header_row}:{last_column}{max(last, header_row)}"


def _header_cells(sheet: Any, out: SheetOut, styles: _Styles) -> Iterator[Any]:
    for index, header in enumerate(out.headers):
        kind = "required" if _at(out.required, index) else "header"
        cell = _text_cell(sheet, header, styles.get(kind))
        if note := _at(out.notes, index):
            lines = 2 + sum(len(line) // 16 + 1 for line in note.split("\n"))
            cell.comment = Comment(note, "填表说明", width=260, height=18 * lines)
        yield cell


def _append_rows(sheet: Any, out: SheetOut, styles: _Styles, last: int) -> int:
    """Write the rows; the number of the last one. One cell object serves a whole column."""
    looks = [styles.get("cell", _at(out.number_formats, i)) for i in range(len(out.headers))]
    cells = [WriteOnlyCell(sheet) for _ in out.headers]
    for row in out.rows:
        sheet.append(
            [
                None if value is None or value == "" else _filled(cell, value, look, styles)
                for cell, value, look in zip(cells, row, looks, strict=True)
            ]
        )
        last += 1
    return last


def _filled(cell: Any, value: Any, look: Any, styles: _Styles) -> Any:
    if isinstance(value, Linked):
        return _lead(WriteOnlyCell(cell.parent), value, styles.get("link"))
    _fill(cell, value)
    if isinstance(value, str):
        look = styles.get("guarded") if value[0] in _ACTIVE else look
    elif isinstance(value, date) and look is styles.get("cell"):
        look = styles.get("cell", _date_format(value))
    cell._style = look  # noqa: SLF001 -- shared style
    return cell


def _date_format(value: date) -> str:
    is_moment = isinstance(value, datetime) and value.time() != time()
    return "yyyy-mm-dd hh:mm" if is_moment else "yyyy-mm-dd"


def _fill(cell: Any, value: Any) -> None:
    if value is None or isinstance(value, int | float | Decimal | date):
        cell.value = value
    else:
        text = excel_text(value)
        cell.value = text
        cell.data_type = "s"  # also what begins with = or reads like #N/A


def _lead(cell: Any, linked: Linked, style: Any) -> Any:
    _fill(cell, linked.value)
    cell.hyperlink = Hyperlink(ref="A1", location=linked.place)
    cell._style = style  # noqa: SLF001 -- shared style
    return cell


def _text_cell(sheet: Any, text: str | Linked, style: Any) -> Any:
    cell = WriteOnlyCell(sheet)
    if isinstance(text, Linked):
        return _lead(cell, text, style)
    _fill(cell, text)
    cell._style = style  # noqa: SLF001 -- shared style
    return cell


def excel_text(value: object) -> str:
    """A text that a cell can hold and that reads back the same."""
    text = clean_text(value, multiline=True)
    if "_x" in text:
        text = _TO_ESCAPE.sub("_x005F_", text)
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 8]}…（以下截断）"


def column_letter(number: int) -> str:
    """A for 1, AA for 27."""
    return str(get_column_letter(number))


def safe_title(title: str) -> str:
    """A sheet name Excel accepts: at most 31 characters, none of those it forbids."""
    return _BAD_IN_TITLE.sub("_", clean_text(title))[:31].strip("'") or "表"


def _add_choices(sheet: Any, out: SheetOut, header_row: int, lists: list[Sequence[str]]) -> None:
    for index, choices in enumerate(out.choices):
        if not choices:
            continue
        formula = '"' + ",".join(choices) + '"'
        if len(formula) > 255 or any(re.search(r'[,"\n]', choice) for choice in choices):
            lists.append(choices)
            column = get_column_letter(len(lists))
            formula = f"{CHOICES_TITLE}!${column}$1:${column}${len(choices)}"
        rule = DataValidation("list", formula1=formula, allow_blank=True, errorStyle="warning")
        rule.showErrorMessage = True
        rule.errorTitle, rule.error = "不在选项中", "请从下拉列表中选择。"
        letter = get_column_letter(index + 1)
        rule.add(f"{letter}{header_row + 1}:{letter}{header_row + MAX_ROWS}")
        sheet.data_validations.append(rule)


def _write_lists(book: Workbook, lists: list[Sequence[str]]) -> None:
    """The drop-downs too long for a literal list stand on a hidden sheet."""
    sheet = book.create_sheet(CHOICES_TITLE)
    sheet.sheet_state = "hidden"
    for row in range(max(map(len, lists))):
        cells = [WriteOnlyCell(sheet) for _ in lists]
        for cell, choices in zip(cells, lists, strict=True):
            _fill(cell, _at(choices, row))
        sheet.append(cells)


def _at(values: Sequence[Any], index: int) -> Any:
    return values[index] if index < len(values) else None
