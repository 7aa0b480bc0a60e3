"""Rows put into a list of somebody's workbook: what stands below moves, sums take them in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import unescape
from posixpath import basename, dirname, join, normpath
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring

from township_safety.spreadsheets import reading
from township_safety.spreadsheets.reading import WorkbookProblem
from township_safety.spreadsheets.references import (
    Stretch,
    as_in_place,
    moved_formula,
    moved_list,
)
from township_safety.spreadsheets.sheet_bytes import (
    STRANGE,
    TAG,
    Cell,
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

CANNOT_GROW = "这张表有数组公式，没法在中间加行，请在空表里加行。"
_CHAIN = re.compile(rb"<(?:\w+:)?(?:Override|Relationship)\b[^>]*calcChain[^>]*/>")
_NAMES = re.compile(rb"(<(?:\w+:)?definedName\b[^>]*>)([^<]*)(</)")
_CHARTED = re.compile(rb"(<(?:\w+:)?f>)([^<]*)(</)")
_NUMBER = re.compile(rb"(\sr\s*=\s*[\"'])([A-Za-z]*)(\d+)([\"'])")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b([^>]*?)(?:/>|>([^<]*)</)")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']shared[\"']")
_ARRAY = re.compile(rb"\bt\s*=\s*[\"'](?:array|dataTable)[\"']")
_GROUP = re.compile(rb"\bsi\s*=\s*[\"'](\d+)[\"']")
_PLACED = re.compile(rb"(\s(?:ref|sqref|activeCell|topLeftCell)\s*=\s*[\"'])([^\"']*)([\"'])")
_LISTED = re.compile(rb"(<(?:\w+:)?sqref>)([^<]*)(</)")
_ASKED = re.compile(rb"(<(?:\w+:)?(?:f|formula[12]?)>)([^<]*)(</)")
_BREAKS = re.compile(rb"<(?:\w+:)?rowBreaks\b.*?</(?:\w+:)?rowBreaks>", re.DOTALL)
_BREAK = re.compile(rb"(<(?:\w+:)?brk\b[^>]*?\sid\s*=\s*[\"'])(\d+)([\"'])")
_MERGES = re.compile(rb"<(?:\w+:)?mergeCells\b[^>]*>.*?</(?:\w+:)?mergeCells>", re.DOTALL)
_MERGE = re.compile(rb"\sref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
# Of pictures from 0; of the boxes of remarks also within their anchors.
_ANCHORED = re.compile(rb"(<(?:\w+:)?(?:row|Row)>)(\d+)(</)")
_ANCHOR = re.compile(rb"(<(?:\w+:)?Anchor>)([^<]*)(</)")

_Change = Callable[[str], str]


def stretched(content: bytes, stretches: Iterable[Stretch]) -> bytes:
    """The workbook with more rows in its lists, told by the rows of the workbook as it came.

    Raises WorkbookProblem. In the child process only.
    """
    for stretch in sorted(stretches, key=lambda one: -one.like):
        content = reading.guarded(io.BytesIO(content), partial(_stretched, stretch=stretch))
    return content


def _stretched(file: io.BytesIO, *, stretch: Stretch) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(target, "w") as made:
        places = sheet_places(archive)
        if stretch.sheet not in places.values():
            raise WorkbookProblem(f"工作簿里没有工作表“{stretch.sheet}”。")
        beside = set(_beside(archive, places, stretch.sheet))
        for member in archive.infolist():
            name = member.filename
            if basename(name) == "calcChain.xml":
                continue  # it says in which order the formulas stood; a program makes it anew
            data = archive.read(member)
            if name in places:
                data = _sheet(data, places[name], stretch)
            elif name in beside:
                data = _moved_beside(data, stretch)
            else:
                data = _elsewhere(name, data, stretch)
            made.writestr(member, data, compress_type=zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _beside(archive: zipfile.ZipFile, places: dict[str, str], title: str) -> Iterator[str]:
    """The pictures and remarks of the sheet."""
    for place in (place for place, name in places.items() if name == title):
        relations = f"{dirname(place)}/_rels/{basename(place)}.rels"
        if relations not in archive.namelist():
            continue
        for each in fromstring(archive.read(relations)):
            if each.get("TargetMode") != "External":
                target = each.get("Target", "")
                yield (
                    target.lstrip("/")
                    if target.startswith("/")
                    else normpath(join(dirname(place), target))
                )


def _moved_beside(data: bytes, stretch: Stretch) -> bytes:
    def row(text: str) -> str:
        return str(stretch.row(int(text) + 1) - 1)

    def anchor(text: str) -> str:
        parts = [part.strip() for part in text.split(",")]
        return ", ".join(row(part) if place in (2, 6) else part for place, part in enumerate(parts))

    data = _changed(_ANCHOR, data, anchor)
    data = _changed(_ANCHORED, data, row)
    return _changed(_PLACED, data, partial(moved_list, stretch=stretch))


def _elsewhere(name: str, data: bytes, stretch: Stretch) -> bytes:
    formula = partial(moved_formula, stretch=stretch, own="")
    if name == "xl/workbook.xml":
        return _changed(_NAMES, data, formula)
    if name.startswith("xl/charts/"):
        return _changed(_CHARTED, data, formula)
    if name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        return _CHAIN.sub(b"", data)
    return data


def _changed(pattern: re.Pattern[bytes], data: bytes, change: _Change) -> bytes:
    """Each second group of the pattern written anew."""

    def new(found: re.Match[bytes]) -> bytes:
        text = escape(change(_plain(found[2])), {'"': "&quot;"})
        return found[1] + text.encode() + found[3]

    return pattern.sub(new, data)


# One sheet


def _sheet(data: bytes, title: str, stretch: Stretch) -> bytes:
    found = Finder(data).find()
    formulas = _formulas(data, found)
    edits = list(_changed_formulas(data, found, formulas, title, stretch))
    start, end = found.data_span
    asked = partial(moved_formula, stretch=stretch, own=title)
    head, tail = data[:start], _changed(_ASKED, data[end:], asked)
    if title == stretch.sheet:
        edits += _numbers(data, found, stretch)
        edits += _copies(data, found, formulas, stretch)
        p = found.prefix
        head, tail = _around(head, stretch, p), _around(tail, stretch, p)
    return edited(data, [((0, start), head), *edits, ((end, len(data)), tail)])


def _formulas(data: bytes, found: Found) -> dict[Place, str]:
    """Of each cell; one that is written once for several cells as it reads in each."""
    formulas: dict[Place, str] = {}
    shared: dict[bytes, Place] = {}
    for cell in _with_formulas(found):
        attributes, text = _parts(data, cell)
        group = _GROUP.search(attributes) if _SHARED.search(attributes) else None
        if group is not None and not text and group[1] in shared:
            origin = shared[group[1]]
            text = as_in_place(formulas[origin], origin, cell.place)
        elif group is not None:
            shared[group[1]] = cell.place
        formulas[cell.place] = text
    return formulas


def _with_formulas(found: Found) -> Iterator[Cell]:
    return (cell for row in found.rows for cell in row.cells if cell.formula is not None)


def _parts(data: bytes, cell: Cell) -> tuple[bytes, str]:
    """What the element says about itself, and the formula."""
    assert cell.formula is not None  # noqa: S101 -- narrows the type
    parts = _FORMULA.match(data[slice(*cell.formula)])
    if parts is None:
        raise WorkbookProblem(STRANGE)
    return parts[1], _plain(parts[2] or b"")


def _plain(text: bytes) -> str:
    return unescape(text.decode())


def _changed_formulas(
    data: bytes, found: Found, formulas: dict[Place, str], title: str, stretch: Stretch
) -> Iterator[Edit]:
    """Those that change are written anew; of a shared one then all, each in its cell."""
    for cell in _with_formulas(found):
        attributes, text = _parts(data, cell)
        if _ARRAY.search(attributes):
            if title == stretch.sheet:
                raise WorkbookProblem(CANNOT_GROW)
            continue
        formula = formulas[cell.place]
        moved = moved_formula(formula, stretch, own=title, row=cell.place[0])
        if moved != text or _SHARED.search(attributes):
            assert cell.formula is not None  # noqa: S101 -- narrows the type
            yield cell.formula, _formula(found.prefix, moved)


def _formula(prefix: bytes, text: str) -> bytes:
    return b"<" + prefix + b"f>" + escape(text).encode() + b"</" + prefix + b"f>"


def _numbers(data: bytes, found: Found, stretch: Stretch) -> Iterator[Edit]:
    """Rows below and their cells."""
    for row in found.rows:
        if row.number > stretch.like:
            yield (row.start, row.tag_end), _numbered(data[row.start : row.tag_end], stretch)
            for cell in row.cells:
                tag = TAG.match(data, cell.start)
                if tag is None:
                    raise WorkbookProblem(STRANGE)
                yield tag.span(), _numbered(tag[0], stretch)


def _numbered(tag: bytes, stretch: Stretch) -> bytes:
    def new(found: re.Match[bytes]) -> bytes:
        return found[1] + found[2] + str(stretch.row(int(found[3]))).encode() + found[4]

    return _NUMBER.sub(new, tag, count=1)


def _copies(
    data: bytes, found: Found, formulas: dict[Place, str], stretch: Stretch
) -> Iterator[Edit]:
    model = next((row for row in found.rows if row.number == stretch.like), None)
    if model is not None:
        numbers = range(stretch.like + 1, stretch.like + stretch.count + 1)
        copies = (_copy(data, found.prefix, model, formulas, stretch, to=to) for to in numbers)
        yield (model.end, model.end), b"".join(copies)


def _copy(
    data: bytes, prefix: bytes, model: Row, formulas: dict[Place, str], stretch: Stretch, *, to: int
) -> bytes:
    """The row with its looks and formulas, without its words."""
    tag = data[model.start : model.tag_end]
    tag = _NUMBER.sub(rb"\g<1>\g<2>" + str(to).encode() + rb"\g<4>", tag, count=1)
    if tag.endswith(b"/>"):
        return tag
    cells = []
    for cell in model.cells:
        formula, place = b"", (to, cell.place[1])
        if cell.formula is not None:
            text = formulas[cell.place]
            moved = moved_formula(text, stretch, own=stretch.sheet, row=stretch.like)
            formula = _formula(prefix, as_in_place(moved, cell.place, place))
        cells.append(written(prefix, place, style_of(data, cell), None, formula))
    return tag + b"".join(cells) + b"</" + prefix + b"row>"


def _around(part: bytes, stretch: Stretch, prefix: bytes) -> bytes:
    """What stands before or behind the rows: merged cells, choices, colours, page breaks."""
    merges = _MERGES.search(part)
    if merges is not None:
        start, end = merges.span()
        before, after = (_around(one, stretch, prefix) for one in (part[:start], part[end:]))
        return before + _merges(merges[0], stretch, prefix) + after

    def breaks(found: re.Match[bytes]) -> bytes:
        return _changed(_BREAK, found[0], lambda text: str(stretch.row(int(text))))

    moved = partial(moved_list, stretch=stretch)
    part = _BREAKS.sub(breaks, part)
    return _changed(_LISTED, _changed(_PLACED, part, moved), moved)


def _merges(element: bytes, stretch: Stretch, prefix: bytes) -> bytes:
    """Those of the copied line again in each new one."""
    moved = []
    for left, first, right, last in _MERGE.findall(element):
        rows = int(first), int(last)
        lines = [stretch.rows(*rows, grows=rows[0] < rows[1])]
        if rows == (stretch.like, stretch.like):
            new = range(stretch.like + 1, stretch.like + stretch.count + 1)
            lines += [(row, row) for row in new]
        moved += [b"%s%d:%s%d" % (left, top, right, bottom) for top, bottom in lines]
    cells = b"".join(b'<%smergeCell ref="%s"/>' % (prefix, places) for places in moved)
    name = prefix + b"mergeCells"
    return b'<%s count="%d">' % (name, len(moved)) + cells + b"</" + name + b">"
