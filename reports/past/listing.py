"""隐患台账 as it stood on a day: a page of it, and one hazard, each beside today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from hazards.models import Deadline, Hazard, HazardEvent
from hazards.models.questions import HazardQuerySet
from hazards.views.present import fact_groups
from hazards.workflow import Status
from reports.past.knowing import past_of_day
from township_safety.organisation.models import User

PAGE_SIZE = 50


@dataclass(frozen=True)
class Stand:
    """How a hazard stood on a day."""

    state: str
    is_overdue: bool
    due_on: date | None


@dataclass(frozen=True)
class PastRow:
    hazard: Hazard
    then: Stand
    now: Hazard

    @property
    def is_moved(self) -> bool:
        return bool(self.changes)

    @property
    def changes(self) -> list[str]:
        """What reads differently today, but for the steps that followed."""
        found = []
        if self.now.is_voided:
            found.append(f"误录作废（{self.now.void_reason}）")
        for name, label in _COMPARED.items():
            before, after = _read(self.hazard, name), _read(self.now, name)
            if before != after:
                found.append(f"{label}{before or '（空）'}更正为{after or '（空）'}")
        return found


def _read(hazard: Hazard, name: str) -> str:
    value = hazard.get_grade_display() if name == "grade" else getattr(hazard, name)
    return "" if value is None else str(value)


_COMPARED = {
    "found_on": "检查日期",
    "village": "村（居）",
    "site": "监管对象",
    "sector": "行业领域",
    "grade": "等级",
}


@dataclass(frozen=True)
class PastPage:
    rows: list[PastRow]
    after: str


def page_of(
    hazards: Any, *, on: date, known: date, state: str, narrow: Q, after: str = ""
) -> PastPage:
    """Newest first, by the key of a row; `hazards` are those the person may see."""
    with past_of_day(known) as past:
        with past.seen():
            asked = _in_state(hazards.counted().filter(found_on__lte=on), state, on=on)
            asked = asked.filter(narrow & _beyond(after)).order_by("-found_on", "-pk")
            # The columns of the order stand first: so the rows come by an index.
            found = list(asked.values_list("found_on", "pk")[: PAGE_SIZE + 1])
            keys = [key for _, key in found[:PAGE_SIZE]]
            then = Hazard.objects.with_names().in_bulk(keys)
            stands = stands_of(keys, on=on)
        now = Hazard.objects.with_names().in_bulk(keys)
    last = f"{found[PAGE_SIZE - 1][0]}~{keys[-1]}" if len(found) > PAGE_SIZE else ""
    return PastPage([PastRow(then[key], stands[key], now[key]) for key in keys], last)


def _in_state(hazards: HazardQuerySet, state: str, *, on: date) -> HazardQuerySet:
    match state:
        case "overdue":
            return hazards.overdue(on=on)
        case "unclosed":
            return hazards.unclosed(on=on)
        case "listed":
            return hazards.listed(on=on)
        case "all":
            return hazards
    return hazards.open(on=on)


def _beyond(after: str) -> Q:
    day, _, key = after.partition("~")
    try:
        found_on = date.fromisoformat(day)
    except ValueError:
        return Q()
    if not (key.isascii() and key.isdecimal()):
        return Q()
    return Q(found_on__lte=found_on) & (Q(found_on__lt=found_on) | Q(pk__lt=int(key)))


def stands_of(keys: Iterable[int], *, on: date) -> dict[int, Stand]:
    """By the dated rows, as the ledger is seen at the moment."""
    hazards = Hazard.objects.with_keys(list(keys)).order_by()
    still_open = set(hazards.open(on=on).values_list("pk", flat=True))
    overdue = set(hazards.overdue(on=on).values_list("pk", flat=True))
    closed = set(hazards.exclude(pk__in=hazards.unclosed(on=on)).values_list("pk", flat=True))
    deadlines = Deadline.objects.in_force(on=on).of_hazards(list(keys))
    due = dict(deadlines.order_by("pk").values_list("hazard", "due_on"))
    return {
        key: Stand(_word(key, still_open, closed), key in overdue, due.get(key)) for key in keys
    }


def _word(key: int, still_open: set[int], closed: set[int]) -> str:
    status = Status.OPEN if key in still_open else Status.RECTIFIED
    return str((Status.CLOSED if key in closed else status).label)


@dataclass(frozen=True)
class Fact:
    label: str
    then: str
    now: str

    @property
    def is_moved(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True)
class PastHazard:
    """`facts` are empty when nobody had entered it by then, `stand` when it was not yet found."""

    facts: list[Fact]
    stand: Stand | None
    events: list[HazardEvent]
    later: list[HazardEvent]
    is_known: bool


def past_hazard(hazard: Hazard, *, on: date, known: date, reader: User) -> PastHazard:
    with past_of_day(known) as past:
        events = list(hazard.events.for_timeline())
        with past.seen():
            before = Hazard.objects.whole().filter(pk=hazard.pk).first()
            then = _facts(before, reader) if before is not None else {}
            is_found = before is not None and before.found_on <= on
            stand = stands_of([hazard.pk], on=on)[hazard.pk] if is_found else None
        moment = past.known_before
    now = _facts(hazard, reader)
    labels = dict.fromkeys([*then, *now])
    return PastHazard(
        [Fact(label, then.get(label, ""), now.get(label, "")) for label in labels] if then else [],
        stand,
        [event for event in events if event.recorded_at < moment],
        [event for event in events if event.recorded_at >= moment],
        is_known=before is not None,
    )


def _facts(hazard: Hazard, reader: User) -> dict[str, str]:
    told = {
        "状态": str(hazard.get_status_display()),
        "整改期限": str(hazard.due_on or ""),
        "整改完成日期": str(hazard.rectified_on or ""),
        "销号日期": str(hazard.closed_on or ""),
    }
    for _, facts in fact_groups(hazard, reader=reader):
        told |= dict(facts)
    return told
