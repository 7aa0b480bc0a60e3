"""Which sheet a table of cells is, where its header stands, which column is which."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from township_safety.spreadsheets import HEAD_ROWS, SheetRows, column_letter
from township_safety.values import clean_text, half_width
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.results import RowProblem, shown
from township_safety.workbook.sheets import Sheet

# Columns of paper ledgers that say nothing the register keeps.
PROBLEM_HEADER = "导入问题"  # what a file of rejected rows adds
SERIAL_HEADERS = frozenset({"序号", "行号", "no", "no.", PROBLEM_HEADER})
OFFICE_HEADER = "填报单位"
_NOTE_TITLES = frozenset({"说明", "填表说明", "填写说明", "使用说明", "选项"})
_BRACKETS = str.maketrans("（）【】［］〔〕", "()[][][]")
_TAIL = re.compile(r"[(\[][^()\[\]]*[)\]]$")
_TEN_THOUSAND = re.compile(r"万元")


@dataclass(frozen=True)
class Heading:
    """One column of the table as it was recognised."""

    position: int
    column: BoundColumn
    typed: str
    unit: str = "元"


@dataclass
class Table:
    """The rows of one sheet of the file, recognised."""

    sheet: Sheet
    title: str
    header_row: int
    header: list[str]
    headings: list[Heading]
    rows: list[tuple[int, list[Any]]]
    date_1904: bool
    office_position: int | None = None
    problems: list[RowProblem] = field(default_factory=list)
    # Whether the rows can be read at all, so that their own faults can be said as well.
    is_legible: bool = True


def plain_header(text: object) -> str:
    """A heading as it is compared: no white space, marks of duty, width or case."""
    plain = half_width(clean_text(text)).translate(_BRACKETS).lower()
    return re.sub(r"[\s*:_]", "", plain)


def recognise(
    tables: Iterable[SheetRows], sheets: Sequence[Sheet], *, ignore: Collection[str] = ()
) -> tuple[list[Table], list[RowProblem]]:
    """The tables that hold rows, and what about the file as a whole has to be settled.

    A table whose header has a problem is returned with its problems; none of its rows counts.
    ``ignore`` names headings the person has decided to leave out.
    """
    found: list[Table] = []
    problems: list[RowProblem] = []
    for rows in tables:
        if not rows.rows or plain_header(rows.title) in _NOTE_TITLES:
            continue
        sheet = _by_title(rows.title, sheets) or _by_headers(rows, sheets)
        if sheet is None:
            reason = "认不出这是哪一种台账，请把工作表名改成模板中的名称，或删去这张表。"
            problems.append(RowProblem(rows.title, None, "", "", reason))
            continue
        found.append(_table(rows, sheet, ignore=ignore))
    return found, problems


def _by_title(title: str, sheets: Sequence[Sheet]) -> Sheet | None:
    plain = plain_header(title)
    for sheet in sheets:
        names = (sheet.title, sheet.key, *sheet.synonyms)
        if plain in {plain_header(name) for name in names}:
            return sheet
    return None


def _by_headers(rows: SheetRows, sheets: Sequence[Sheet]) -> Sheet | None:
    """The one register whose required columns are all there and which knows most of them."""
    scores: list[tuple[int, Sheet]] = []
    for sheet in sheets:
        _, headings, unknown = _header(rows, sheet)
        matched = {heading.column.name for heading in headings}
        required = {column.name for column in sheet.bound if column.required}
        if len(matched) >= 2 and required <= matched and len(unknown) <= len(matched):
            scores.append((len(matched) - len(unknown), sheet))
    scores.sort(key=lambda score: score[0], reverse=True)
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _table(rows: SheetRows, sheet: Sheet, *, ignore: Collection[str]) -> Table:
    place, headings, unknown = _header(rows, sheet)
    number, header = rows.rows[place]
    ignored = {plain_header(text) for text in ignore}
    office = [p for p, text in unknown if plain_header(text) == plain_header(OFFICE_HEADER)]
    table = Table(
        sheet=sheet,
        title=rows.title,
        header_row=number,
        header=[clean_text(cell) for cell in header],
        headings=headings,
        rows=rows.rows[place + 1 :],
        date_1904=rows.date_1904,
        office_position=office[0] if office else None,
    )
    for position, text in unknown:
        if position not in office and plain_header(text) not in ignored:
            reason = "模板中没有这一列，请改成模板中的列名，或删去这一列。"
            table.problems.append(RowProblem(rows.title, number, shown(text), "", reason))
    fatal = _doubled(table) + _missing(table)
    table.is_legible = not fatal
    table.problems += fatal + _unnamed(table)
    return table


def _header(rows: SheetRows, sheet: Sheet) -> tuple[int, list[Heading], list[tuple[int, str]]]:
    """Index of the header among the rows, the columns it names, and what it names beside.

    The header is the row of the first ten that names most columns: titles and notes stand above.
    """
    best: tuple[int, list[Heading], list[tuple[int, str]]] = (0, [], [])
    names = _names(sheet)
    for index, (_, cells) in enumerate(rows.rows[:HEAD_ROWS]):
        headings, unknown = _read_header(cells, names)
        if len(headings) > len(best[1]):
            best = (index, headings, unknown)
    if not best[1]:
        return (0, *_read_header(rows.rows[0][1], names))
    return best


def _read_header(
    cells: Sequence[Any], names: dict[str, BoundColumn]
) -> tuple[list[Heading], list[tuple[int, str]]]:
    headings, unknown = [], []
    for position, cell in enumerate(cells):
        typed = clean_text(cell)
        plain = plain_header(typed)
        column = names.get(plain) or names.get(_TAIL.sub("", plain))
        if not plain or (column is None and plain in SERIAL_HEADERS):
            continue
        if column is None:
            unknown.append((position, typed))
        else:
            unit = "万元" if _TEN_THOUSAND.search(plain) else "元"
            headings.append(Heading(position, column, typed, unit))
    return headings, unknown


def _names(sheet: Sheet) -> dict[str, BoundColumn]:
    """Every heading the sheet answers to; a column's own heading goes before a synonym."""
    names: dict[str, BoundColumn] = {}
    for column in sheet.bound:
        names[plain_header(column.header)] = column
    for column in sheet.bound:
        for text in (*column.synonyms, column.name):
            names.setdefault(plain_header(text), column)
    for column in sheet.bound:
        names.setdefault(_TAIL.sub("", plain_header(column.header)), column)
    return names


