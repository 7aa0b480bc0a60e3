"""The published days off and make-up days, from a library that follows the yearly notices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from chinese_calendar import Holiday as Name
from chinese_calendar.constants import holidays, workdays
from simple_history.utils import bulk_create_with_history

from township_safety.register.models import Holiday

_NAMES: dict[str, str] = {name.value: name.chinese for name in cast(Any, Name)}


def published_years() -> range:
    """The years the library knows."""
    return range(min(holidays).year, max(holidays).year + 1)


def add_holidays(years: Iterable[int] | None = None) -> int:
    """Add the shared days of these years, of all published ones when none is named.

    Days already there stay as they are; years not yet published add nothing.
    """
    wanted = set(published_years() if years is None else years)
    known = set(Holiday.objects.shared().values_list("day", flat=True))
    missing = [row for row in _published() if row.day.year in wanted and row.day not in known]
    bulk_create_with_history(missing, Holiday)
    return len(missing)


def _published() -> Iterator[Holiday]:
    for days, is_workday in ((holidays, False), (workdays, True)):
        for day, name in sorted(days.items()):
            yield Holiday(
                day=day, is_workday=is_workday, name=_NAMES[name], source=Holiday.Source.STATE
            )
