"""Proposals for the columns of somebody's ledger: by heading first, then by what cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.db import models

from township_safety.values import ValueProblem, clean_text, parse_date
from township_safety.values.text import is_blank
from township_safety.workbook import kinds
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.foreign.dialects import dialect_of
from township_safety.workbook.foreign.finding import Found
from township_safety.workbook.foreign.headings import headings_of
from township_safety.workbook.foreign.settling import (
    Certainty,
    Choice,
    Settlement,
    SourceColumn,
    Use,
    demoted,
    source_columns,
)
from township_safety.workbook.kinds import Reading
from township_safety.workbook.references import Resolver
from township_safety.workbook.sheets import UID, Sheet

# Share of a column's cells that must be of a kind before the column is taken for it.
ENOUGH = 0.7
LOOKED_AT = 200
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


def propose(found: Found, sheet: Sheet, office: models.Model) -> Settlement:
    """A decision for every column, as sure as it can be; what remains is Use.OPEN."""
    resolver = Resolver(office)
    headings = headings_of(sheet)
    settlement = Settlement()
    columns = source_columns(found)
    for column in columns:
        settlement.choices[column.position] = _by_heading(column, sheet, headings.meaning)
    _part_rivals(columns, settlement)
    for column in columns:
        choice = settlement.choices[column.position]
        if choice.use is Use.OPEN:
            cells = [row[column.position] for _, row in found.rows if len(row) > column.position]
            filled = [cell for cell in cells if not is_blank(cell)][:LOOKED_AT]
            settlement.choices[column.position] = _by_content(
                choice, filled, sheet, resolver, taken=set(settlement.targets())
            )
    return settlement


def _by_heading(column: SourceColumn, sheet: Sheet, meaning_of: Callable[[str], Any]) -> Choice:
    meaning = meaning_of(column.header) if column.header else None
    if meaning is None:
        return Choice(Use.OPEN)
    if meaning.is_serial:
        return Choice(Use.SKIP, certainty=Certainty.SURE, why="序号由系统编")
    if meaning.is_extra:
        note = dialect_of(sheet).note
        if not column.filled:
            return Choice(Use.SKIP, certainty=Certainty.LIKELY, why="这一列是空的")
        if note:
            return Choice(Use.NOTE, certainty=Certainty.LIKELY, why="没有对应的列，记到备注")
        return Choice(Use.OPEN)
    certainty = Certainty.SURE if meaning.is_sure else Certainty.LIKELY
    certainty = Certainty.OWN if meaning.is_own else certainty
    return Choice(Use.TARGET, meaning.column, certainty, "按列名")


def _part_rivals(columns: Sequence[SourceColumn], settlement: Settlement) -> None:
    """Of several columns for one of ours the surest stays, then the fullest; the others open."""
    order = {Certainty.OWN: 0, Certainty.SURE: 1, Certainty.LIKELY: 2}
    best: dict[str, SourceColumn] = {}
    ranked = sorted(
        (c for c in columns if settlement.choices[c.position].use is Use.TARGET),
        key=lambda c: (order[settlement.choices[c.position].certainty], -c.filled, c.position),
    )
    for column in ranked:
        choice = settlement.choices[column.position]
        first = best.setdefault(choice.target, column)
        if first is not column:
            settlement.choices[column.position] = (
                demoted(choice, f"与“{first.header}”像是同一列")
                if column.filled
                else Choice(Use.SKIP, certainty=Certainty.LIKELY, why="这一列是空的")
            )


def _by_content(
    choice: Choice, cells: Sequence[Any], sheet: Sheet, resolver: Resolver, *, taken: set[str]
) -> Choice:
    if not cells:
        return Choice(Use.SKIP, certainty=Certainty.LIKELY, why="这一列是空的")
    free = [c for c in sheet.bound if c.name not in taken and c.name != UID]
    looks = dialect_of(sheet).looks
    likely = [
        c.name
        for c in free
        if _holds(c, cells, resolver)
        or (c.name in looks and _share(cells, _matcher(looks[c.name])) >= ENOUGH)
    ]
    if not likely:
        return choice
    others = tuple(dict.fromkeys([*choice.others, *likely]))
    if choice.others:  # a rival: it must not quietly become something else
        return Choice(Use.OPEN, why=choice.why, others=others)
    return Choice(Use.TARGET, likely[0], Certainty.LIKELY, "按内容", others)


def _holds(column: BoundColumn, cells: Sequence[Any], resolver: Resolver) -> bool:
    """Whether cells look like the column's, for kinds that can be told from what they hold."""
    kind = column.kind
    if isinstance(kind, kinds.Date):
        return column.required and _share(cells, _is_day) >= ENOUGH
    if isinstance(kind, kinds.CreditCode):
        return _share(cells, lambda c: bool(re.fullmatch(r"[0-9A-Z]{18}", clean_text(c)))) >= ENOUGH
    if column.name == "phone":
        return _share(cells, lambda c: bool(_PHONE.search(clean_text(c)))) >= ENOUGH
    if column.is_reference and not column.is_many:
        return _is_name_of(column, cells, resolver)
    if isinstance(kind, kinds.Choice | kinds.Flag) and column.column.listed:
        return _share(cells, lambda c: _reads(kind, c)) >= ENOUGH
    if isinstance(kind, kinds.LongText) and column.required:
        return _share(cells, lambda c: len(clean_text(c)) >= 8) >= ENOUGH
    return False


def _is_name_of(column: BoundColumn, cells: Sequence[Any], resolver: Resolver) -> bool:
    if column.is_self_reference:
        return False
    index = resolver.index(column)
    return _share(cells, lambda c: index.knows(clean_text(c))) >= ENOUGH


def _matcher(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda cell: bool(compiled.fullmatch(clean_text(cell)))


def _share(cells: Sequence[Any], test: Callable[[Any], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_day(cell: Any) -> bool:
    if isinstance(cell, int | float) and not 30_000 <= cell <= 60_000:
        return False
    try:
        return parse_date(cell, default_year=2000) is not None
    except ValueProblem:
        return False


def _reads(kind: kinds.Kind, cell: Any) -> bool:
    try:
        return kind.parse(cell, Reading()) is not None
    except ValueProblem:
        return False
