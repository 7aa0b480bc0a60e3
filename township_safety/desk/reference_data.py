"""Loads the lists of fixtures/ and the days off: adds what is missing, changes nothing there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import serializers
from django.db import transaction

from township_safety.register.holidays import add_holidays

# In the order in which they point at each other.
FIXTURES = (
    "statistics_rows",
    "sectors",
    "site_categories",
    "hazard_categories",
    "hazard_sources",
    "result_kinds",
    "publicity_items",
    "kinds",
    "criteria",
    "notice_kinds",
    "hazard_phrases",
    "checklists",
    "report_templates",
)


@transaction.atomic
def load_reference_data() -> int:
    """How many entries were added. An entry is known by its code, so edited names stay."""
    return sum(_load(name) for name in FIXTURES) + add_holidays()


def _load(name: str) -> int:
    path = settings.BASE_DIR / "fixtures" / f"{name}.json"
    added = 0
    for found in serializers.deserialize("json", path.read_text(encoding="utf-8")):
        entry: Any = found.object
        if entry.pk is None:  # a known code comes back with its key
            entry.save()
            for name, rows in (found.m2m_data or {}).items():
                getattr(entry, name).set(rows)
            added += 1
    return added
