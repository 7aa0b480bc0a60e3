"""A ledger as it is printed and handed in: heading across the page, who and until when, frames."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.drawing.image import Image
from openpyxl.styles.alignment import Alignment
from openpyxl.styles.borders import Border, Side
from openpyxl.styles.fills import PatternFill
from openpyxl.styles.fonts import Font
from openpyxl.utils.cell import get_column_letter
from openpyxl.workbook.workbook import Workbook

from township_safety.spreadsheets.writing import excel_text, safe_title

HEADING, LINE, HEADER = 1, 2, 3  # rows
# What some program takes for the start of a formula.
_ACTIVE = frozenset("=+-@\t\r＝＋－＠")
_PICTURE_HEIGHT = 90  # points; 120 pixels
_PICTURE_PIXELS = 116
_THIN = Side(style="thin", color="FF808080")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_SHADE = PatternFill("solid", fgColor="FFEAEFF5")


@dataclass(frozen=True)
class Picture:
    """A JPEG or PNG in a cell."""

    content: bytes


@dataclass(frozen=True)
class PaperSheet:
    """``line`` stands under the heading, ``foot`` under the rows; both go across the page."""

    title: str
    heading: str
    line: str
    headers: Sequence[str]
    widths: Sequence[float]
    rows: Iterable[Sequence[Any]] = ()
    foot: str = ""
    number_formats: Sequence[str | None] = field(default=())


def write_paper(paper: PaperSheet, target: str | Path | IO[bytes]) -> None:
    """One pass over the rows; texts are never taken for formulas."""
    book = Workbook(write_only=True)
    book.properties.creator = "township-safety"
    sheet: Any = book.create_sheet(safe_title(paper.title))
    looks = _Looks(sheet)
    _set_page(sheet)
    for place, width in enumerate(paper.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.row_dimensions[HEADING].height = 32
    sheet.row_dimensions[LINE].height = 20
    _across(sheet, HEADING, paper.heading, looks.heading, paper)
    _across(sheet, LINE, paper.line, looks.line, paper)
    sheet.append([looks.cell(text, looks.header) for text in paper.headers])
    number = HEADER
    for number, row in enumerate(paper.rows, HEADER + 1):
        _append(sheet, number, row, looks, paper)
    if paper.foot:
        _across(sheet, number + 1, paper.foot, looks.line, paper)
    book.save(target)


def _set_page(sheet: Any) -> None:
    sheet.freeze_panes = f"A{HEADER + 1}"
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


class _Looks:
    """Cells to copy the look of; one cell object serves a whole sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
        self.heading = self._made(Font(bold=True, size=16), middle)
        self.line = self._made(Font(size=11), Alignment(horizontal="left", vertical="center"))
        self.header = self._made(Font(bold=True, size=10), middle, is_framed=True, is_shaded=True)
        self._rows: dict[str | None, Any] = {}

    def row(self, number_format: str | None) -> Any:
        if number_format not in self._rows:
            look = Alignment(vertical="center", wrap_text=True)
            self._rows[number_format] = self._made(
                Font(size=10), look, is_framed=True, number_format=number_format
            )
        return self._rows[number_format]

    def _made(
        self, font: Font, alignment: Alignment, *, is_framed: bool = False,
        is_shaded: bool = False, number_format: str | None = None,
    ) -> Any:  # fmt: skip
        cell: Any = WriteOnlyCell(self._sheet)
        cell.font, cell.alignment = font, alignment
        if is_framed:
            cell.border = _FRAME
        if is_shaded:
            cell.fill = _SHADE
        if number_format:
            cell.number_format = number_format
        return cell

    def cell(self, value: Any, look: Any) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        cell._style = look._style  # noqa: SLF001 -- the documented way to share a style
        if isinstance(value, str):
            if value:
                cell.value = excel_text(value)
                cell.data_type = "s"  # also what begins with = or reads like #N/A
            if value[:1] in _ACTIVE and value:
                cell._style = _guarded(look)  # noqa: SLF001 -- as above
        else:
            cell.value = value
        return cell


def _guarded(look: Any) -> Any:
    """Excel then keeps the text a text even when somebody edits it."""
    style = look._style.__copy__()  # noqa: SLF001 -- a shared style must not change
    style.quotePrefix = 1
    return style


def _across(sheet: Any, number: int, text: str, look: Any, paper: PaperSheet) -> None:
    cell: Any = WriteOnlyCell(sheet)
    cell._style = look._style  # noqa: SLF001 -- as above
    cell.value = excel_text(text)
    cell.data_type = "s"
    sheet.append([cell])
    last = get_column_letter(max(1, len(paper.headers)))
    sheet.merged_cells.add(f"A{number}:{last}{number}")


def _append(sheet: Any, number: int, row: Sequence[Any], looks: _Looks, paper: PaperSheet) -> None:
    formats = paper.number_formats
    cells = []
    for place, value in enumerate(row):
        number_format = formats[place] if place < len(formats) else None
        if isinstance(value, date) and number_format is None:
            number_format = "yyyy-mm-dd"
        look = looks.row(number_format)
        if isinstance(value, Picture):
            _hang(sheet, f"{get_column_letter(place + 1)}{number}", value)
            sheet.row_dimensions[number].height = _PICTURE_HEIGHT
            value = None
        cells.append(looks.cell(value, look))
    sheet.append(cells)


def _hang(sheet: Any, place: str, picture: Picture) -> None:
    image = Image(io.BytesIO(picture.content))
    longer = max(image.width, image.height) or 1
    image.width = max(1, image.width * _PICTURE_PIXELS // longer)
    image.height = max(1, image.height * _PICTURE_PIXELS // longer)
    sheet.add_image(image, place)
