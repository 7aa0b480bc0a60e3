"""A table on A4 across in the official layout, and the same layout as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from math import ceil

from django.utils import timezone

from reports.models import StatisticsSettings
from reports.printing import figure_run
from reports.statistics.columns import Column
from reports.statistics.conventions import Conventions
from reports.statistics.heads import Head, head_rows
from reports.statistics.tables import Cell, Filled, FilledLine
from township_safety.documents import forms
from township_safety.documents.model import (
    BlankRun,
    Form,
    FormTable,
    Meta,
    Run,
    Table,
    TableCell,
    Title,
)
from township_safety.documents.numerals import chinese_date
from township_safety.spreadsheets import LaidCell, LaidRow, LaidSheet, Look

FIRST_COLUMN_MM = 50.0
# A character of a sheet's width in mm, about.
_MM_IN_CHARACTER = 1.9
_OPEN_DAY = "　　　　年　　月　　日"
_HEIGHTS = {"title": 32.0, "line": 20.0, "head": 20.0, "row": 18.0}
_LINE_HEIGHT = 14.0
_FIRST_COLUMN_CHARACTERS = 31.0
# As many lines as fit a page across that can still be read: of the sheet, of the paper set
# closer, and of the paper as usual.
_MOST_ON_ONE_PAGE = 32
_MOST_SET_CLOSER = 29
_MOST_AS_USUAL = 16


def head_of(filled: Filled) -> list[list[Head]]:
    """With 甲 1 2 3 … as the last row, by which the form's rules name its columns."""
    paths = [(filled.rows.head,), *(column.heads for column in filled.columns)]
    numbers = ["甲", *(str(place) for place in range(1, len(paths)))]
    return [*head_rows(paths), [Head(number) for number in numbers]]


def head_line(filled: Filled) -> tuple[str, str, str]:
    """Who fills it in, for which time, until when."""
    return (
        f"填报单位（章）：{filled.office.signer}",
        f"统计期：{filled.period_words}",
        f"截止到{chinese_date(filled.asked.cut_off)}",
    )


def signers(settings: StatisticsSettings) -> tuple[tuple[str, str], ...]:
    return (
        ("单位负责人", settings.head),
        ("审核人", settings.reviewer),
        ("填表人", settings.preparer),
        ("联系电话", settings.phone),
    )


def table_form(filled: Filled) -> Form:
    head = tuple(
        tuple(
            TableCell(
                forms.runs(cell.text), colspan=cell.colspan, rowspan=cell.rowspan, header=True
            )
            for cell in row
        )
        for row in head_of(filled)
    )
    rows = tuple(_row(line) for line in filled.lines)
    widths = (FIRST_COLUMN_MM, *(column.width for column in filled.columns))
    return Form(
        title=Title((filled.title,)),
        blocks=(
            side_by_side(head_line(filled)),
            Table("", "", head, rows, widths, total_row=True),
            signing_line(filled.settings),
        ),
        meta=meta_line(filled.office.signer, filled.title, filled.asked.cut_off),
        landscape=True,
        tight=_MOST_AS_USUAL < len(filled.lines) <= _MOST_SET_CLOSER,
    )


def side_by_side(words: Sequence[str]) -> FormTable:
    """Left, middle, right over the width of the table."""
    aligns: tuple[str, ...] = ("left", "center", "right")
    cells = (
        forms.value(text, align=align)  # type: ignore[arg-type]  # one of the three
        for text, align in zip(words, aligns, strict=True)
    )
    return FormTable((forms.row(*cells, height=7),), widths=(5, 7, 5), ruled=False)


def signing_line(settings: StatisticsSettings, *, columns: int = 5) -> FormTable:
    """Who answers for the table, side by side; the day is written by hand."""
    cells = [forms.value(f"{label}：", BlankRun(name, ems=5)) for label, name in signers(settings)]
    cells.append(forms.value(f"填报日期：{_OPEN_DAY}"))
    cells += [forms.value("")] * (-len(cells) % columns)
    rows = (forms.row(*cells[start : start + columns]) for start in range(0, len(cells), columns))
    widths = (*(1.0,) * (columns - 1), 1.3) if columns > 2 else (1.0,) * columns
    return FormTable(tuple(rows), widths=widths, ruled=False)


