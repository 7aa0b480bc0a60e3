"""A campaign or key period and the registers: whom it reached, what it found and did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from hazards.models import Hazard, HazardCount
from hazards.models.conditions import overdue_today
from hazards.workflow import Status
from inspections.models import Operation, OperationTarget
from township_safety.activities.models import Drill, Meeting, Publicity, Training
from township_safety.organisation.models import User
from township_safety.register.models import Campaign, KeyPeriod, Site

Tag = Campaign | KeyPeriod
# The other registers whose rows carry tags, by the key of their sheet.
OTHERS: dict[str, Any] = {
    "meetings": Meeting,
    "trainings": Training,
    "publicity": Publicity,
    "drills": Drill,
}


@dataclass(frozen=True, slots=True)
class Visited:
    """One site and its visits within the campaign; `last` is the newest outing's key."""

    site: Site
    times: int
    last_on: date | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Sites due, in the order of their names, and those visited beside them."""

    due: tuple[Visited, ...]
    beside: tuple[Visited, ...]
    visits: int

    @property
    def reached(self) -> list[Visited]:
        return [one for one in self.due if one.times]

    @property
    def missing(self) -> list[Visited]:
        return [one for one in self.due if not one.times]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hazards by where they stand today; of count-only entries only the sums."""

    found: int
    open: int
    rectified: int
    closed: int
    overdue: int
    counted_found: int
    counted_rectified: int

    @property
    def put_right(self) -> int:
        return self.rectified + self.closed


def field_of(tag: Tag) -> str:
    """The name under which rows carry it."""
    return "campaigns" if isinstance(tag, Campaign) else "key_periods"


def operations_of(tag: Tag) -> Any:
    return Operation.objects.for_offices([tag.office_id]).counted().filter(**{field_of(tag): tag})


def coverage(tag: Tag, *, on: date) -> Coverage:
    """Sites standing that day, or on the last day where it is over. Four queries."""
    times, newest = _visits(tag)
    due = list(_due(tag, on=min(on, tag.last_day or on)))
    known = {site.pk for site in due}
    beside = Site.objects.filter(pk__in=set(times) - known).select_related("village")
    return Coverage(
        due=_visited(due, times, newest),
        beside=_visited(beside, times, newest),
        visits=sum(times.values()),
    )


def _due(tag: Tag, *, on: date) -> Any:
    """No sites are due where the campaign does not say which."""
    if not isinstance(tag, Campaign):
        return Site.objects.none()
    codes = [category.code for category in tag.site_categories.all()]
    villages = list(tag.villages.all())
    if not codes:
        return Site.objects.none()
    sites = Site.objects.for_offices([tag.office_id]).in_operation(on=on).in_categories(codes)
    sites = sites.filter(village__in=villages) if villages else sites
    return sites.select_related("village").order_by("village__order", "name", "pk")


def _visits(tag: Tag) -> tuple[dict[int, int], dict[int, tuple[date, int]]]:
    lines = OperationTarget.objects.counted().checked().filter(site__isnull=False)
    found = lines.filter(operation__in=operations_of(tag)).order_by("operation__on", "operation")
    times: dict[int, int] = {}
    newest: dict[int, tuple[date, int]] = {}
    for site, on, operation in found.values_list("site", "operation__on", "operation"):
        times[site] = times.get(site, 0) + 1
        newest[site] = (on, operation)
    return times, newest


def _visited(
    sites: Iterable[Site], times: dict[int, int], newest: dict[int, tuple[date, int]]
) -> tuple[Visited, ...]:
    return tuple(
        Visited(site, times.get(site.pk, 0), *newest.get(site.pk, (None, None))) for site in sites
    )


def outcome(tag: Tag, *, user: User, on: date) -> Outcome:
    """Each number equals the list of hazards it opens. Two queries."""
    tagged: dict[str, Any] = {field_of(tag): tag}
    hazards = Hazard.objects.scoped_for(user).not_voided().narrowed(**tagged)
    numbers = hazards.aggregate(
        found=Count("pk"),
        open=Count("pk", filter=Q(status=Status.OPEN)),
        rectified=Count("pk", filter=Q(status=Status.RECTIFIED)),
        closed=Count("pk", filter=Q(status=Status.CLOSED)),
        overdue=Count("pk", filter=overdue_today(on)),
    )
    counts = HazardCount.objects.scoped_for(user).counted().filter(**tagged)
    sums = counts.aggregate(found=Sum("found"), rectified=Sum("rectified"))
    return Outcome(
        **numbers,
        counted_found=sums["found"] or 0,
        counted_rectified=sums["rectified"] or 0,
    )


def other_work(tag: Tag, *, user: User) -> dict[str, int]:
    """By register, how many rows carry the tag."""
    return {
        key: model.objects.scoped_for(user).counted().filter(**{field_of(tag): tag}).count()
        for key, model in OTHERS.items()
    }
