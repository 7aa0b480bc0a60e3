"""当日已知: for the length of a block every query answers as the ledger was known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from hazards.models import Hazard, HazardEvent, SavedView
from reports.models import PriorValue
from reports.past import hazards, registers
from reports.past.tables import Hidden, lasting, name_of, past_of
from township_safety.organisation.models import Village

_APPS = ("register", "activities", "hazards", "inspections")
# They are the history itself, or nobody's record.
_OPEN = (HazardEvent, SavedView)


def end_of(day: date) -> datetime:
    """What was recorded before this moment was known at the end of the day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class PastIsClosed(RuntimeError):
    """The past can be read, not written; SQLite would pass over some writes in silence."""


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.lstrip().split(maxsplit=1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
        raise PastIsClosed(sql[:60])
    return execute(sql, params, many, context)


class Past:
    """What was known on a day: first the old columns are set aside, then they can be seen."""

    def __init__(self, hidden: Hidden) -> None:
        self._hidden = hidden
        self.known_before = hidden.moment

    @contextmanager
    def seen(self) -> Iterator[None]:
        """Rows entered later are gone, voided later are counted, changed later are as they were.

        Nothing can be written meanwhile. What is asked lazily has to be read inside the block.
        """
        try:
            for model in kept_models():
                self._hidden.hide(model)
            self._hidden.hide_links()
            with connection.execute_wrapper(_refuse_writes):
                yield
        finally:
            self._hidden.show_again()

    def moved(self, model: type[models.Model]) -> Q:
        """Rows that may count differently then and today; the same words on both sides."""
        table = model._meta.db_table
        columns = {column.name for column in model._meta.concrete_fields}
        later = ["recorded_at"] + (["voided_at"] if "voided_at" in columns else [])
        changed = Q()
        for column in later:
            rows = f"SELECT id FROM {lasting(table)} WHERE {column} >= {self._hidden.at}"  # noqa: S608 -- our own names
            changed |= Q(pk__in=RawSQL(rows, []))  # noqa: S611 -- our own names
        if table in self._hidden.copied:
            changed |= Q(pk__in=RawSQL(f"SELECT id FROM {name_of(past_of(table))}", []))  # noqa: S608, S611 -- our own names
        hazard = Hazard._meta.db_table
        if "hazard" in columns and hazard in self._hidden.copied:
            changed |= Q(hazard__in=RawSQL(f"SELECT id FROM {name_of(past_of(hazard))}", []))  # noqa: S608, S611 -- our own names
        return changed


@contextmanager
def past_of_day(day: date) -> Iterator[Past]:
    """The past set aside, to be looked at and compared with today."""
    with connection.cursor() as cursor:
        hidden = Hidden(cursor, end_of(day))
        try:
            hazards.take_back(hidden)
            for model in kept_models():
                if hasattr(model, "history"):
                    registers.take_back(hidden, model)
            yield Past(hidden)
        finally:
            hidden.drop()


@contextmanager
def known_on(day: date) -> Iterator[None]:
    with past_of_day(day) as past, past.seen():
        yield


@cache
def kept_models() -> tuple[Any, ...]:
    """The ledger and its registers: whatever says when it was entered."""
    found: list[type[models.Model]] = [Village, PriorValue]
    for label in _APPS:
        for model in apps.get_app_config(label).get_models():
            columns = {column.name for column in model._meta.concrete_fields}
            is_version = model.__name__.startswith("Historical")
            if "recorded_at" in columns and not is_version and model not in _OPEN:
                found.append(model)
    return tuple(found)
