"""What changes several rows of the register at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, User
from township_safety.register.models import Holiday

# The longest break so far had nine days; more is a typing mistake.
MOST_DAYS = 31


@transaction.atomic
def enter_holidays(
    office: Office,
    *,
    first_day: date,
    last_day: date,
    name: str,
    is_workday: bool,
    source: str,
    by: User,
) -> list[Holiday]:
    """Give the office these days, both inclusive; its own rows prevail over the shared ones."""
    days = list(_days(first_day, last_day))
    known = Holiday.objects.own(office).filter(day__in=days).values_list("day", flat=True)
    if taken := sorted(known):
        raise Refused(f"{taken[0]}已经登记过，请在列表中点开修改，或换一个日期。")
    rows = [
        Holiday.objects.create(
            office=office, day=day, is_workday=is_workday, name=name, source=source
        )
        for day in days
    ]
    audit.record(
        "登记节假日",
        by=by,
        office=office,
        target=rows[0],
        summary=f"{rows[0]}，共{len(rows)}天",
        changes={"days": [first_day.isoformat(), last_day.isoformat()]},
    )
    return rows


def _days(first_day: date, last_day: date) -> Iterator[date]:
    if not 0 <= (last_day - first_day).days < MOST_DAYS:
        raise Refused(f"结束日期不能早于开始日期，一次最多登记{MOST_DAYS}天，请核对日期。")
    day = first_day
    while day <= last_day:
        yield day
        day += timedelta(days=1)
