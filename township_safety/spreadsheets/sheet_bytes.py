"""Where rows, cells and formulas lie in the bytes of a sheet, and how a cell is written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter

from township_safety.spreadsheets.reading import WorkbookProblem
from township_safety.spreadsheets.writing import excel_text

Content = str | int | Decimal
Place = tuple[int, int]  # row and column, from 1
Edit = tuple[tuple[int, int], bytes]  # from where to where, and what stands there then

TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
ATTRIBUTE = re.compile(rb"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
STRANGE = "工作簿的写法特殊，没法原样填写，请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def sheet_places(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where each sheet lies: {name of the part: title}."""
    relations = {
        each.get("Id"): each.get("Target", "")
        for each in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for each in fromstring(archive.read("xl/workbook.xml")).iter():
        if each.tag.rpartition("}")[2] == "sheet":
            target = relations.get(each.get(_RELATION) or each.get(_STRICT), "")
            place = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            if "worksheet" in place:
                found[place] = each.get("name", "")
    if not found:
        raise WorkbookProblem(STRANGE)
    return found


@dataclass
class Cell:
    """Where a cell begins and ends in the bytes, and its formula in it."""

    place: Place
    start: int
    end: int = 0
    formula: tuple[int, int] | None = None


@dataclass
class Row:
    number: int
    start: int
    tag_end: int
    end: int = 0
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Found:
    prefix: bytes = b""
    data_span: tuple[int, int] = (0, 0)
    data_tag_end: int = 0
    rows: list[Row] = field(default_factory=list)


class Finder:
    """Notes the bytes of rows, cells and formulas."""

    def __init__(self, data: bytes) -> None:
        self.data, self.found = data, Found()
        self.row: Row | None = None
        self.cell: Cell | None = None
        self.formula = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.XmlDeclHandler = self._declared

    def find(self) -> Found:
        self.parser.Parse(self.data, True)
        if not self.found.data_tag_end:
            raise WorkbookProblem(STRANGE)
        return self.found

    def _refuse(self, *_: Any) -> None:
        raise WorkbookProblem(STRANGE)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
            raise WorkbookProblem(STRANGE)

    def _tag_end(self) -> int:
        tag = TAG.match(self.data, self.parser.CurrentByteIndex)
        if tag is None:
            raise WorkbookProblem(STRANGE)
        return tag.end()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        prefix, _, local = name.rpartition(":")
        if local == "sheetData":
            self.found.prefix = f"{prefix}:".encode() if prefix else b""
            self.found.data_span, self.found.data_tag_end = (start, 0), self._tag_end()
        elif local == "row" and self.found.data_tag_end and self.found.data_span[1] == 0:
            rows = self.found.rows
            number = int(attributes.get("r", rows[-1].number + 1 if rows else 1))
            self.row = Row(number, start, self._tag_end())
            rows.append(self.row)
        elif local == "c" and self.row is not None:
            self.cell = Cell(self._place(attributes.get("r", "")), start)
            self.row.cells.append(self.cell)
        elif local == "f" and self.cell is not None:
            self.formula = start

    def _place(self, reference: str) -> Place:
        assert self.row is not None  # noqa: S101 -- narrows the type
        if reference:
            letters, number = coordinate_from_string(reference)
            return number, column_index_from_string(letters)
        before = self.row.cells[-1].place[1] if self.row.cells else 0
        return self.row.number, before + 1

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "f" and self.cell is not None:
            self.cell.formula = (self.formula, self._after(self.formula))
        elif local == "c" and self.cell is not None:
            self.cell.end, self.cell = self._after(self.cell.start), None
        elif local == "row" and self.row is not None:
            self.row.end, self.row = self._after(self.row.start), None
        elif local == "sheetData":
            start = self.found.data_span[0]
            self.found.data_span = (start, self._after(start))

    def _after(self, start: int) -> int:
        """Behind the closing tag, or behind the only one of an empty element.

        After an empty element the parser already stands behind it.
        """
        tag = TAG.match(self.data, start)
        if tag is None:
            raise WorkbookProblem(STRANGE)
        if tag[0].endswith(b"/>"):
            return tag.end()
        return self.data.index(b">", self.parser.CurrentByteIndex) + 1


def written(
    prefix: bytes, place: Place, style: bytes, value: Content | None, formula: bytes = b""
) -> bytes:
    """A text is never taken for a formula."""
    p = prefix.decode()
    look = f' s="{style.decode()}"' if style else ""
    head = f'{p}c r="{get_column_letter(place[1])}{place[0]}"{look}'
    if value is None or value == "":
        body, kind = "", ""
    elif not isinstance(value, str):
        body, kind = f"<{p}v>{_plain(value)}</{p}v>", ""
    elif formula:
        body, kind = f"<{p}v>{escape(excel_text(value))}</{p}v>", ' t="str"'
    else:
        text = escape(excel_text(value))
        body, kind = f'<{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is>', ' t="inlineStr"'
    return f"<{head}{kind}>".encode() + formula + f"{body}</{p}c>".encode()


def _plain(number: int | Decimal) -> str:
    """Without an exponent."""
    return str(number) if isinstance(number, int) else f"{number:f}"


def style_of(data: bytes, cell: Cell) -> bytes:
    tag = TAG.match(data, cell.start)
    attributes = ATTRIBUTE.findall(tag[0]) if tag else []
    return next((b"".join(one[1:]) for one in attributes if one[0] == b"s"), b"")


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    pieces, done = [], 0
    for (start, end), new in sorted(edits):
        pieces += [data[done:start], new]
        done = end
    return b"".join([*pieces, data[done:]])
