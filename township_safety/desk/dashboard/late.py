"""逾期 hazards by name: what it is, where, and whose it is to put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.figures import REGISTRY
from township_safety.desk.dashboard.asking import Span

NAMED = 8


@dataclass(frozen=True)
class Late:
    what: str
    where: str
    whose: str
    person: str
    due_on: date | None
    days: int
    url: str


def late(span: Span, *, number: int | None = NAMED) -> list[Late]:
    """The longest overdue first, from the rows of the figure 逾期; two queries."""
    rows: Any = REGISTRY.total("hazard.overdue").terms[0].rows(span.scope)
    found = rows.with_names().order_by("due_on", "pk")
    return [_late(hazard, span.period.last_day) for hazard in found[:number]]


def _late(hazard: Any, day: date) -> Late:
    """An extension agreed later may lie behind the day that is looked at: then no days are told."""
    due_on = hazard.due_on if hazard.due_on is not None and hazard.due_on < day else None
    return Late(
        what=hazard.description,
        where=str(hazard.site or hazard.village or hazard.place),
        whose=hazard.responsible_unit or str(hazard.village or ""),
        person=hazard.responsible_person,
        due_on=due_on,
        days=(day - due_on).days if due_on else 0,
        url=hazard.get_absolute_url(),
    )
