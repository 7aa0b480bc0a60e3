"""Sessions of 月末销号例检例查 that were held, each of a month of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from hazards.workflow import Status
from inspections.models import Clearance, ClearanceItem
from tests.factories.hazards import make_hazard
from tests.factories.inspections import DAY
from tests.factories.organisation import make_office
from township_safety.organisation.models import Office


def make_clearance(
    *, office: Office | None = None, held_on: date = DAY, **fields: Any
) -> Clearance:
    office = office or make_office()
    # Long ago and one to a year, so that several can be held within one month.
    number = Clearance.objects.filter(office=office).count()
    said = {"month": date(2000 + number, 1, 1), "chair": "某书记", "chair_class": "main", **fields}
    return Clearance.objects.create(office=office, held_on=held_on, **said)


def make_clearance_item(
    *, office: Office | None = None, held_on: date = DAY, **fields: Any
) -> ClearanceItem:
    """One hazard, closed at its session unless said otherwise."""
    clearance = make_clearance(office=office, held_on=held_on)
    hazard = make_hazard(Status.RECTIFIED, office=clearance.office, found_on=date(2000, 1, 1))
    said = {"decision": "close", "responsible": "某乙", **fields}
    return clearance.items.create(office=clearance.office, hazard=hazard, position=1, **said)
