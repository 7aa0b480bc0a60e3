"""附表 of a report: its figures and tables as a workbook, each number with the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO, Any

from township_safety.documents.model import (
    Document,
    FigureRun,
    Table,
    TableCell,
    number_captions,
    runs_of,
    text_of,
)
from township_safety.spreadsheets import Linked, SheetOut, write_workbook

FIGURES = "数据"
_HEADERS = ("序号", "数据项", "统计范围", "数值", "计量单位", "明细条数", "明细", "口径")
_WIDTHS = (6, 28, 40, 14, 10, 10, 12, 60)
_ELSEWHERE = "请在系统里打开这个数据导出"


@dataclass(frozen=True)
class Limits:
    """How many rows are listed behind one figure, and in the whole file."""

    per_figure: int
    in_all: int


# What a person can wait for, and what a file on the disk may hold.
ON_SCREEN = Limits(per_figure=200, in_all=5_000)
IN_FILE = Limits(per_figure=5_000, in_all=200_000)


@dataclass(frozen=True)
class AnnexFigure:
    """One question with its answer; `sheets` lists the rows when it is asked to."""

    name: str
    words: str
    value: Any
    unit: str
    rows: int
    definition: str
    sheets: Callable[[], Iterable[tuple[int, SheetOut]]]


@dataclass(frozen=True)
class Annexed:
    """What a workbook is made of. `runs` gives for each printed number its figure, from 1; or 0."""

    document: Document
    figures: Sequence[AnnexFigure]
    runs: Sequence[int]


def write_annex(annexed: Annexed, *, target: IO[bytes], limits: Limits) -> None:
    listed = _listed(annexed.figures, limits)
    write_workbook(
        [
            _figures(annexed, listed),
            *_tables(annexed, listed),
            *_details(annexed.figures, listed),
        ],
        target,
    )


def file_name(document: Document) -> str:
    return f"{document.name}附表.xlsx"


def _listed(figures: Sequence[AnnexFigure], limits: Limits) -> dict[int, int]:
    """How many rows are listed behind each figure, by its number; the first come first."""
    left = limits.in_all
    found = {}
    for number, figure in enumerate(figures, 1):
        count = min(figure.rows, limits.per_figure, left)
        if count:
            found[number] = count
            left -= count
    return found


def _figures(annexed: Annexed, listed: dict[int, int]) -> SheetOut:
    return SheetOut(
        title=FIGURES,
        headers=_HEADERS,
        widths=_WIDTHS,
        title_row=f"{annexed.document.name}　{annexed.document.period_label}",
        rows=[_line(number, each, listed) for number, each in enumerate(annexed.figures, 1)],
    )


def _line(number: int, figure: AnnexFigure, listed: dict[int, int]) -> list[Any]:
    where: Any = ""
    if number in listed:
        where = Linked(_sheet_name(number), _sheet_name(number))
    elif figure.rows:
        where = f"明细未列，{_ELSEWHERE}"
    return [
        number,
        figure.name,
        figure.words,
        _linked(figure.value, number, listed),
        figure.unit,
        figure.rows,
        where,
        figure.definition,
    ]


def _sheet_name(number: int) -> str:
    return f"明细{number}"


def _linked(value: Any, number: int, listed: dict[int, int]) -> Any:
    return Linked(value, _sheet_name(number)) if number in listed else value


def _tables(annexed: Annexed, listed: dict[int, int]) -> Iterator[SheetOut]:
    """The tables of the report as they are printed, their numbers as numbers."""
    document = annexed.document
    numbers = iter(annexed.runs)
    count = 0
    for block, label in zip(document.blocks, number_captions(document), strict=True):
        runs = [run for run in runs_of(block) if isinstance(run, FigureRun)]
        places = {id(run): next(numbers, 0) for run in runs}
        if not isinstance(block, Table):
            continue
        count += 1
        name = label or f"表{count}"
        unit = f"　单位：{block.unit}" if block.unit else ""
        yield SheetOut(
            title=f"{name} {block.caption}".strip(),
            headers=_heads(block),
            title_row=f"{name}　{block.caption}{unit}",
            rows=[
                _padded([_cell(cell, places, listed) for cell in row], len(block.widths))
                for row in block.rows
            ],
        )


def _heads(table: Table) -> list[str]:
    """One line of names: what stands over several columns stands before the name of each."""
    columns: list[list[str]] = [[] for _ in table.widths]
    taken: set[tuple[int, int]] = set()
    for line, row in enumerate(table.head):
        column = 0
        for cell in row:
            while (line, column) in taken:
                column += 1
            for place in range(column, min(column + cell.colspan, len(columns))):
                columns[place].append(text_of(cell.runs))
                taken |= {(line + below, place) for below in range(cell.rowspan)}
            column += cell.colspan
    return [" ".join(part for part in parts if part) for parts in columns]


def _cell(cell: TableCell, places: dict[int, int], listed: dict[int, int]) -> Any:
    if len(cell.runs) == 1 and isinstance(cell.runs[0], FigureRun):
        run = cell.runs[0]
        is_number = isinstance(run.value, int) and run.text == str(run.value)
        value = run.value if is_number else run.text
        return _linked(value, places.get(id(run), 0), listed)
    return text_of(cell.runs)


def _padded(cells: list[Any], width: int) -> list[Any]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _details(figures: Sequence[AnnexFigure], listed: dict[int, int]) -> Iterator[SheetOut]:
    for number, most in listed.items():
        figure = figures[number - 1]
        head = f"{figure.name}：{_shown(figure)}　{figure.words}"
        for place, (count, sheet) in enumerate(figure.sheets()):
            cut = f"　共 {count} 条，只列出 {most} 条；全部明细{_ELSEWHERE}" if count > most else ""
            yield replace(
                sheet,
                title=_sheet_name(number) + (f"-{place + 1}" if place else ""),
                title_row=Linked(f"{head}　{sheet.title}{cut}", FIGURES, f"A{number + 2}"),
                rows=islice(sheet.rows, most),
            )


def _shown(figure: AnnexFigure) -> str:
    return f"{figure.value}{figure.unit}"
