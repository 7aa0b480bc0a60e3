"""Rows that stand for many: a total shared out over days and over occasions."""

from __future__ import annotations

from datetime import date, timedelta


def shares(total: int, times: int) -> list[int]:
    """The total in whole parts as even as can be, the larger ones first."""
    each, over = divmod(total, times)
    return [each + (n < over) for n in range(times)]


def days(first: date, last: date, times: int) -> list[date]:
    """So many days from the first to the last, evenly apart."""
    step = (last - first).days / max(times - 1, 1)
    return [first + timedelta(days=int(n * step)) for n in range(times)]
