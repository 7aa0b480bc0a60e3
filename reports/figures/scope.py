"""Of which offices, days and parts of the ledger a figure is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Self

from township_safety.periods import Period

Filters = tuple[tuple[str, tuple[str, ...]], ...]

# The code that stands for an empty dimension (未分), so that parts add up to the whole.
NONE = "none"


def normal_filters(filters: Mapping[str, str | Iterable[str]]) -> Filters:
    """One spelling of the same question: dimensions and codes sorted, codes separate."""
    parts = ((dimension, _codes(codes)) for dimension, codes in filters.items())
    return tuple(sorted(part for part in parts if part[1]))


def _codes(codes: str | Iterable[str]) -> tuple[str, ...]:
    if isinstance(codes, str):
        return tuple(sorted(codes.split(","))) if "," in codes else (codes,)
    return tuple(sorted(codes))


@dataclass(frozen=True)
class Scope:
    """`period` is already cut: its last day is the day up to which the ledger is read."""

    office_ids: tuple[int, ...]
    period: Period
    filters: Filters = ()
    # 日报: what is entered on a day from this time on counts as work of the next day.
    closes_at: time | None = None

    @property
    def first_day(self) -> date:
        return self.period.first_day

    @property
    def last_day(self) -> date:
        """The cut-off, inclusive."""
        return self.period.last_day

    @property
    def eve(self) -> date:
        """The day before the period: what stood then is the opening."""
        return self.period.first_day - timedelta(days=1)

    @property
    def whole(self) -> Self:
        """The same question of all parts together."""
        return replace(self, filters=())

    def narrowed(self, **filters: str | Iterable[str]) -> Self:
        """The same question of a part; a dimension given again replaces the former one."""
        merged = {**dict(self.filters), **{k: v for k, v in filters.items() if v}}
        return replace(self, filters=normal_filters(merged))

    def over(self, period: Period) -> Self:
        return replace(self, period=period)
