"""What was known at a moment: rows as they stood then, without what was entered later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models

from hazards.models import Hazard, HazardEvent
from hazards.workflow import Status

# What of a hazard the papers say and a later entry can have changed, and how the history of the
# hazard keeps it.
_DAYS = ("found_on", "due_on", "rectified_on", "closed_on")
_WORDS = ("status", "description", "place", "grade")


def rows_known(model: Any, *, at: datetime, **which: Any) -> list[Any]:
    """The rows of a model with a history as they stood; voided ones are left out.

    Rows that a bulk load wrote without a version count from the moment they were recorded.
    """
    versions = model.history.model.objects.filter(history_date__lte=at)
    keys = versions.filter(**which).order_by().values("id")
    newest: dict[int, Any] = {}
    for version in versions.filter(id__in=keys).order_by("history_date", "history_id"):
        newest[version.id] = version
    found = [
        version.instance
        for version in newest.values()
        if version.history_type != "-"
        and version.voided_at is None
        and all(getattr(version, name) == value for name, value in which.items())
    ]
    versioned = model.history.model.objects.order_by().values("id")
    plain = model._default_manager.counted().filter(recorded_at__lte=at, **which)
    return [*found, *plain.exclude(pk__in=versioned)]


def hazards_known(site: models.Model, *, at: datetime) -> list[Hazard]:
    """The hazards of the site entered by then, each as the ledger showed it, newest first."""
    rows = Hazard.objects.filter(site=site.pk, recorded_at__lte=at).order_by("-found_on", "-pk")
    found = list(rows.select_related("office", "village", "site"))
    later: dict[int, list[HazardEvent]] = {}
    keys = [row.pk for row in found]
    events = HazardEvent.objects.filter(hazard__in=keys, recorded_at__gt=at)
    for event in events.order_by("-pk"):
        later.setdefault(event.hazard_id, []).append(event)
    for row in found:
        for event in later.get(row.pk, ()):
            _take_back(row, event)
    return [row for row in found if row.status != Status.VOIDED]


def _take_back(hazard: Hazard, event: HazardEvent) -> None:
    """The value before the event, for each column the event names."""
    for name, before in _before(event):
        if name in _DAYS:
            setattr(hazard, name, date.fromisoformat(before) if before else None)
        elif name in _WORDS:
            setattr(hazard, name, before or "")


def _before(event: HazardEvent) -> Iterator[tuple[str, Any]]:
    changes: dict[str, Any] = event.changes
    for name, value in changes.items():
        if isinstance(value, list) and len(value) == 2:
            yield name, value[0]
