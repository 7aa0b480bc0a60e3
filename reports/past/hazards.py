"""Hazards as they were: each step and correction recorded since is taken back from its event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from hazards.models import Deadline, Hazard, HazardEvent, Listing, Rectification, Referral
from hazards.workflow import Action, Status
from reports.past.tables import Hidden, columns_of, lasting, name_of, past_of

TOUCHED = "past_touched"
_BATCH = 500
# What an event tells of the rectification beside the hazard's own columns.
_OF_CLAIM = frozenset(
    {"claimed_on", "decided_on", "amount", "verifier", "remark", "is_date_unknown", "measures"}
)


@dataclass
class _Since:
    """What the events since that moment say was so before them."""

    columns: dict[int, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    # Corrections of rectifications, the newest last: (hazard, {column: [before, after]}).
    amended: list[tuple[int, dict[str, list[Any]]]] = field(default_factory=list)
    # Listings lifted and referrals answered since: (hazard, day).
    lifted: set[tuple[int, Any]] = field(default_factory=set)
    answered: set[tuple[int, Any]] = field(default_factory=set)


def take_back(hidden: Hidden) -> None:
    since = _read(hidden)
    if not since.columns:
        return
    touched = hidden.keep_keys(TOUCHED, since.columns)
    hidden.copy(Hazard, f"SELECT id FROM {touched}")  # noqa: S608 -- our own names
    _name_rows(since.columns.values())
    hidden.put_back(Hazard, {key: told for key, told in since.columns.items() if told})
    _take_back_tags(hidden, since)
    _take_back_claims(hidden, since)
    _take_back_deadlines(hidden, since)
    _open_again(
        hidden,
        Listing,
        since.lifted,
        "lifted_on",
        {"lifted_on": None, "lifted_number": "", "lifted_by": ""},
    )
    answer = {"replied_on": None, "reply": "", "result": "", "follow_up": ""}
    _open_again(hidden, Referral, since.answered, "replied_on", answer)


def _read(hidden: Hidden) -> _Since:
    since = _Since()
    events = HazardEvent.objects.filter(recorded_at__gte=hidden.moment).order_by("pk")
    named = events.values_list("hazard_id", "action", "on", "changes")
    for key, action, on, changes in named.iterator(chunk_size=5_000):
        told = since.columns.setdefault(key, {})
        for name, pair in changes.items():
            _note(since, key, told, name, pair)
        if action == Action.UNLIST:
            since.lifted.add((key, on))
        elif action == Action.REPLY:
            since.answered.add((key, on))
        elif action == Action.CORRECT and not _OF_CLAIM.isdisjoint(changes):
            since.amended.append((key, changes))
    return since


_TAGS = frozenset(tag.name for tag in Hazard._meta.many_to_many)
_COLUMNS = frozenset(column.name for column in Hazard._meta.concrete_fields)


def _note(since: _Since, key: int, told: dict[str, Any], name: str, pair: Any) -> None:
    """The first event since tells what was so at the moment itself."""
    if not isinstance(pair, list) or len(pair) != 2:
        return
    if name in _TAGS:
        since.tags[name].setdefault(key, str(pair[0] or ""))
    elif name in _COLUMNS:
        told.setdefault(name, pair[0])


def _name_rows(told: Iterable[dict[str, Any]]) -> None:
    """Events keep the name of a row that a hazard pointed at; its key is looked up here."""
    names: dict[str, set[str]] = defaultdict(set)
    rows = list(told)
    for one in rows:
        for name, value in one.items():
            if isinstance(value, str) and Hazard._meta.get_field(name).is_relation:
                names[name].add(value)
    keys = {
        name: keys_named(Hazard._meta.get_field(name), wanted) for name, wanted in names.items()
    }
    for one in rows:
        for name in [name for name in one if name in keys and isinstance(one[name], str)]:
            found = keys[name].get(one[name])
            if found is None:
                del one[name]  # renamed since: it stays as it is now
            else:
                one[name] = found


def keys_named(column: Any, wanted: set[str]) -> dict[str, int]:
    """Of rows with the same name the oldest."""
    found: dict[str, int] = {}
    rows: models.QuerySet[Any] = column.related_model._default_manager.order_by("-pk")
    for row in rows.iterator() if len(wanted) else ():
        if str(row) in wanted:
            found[str(row)] = row.pk
    return found


def _take_back_tags(hidden: Hidden, since: _Since) -> None:
    for name, told in since.tags.items():
        relation: Any = Hazard._meta.get_field(name)
        through = relation.remote_field.through
        names = {each for text in told.values() for each in text.split("、") if each}
        keys = keys_named(relation, names)
        kept = f"past_{name}"
        hidden.keep_keys(kept, told)
        links = f"{kept}_links_{through._meta.model_name}"
        columns = ", ".join(columns_of(through))
        hidden.keep(
            links,
            f"SELECT {columns} FROM {lasting(through._meta.db_table)} WHERE 1 = 0",  # noqa: S608 -- our own names
        )
        mine, theirs = (
            name_of(through._meta.get_field(one).column)
            for one in (relation.m2m_field_name(), relation.m2m_reverse_field_name())
        )
        hidden.cursor.executemany(
            f"INSERT INTO {name_of(links)} ({mine}, {theirs}) VALUES (%s, %s)",  # noqa: S608 -- our own names
            [
                (key, keys[each])
                for key, text in told.items()
                for each in text.split("、")
                if each in keys
            ],
        )
        hidden.links.append((through, relation.m2m_field_name(), kept))


def _take_back_claims(hidden: Hidden, since: _Since) -> None:
    """A hazard that waited for its 复查 had a last rectification without a decision."""
    table, past = lasting(Rectification._meta.db_table), name_of(past_of(Hazard._meta.db_table))
    undecided = hidden.keep(
        "past_undecided",
        f"SELECT MAX(id) AS id FROM {table} WHERE recorded_at < {hidden.at} AND hazard_id IN "  # noqa: S608 -- our own names
        f"(SELECT id FROM {past} WHERE status = '{Status.RECTIFIED.value}') GROUP BY hazard_id",
    )
    old = _amended(since)
    amended = hidden.keep_keys("past_amended", old)
    hidden.copy(
        Rectification,
        f"SELECT id FROM {undecided} UNION SELECT id FROM {amended}",  # noqa: S608 -- our own names
    )
    hidden.put_back(Rectification, old)
    name = name_of(past_of(Rectification._meta.db_table))
    hidden.run(
        f"UPDATE {name} SET decided_on = NULL, outcome = '', decided_by_id = NULL, "  # noqa: S608 -- our own names
        f"verifier = '', remark = '' WHERE id IN (SELECT id FROM {undecided})"
    )


def _amended(since: _Since) -> dict[int, dict[str, Any]]:
    """Which rectification was amended: the one that reads as the correction left it."""
    rows: dict[int, list[Any]] = defaultdict(list)
    keys = list({key for key, _ in since.amended})
    for start in range(0, len(keys), _BATCH):
        for row in Rectification.objects.filter(hazard__in=keys[start : start + _BATCH]):
            rows[row.hazard_id].append(row)
    old: dict[int, dict[str, Any]] = defaultdict(dict)
    for key, changes in reversed(since.amended):
        told = {name: pair for name, pair in changes.items() if name in _OF_CLAIM}
        for row in rows[key]:
            if all(_said(getattr(row, name)) == _said(pair[1]) for name, pair in told.items()):
                for name, pair in told.items():
                    setattr(row, name, pair[0])
                    old[row.pk][name] = pair[0]
                break
    return old


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _take_back_deadlines(hidden: Hidden, since: _Since) -> None:
    """The last deadline that was agreed by then was still in force."""
    table, past = lasting(Deadline._meta.db_table), name_of(past_of(Hazard._meta.db_table))
    last = hidden.keep(
        "past_in_force",
        f"SELECT MAX(id) AS id FROM {table} WHERE recorded_at < {hidden.at} "  # noqa: S608 -- our own names
        f"AND hazard_id IN (SELECT id FROM {past}) GROUP BY hazard_id",
    )
    moved = dict(_moved_deadlines(since))
    keys = hidden.keep_keys("past_moved", moved)
    reopened = (
        f"SELECT id FROM {table} WHERE superseded_on IS NOT NULL AND id IN (SELECT id FROM {last})"  # noqa: S608 -- our own names
    )
    hidden.copy(Deadline, f"{reopened} UNION SELECT id FROM {keys}")  # noqa: S608 -- our own names
    hidden.put_back(Deadline, moved)
    hidden.run(
        f"UPDATE {name_of(past_of(Deadline._meta.db_table))} SET superseded_on = NULL "  # noqa: S608 -- our own names
        f"WHERE id IN (SELECT id FROM {last})"
    )


def _moved_deadlines(since: _Since) -> Iterator[tuple[int, dict[str, Any]]]:
    """A deadline of the day of the find moved with a corrected find."""
    moved = {key: told["found_on"] for key, told in since.columns.items() if "found_on" in told}
    keys = list(moved)
    for start in range(0, len(keys), _BATCH):
        rows = Deadline.objects.filter(
            hazard__in=keys[start : start + _BATCH], agreed_on=models.F("hazard__found_on")
        )
        for pk, hazard in rows.order_by().values_list("pk", "hazard"):
            yield pk, {"agreed_on": moved[hazard]}


def _open_again(
    hidden: Hidden,
    model: Any,
    ended: set[tuple[int, Any]],
    column: str,
    before: dict[str, Any],
) -> None:
    keys = {key for key, _ in ended}
    found = {}
    for start in range(0, len(keys), _BATCH):
        some = list(keys)[start : start + _BATCH]
        for row in model.objects.filter(hazard__in=some):
            if (row.hazard_id, getattr(row, column)) in ended:
                found[row.pk] = before
    if not found:
        return
    table = hidden.keep_keys(f"past_ended_{model._meta.model_name}", found)
    hidden.copy(model, f"SELECT id FROM {table}")  # noqa: S608 -- our own names
    hidden.put_back(model, found)
