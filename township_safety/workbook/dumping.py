"""Writing registers to a workbook, and the empty workbook that people fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import IO, Any

from django.db import models
from django.db.models import Q

from township_safety.spreadsheets import PaperSheet, SheetOut, write_paper, write_workbook
from township_safety.values import mask_phone
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.matching import OFFICE_HEADER
from township_safety.workbook.recognition import CHUNK
from township_safety.workbook.references import Resolver
from township_safety.workbook.sheets import UID, Sheet, all_sheets

Target = str | Path | IO[bytes]

_TITLE = "台账模板：带颜色的列必填；把鼠标放在列名上看填表说明；不要改动列名"
MAX_CHOICES = 2000


def dump(
    target: Target,
    *,
    offices: Sequence[models.Model],
    sheets: Sequence[Sheet] | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    private: bool = False,
) -> dict[str, int]:
    """Write the current rows of the offices; the number of rows per sheet.

    With days only facts of these days are written, both inclusive; registers without a day,
    and lists, whole. Several offices get a column that says whose a row is. ``private`` shows
    phone numbers in part only.
    """
    counts: dict[str, int] = {}
    known = list(all_sheets()) if sheets is None else list(sheets)
    write_workbook(
        (
            _filled(sheet, offices, (first_day, last_day), counts, private=private)
            for sheet in known
        ),
        target,
    )
    return counts


def template(
    target: Target, *, office: models.Model, sheets: Sequence[Sheet] | None = None
) -> None:
    """Write the same workbook without rows: headings, notes, drop-downs."""
    known = list(all_sheets()) if sheets is None else list(sheets)
    write_workbook((_empty(sheet, office) for sheet in known), target)


def dump_rows(
    target: Target,
    *,
    sheet: Sheet,
    rows: models.QuerySet[Any],
    office: models.Model | None = None,
    offices: Sequence[models.Model] = (),
    private: bool = False,
) -> None:
    """Write chosen rows of one register, for the list on the screen.

    Several offices get a column that says whose a row is.
    """
    owners = list(offices) if office is None else [office]
    resolvers = [Resolver(owner) for owner in owners]
    several = len(owners) > 1
    out = _out(sheet, sheet.bound, resolvers[0], office_column=several)

    def lines() -> Iterator[list[Any]]:
        for owner, resolver in zip(owners, resolvers, strict=True):
            own = rows.filter(office=owner) if several else rows
            for row in _in_chunks(_with_names(sheet, own)):
                front = [str(owner)] if several else []
                yield front + _cells(sheet.bound, row, resolver, private=private)

    write_workbook([_with_rows(out, lines())], target)


def dump_paper(
    target: Target,
    *,
    sheet: Sheet,
    columns: Sequence[str],
    rows: models.QuerySet[Any],
    offices: Sequence[models.Model],
    paper: PaperSheet,
    private: bool = False,
    beside: Callable[[Any], Sequence[Any]] = lambda row: (),
) -> None:
    """Write the columns of chosen rows into the frame of a printed ledger.

    ``paper`` brings heading, line, foot, and headers and widths of what ``beside`` puts behind
    the columns of each row. The rows are numbered, several offices get a column.
    """
    bound = [sheet.by_name[name] for name in columns]
    several = len(offices) > 1
    front = ["序号", *([OFFICE_HEADER] if several else [])]

    def lines() -> Iterator[list[Any]]:
        numbers = count(1)
        for owner in offices:
            resolver = Resolver(owner)
            own = rows.filter(office=owner) if several else rows
            for row in _in_chunks(_with_names(sheet, own)):
                whose = [str(owner)] if several else []
                cells = _cells(bound, row, resolver, private=private)
                yield [next(numbers), *whose, *cells, *beside(row)]

    headers = [*front, *(column.header for column in bound), *paper.headers]
    widths = [6, *([14] if several else []), *(column.width or 12 for column in bound)]
    formats = [None] * len(front) + [column.kind.number_format for column in bound]
    framed = replace(paper, headers=headers, widths=[*widths, *paper.widths], rows=lines(),
                     number_formats=formats)  # fmt: skip
    write_paper(framed, target)


def rows_of(
    sheet: Sheet,
    office: models.Model,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
) -> models.QuerySet[Any]:
    """The rows of one office that a dump holds, in its order."""
    rows = sheet.current(sheet.queryset())
    if sheet.has_office:
        mine = Q(office=office)
        shared = sheet.model._meta.get_field("office").null
        rows = rows.filter(mine | Q(office=None) if shared else mine)
    fact = sheet.fact_field
    if fact is not None:
        if first_day is not None:
            rows = rows.filter(**{f"{fact}__gte": first_day})
        if last_day is not None:
            rows = rows.filter(**{f"{fact}__lte": last_day})
    return rows.order_by(*sheet.ordering)


def _filled(
    sheet: Sheet,
    offices: Sequence[models.Model],
    days: tuple[date | None, date | None],
    counts: dict[str, int],
    *,
    private: bool,
) -> SheetOut:
    several = len(offices) > 1 and sheet.has_office
    resolvers = [Resolver(office) for office in offices]
    out = _out(sheet, sheet.bound, resolvers[0], office_column=several)
    counts[sheet.key] = 0

    def lines() -> Iterator[list[Any]]:
        for office, resolver in zip(offices, resolvers, strict=True):
            rows = rows_of(sheet, office, first_day=days[0], last_day=days[1])
            for row in _in_chunks(rows):
                counts[sheet.key] += 1
                own = [str(office)] if several else []
                yield own + _cells(sheet.bound, row, resolver, private=private)

    return _with_rows(out, lines())


def _empty(sheet: Sheet, office: models.Model) -> SheetOut:
    columns = [column for column in sheet.bound if column.name != UID]
    return _out(sheet, columns, Resolver(office), title_row=_TITLE)


def _out(
    sheet: Sheet,
    columns: Sequence[BoundColumn],
    resolver: Resolver,
    *,
    office_column: bool = False,
    title_row: str | None = None,
) -> SheetOut:
    """The frame of a sheet: everything but its rows."""
    front = [OFFICE_HEADER] if office_column else []
    skip: list[Any] = [None] if office_column else []
    return SheetOut(
        title=sheet.title,
        headers=front + [column.header for column in columns],
        widths=skip + [column.width for column in columns],
        notes=[""] * len(front) + [column.note for column in columns],
        choices=[[]] * len(front) + [_choices(column, resolver) for column in columns],
        number_formats=skip + [column.kind.number_format for column in columns],
        required=[False] * len(front) + [column.required for column in columns],
        title_row=title_row,
    )


def _with_rows(out: SheetOut, rows: Iterator[list[Any]]) -> SheetOut:
    return SheetOut(**{**vars(out), "rows": rows})


def _choices(column: BoundColumn, resolver: Resolver) -> list[str]:
    """What a drop-down offers: the labels, or the rows one may point to if they are not many."""
    if not column.is_reference or column.is_many or column.column.attr:
        return column.labels
    if column.is_self_reference:
        return []
    labels = resolver.index(column).labels()
    return labels if len(labels) <= MAX_CHOICES else []


def _with_names(sheet: Sheet, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    many = [c.name for c in sheet.bound if c.is_many and not c.column.attr]
    return rows.prefetch_related(*many, *sheet.prefetch)


def _in_chunks(rows: models.QuerySet[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=CHUNK)


def _cells(
    columns: Sequence[BoundColumn], row: Any, resolver: Resolver, *, private: bool
) -> list[Any]:
    return [_cell(column, row, resolver, private=private) for column in columns]


def _cell(column: BoundColumn, row: Any, resolver: Resolver, *, private: bool) -> Any:
    if column.is_reference:
        return resolver.cell(column, row)
    cell = column.kind.cell(column.value(row))
    return mask_phone(cell) if private and column.is_personal and cell else cell
