"""The blocks of a template as records, changed one step at a time; pure functions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Record = dict[str, Any]
# Places from the outside in, counted from 0: (2,), or (2, 0) within a round.
Path = tuple[int, ...]
# What each kind of round goes through.
ROUNDS = {
    "sectors": "sector",
    "campaigns": "campaign",
    "key_periods": "key_period",
    "villages": "village",
}


class NoSuchBlock(LookupError):
    """The template has no block at that place."""


def read_path(text: str) -> Path:
    """`3-1` as in an address, counted from 1; raises NoSuchBlock."""
    parts = text.split("-")
    if not all(part.isascii() and part.isdecimal() and int(part) > 0 for part in parts):
        raise NoSuchBlock(text)
    return tuple(int(part) - 1 for part in parts)


def path_text(path: Path) -> str:
    return "-".join(str(place + 1) for place in path)


def digest_of(record: Record) -> str:
    """By which a block is known again after others moved around it."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def block_at(blocks: list[Record], path: Path) -> Record:
    return _siblings(blocks, path)[path[-1]]


def walk(blocks: list[Record], before: Path = ()) -> Iterator[tuple[Path, Record]]:
    """Every block with its place, those of a round behind it."""
    for place, record in enumerate(blocks):
        path = (*before, place)
        yield path, record
        yield from walk(record.get("blocks", []), path)


def found(blocks: list[Record], path: Path, seen: str) -> Path | None:
    """Where the block that was seen stands now; None when it changed or is gone."""
    try:
        if digest_of(block_at(blocks, path)) == seen:
            return path
    except NoSuchBlock:
        pass
    same = [where for where, record in walk(blocks) if digest_of(record) == seen]
    return same[0] if len(same) == 1 else None


def replaced(blocks: list[Record], path: Path, record: Record) -> list[Record]:
    changed = deepcopy(blocks)
    _siblings(changed, path)[path[-1]] = record
    return changed


def removed(blocks: list[Record], path: Path) -> list[Record]:
    changed = deepcopy(blocks)
    del _siblings(changed, path)[path[-1]]
    return changed


def inserted(blocks: list[Record], path: Path, record: Record) -> list[Record]:
    """Before what stands at the place, or at the end of its list."""
    changed = deepcopy(blocks)
    _list_of(changed, path).insert(path[-1], record)
    return changed


def moved(blocks: list[Record], path: Path, *, by: int) -> list[Record]:
    """Among its neighbours; the first and the last stay where they are."""
    changed = deepcopy(blocks)
    siblings = _siblings(changed, path)
    place = min(max(path[-1] + by, 0), len(siblings) - 1)
    siblings.insert(place, siblings.pop(path[-1]))
    return changed


def turns_at(blocks: list[Record], path: Path) -> list[str]:
    """The dimensions of the rounds around a place."""
    outer = [block_at(blocks, path[:depth]) for depth in range(1, len(path))]
    return [ROUNDS[record["kind"]] for record in outer if record["kind"] in ROUNDS]


def _siblings(blocks: list[Record], path: Path) -> list[Record]:
    siblings = _list_of(blocks, path)
    if path[-1] >= len(siblings):
        raise NoSuchBlock(path_text(path))
    return siblings


def _list_of(blocks: list[Record], path: Path) -> list[Record]:
    for place in path[:-1]:
        if place >= len(blocks) or "blocks" not in blocks[place]:
            raise NoSuchBlock(path_text(path))
        blocks = blocks[place]["blocks"]
    return blocks
