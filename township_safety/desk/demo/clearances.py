"""月末销号例检例查: last month's was held, this month's list is drawn up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from hazards.models import Hazard
from hazards.models.classification import Grade
from inspections.clearing.proposing import BY_HAND, Proposed, propose
from inspections.clearing.sessions import KIND
from inspections.models import Clearance, ClearanceItem, Operation
from inspections.models.clearances import Decision
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township

_CLOSED, _GOING_ON, _LISTED = 3, 6, 12
_UNTIL = DAY * 25


def write_clearances(place: Township, hazards: Sequence[Hazard]) -> None:
    """After hazards and outings; what it decided is what the ledger says anyway."""
    today = place.window.today
    this_month = today.replace(day=1)
    last_month = (this_month - DAY).replace(day=1)
    outing = _outing(place, last_month, this_month - DAY)
    if outing is not None:
        _write_held(place, outing, hazards)
    if place.window.last_day >= this_month:
        proposed = propose(place.office, month=this_month, today=today)[:_LISTED]
        clearance = Clearance(month=this_month)
        _write(place, clearance, place.window.last_day, list(_lines(clearance, proposed)))


def _outing(place: Township, first: date, last: date) -> Operation | None:
    own = Operation.objects.for_offices([place.office]).counted().dated_in(first, last)
    return own.filter(kind__code=KIND).order_by("on").last()


def _write_held(place: Township, outing: Operation, hazards: Sequence[Hazard]) -> None:
    leader, deputy = place.users["leader"], place.users["deputy"]
    clearance = Clearance(
        month=outing.on.replace(day=1),
        held_on=outing.on,
        place="乡政府二楼会议室",
        chair=outing.leaders or str(leader),
        chair_class=outing.leader_class or "main",
        participants=f"{leader}、{deputy}、各站所负责人",
        operation=outing,
    )
    _write(place, clearance, outing.on, list(_decided(place, clearance, outing.on, hazards)))


def _decided(
    place: Township, clearance: Clearance, on: date, hazards: Sequence[Hazard]
) -> Iterator[ClearanceItem]:
    dated = [row for row in hazards if row.voided_at is None and row.due_on is not None]
    known = [row for row in dated if row.found_on < on]
    closed = [row for row in known if row.closed_on == on][:_CLOSED]
    open_then = [row for row in known if row.rectified_on is None or row.rectified_on > on]
    going_on = sorted(open_then, key=lambda row: (_why(row, on) == BY_HAND, row.due_on or on))
    deputy = str(place.users["deputy"])
    for position, hazard in enumerate([*closed, *going_on[:_GOING_ON]], start=1):
        is_closed = position <= len(closed)
        yield ClearanceItem(
            clearance=clearance,
            hazard=hazard,
            position=position,
            why=BY_HAND if is_closed else _why(hazard, on),
            decision=Decision.CLOSE if is_closed else Decision.GO_ON,
            responsible=deputy,
            due_on=None if is_closed else max(hazard.due_on or on, on + _UNTIL),
            words="" if is_closed else "每周报一次进展，到期前复查",
            by=place.users["clerk"],
        )


def _why(hazard: Hazard, on: date) -> str:
    if hazard.grade == Grade.MAJOR:
        return "重大隐患"
    return "逾期" if hazard.due_on is not None and hazard.due_on < on else BY_HAND


def _lines(clearance: Clearance, proposed: Sequence[Proposed]) -> Iterator[ClearanceItem]:
    for position, line in enumerate(proposed, start=1):
        yield ClearanceItem(
            clearance=clearance, hazard=line.hazard, position=position, why=line.why
        )


def _write(place: Township, clearance: Clearance, on: date, items: Sequence[ClearanceItem]) -> None:
    clerk = place.users["clerk"]
    at = place.window.moment(on, dice("clearance", on))
    place.ledger.write([Entry(clearance, at, clerk)], action="列例检例查清单")
    place.ledger.write([Entry(item, at, clerk) for item in items], action="")
