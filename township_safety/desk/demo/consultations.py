"""隐患会商分级: one meeting that was held the day before yesterday or earlier, one list waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils import timezone

from hazards.models import Consultation, ConsultationItem, Hazard, HazardEvent
from hazards.workflow import Action, Status
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township

_ON_THE_LIST = 6
_DECIDED = ("responsible_level", "case_leader", "responsible_unit", "fund_source")


def write_consultations(place: Township, hazards: Sequence[Hazard]) -> None:
    """After the hazards; the levels they have already are those the meeting gave them."""
    held_on = place.window.working_day_from(place.window.today - DAY * 14)
    waiting = [row for row in hazards if _is_open(row) and not row.responsible_level]
    decided = [
        row for row in hazards if _is_open(row) and row.responsible_level and row.version == 0
    ]
    decided = [row for row in decided if row.found_on < held_on][-_ON_THE_LIST:]
    if decided:
        _write_held(place, decided, held_on)
    if waiting:
        _write_list(place, Consultation(), waiting, place.window.last_day)


def _is_open(hazard: Hazard) -> bool:
    return hazard.status == Status.OPEN and hazard.voided_at is None


def _write_held(place: Township, hazards: Sequence[Hazard], held_on: date) -> None:
    host, leader = place.users["leader"], place.users["deputy"]
    for hazard in hazards:
        hazard.case_leader = str(leader)
        hazard.fund_source = "企业（业主）自筹" if hazard.site_id else "财政资金"
        hazard.version += 1
    Hazard.objects.bulk_update(hazards, ["case_leader", "fund_source", "version"])
    consultation = Consultation(
        held_on=held_on,
        place="乡政府二楼会议室",
        host=str(host),
        participants=f"{host}、{leader}、各站所负责人",
    )
    _write_list(place, consultation, hazards, held_on)
    at = timezone.localtime(consultation.recorded_at)
    clerk = place.users["clerk"]
    events = (_event(hazard, consultation, held_on) for hazard in hazards)
    place.ledger.write([Entry(_by(event, place), at, clerk) for event in events], action="")


def _event(hazard: Hazard, consultation: Consultation, held_on: date) -> HazardEvent:
    names = ("responsible_level", "case_leader", "fund_source")
    return HazardEvent(
        hazard=hazard,
        action=Action.LEVEL,
        on=held_on,
        note=f"会商分级（主持人{consultation.host}）",
        changes={name: ["", getattr(hazard, name)] for name in names},
    )


def _by(event: HazardEvent, place: Township) -> HazardEvent:
    event.by = place.users["clerk"]
    return event


def _write_list(
    place: Township, consultation: Consultation, hazards: Sequence[Hazard], on: date
) -> None:
    clerk = place.users["clerk"]
    at = place.window.moment(on, dice("consultation", on))
    place.ledger.write([Entry(consultation, at, clerk)], action="列会商清单")
    items = _items(consultation, hazards)
    place.ledger.write([Entry(item, at, clerk) for item in items], action="")


def _items(consultation: Consultation, hazards: Sequence[Hazard]) -> Iterator[ConsultationItem]:
    for position, hazard in enumerate(hazards, start=1):
        said = {name: getattr(hazard, name) for name in _DECIDED}
        yield ConsultationItem(consultation=consultation, hazard=hazard, position=position, **said)