def _doubled(table: Table) -> list[RowProblem]:
    seen: dict[str, Heading] = {}
    problems = []
    for heading in table.headings:
        first = seen.setdefault(heading.column.name, heading)
        if first is not heading:
            reason = f"与“{first.typed}”是同一列，请只保留一列。"
            problems.append(RowProblem(table.title, table.header_row, heading.typed, "", reason))
    return problems


def _missing(table: Table) -> list[RowProblem]:
    there = {heading.column.name for heading in table.headings}
    if not there:
        reason = "前10行中没有找到表头，请把列名放在表格上方的同一行。"
        return [RowProblem(table.title, None, "", "", reason)]
    return [
        RowProblem(table.title, table.header_row, column.header, "", "缺少这一必填列，请补上。")
        for column in table.sheet.bound
        if column.required and column.name not in there
    ]


def _unnamed(table: Table) -> list[RowProblem]:
    """Cells under no heading would be dropped in silence."""
    width = max((len(cells) for _, cells in table.rows), default=0)
    typed = table.header + [""] * max(0, width - len(table.header))
    problems = []
    for position in [place for place, text in enumerate(typed) if not text]:
        for number, cells in table.rows:
            if position < len(cells) and clean_text(cells[position]):
                letter = column_letter(position + 1)
                reason = f"第{letter}列有内容但没有列名，请补上列名或清空这一列。"
                value = shown(cells[position])
                problems.append(RowProblem(table.title, number, f"第{letter}列", value, reason))
                break
    return problems
