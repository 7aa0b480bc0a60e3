"""Which days the demonstration covers, on which days an office works, and its dice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Self

from django.utils import timezone

from township_safety.periods import Period
from township_safety.register.working_days import Calendar, calendar_for

SEED = "qingshan"
DAY = timedelta(days=1)


def dice(*names: object) -> Random:
    """Dice of their own for each subject: more of one thing never changes another."""
    return Random("/".join([SEED, *map(str, names)]))  # noqa: S311 -- a demonstration, no secret


def some(chance: Random, expected: float) -> int:
    """A whole number whose mean is `expected`."""
    return int(expected + chance.random())


@dataclass(frozen=True)
class Window:
    """From 1 January of the year before last to yesterday."""

    today: date
    calendar: Calendar

    @classmethod
    def until(cls, today: date) -> Self:
        """Reads the days off, of the coming year, too: deadlines reach into it."""
        first, last = date(today.year - 2, 1, 1), date(today.year + 1, 12, 31)
        return cls(today, calendar_for(None, first=first, last=last))

    @property
    def first_day(self) -> date:
        return date(self.today.year - 2, 1, 1)

    @property
    def last_day(self) -> date:
        return self.today - DAY

    @property
    def years(self) -> range:
        return range(self.first_day.year, self.last_day.year + 1)

    def months(self) -> Iterator[Period]:
        """Whole calendar months; of the last one only the days until yesterday have happened."""
        month = Period.of_month(self.first_day.year, 1)
        while month.first_day <= self.last_day:
            yield month
            month = Period.containing(month.last_day + DAY)

    def days(self) -> Iterator[date]:
        day = self.first_day
        while day <= self.last_day:
            yield day
            day += DAY

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def clip(self, day: date) -> date:
        return min(day, self.last_day)

    def working_days(self, month: Period, between: tuple[int, int] = (1, 31)) -> list[date]:
        """Working days between two days of the month; after a long holiday, the first ones."""
        first, last = between
        days = [month.first_day + DAY * n for n in range(month.last_day.day)]
        worked = [day for day in days if self.calendar.is_working_day(day) and day.day >= first]
        return [day for day in worked if day.day <= last] or worked[:2]

    def working_day_from(self, day: date) -> date:
        """The day itself, or the next one on which the office works."""
        return self.calendar.add_working_days(day - DAY, 1)

    def moment(self, on: date, chance: Random, *, late: int = 0) -> datetime:
        """When it was entered: in office hours of the day, or `late` days after."""
        day = self.clip(on + DAY * late)
        minutes = chance.randrange(8 * 60 + 35, 17 * 60 + 25)
        return timezone.make_aware(datetime.combine(day, time(minutes // 60, minutes % 60)))
