"""Which days a table is for: a month, a quarter …, or any days; cut where the ledger ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from township_safety.periods import Period

_TITLES = {"month": "月报表", "quarter": "季报表", "year": "年报表"}


@dataclass(frozen=True)
class Asked:
    """`period` is what the cells are asked for; `since` goes from 1 January to the same day."""

    named: Period
    period: Period
    since: Period
    is_cumulative: bool

    @property
    def title(self) -> str:
        return _TITLES.get(self.named.kind, "统计表")

    @property
    def label(self) -> str:
        return self.period.label

    @property
    def words(self) -> str:
        """统计期 as the table's head says it; of a cycle with its true days."""
        return self.words_of(self.period)

    def words_of(self, period: Period) -> str:
        if self.named.kind == "range" or self.named.first_day.day == 1:
            return period.label
        return f"{period.label}（{Period.between(period.first_day, period.last_day).label}）"

    @property
    def cut_off(self) -> date:
        return self.period.last_day


def named_period(code: str, *, begins_on: int) -> Period:
    """A month, quarter … of the office's own 报送周期; PeriodProblem when the code says nothing."""
    period = Period.parse(code)
    if begins_on == 1:
        return period
    first, last = period.first_day, period.last_day
    return replace(
        period,
        first_day=Period.of_cycle(first.year, first.month, begins_on=begins_on).first_day,
        last_day=Period.of_cycle(last.year, last.month, begins_on=begins_on).last_day,
    )


def asked(named: Period, *, today: date, is_cumulative: bool) -> Asked:
    """PeriodProblem when the period has not begun."""
    cut = named.cut(today)
    since = since_january(named, cut.last_day)
    return Asked(named, since if is_cumulative else cut, since, is_cumulative)


def since_january(named: Period, last_day: date) -> Period:
    """From 1 January of the year the period is named after; of a cycle, from where January begins.

    A period that reaches back into an earlier year begins with its own first day.
    """
    year, month = named.last_day.year, named.last_day.month
    first = date(year, 1, 1)
    if named.kind != "range":
        first = _year_begins(named)
    first = min(first, named.first_day)
    whole = Period.between(first, last_day)
    if named.kind == "range":
        return whole
    label = f"{year}年1月" if month == 1 else f"{year}年1月至{month}月"
    return replace(whole, label=label)


def _year_begins(named: Period) -> date:
    """A cycle that begins on the 26th begins its year on 26 December."""
    year, day = named.last_day.year, named.first_day.day
    return date(year, 1, 1) if day == 1 else date(year - 1, 12, day)
