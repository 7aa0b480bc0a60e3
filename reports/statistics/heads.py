"""The head of a table: groups over columns, as cells that span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Head:
    text: str
    colspan: int = 1
    rowspan: int = 1
    # Of one column, not of a group.
    is_leaf: bool = False


def head_rows(paths: Sequence[tuple[str, ...]]) -> list[list[Head]]:
    """Rows from the top; neighbours with the same beginning share a cell.

    A column whose path is short reaches down to the last row.
    """
    depth = max(map(len, paths), default=0)
    rows: list[list[Head]] = [[] for _ in range(depth)]
    for level in range(depth):
        numbered = list(enumerate(paths))
        reaching = [(place, path) for place, path in numbered if len(path) > level]
        for _, group in groupby(reaching, key=lambda item: _group(item, level)):
            same = list(group)
            _, path = same[0]
            is_leaf = len(path) == level + 1
            rowspan = depth - level if is_leaf else 1
            rows[level].append(Head(path[level], len(same), rowspan, is_leaf))
    return rows


def _group(item: tuple[int, tuple[str, ...]], level: int) -> tuple[object, ...]:
    """A column of its own is never merged with its neighbour."""
    place, path = item
    beginning = path[: level + 1]
    return (beginning, place) if len(path) == level + 1 else (beginning,)
