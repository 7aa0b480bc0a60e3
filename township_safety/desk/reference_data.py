"""Loads the lists of fixtures/ and the days off: adds what is missing, changes nothing there."""

from __future__ import annotations

from pathlib import Path
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
    return sum(load_list(name) for name in FIXTURES) + add_holidays()


def load_list(name: str) -> int:
    """Add what is missing of one list; returns how many entries were added."""
    added = 0
    for path in files_of(name):
        for found in serializers.deserialize("json", path.read_text(encoding="utf-8")):
            entry: Any = found.object
            if entry.pk is None:  # a known code comes back with its key
                entry.save()
                for field, rows in (found.m2m_data or {}).items():
                    getattr(entry, field).set(rows)
                added += 1
    return added


def files_of(name: str) -> list[Path]:
    """A list is one file, or a folder with a file for each of its entries."""
    folder: Path = settings.BASE_DIR / "fixtures" / name
    return sorted(folder.glob("*.json")) if folder.is_dir() else [folder.with_suffix(".json")]
