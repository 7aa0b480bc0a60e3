"""Working days: which days are worked, and counting them for deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from township_safety.organisation.models import Office
from township_safety.register.models import Holiday

_DAY = timedelta(days=1)
_SATURDAY = 5
_DECEMBER = 12
# Enough for the longest term counted in working days (15) over the longest break.
_AHEAD = timedelta(days=60)

# 全国年节及纪念日放假办法 art. 2, as far as the day is fixed in the solar calendar: off in every
# year, whether or not the year's arrangement is known. 2 May since the revision of 2025.
_FIXED = (
    (1, 1, "元旦"),
    (5, 1, "劳动节"),
    (5, 2, "劳动节"),
    (10, 1, "国庆节"),
    (10, 2, "国庆节"),
    (10, 3, "国庆节"),
)
_SECOND_OF_MAY = 2025


class OutsideCalendar(LookupError):
    """A day beyond the years the calendar was read for."""


@dataclass(frozen=True)
class Calendar:
    """The days of whole years. `days` says what their weekday does not: True is worked."""

    first_year: int
    last_year: int
    days: Mapping[date, bool] = field(default_factory=dict)
    official: frozenset[int] = frozenset()

    def is_working_day(self, day: date) -> bool:
        if not self.first_year <= day.year <= self.last_year:
            raise OutsideCalendar(f"{day} is not in {self.first_year} to {self.last_year}")
        known = self.days.get(day)
        if known is not None:
            return known
        return day.weekday() < _SATURDAY and day not in fixed_holidays(day.year)

    def is_official(self, year: int) -> bool:
        """Whether the year's arrangement is entered; if not its days are a guess (推算)."""
        return year in self.official

    def add_working_days(self, day: date, number: int) -> date:
        """The number-th working day after the day, before it when negative; 0 is the day."""
        step = _DAY if number > 0 else -_DAY
        left = abs(number)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`.

        Negative when `last` lies before: then those before `first` down to and with `last`, so
        that it undoes add_working_days either way.
        """
        step = _DAY if last >= first else -_DAY
        number = 0
        while first != last:
            first += step
            number += self.is_working_day(first)
        return number if step > timedelta() else -number

    def last_day_within(self, day: date, number: int) -> date:
        """The last day up to which no more than that many working days are left.

        Days off that follow the last of them belong to it: nobody can use them.
        """
        return self.add_working_days(day, number + 1) - _DAY

    def guessed_years(self, first: date, last: date) -> list[int]:
        """The years touched by the stretch whose days are a guess."""
        years = range(first.year, last.year + 1)
        return [year for year in years if not self.is_official(year)]


@cache
def fixed_holidays(year: int) -> dict[date, str]:
    """Days off by law on the same date of every year, with their names."""
    days = {date(year, month, number): name for month, number, name in _FIXED}
    if year < _SECOND_OF_MAY:
        del days[date(year, 5, 2)]
    return days


def calendar_for(office: Office | int | None, *, first: date, last: date | None = None) -> Calendar:
    """The office's calendar over the years of the stretch, in one query.

    Without `last` it reaches far enough for every legal term that begins on `first`.
    """
    last_year = (last or first + _AHEAD).year
    days: dict[date, bool] = {}
    official: set[int] = set()
    rows = Holiday.objects.available_to(office).in_years(first.year, last_year).own_last()
    for day, is_workday, source in rows.values_list("day", "is_workday", "source"):
        days[day] = is_workday
        # The last days of December may belong to the arrangement of the next year.
        if source == Holiday.Source.STATE and day.month < _DECEMBER:
            official.add(day.year)
    return Calendar(first.year, last_year, days, frozenset(official))


def guess_note(year: int) -> str:
    """What pages say where days are counted in a year whose arrangement is not known."""
    return f"{year}年放假安排尚未录入，工作日按周末和固定日期的节日推算"
