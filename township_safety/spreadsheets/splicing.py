"""Values put into somebody's workbook; every other byte of its sheets stays as it came."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from township_safety.spreadsheets import reading
from township_safety.spreadsheets.reading import WorkbookProblem
from township_safety.spreadsheets.sheet_bytes import (
    ATTRIBUTE,
    Cell,
    Content,
    Edit,
    Finder,
    Found,
    Place,
    Row,
    edited,
    sheet_places,
    style_of,
    written,
)

_CALCULATION = re.compile(rb"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>")
_BEFORE_CALCULATION = re.compile(
    rb"</(?:\w+:)?definedNames>|<(?:\w+:)?definedNames\s*/>|</(?:\w+:)?externalReferences>"
    rb"|</(?:\w+:)?sheets>"
)
_AT_OPENING = re.compile(rb"\sfullCalcOnLoad\s*=\s*(?:\"[^\"]*\"|'[^']*')")


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
        places = sheet_places(archive)
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


def _sheet(data: bytes, wanted: SheetValues) -> bytes:
    found = Finder(data).find()
    edits = list(_cell_edits(data, found, wanted)) + list(_new_cells(data, found, wanted.values))
    return edited(data, edits)


def _cell_edits(data: bytes, found: Found, wanted: SheetValues) -> Iterator[Edit]:
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
    found: Found, data: bytes, cell: Cell, value: Content | None, formula: bytes = b""
) -> bytes:
    style = style_of(data, cell)
    return written(found.prefix, cell.place, style, value, formula)


def _new_cells(data: bytes, found: Found, values: Mapping[Place, Content]) -> Iterator[Edit]:
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
                written(found.prefix, (number, column), b"", values[number, column])
                for column in columns
            )
            p = found.prefix.decode()
            fresh.append(
                (number, f'<{p}row r="{number}">'.encode() + cells + f"</{p}row>".encode())
            )
        else:
            yield from _into_row(data, found, row, {c: values[number, c] for c in columns})
    yield from _new_rows(data, found, fresh)


def _into_row(data: bytes, found: Found, row: Row, values: dict[int, Content]) -> Iterator[Edit]:
    tag = data[row.start : row.tag_end]
    style = next((b"".join(a[1:]) for a in ATTRIBUTE.findall(tag) if a[0] == b"s"), b"")
    made = {
        column: written(found.prefix, (row.number, column), style, value)
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


def _new_rows(data: bytes, found: Found, fresh: Iterable[tuple[int, bytes]]) -> Iterator[Edit]:
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
