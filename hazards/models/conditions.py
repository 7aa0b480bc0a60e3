"""When is a hazard open? The as-of rule, written once, as conditions that merge into one query.

Each takes a `day` (inclusive) and answers for the ledger as it stood at the end of that day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from hazards.models.listings import Listing
from hazards.models.referrals import Referral
from hazards.models.timeline import Deadline, Rectification
from hazards.workflow import Status

# The same object for the same day: what several figures ask is made, and asked, once.
_once_a_day = lru_cache(maxsize=128)


def _failed_since(day: date) -> Q:
    """Claimed by that day, and sent back after it: as it stood then, the claim held.

    Found from the few claims that failed instead of the many hazards.
    """
    failed = Rectification.objects.failed().filter(claimed_on__lte=day, decided_on__gt=day)
    return Q(pk__in=failed.values("hazard"))


@_once_a_day
def rectified_by(day: date) -> Q:
    """A rectification claimed by that day stands: it has not failed by that day.

    A failure restores openness on the day of the decision, never earlier. The claim that stands
    today is in the hazard's own column, and none but it was ever there without failing.
    """
    return Q(rectified_on__lte=day) | _failed_since(day)


@_once_a_day
def open_on(day: date) -> Q:
    """未整改: found by that day and not under a standing rectification."""
    return Q(found_on__lte=day) & ~Q(rectified_on__lte=day) & ~_failed_since(day)


def unclosed_on(day: date) -> Q:
    """未销号: found by that day and not closed by that day."""
    return Q(found_on__lte=day) & (Q(closed_on__isnull=True) | Q(closed_on__gt=day))


def due_before(day: date) -> Q:
    """The deadline in force on that day lies before it; the due day itself is in time.

    A later extension never rewrites a past overdue: only deadlines agreed by that day count.
    """
    in_force = Deadline.objects.in_force(on=day).filter(hazard=OuterRef("pk"))
    return Q(Exists(in_force.filter(due_on__lt=day)))


@_once_a_day
def referred_on(day: date) -> Q:
    """上报、移送 to a body that had not answered by the end of that day.

    Found from the few referrals instead of the many hazards.
    """
    return Q(pk__in=Referral.objects.unanswered(on=day).values("hazard"))


def waiting_on(day: date) -> Q:
    """已上报待处置: among the remaining, but not the township's delay, so never 逾期."""
    return open_on(day) & referred_on(day)


@_once_a_day
def overdue_on(day: date) -> Q:
    """逾期, apart from 已上报待处置: the rule of figures, lights, lists and to-dos alike."""
    return open_on(day) & due_before(day) & ~referred_on(day)


@_once_a_day
def listed_on(day: date) -> Q:
    """挂牌督办 and not yet lifted; found from the few listings instead of the many hazards."""
    return Q(pk__in=Listing.objects.standing(on=day).values("hazard"))


# The same seen today, from the hazard's own columns instead of its dated rows.


def overdue_today(today: date) -> Q:
    return Q(status=Status.OPEN, due_on__lt=today) & ~referred_on(today)


def due_soon_today(today: date, *, until: date) -> Q:
    """Due from today to the last day that is 临期 (due_soon_until)."""
    return Q(status=Status.OPEN, due_on__gte=today, due_on__lte=until) & ~referred_on(today)


def waiting_today(today: date) -> Q:
    return Q(status=Status.OPEN) & referred_on(today)


# 待交办: nobody has been given a deadline yet.
UNASSIGNED = Q(status=Status.OPEN, due_on__isnull=True, is_standing=False)


def unanswered() -> Q:
    """上报待回复: referred, and no answer has come."""
    return Q(Exists(Referral.objects.filter(hazard=OuterRef("pk")).unanswered_now()))


class Duty(models.TextChoices):
    """What 挂牌督办 and 上报移送 still ask of the office."""

    URGE = "urge", "上报逾期未回复，待催办"
    PROGRESS = "progress", "督办进展未报"
    LISTING_DUE = "listing_due", "督办期限将到或已过"


# An extension has to be applied for 15 working days before: about three weeks, and a week to write.
LISTING_DUE_WITHIN = timedelta(days=30)


def owing(duty: str, *, on: date) -> Q:
    """Found from the few listings and referrals instead of the many hazards."""
    rows: models.QuerySet[Any] = Referral.objects.late(on=on)
    if duty == Duty.PROGRESS:
        rows = Listing.objects.unreported(on=on)
    elif duty == Duty.LISTING_DUE:
        rows = Listing.objects.falling_due(on=on, until=on + LISTING_DUE_WITHIN)
    return Q(pk__in=rows.values("hazard"))
