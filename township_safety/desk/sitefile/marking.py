"""Which entries about a sealed site were made after its accident."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard, Rectification
from hazards.related import Related
from township_safety.activities.models import Accident
from township_safety.desk.models import SiteSeal
from township_safety.desk.register_lists import Heading, Table
from township_safety.organisation.models import User

COLUMN = "事故前后"
BEFORE = "事故前登记"


def marked(table: Table, rows: Sequence[Any], *, seal: SiteSeal | None) -> Table:
    """With a column that tells each row; as it was where the site is not sealed."""
    if seal is None or len(rows) != len(table.rows):
        return table
    late = _put_right_later(rows, seal)
    lines = [
        replace(line, cells=[*line.cells, (_mark(row, seal, late), "", COLUMN)])
        for line, row in zip(table.rows, rows, strict=True)
    ]
    return Table([*table.columns, Heading(COLUMN)], lines)


def _mark(row: Any, seal: SiteSeal, late: frozenset[int]) -> str:
    if isinstance(row, Accident):
        return ""
    told = seal.mark(row.recorded_at, fact_day(row)) or BEFORE
    if isinstance(row, Hazard) and row.pk in late and told == BEFORE:
        return f"{told}，整改情况事故后登记"
    return told


def fact_day(row: Any) -> Any:
    """The day of the fact, also of lines that have it from what they belong to."""
    for name in getattr(row, "date_field", "on").split("__"):
        row = getattr(row, name, None)
    return row


def _put_right_later(rows: Sequence[Any], seal: SiteSeal) -> frozenset[int]:
    keys = [row.pk for row in rows if isinstance(row, Hazard)]
    later = Rectification.objects.of_hazards(keys).filter(recorded_at__gte=seal.moment)
    return frozenset(later.values_list("hazard", flat=True)) if keys else frozenset()


def sealed_with(hazard: Hazard, reader: User) -> Iterator[Related]:
    """For the page of a hazard."""
    if hazard.site_id is None:
        return
    for seal in SiteSeal.objects.scoped_for(reader).of_site(hazard.site_id):
        told = seal.mark(hazard.recorded_at, hazard.found_on) or BEFORE
        url = reverse("site_file", args=[hazard.site_id])
        yield Related("档案封存", timezone.localdate(seal.moment), told, url)
