"""重要时段 of a year, from the list in fixtures/key_periods.json and the official holidays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

import chinese_calendar
from django.conf import settings
from django.db import transaction

from township_safety.organisation import audit
from township_safety.organisation.models import Office, User
from township_safety.register.models import KeyPeriod

_DAY = timedelta(days=1)


class PlannedPeriod(NamedTuple):
    name: str
    first_day: date
    last_day: date


def missing(office: Office, *, year: int) -> list[PlannedPeriod]:
    """The year's key periods whose names the office does not have, voided ones included."""
    known = set(KeyPeriod.objects.for_offices([office]).values_list("name", flat=True))
    return [period for period in planned(year) if period.name not in known]


@transaction.atomic
def add_key_periods(office: Office, *, year: int, by: User | None = None) -> int:
    """Give the office the year's key periods; names it already has stay as they are."""
    wanted = missing(office, year=year)
    rows = [
        KeyPeriod.objects.create(
            office=office,
            name=period.name,
            first_day=period.first_day,
            last_day=period.last_day,
            recorded_by=by,
        )
        for period in wanted
    ]
    if rows and by is not None:
        summary = f"{year}年重要时段，共{len(rows)}个"
        audit.record("登记重要时段", by=by, office=office, target=rows[0], summary=summary)
    return len(rows)


def planned(year: int) -> list[PlannedPeriod]:
    """What is known of that year; holidays not yet published are left out."""
    dated = ((entry["name"], _days(entry, year)) for entry in _entries())
    return [PlannedPeriod(f"{year}年{name}", *days) for name, days in dated if days is not None]


@cache
def _entries() -> list[dict[str, Any]]:
    path = settings.BASE_DIR / "fixtures" / "key_periods.json"
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return entries


def _days(entry: dict[str, Any], year: int) -> tuple[date, date] | None:
    if "holiday" in entry:
        return _holiday(entry["holiday"], year)
    if "dates" in entry:
        days = entry["dates"].get(str(year))
        return (_on(year, days[0]), _on(year, days[1])) if days else None
    last_year = year + 1 if entry.get("into_next_year") else year
    return _on(year, entry["first"]), _on(last_year, entry["last"])


def _on(year: int, month_and_day: str) -> date:
    return date.fromisoformat(f"{year}-{month_and_day}")


def _holiday(name: str, year: int) -> tuple[date, date] | None:
    """The days off in one run around the holiday, week-ends beside it included."""
    days = [day for day, holiday in _named_days(year) if holiday == name]
    if not days:
        return None
    first, last = days[0], days[-1]
    while _is_off(first - _DAY):
        first -= _DAY
    while _is_off(last + _DAY):
        last += _DAY
    return first, last


def _named_days(year: int) -> Iterator[tuple[date, str]]:
    """From 26 December before, so that a New Year break that begins in the old year is whole."""
    day, end = date(year - 1, 12, 26), date(year, 12, 25)
    while day <= end:
        if _is_off(day):
            _, name = chinese_calendar.get_holiday_detail(day)
            if name:
                yield day, str(name)
        day += _DAY


def _is_off(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:  # the year's holidays are not published yet
        return False
