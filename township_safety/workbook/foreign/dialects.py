"""What a register's ledgers look like elsewhere: headings, words, and rules for whole rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db import models

    from township_safety.workbook.foreign.drafts import Draft
    from township_safety.workbook.rows import Row
    from township_safety.workbook.sheets import Sheet

# Headings of every paper table that say nothing a register keeps.
SERIALS = frozenset({"序号", "编号序号", "行号", "no", "no.", "顺序", "导入问题", "导入结果"})


@dataclass(frozen=True)
class Terms:
    """What the person says of the whole ledger beside its columns.

    ``year`` is the year of days written without one. ``history_until`` makes it 历史台账导入:
    the day up to which the ledger tells. ``working_day`` answers which day is so many working
    days after another; without it 个工作日内 stays a fault.
    """

    year: int | None = None
    history_until: date | None = None
    working_day: Callable[[date, int], date] | None = None
    # Names the office knows, by column, for cells that hold two things.
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    date_1904: bool = False


@dataclass(frozen=True)
class Dialect:
    """``headings`` are exact headings per column beside those the sheet itself declares,
    ``patterns`` regular expressions on a plain heading, ``looks`` such on the cells, ``extras``
    headings the register has no column for, proposed for the column ``note``. ``rewrite`` turns
    what one row says into cells the sheet understands, before its dates and amounts are read;
    ``complete`` runs after. ``twins`` names new rows the ledger seems to have, by row number.
    ``same`` are the columns by which two rows of a file are the same when their ``same_day``
    lies no more than ``within_days`` apart. ``enters`` says into which register unknown names
    of a column may be entered, and which further cells of the row go there. ``beside`` are
    columns of that register which a remark of ours fills when its heading says so (an address).
    """

    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    patterns: Sequence[tuple[str, str]] = ()
    looks: Mapping[str, str] = field(default_factory=dict)
    extras: Sequence[str] = ()
    note: str = ""
    rewrite: Callable[[Draft, Terms], None] | None = None
    complete: Callable[[Draft, Terms], None] | None = None
    twins: Callable[[Sequence[Row], models.Model], dict[int, str]] | None = None
    same: Sequence[str] = ()
    same_day: str = ""
    within_days: int = 0
    enters: Mapping[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # Columns whose known names `Terms.known` brings.
    wants_known: Sequence[str] = ()


PLAIN = Dialect(note="note")


def dialect_of(sheet: Sheet) -> Dialect:
    return sheet.dialect or PLAIN
