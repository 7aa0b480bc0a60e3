"""Values put into somebody's workbook; every other byte of its sheets stays as it came."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter

from township_safety.spreadsheets import reading
from township_safety.spreadsheets.reading import WorkbookProblem
from township_safety.spreadsheets.writing import excel_text

Content = str | int | Decimal
Place = tuple[int, int]  # row and column, from 1

_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
_ATTRIBUTE = re.compile(rb"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CALCULATION = re.compile(rb"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>")
_BEFORE_CALCULATION = re.compile(
    rb"</(?:\w+:)?definedNames>|<(?:\w+:)?definedNames\s*/>|</(?:\w+:)?externalReferences>"
    rb"|</(?:\w+:)?sheets>"
)
_AT_OPENING = re.compile(rb"\sfullCalcOnLoad\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_STRANGE = "工作簿的写法特殊，没法原样填写，请用 Excel 或 WPS 打开后“另存为”.xlsx 再上传。"


@dataclass(frozen=True)
class SheetValues:
    """`values` are written; `results` are what the formulas of the sheet come to."""

    values: Mapping[Place, Content] = field(default_factory=dict)
    results: Mapping[Place, Content] = field(default_factory=dict)


def spliced(content: bytes, sheets: Mapping[str, SheetValues]) -> bytes:
    """The workbook with the values, its sheets named by their titles.

    A formula without a given result loses the one it had: the program that opens the file works
    it out. Raises WorkbookProblem. In the child process only.
    """
    result: bytes = reading.guarded(io.BytesIO(content), lambda file: _spliced(file, sheets))
    return result


def _spliced(file: io.BytesIO, sheets: Mapping[str, SheetValues]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(target, "w") as made:
        places = _sheet_places(archive)
        if missing := set(sheets) - set(places.values()):
            raise WorkbookProblem(f"工作簿里没有工作表“{missing.pop()}”。")
        for member in archive.infolist():
            data = archive.read(member)
            title = places.get(member.filename)
            if title is not None:
                data = _sheet(data, sheets.get(title, SheetValues()))
            elif member.filename == "xl/workbook.xml":
                data = _worked_out_when_opened(data)
            made.writestr(member, data, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _sheet_places(archive: zipfile.ZipFile) -> dict[str, str]:
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
        raise WorkbookProblem(_STRANGE)
    return found


def _worked_out_when_opened(data: bytes) -> bytes:
    """Formulas are reckoned anew by the program that opens the file."""
    found = _CALCULATION.search(data)
    if found:
        kept = _AT_OPENING.sub(b"", found[2])
        return _put(
            data,
            found.span(),
            b"<" + found[1] + b"calcPr" + kept + b' fullCalcOnLoad="1"' + found[3] + b">",
        )
    ends = list(_BEFORE_CALCULATION.finditer(data))
    if not ends:
        return data
    prefix = re.match(rb"</?((?:\w+:)?)", ends[-1][0])
    start = prefix[1] if prefix else b""
    place = ends[-1].end()
    return _put(data, (place, place), b"<" + start + b'calcPr calcId="0" fullCalcOnLoad="1"/>')


def _put(data: bytes, span: tuple[int, int], new: bytes) -> bytes:
    return data[: span[0]] + new + data[span[1] :]


# One sheet


@dataclass
class _Cell:
    """Where a cell begins and ends in the bytes, and its formula in it."""

    place: Place
    start: int
    end: int = 0
    formula: tuple[int, int] | None = None


@dataclass
class _Row:
    number: int
    start: int
    tag_end: int
    end: int = 0
    cells: list[_Cell] = field(default_factory=list)


@dataclass
class _Found:
    prefix: bytes = b""
    data_span: tuple[int, int] = (0, 0)
    data_tag_end: int = 0
    rows: list[_Row] = field(default_factory=list)


class _Finder:
    """Notes the bytes of rows, cells and formulas."""

    def __init__(self, data: bytes) -> None:
        self.data, self.found = data, _Found()
        self.row: _Row | None = None
        self.cell: _Cell | None = None
        self.formula = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.XmlDeclHandler = self._declared

    def find(self) -> _Found:
        self.parser.Parse(self.data, True)
        if not self.found.data_tag_end:
            raise WorkbookProblem(_STRANGE)
        return self.found

    def _refuse(self, *_: Any) -> None:
        raise WorkbookProblem(_STRANGE)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "utf8", "us-ascii"}:
            raise WorkbookProblem(_STRANGE)

    def _tag_end(self) -> int:
        tag = _TAG.match(self.data, self.parser.CurrentByteIndex)
        if tag is None:
            raise WorkbookProblem(_STRANGE)
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
            self.row = _Row(number, start, self._tag_end())
            rows.append(self.row)
        elif local == "c" and self.row is not None:
            self.cell = _Cell(self._place(attributes.get("r", "")), start)
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
        tag = _TAG.match(self.data, start)
        if tag is None:
            raise WorkbookProblem(_STRANGE)
        if tag[0].endswith(b"/>"):
            return tag.end()
        return self.data.index(b">", self.parser.CurrentByteIndex) + 1


def _sheet(data: bytes, wanted: SheetValues) -> bytes:
    found = _Finder(data).find()
    edits = list(_cell_edits(data, found, wanted)) + list(_new_cells(data, found, wanted.values))
    pieces, done = [], 0
    for (start, end), new in sorted(edits):
        pieces += [data[done:start], new]
        done = end
    return b"".join([*pieces, data[done:]])


_Edit = tuple[tuple[int, int], bytes]


def _cell_edits(data: bytes, found: _Found, wanted: SheetValues) -> Iterator[_Edit]:
    for row in found.rows:
        for cell in row.cells:
            span = (cell.start, cell.end)
            if cell.formula is not None:
                formula = data[slice(*cell.formula)]
                result = wanted.results.get(cell.place)
                yield span, _cell(found, data, cell, result, formula)
            elif cell.place in wanted.values:
                yield span, _cell(found, data, cell, wanted.values[cell.place])


def _cell(
    found: _Found, data: bytes, cell: _Cell, value: Content | None, formula: bytes = b""
) -> bytes:
    tag = _TAG.match(data, cell.start)
    attributes = _ATTRIBUTE.findall(tag[0]) if tag else []
    style = next((b"".join(one[1:]) for one in attributes if one[0] == b"s"), b"")
    return _written(found.prefix, cell.place, style, value, formula)


def _written(
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


def _new_cells(data: bytes, found: _Found, values: Mapping[Place, Content]) -> Iterator[_Edit]:
    """Cells and rows that the file left out because they held nothing."""
    known = {cell.place for row in found.rows for cell in row.cells}
    missing: dict[int, list[int]] = {}
    for place in sorted(set(values) - known):
        missing.setdefault(place[0], []).append(place[1])
    by_number = {row.number: row for row in found.rows}
    fresh: list[tuple[int, bytes]] = []
    for number, columns in missing.items():
        row = by_number.get(number)
        if row is None:
            cells = b"".join(
                _written(found.prefix, (number, column), b"", values[number, column])
                for column in columns
            )
            p = found.prefix.decode()
            fresh.append(
                (number, f'<{p}row r="{number}">'.encode() + cells + f"</{p}row>".encode())
            )
        else:
            yield from _into_row(data, found, row, {c: values[number, c] for c in columns})
    yield from _new_rows(data, found, fresh)


def _into_row(data: bytes, found: _Found, row: _Row, values: dict[int, Content]) -> Iterator[_Edit]:
    tag = data[row.start : row.tag_end]
    style = next((b"".join(a[1:]) for a in _ATTRIBUTE.findall(tag) if a[0] == b"s"), b"")
    made = {
        column: _written(found.prefix, (row.number, column), style, value)
        for column, value in values.items()
    }
    if tag.endswith(b"/>"):
        whole = tag[:-2].rstrip() + b">" + b"".join(made[column] for column in sorted(made))
        yield (row.start, row.end), whole + b"</" + found.prefix + b"row>"
        return
    before: dict[int, list[bytes]] = {}
    end = row.cells[-1].end if row.cells else row.tag_end
    for column in sorted(made):
        place = next((cell.start for cell in row.cells if cell.place[1] > column), end)
        before.setdefault(place, []).append(made[column])
    for place, cells in before.items():
        yield (place, place), b"".join(cells)


def _new_rows(data: bytes, found: _Found, fresh: Iterable[tuple[int, bytes]]) -> Iterator[_Edit]:
    fresh = sorted(fresh)
    if not fresh:
        return
    start, end = found.data_span
    if data[start : found.data_tag_end].endswith(b"/>"):
        name = found.prefix + b"sheetData>"
        yield (start, end), b"<" + name + b"".join(row for _, row in fresh) + b"</" + name
        return
    last = found.rows[-1].end if found.rows else found.data_tag_end
    before: dict[int, list[bytes]] = {}
    for number, row in fresh:
        place = next((known.start for known in found.rows if known.number > number), last)
        before.setdefault(place, []).append(row)
    for place, rows in before.items():
        yield (place, place), b"".join(rows)
