"""The list of a month and the days around it."""

from __future__ import annotations

import uuid
from datetime import date

from hazards.models import Hazard
from inspections.clearing import sessions
from inspections.clearing.proposing import propose
from tests.factories.hazards import make_hazard

MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)
FOUND_ON, DUE_ON, HELD_ON = date(2024, 3, 5), date(2024, 3, 20), date(2024, 3, 28)
LATER = date(2024, 5, 10)


def proposed(office, *, month=MARCH, today=HELD_ON):
    return {row.hazard.pk: row.why for row in propose(office, month=month, today=today)}


def draw_up(office, *, by, month=MARCH, today=HELD_ON):
    lines = propose(office, month=month, today=today)
    return sessions.draw_up(lines, office=office, month=month, by=by, uid=uuid.uuid4())


def make_late(office, **fields):
    return make_hazard(office=office, due_on=DUE_ON, **fields)


def line(clearance, hazard):
    return clearance.items.get(hazard=hazard)


def fresh(hazard):
    return Hazard.objects.get(pk=hazard.pk)
