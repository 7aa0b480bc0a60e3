"""Where in a sheet the table is: its header of one or two rows, its rows, what stands around."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from township_safety.spreadsheets import Grid
from township_safety.values import ValueProblem, clean_text, half_width, parse_date
from township_safety.workbook.foreign.headings import JOIN
from township_safety.workbook.matching import plain_header

HEADER_WITHIN = 30
SECTION = "分节标题"
_SHORT = 30
_TOTALS = re.compile(r"(?:合|小|总|共)计.*|本页.*|累计")
_FOOT = re.compile(
    r"(?:填表人|填报人|制表人?|制表单位|审核人?|审批人|单位负责人|分管领导|主要领导|负责人签[字名]|经办人"
    r"|联系电话|填报日期|填表日期|报送日期|注|备注|说明|填表说明)[：:].*",
    re.DOTALL,
)
_SERIAL = re.compile(r"[0-9]+\.?")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年")
_AS_OF = re.compile(
    r"(?:截至|截止|截止到|截至到|数据截至)(?:日期|时间)?[：:\s]*([0-9年月日./\-]{6,12})"
)
_UNIT = re.compile(r"单位[：:][^\s：:]*?(万元|元)")
_SPREAD = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")  # 单 位 名 称
_OFFICE = re.compile(r"填报单位(?:\(章\)|\(盖章\))?[：:]\s*([^\s：:]+)")
_WHY_TOTAL, _WHY_FOOT = "合计行，合计由系统计算", "表尾的签字、说明"
_WHY_HEADER, _WHY_NUMBERS, _WHY_SECTION = "重复的表头", "列号行", "分节标题，已记到下面各行"


@dataclass(frozen=True)
class LeftOut:
    """A row that holds something and is no record."""

    number: int
    text: str
    reason: str


@dataclass
class Found:
    """A table as it stands in the sheet; positions count from 0.

    ``header_row`` is 0 for rows that were copied without their header, and for cards.
    """

    title: str
    header_row: int
    headers: list[str]
    rows: list[tuple[int, list[Any]]]
    left_out: list[LeftOut] = field(default_factory=list)
    # Formulas without a value: row number and position.
    uncached: frozenset[tuple[int, int]] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: int = 0
    date_1904: bool = False
    # What title and notes say of all rows.
    year: int | None = None
    as_of: date | None = None
    unit: str = "元"
    reporting_unit: str = ""


@dataclass(frozen=True)
class _Head:
    index: int  # of its last row among the rows of the grid
    first: int
    headers: list[str]
    known: int


def find_table(grid: Grid, knows: Callable[[str], bool]) -> Found | None:
    """The table of a sheet; `knows` says whether a heading means something. None for no table."""
    head = _head(grid, knows)
    return _table_below(grid, head) if head is not None else None


def table_below(grid: Grid, header_row: int) -> Found | None:
    """The table whose header stands in the row of that number, because a person says so."""
    for index, (number, cells) in enumerate(grid.rows):
        if number == header_row:
            headers = [_SPREAD.sub("", clean_text(cell)) for cell in cells]
            return _table_below(grid, _Head(index, index, headers, 0))
    return None


def _table_below(grid: Grid, head: _Head) -> Found:
    width = max(len(cells) for _, cells in grid.rows)
    headers = [*head.headers, *[""] * (width - len(head.headers))]
    number = grid.rows[head.index][0] if head.headers else 0
    found = Found(grid.title, number, headers, [])
    _read_rows(found, grid, grid.rows[head.index + 1 :])
    _read_surroundings(found, grid, head)
    numbers = {number for number, _ in found.rows}
    found.uncached = frozenset((r, c - 1) for r, c in grid.uncached if r in numbers)
    found.hidden_columns = frozenset(column - 1 for column in grid.hidden_columns)
    found.hidden_rows = len(grid.hidden_rows & numbers)
    found.date_1904 = grid.date_1904
    return found


# -- the header ------------------------------------------------------------------------------------


def _head(grid: Grid, knows: Callable[[str], bool]) -> _Head | None:
    """The row, or pair of rows, that names most columns; else the first that could be a header."""
    best: _Head | None = None
    for index in range(min(HEADER_WITHIN, len(grid.rows))):
        for depth in (1, 2):
            headers = _headers(grid, index, depth)
            if headers is None:
                continue
            known = len({h for h in headers if h and knows(h)})
            if best is None or known > best.known:
                best = _Head(index + depth - 1, index, headers, known)
    if best is not None and best.known >= 2:
        return best
    return _unknown_head(grid)


def _unknown_head(grid: Grid) -> _Head | None:
    """The first row of several short texts; or none at all, above rows that begin at once."""
    for index in range(min(HEADER_WITHIN, len(grid.rows))):
        if any(map(_is_datum, grid.rows[index][1])):  # rows copied without their header
            return _Head(index - 1, index, [], 0)
        texts = _headers(grid, index, 1) or []
        if len({t for t in texts if t and len(t) <= _SHORT and not t.isdigit()}) >= 3:
            return _Head(index, index, texts, 0)
    return None


def _is_datum(cell: Any) -> bool:
    """What stands in rows and hardly in a header: a number, a day, a telephone."""
    if isinstance(cell, str):
        return bool(re.fullmatch(r"[0-9][0-9.,/\-年月日 :]*", half_width(cell.strip())))
    return cell is not None


def _headers(grid: Grid, index: int, depth: int) -> list[str] | None:
    number, cells = grid.rows[index]
    top = [_SPREAD.sub("", clean_text(cell)) for cell in cells]
    if any(len(text) > 100 for text in top):
        return None
    if depth == 1:
        return top
    if index + 1 >= len(grid.rows) or grid.rows[index + 1][0] != number + 1:
        return None
    low = [_SPREAD.sub("", clean_text(cell)) for cell in grid.rows[index + 1][1]]
    return _joined(grid, number, top, low)


def _joined(grid: Grid, number: int, top: list[str], low: list[str]) -> list[str] | None:
    """Both rows as one, when the lower one divides some of what the upper one names.

    A lower row that divides everything is a header of its own below a title.
    """
    width = max(len(top), len(low))
    top, low = [[*line, *[""] * (width - len(line))] for line in (top, low)]
    joined, group, divided, whole = [], "", 0, 0
    for place in range(width):
        is_own = bool(low[place]) and (number + 1, place + 1) not in grid.filled
        spans = (number, place + 1) in grid.filled or not top[place]
        opens = place + 1 < width and ((number, place + 2) in grid.filled or not top[place + 1])
        if not is_own:
            joined.append(top[place])
            whole += bool(top[place])
            group = ""
            continue
        if not spans and not opens:
            return None
        group = top[place] or group
        divided += 1
        joined.append(f"{group}{JOIN}{low[place]}" if group else low[place])
    return joined if divided and whole else None


# -- the rows --------------------------------------------------------------------------------------


def _read_rows(found: Found, grid: Grid, rows: Sequence[tuple[int, list[Any]]]) -> None:
    serials = {p for p, text in enumerate(found.headers) if plain_header(text) == "序号"}
    headings = {plain_header(part) for text in found.headers for part in (text, *text.split(JOIN))}
    section = ""
    has_sections = False
    for place, (number, cells) in enumerate(rows):
        own = {
            p: clean_text(cell)
            for p, cell in enumerate(cells)
            if cell is not None and (number, p + 1) not in grid.filled
        }
        said = {
            p: text
            for p, text in own.items()
            if text and not (p in serials and _SERIAL.fullmatch(_tight(text)))
        }
        is_uncached = any((number, p + 1) in grid.uncached for p in range(len(found.headers)))
        if not said and not is_uncached:
            continue
        reason = _why_left_out(headings, own, said, is_first=place == 0)
        if reason == _WHY_SECTION:
            section, has_sections = _section_name(next(iter(said.values()))), True
        if reason:
            found.left_out.append(LeftOut(number, "　".join(said.values())[:80], reason))
        else:
            found.rows.append(
                (number, [*cells, *[None] * (len(found.headers) - len(cells)), section])
            )
    if has_sections:
        found.headers.append(SECTION)
    else:
        for _, cells in found.rows:
            cells.pop()


def _why_left_out(
    headings: set[str], own: dict[int, str], said: dict[int, str], *, is_first: bool
) -> str:
    first = next(iter(own.values()), "")
    if any(_TOTALS.fullmatch(_tight(text)) for text in list(own.values())[:2]):
        return _WHY_TOTAL
    if _FOOT.fullmatch(_tight(first)) and len(said) <= max(3, len(headings) // 2):
        return _WHY_FOOT
    if len(own) >= 2 and all(plain_header(text) in headings for text in own.values()):
        return _WHY_HEADER
    if is_first and len(own) >= 3 and _counts_up(list(own.values())):
        return _WHY_NUMBERS
    if len(said) == 1 and len(headings) >= 4 and len(own) == 1 and len(first) <= 2 * _SHORT:
        return _WHY_SECTION if not _FOOT.match(first) else _WHY_FOOT
    return ""


def _tight(text: str) -> str:
    return re.sub(r"[\s　]", "", half_width(text).replace(":", "："))


def _counts_up(texts: list[str]) -> bool:
    numbers = [text.strip("()（）") for text in texts]
    digits = [text for text in numbers if text.isdigit()]
    letters = [text for text in numbers if text in "甲乙丙丁戊"]
    if len(digits) + len(letters) != len(numbers) or not digits:
        return False
    return [int(text) for text in digits] == list(
        range(int(digits[0]), int(digits[0]) + len(digits))
    )


def _section_name(text: str) -> str:
    """一、东村（3条） as 东村."""
    text = re.sub(r"^[(（]?[一二三四五六七八九十0-9]+[)）]?[、.．\s]*", "", text)
    return re.sub(r"[(（][^()（）]*[)）]$", "", text).strip("：: ") or text


# -- what stands around ----------------------------------------------------------------------------


def _read_surroundings(found: Found, grid: Grid, head: _Head) -> None:
    above = [clean_text(cell) for _, cells in grid.rows[: head.first] for cell in cells if cell]
    around = [half_width(text) for text in (*above, *(row.text for row in found.left_out))]
    lines = " ".join(dict.fromkeys([*around, grid.title]))
    if len(years := set(_YEAR.findall(lines))) == 1:
        found.year = int(years.pop())
    if unit := _UNIT.search(lines):
        found.unit = unit[1]
    if office := _OFFICE.search(lines):
        found.reporting_unit = office[1]
    if day := _AS_OF.search(lines):
        try:
            found.as_of = parse_date(day[1], default_year=found.year)
        except ValueProblem:
            found.as_of = None
