"""Writing loaded hazards: numbers, the dated rows their own rows tell of, one line of history."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import Any

from django.utils import timezone

from hazards.actions import NUMBER_KIND
from hazards.loading.changes import agreed_on
from hazards.loading.ledger import (
    CHUNK,
    HISTORY_NOTE,
    Key,
    Ledger,
    derived,
    event,
    key_of,
    set_derived,
)
from hazards.models import Deadline, Hazard, HazardEvent, Outcome, Rectification
from township_safety.organisation.models import NumberSequence
from township_safety.workbook import Row, SheetPlan

_OWN_NUMBER = re.compile(r"(\d{4})-(\d{4,})")


def complete_hazards(plan: SheetPlan, ledger: Ledger) -> None:
    """Before the rows are written: numbers, and what the other sheets say of new hazards."""
    _number(plan)
    for row in plan.added:
        key = key_of(row.instance)
        deadlines, claims = ledger.deadlines.get(key, []), ledger.rectifications.get(key, [])
        columns = derived(deadlines, claims)
        if key in ledger.redated:
            del columns["due_on"]
        if key in ledger.moved:
            del columns["status"], columns["rectified_on"], columns["closed_on"]
        set_derived(row.instance, columns)
    for row in plan.updated:
        row.instance.version += 1
        row.instance.is_history = row.instance.is_history and ledger.note == HISTORY_NOTE
        if row.instance.found_on != (row.before or {})["found_on"]:
            same_day = row.instance.deadlines.agreed_at((row.before or {})["found_on"])
            same_day.update(agreed_on=row.instance.found_on)


def _number(plan: SheetPlan) -> None:
    """Numbers of our own shape move the counter on; then rows without one get the next."""
    highest: dict[int, int] = defaultdict(int)
    blank = [row.instance for row in plan.added if not row.instance.number]
    for row in plan.added:
        own = _OWN_NUMBER.fullmatch(row.instance.number)
        if own is not None:
            highest[int(own[1])] = max(highest[int(own[1])], int(own[2]))
    if not blank and not highest:
        return
    office_id = plan.added[0].instance.office_id
    for year, serial in highest.items():
        NumberSequence.objects.move_past(serial, office_id=office_id, kind=NUMBER_KIND, year=year)
    if blank:
        year = timezone.localdate().year
        first = NumberSequence.objects.next_number(office_id=office_id, kind=NUMBER_KIND, year=year)
        for serial, hazard in enumerate(blank, start=first):
            hazard.number = f"{year}-{serial:04d}"
        last = first + len(blank) - 1
        NumberSequence.objects.move_past(last, office_id=office_id, kind=NUMBER_KIND, year=year)


def remember_hazards(plan: SheetPlan, ledger: Ledger, *, by: Any) -> None:
    """The dated rows that the hazards' own rows tell of, and one line of history each."""
    deadlines: list[Deadline] = []
    claims: list[Rectification] = []
    events: list[HazardEvent] = []
    for row, key in _with_keys(plan, ledger):
        hazard, before = row.instance, row.before
        if key in ledger.redated and hazard.due_on is not None:
            deadlines.append(_deadline(hazard, hazard.due_on, before, by=by))
        if key in ledger.moved:
            claims += _claim(hazard, before, ledger, key, by=by)
        events.append(event(hazard, by=by, changes=_changes(row), note=ledger.note))
    Deadline.objects.bulk_create(deadlines, batch_size=CHUNK)
    Rectification.objects.bulk_create(claims, batch_size=CHUNK)
    HazardEvent.objects.bulk_create(events, batch_size=CHUNK)


def _with_keys(plan: SheetPlan, ledger: Ledger) -> list[tuple[Row, Key]]:
    """New hazards have a key in the database by now, but were told of by identity."""
    new: list[tuple[Row, Key]] = [(row, ("new", id(row.instance))) for row in plan.added]
    return [*new, *((row, row.instance.pk) for row in plan.updated)]


def _deadline(hazard: Hazard, due_on: date, before: dict[str, Any] | None, *, by: Any) -> Deadline:
    since = hazard.found_on if before is None else agreed_on(hazard, before)
    if before is not None:
        hazard.deadlines.in_force_now().update(superseded_on=since)
    return Deadline(
        office_id=hazard.office_id,
        hazard=hazard,
        due_on=due_on,
        agreed_on=since,
        by=by,
        reason="导入",
    )


def _claim(
    hazard: Hazard, before: dict[str, Any] | None, ledger: Ledger, key: Key, *, by: Any
) -> list[Rectification]:
    """The claim, decided when the row says so; an existing one that waits is decided in place."""
    told = ledger.told[key]
    decision = (
        {"decided_on": told.decided_on, "outcome": Outcome.PASSED, "verifier": told.verifier}
        if told.decided_on is not None
        else {}
    )
    if before is not None and before["rectified_on"] is not None:
        hazard.rectifications.undecided().update(**decision, decided_by=by)
        return []
    if told.claimed_on is None:
        return []
    return [
        Rectification(
            office_id=hazard.office_id,
            hazard=hazard,
            claimed_on=told.claimed_on,
            is_date_unknown=told.is_date_unknown,
            remark=ledger.note if ledger.note == HISTORY_NOTE else "",
            **decision,
        )
    ]


def _changes(row: Row) -> dict[str, list[Any]]:
    """Columns of an existing hazard that the file changed, for its history."""
    if row.before is None:
        return {}
    changes = {}
    for field in Hazard._meta.concrete_fields:
        before, now = row.before[field.attname], getattr(row.instance, field.attname)
        if before != now and field.name not in {"version", "voided_at", "voided_by"}:
            changes[field.name] = [_shown(before), _shown(getattr(row.instance, field.name))]
    for name in row.links:
        changes[name] = [row.was.get(name), row.cells.get(name)]
    return changes


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)
