"""工作交接: one clerk left yesterday, and what was open went to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hazards.models import Hazard, HazardEvent
from hazards.workflow import Action
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township
from township_safety.desk.handover import Names, inventory, paper_of
from township_safety.documents.model import to_json
from township_safety.organisation.models import Handover

_AFTERWARDS = timedelta(minutes=11)


def write_handover(place: Township, hazards: Sequence[Hazard]) -> None:
    """As township_safety.desk.handover_actions would have written it on that day."""
    leaver, successor = place.users["clerk3"], place.users["clerk"]
    deputy, on = place.users["deputy"], place.window.last_day
    sections = inventory(leaver, office=place.office, today=on)
    document = paper_of(sections, Names(leaver, successor, str(deputy), on), office=place.office)
    moved = [row for row in hazards if row.assigned_to_id == leaver.pk and row.is_unclosed]
    at = max([place.window.moment(on, dice("handover")), *_last_acts(moved)]) + _AFTERWARDS
    note = f"工作交接：由{leaver}转交{successor}"
    events = [
        HazardEvent(
            hazard=hazard,
            action=Action.HAND_OVER,
            on=on,
            by=deputy,
            note=note,
            changes={"assigned_to": [str(leaver), str(successor)]},
        )
        for hazard in moved
    ]
    for hazard in moved:
        hazard.assigned_to = successor
        hazard.version += 1
    Hazard.objects.bulk_update(moved, ["assigned_to", "version"])
    place.ledger.write([Entry(event, at, deputy) for event in events], action="")
    leaver.disabled_on = on
    leaver.save(update_fields=["disabled_on"])
    handover = Handover(
        leaver=leaver,
        successor=successor,
        on=on,
        supervisor=str(deputy),
        moved=len(moved),
        counts=[[section.title, section.sum] for section in sections],
        document=to_json(document),
        by=deputy,
    )
    place.ledger.write([Entry(handover, at, deputy)], action="工作交接")


def _last_acts(hazards: Sequence[Hazard]) -> list[datetime]:
    events = HazardEvent.objects.filter(hazard__in=hazards).order_by("-recorded_at")
    return list(events.values_list("recorded_at", flat=True)[:1])
