"""One row of a file on its way into the ledger, and the plan that all rows of a sheet make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.conditions import value_of
from township_safety.workbook.references import Target
from township_safety.workbook.results import CellChange, SheetResult
from township_safety.workbook.sheets import Sheet


@dataclass(eq=False)
class Row:
    """One row of the file on its way into the ledger."""

    number: int
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    instance: Any = None
    # The columns of an existing row as they were; None for a new row.
    before: dict[str, Any] | None = None
    # Rows to be linked, by many-to-many column; only those that change.
    links: dict[str, list[Target]] = field(default_factory=dict)
    # What stood in the workbook's form where the file says something else.
    was: dict[str, Any] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    is_rejected: bool = False
    # Set by a sheet's own loader when something beside the row itself changes.
    is_touched: bool = False
    # Columns that the loader fills in only when it writes (a number from a locked counter).
    later: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        return self.before is None

    @property
    def is_changed(self) -> bool:
        if self.is_new or self.links or self.is_touched:
            return True
        return snapshot(self.instance) != self.before


@dataclass(eq=False)
class SheetPlan:
    """What writing one sheet will do. The two lists of calls run inside the transaction."""

    sheet: Sheet
    result: SheetResult
    added: list[Row] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    before_write: list[Callable[[], None]] = field(default_factory=list)
    after_write: list[Callable[[], None]] = field(default_factory=list)


def snapshot(instance: Any) -> dict[str, Any]:
    """The values of all columns, references by key."""
    return {f.attname: value_of(instance, f) for f in instance._meta.concrete_fields}


def in_circles(rows: Sequence[Row], columns: Sequence[BoundColumn]) -> list[Row]:
    """New rows from which the references come back to themselves."""
    rows_of = {id(row.instance): row for row in rows if row.is_new}
    targets = {
        key: {id(row.values.get(column.name)) for column in columns} & rows_of.keys()
        for key, row in rows_of.items()
    }
    waiting = {key for key, ahead in targets.items() if ahead}
    while settled := {key for key in waiting if not targets[key] & waiting}:
        waiting -= settled
    return [rows_of[key] for key in waiting if _comes_back(key, targets)]


def _comes_back(start: int, targets: dict[int, set[int]]) -> bool:
    seen: set[int] = set()
    ahead = [start]
    while ahead:
        for target in targets[ahead.pop()] - seen:
            if target == start:
                return True
            seen.add(target)
            ahead.append(target)
    return False
