"""The sheet of 汇总登记: what follows an entry keeps its dimensions and its balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from hazards.loading.ledger import CHUNK
from hazards.models import HazardCount
from township_safety.workbook import Batch, Row, SheetPlan

_COLUMNS, _TAGS = HazardCount.dimensions()


def load_counts(batch: Batch) -> SheetPlan:
    rows = batch.read()
    good = [row for row in rows if not row.is_rejected]
    entries = _entries(good)
    for row in good:
        _follow(batch, row, entries)
    for row in good:
        row.instance.is_checked_elsewhere = True  # the sums are judged below, for all rows at once
    _judge_sums(batch, good)
    return batch.check(rows)


def _key(count: HazardCount) -> Any:
    return ("new", id(count)) if count._state.adding else count.pk


def _entry_key(count: HazardCount) -> Any:
    """The key of the entry a row belongs to: its own when it follows nothing."""
    if count.follows_id is not None:
        return count.follows_id
    follows = count.follows
    return _key(count if follows is None else follows)


def _entries(rows: Sequence[Row]) -> dict[Any, HazardCount]:
    """The entries the rows belong to, as the file will have them."""
    known = {_key(row.instance): row.instance for row in rows}
    wanted = {_entry_key(row.instance) for row in rows}
    missing = [key for key in wanted if isinstance(key, int) and key not in known]
    for start in range(0, len(missing), CHUNK):
        known |= HazardCount.objects.in_bulk(missing[start : start + CHUNK])
    return {key: known[key] for key in wanted if key in known}


def _follow(batch: Batch, row: Row, entries: dict[Any, HazardCount]) -> None:
    count: HazardCount = row.instance
    key = _entry_key(count)
    if key == _key(count) or key not in entries:
        return
    entry = entries[key]
    if entry.follows_id is not None or entry.follows is not None:
        batch.reject(row, "follows", "请填最初的那条汇总登记的记录号。")
    elif count.on < entry.on:
        batch.reject(row, "on", f"整改日期不能早于发现日期（{entry.on}）。", value=count.on)
    else:
        _take_dimensions(batch, row, entry)


def _take_dimensions(batch: Batch, row: Row, entry: HazardCount) -> None:
    """Empty cells take the entry's sector, place, source …; other words than its are refused."""
    for name in _COLUMNS:
        if row.cells.get(name) in (None, ""):
            setattr(row.instance, name, getattr(entry, name))
            row.was.pop(name, None)
        elif getattr(row.instance, name) != getattr(entry, name):
            label = HazardCount._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a column
            batch.reject(row, name, f"应与所接续的汇总登记的{label}相同，或留空。")
            return


def _judge_sums(batch: Batch, rows: Sequence[Row]) -> None:
    """Cumulative rectified never exceeds what the entry found."""
    families: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        if not row.is_rejected:
            families[_entry_key(row.instance)].append(row)
    unmentioned = _unmentioned([k for k in families if isinstance(k, int)], rows)
    for key, members in families.items():
        counts = [*(row.instance for row in members), *unmentioned[key]]
        found = sum(count.found for count in counts if _entry_key(count) == _key(count))
        rectified = sum(count.rectified for count in counts)
        changed = [row for row in members if row.is_changed]
        if rectified > found and changed:
            reason = f"累计整改{rectified}处，超过发现的{found}处。"
            batch.reject(changed[-1], "rectified", reason, value=changed[-1].instance.rectified)


def _unmentioned(keys: Iterable[int], rows: Sequence[Row]) -> dict[Any, list[HazardCount]]:
    mentioned = {row.instance.pk for row in rows if not row.is_new}
    found: dict[Any, list[HazardCount]] = defaultdict(list)
    wanted = list(keys)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        for count in HazardCount.objects.counted().of_entries(chunk):
            if count.pk not in mentioned:
                found[_entry_key(count)].append(count)
    return found
