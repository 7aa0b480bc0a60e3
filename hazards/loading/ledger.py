"""What one load knows of its hazards across the sheets of the file, and the history it writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from django.utils import timezone

from hazards.models import Deadline, Hazard, HazardEvent, Outcome, Rectification
from hazards.workflow import Action, Status
from township_safety.organisation import trace
from township_safety.workbook import Batch

NOTE = "台账 Excel 导入"
HISTORY_NOTE = "历史台账导入，按原台账记载，没有经过本系统的整改复查流程"
CHUNK = 500

# An existing hazard by its key, a new one of the file by its identity.
Key = int | tuple[str, int]


@dataclass(frozen=True)
class Told:
    """What a row of the hazards sheet says of its being put right."""

    claimed_on: date | None = None
    is_date_unknown: bool = False
    decided_on: date | None = None
    verifier: str = ""


@dataclass(eq=False)
class Ledger:
    """Shared by the sheets of one load."""

    # Hazards of the file as they will be.
    hazards: dict[Key, Hazard] = field(default_factory=dict)
    # What stands in the history instead of steps that were taken here.
    note: str = NOTE
    # What the hazards sheet says where the file has rectification rows of their own.
    told: dict[Key, Told] = field(default_factory=dict)
    # Existing hazards whose row in the hazards sheet brings a new deadline, a new claim or check.
    redated: set[Key] = field(default_factory=set)
    moved: set[Key] = field(default_factory=set)
    # Dated rows of new hazards, from sheets of their own.
    deadlines: dict[Key, list[Deadline]] = field(default_factory=lambda: defaultdict(list))
    rectifications: dict[Key, list[Rectification]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def hazard(self, key: Key) -> Hazard:
        return self.hazards[key]

    def fetch(self, keys: Iterable[Key]) -> None:
        """Existing hazards that the file names without a row of their own."""
        missing = [key for key in keys if isinstance(key, int) and key not in self.hazards]
        for start in range(0, len(missing), CHUNK):
            self.hazards |= Hazard.objects.in_bulk(missing[start : start + CHUNK])


_ledgers: WeakKeyDictionary[Any, Ledger] = WeakKeyDictionary()


def ledger_of(batch: Batch) -> Ledger:
    """The one ledger of the load this sheet belongs to."""
    is_history = batch.errand.history_until is not None
    return _ledgers.setdefault(batch.resolver, Ledger(note=HISTORY_NOTE if is_history else NOTE))


def key_of(hazard: Hazard) -> Key:
    return ("new", id(hazard)) if hazard._state.adding else hazard.pk


def key_of_parent(child: Any) -> Key:
    return child.hazard_id if child.hazard_id is not None else ("new", id(child.hazard))


def derived(
    deadlines: Collection[Deadline], rectifications: Iterable[Rectification]
) -> dict[str, Any]:
    """The columns of a hazard that its dated rows decide, voiding apart."""
    in_force = [row for row in deadlines if row.superseded_on is None]
    standing = [row for row in rectifications if row.outcome != Outcome.FAILED]
    claim = standing[-1] if standing else None
    status = Status.OPEN
    if claim is not None:
        status = Status.CLOSED if claim.outcome == Outcome.PASSED else Status.RECTIFIED
    return {
        "status": status,
        "due_on": in_force[-1].due_on if in_force else None,
        "rectified_on": claim.claimed_on if claim is not None else None,
        "closed_on": claim.decided_on if claim is not None else None,
    }


def set_derived(hazard: Hazard, columns: dict[str, Any]) -> dict[str, list[Any]]:
    """Puts the columns in; what changed, as an event keeps it."""
    changes = {}
    for name, value in columns.items():
        if name == "status" and hazard.voided_at is not None:
            continue
        before = getattr(hazard, name)
        if before != value:
            changes[name] = [_fact(before), _fact(value)]
            setattr(hazard, name, value)
    return changes


def _fact(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def settle(keys: Collection[int], *, by: Any) -> None:
    """Existing hazards whose dated rows changed: their columns follow, their history says so."""
    for start in range(0, len(keys), CHUNK):
        chunk = list(keys)[start : start + CHUNK]
        events, hazards = [], Hazard.objects.select_for_update(of=("self",)).in_bulk(chunk)
        deadlines, claims = _by_hazard(Deadline, chunk), _by_hazard(Rectification, chunk)
        for hazard in hazards.values():
            columns = derived(deadlines[hazard.pk], claims[hazard.pk])
            events.append(event(hazard, by=by, changes=set_derived(hazard, columns)))
            hazard.version += 1
            hazard.is_history = False
        names = ["status", "due_on", "rectified_on", "closed_on", "version", "is_history"]
        Hazard.objects.bulk_update(hazards.values(), names, batch_size=100)
        HazardEvent.objects.bulk_create(events, batch_size=CHUNK)


def _by_hazard(model: Any, keys: Collection[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in model.objects.of_hazards(keys):
        found[row.hazard_id].append(row)
    return found


def event(
    hazard: Hazard, *, by: Any, changes: dict[str, Any] | None = None, note: str = NOTE
) -> HazardEvent:
    return HazardEvent(
        office_id=hazard.office_id,
        hazard=hazard,
        action=Action.IMPORT,
        on=timezone.localdate(),
        by=by,
        note=note,
        changes=changes or {},
        request_id=trace.current.get(trace.OUTSIDE).request_id,
    )
