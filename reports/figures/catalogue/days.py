"""The two ways a row belongs to a period: its fact lies in it, or it stands on its last day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from reports.figures.scope import Scope

Where = Callable[[Scope], Q]


def dated(column: str, extra: Q | None = None) -> Where:
    """The fact falls on one of the days of the period, both ends inclusive."""

    def where(scope: Scope) -> Q:
        days = Q(**{f"{column}__gte": scope.first_day, f"{column}__lte": scope.last_day})
        if scope.closes_at is not None:
            days &= ~_too_late(column, scope.last_day, scope.closes_at)
            days |= _too_late(column, scope.eve, scope.closes_at)
        return days & extra if extra is not None else days

    return where


def _too_late(column: str, day: date, closes_at: time) -> Q:
    """Work of the day that was entered on it after the daily report had closed."""
    closed = timezone.make_aware(datetime.combine(day, closes_at))
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return Q(**{column: day}, recorded_at__gte=closed, recorded_at__lt=midnight)


def standing(extra: Q | None = None) -> Where:
    """The row exists on the last day of the period."""

    def where(scope: Scope) -> Q:
        day = scope.last_day
        exists = (Q(active_from__isnull=True) | Q(active_from__lte=day)) & (
            Q(active_to__isnull=True) | Q(active_to__gte=day)
        )
        return exists & extra if extra is not None else exists

    return where