def meta_line(author: str, subject: str, on: date) -> Meta:
    """The same table of the same day is the same file."""
    noon = timezone.make_aware(datetime.combine(on, time(12)))
    return Meta(author, subject, ("统计报表",), noon)


def _row(line: FilledLine) -> tuple[TableCell, ...]:
    name = TableCell(forms.runs(line.line.full_label), align="left")
    return (name, *(TableCell(runs_of_cell(cell)) for cell in line.cells))


def runs_of_cell(cell: Cell) -> tuple[Run, ...]:
    if cell.value is None or not cell.text:
        return forms.runs(cell.text)
    return (replace(figure_run(cell.value), text=cell.text),)


def table_sheet(filled: Filled) -> LaidSheet:
    head = head_of(filled)
    across = len(filled.columns) + 1
    first_head = 3
    return LaidSheet(
        title=filled.form.name,
        rows=(
            LaidRow((LaidCell(filled.title, Look.TITLE, across),), _HEIGHTS["title"]),
            LaidRow(tuple(_line_cells(filled, across)), _HEIGHTS["line"]),
            *(_head_row(row, filled) for row in head),
            *(_sheet_row(line, Conventions.of(filled.settings)) for line in filled.lines),
            foot_row(filled.settings, across),
        ),
        widths=(_FIRST_COLUMN_CHARACTERS, *map(_characters, filled.columns)),
        repeated=(first_head, first_head + len(head) - 1),
        frozen=f"B{first_head + len(head)}",
        is_one_page=len(filled.lines) <= _MOST_ON_ONE_PAGE,
    )


def _line_cells(filled: Filled, across: int) -> Iterator[LaidCell]:
    """A third of the columns each; the middle takes what is left over."""
    unit, period, until = head_line(filled)
    third = across // 3
    yield LaidCell(unit, Look.LINE, third)
    yield LaidCell(period, Look.LINE, across - 2 * third)
    yield LaidCell(until, Look.LINE_RIGHT, third)


def _head_row(row: Sequence[Head], filled: Filled) -> LaidRow:
    """As high as its narrowest columns need; the program does not look into merged cells."""
    cells = tuple(
        LaidCell(_with_unit_below(cell.text), Look.HEAD, cell.colspan, cell.rowspan) for cell in row
    )
    narrow = min(map(_characters, filled.columns))
    # A wide character takes two; one is lost where a line may not break.
    lines = max(
        (
            _lines(_with_unit_below(cell.text), narrow * cell.colspan - 1)
            for cell in row
            if cell.rowspan == 1
        ),
        default=1,
    )
    return LaidRow(cells, max(_HEIGHTS["head"], lines * _LINE_HEIGHT + 4))


def _lines(text: str, width: float) -> int:
    return sum(ceil(2 * len(line) / width) for line in text.splitlines())


def _with_unit_below(text: str) -> str:
    """（项） on a line of its own: programs break it in the middle."""
    name, bracket, unit = text.rpartition("（")
    return f"{name}\n（{unit}" if bracket and name and text.endswith("）") else text


def _characters(column: Column) -> float:
    return round(column.width / _MM_IN_CHARACTER, 1)


def _sheet_row(line: FilledLine, conventions: Conventions) -> LaidRow:
    total = line.line.is_total
    look = Look.TOTAL_NAME if total else Look.NAME
    name = LaidCell(line.line.own_label, look, indent=line.line.level)
    cells = (
        LaidCell(
            cell.in_sheet,
            Look.TOTAL if total else Look.VALUE,
            number_format=conventions.number_format(cell.column.kind),
        )
        for cell in line.cells
    )
    return LaidRow((name, *cells), _HEIGHTS["row"])


def foot_row(settings: StatisticsSettings, across: int) -> LaidRow:
    words = "　　".join(f"{label}：{name or '　　　　　　'}" for label, name in signers(settings))
    text = f"{words}　　填报日期：{_OPEN_DAY}"
    return LaidRow((LaidCell(text, Look.LINE, across),), _HEIGHTS["line"] + 4)
