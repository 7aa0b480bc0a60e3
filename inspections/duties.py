"""Recurring duties and the registers: who is to be visited, what was done on which day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from inspections.models import Operation, OperationTarget
from township_safety.activities.duties import (
    OFFICE,
    Done,
    RoundSum,
    Standing,
    Target,
    round_on,
    sum_of,
)
from township_safety.activities.models import (
    Drill,
    Meeting,
    Obligation,
    Publicity,
    Submission,
    Training,
)
from township_safety.organisation.models import Village
from township_safety.periods import Period
from township_safety.register.models import Site

_DAY = timedelta(days=1)
_MODELS: dict[str, Any] = {
    Obligation.Work.INSPECTION: Operation,
    Obligation.Work.MEETING: Meeting,
    Obligation.Work.TRAINING: Training,
    Obligation.Work.PUBLICITY: Publicity,
    Obligation.Work.DRILL: Drill,
    Obligation.Work.RETURN: Submission,
}
# The register in which the rows behind a number stand.
SHEETS: dict[str, str] = {
    Obligation.Work.INSPECTION: "operations",
    Obligation.Work.MEETING: "meetings",
    Obligation.Work.TRAINING: "trainings",
    Obligation.Work.PUBLICITY: "publicity",
    Obligation.Work.DRILL: "drills",
    Obligation.Work.RETURN: "submissions",
}


def current_sums(duties: Iterable[Obligation], *, today: date) -> list[RoundSum]:
    """The round of today of each duty in force; at most three queries for each duty."""
    found = []
    for duty in duties:
        now = round_on(duty, today)
        if now is not None and now.contains(today):
            found += sums(duty, [now], today=today)
    return found


def standing_at(duty: Obligation, site: Site, *, on: date) -> Standing | None:
    """How one site stands in the round of the day; None when the duty is not for it."""
    now = round_on(duty, on)
    if now is None or not now.contains(on) or duty.per != Obligation.Per.SITE:
        return None
    if not _sites(duty).filter(pk=site.pk).exists():
        return None
    behind = rows_behind(duty, now, target=site.pk).order_by().values_list(_day_field(duty))
    counts = behind.annotate(times=Count("pk", distinct=True))
    done = {(site.pk, day): times for day, times in counts}
    return sum_of(duty, now, [_site_target(site)], done, today=on).standings[0]


def sums(duty: Obligation, in_rounds: list[Period], *, today: date) -> list[RoundSum]:
    """All rounds of one duty: two queries, however many targets and rounds there are."""
    if not in_rounds:
        return []
    targets = targets_of(duty)
    done = done_between(duty, in_rounds[0].first_day, in_rounds[-1].last_day)
    by_round = _by_round(done, in_rounds)
    return [
        sum_of(duty, in_round, targets, by_round[number], today=today)
        for number, in_round in enumerate(in_rounds)
    ]


def _by_round(done: Done, in_rounds: list[Period]) -> dict[int, dict[tuple[int, date], int]]:
    days: dict[date, int] = {}
    for number, in_round in enumerate(in_rounds):
        for offset in range(in_round.days):
            days[in_round.first_day + offset * _DAY] = number
    found: dict[int, dict[tuple[int, date], int]] = defaultdict(dict)
    for (key, day), times in done.items():
        if day in days:
            found[days[day]][key, day] = times
    return found


def targets_of(duty: Obligation) -> list[Target]:
    """Everybody the duty was ever for; in which round each is due, the target itself says."""
    if duty.per == Obligation.Per.OFFICE:
        return [Target(OFFICE, "本级")]
    if duty.per == Obligation.Per.VILLAGE:
        villages = Village.objects.for_offices([duty.office_id]).counted()
        return [Target(v.pk, v.name, "", v.active_from, v.active_to) for v in villages]
    return [_site_target(site) for site in _sites(duty).select_related("village")]


def _sites(duty: Obligation) -> Any:
    sites = Site.objects.for_offices([duty.office_id]).counted()
    if duty.site_category is not None:
        sites = sites.in_categories([duty.site_category.code])
    if duty.risk_level:
        sites = sites.filter(risk_level=duty.risk_level)
    return sites.filter(is_key_unit=True) if duty.key_units_only else sites


def _site_target(site: Site) -> Target:
    """A site that does not work need not be visited from the day on which it stopped."""
    last = site.active_to
    if site.operating_status != Site.OperatingStatus.OPERATING:
        stopped = site.status_on - _DAY if site.status_on else date.min
        last = min(last, stopped) if last else stopped
    return Target(site.pk, site.name, str(site.village or ""), site.active_from, last)


def done_between(duty: Obligation, first_day: date, last_day: date) -> dict[tuple[int, date], int]:
    """One grouped query: how often on which day at which target."""
    if duty.work == Obligation.Work.INSPECTION and duty.per == Obligation.Per.SITE:
        lines = _visits(duty, first_day, last_day).filter(site__isnull=False)
        found = lines.values_list("site", "operation__on")
        counted = found.annotate(times=Count("operation", distinct=True))
        return {(site, on): times for site, on, times in counted.order_by()}
    rows = _rows(duty, first_day, last_day).order_by()
    on = _day_field(duty)
    if duty.per == Obligation.Per.OFFICE:
        days = rows.values_list(on).annotate(times=Count("pk"))
        return {(OFFICE, day): times for day, times in days}
    places = rows.filter(**{f"{duty.per}__isnull": False}).values_list(duty.per, on)
    return {(key, day): times for key, day, times in places.annotate(times=Count("pk"))}


def rows_behind(duty: Obligation, in_round: Period, *, target: int | None = None) -> Any:
    """The rows of the register that count, of one target or of all."""
    rows = _rows(duty, in_round.first_day, in_round.last_day)
    if duty.per == Obligation.Per.OFFICE:
        return rows
    if duty.work == Obligation.Work.INSPECTION and duty.per == Obligation.Per.SITE:
        visits = _visits(duty, in_round.first_day, in_round.last_day)
        where = Q(site=target) if target is not None else Q(site__in=_sites(duty))
        return rows.filter(Exists(visits.filter(where, operation=OuterRef("pk"))))
    if target is not None:
        return rows.filter(**{duty.per: target})
    places = _sites(duty) if duty.per == Obligation.Per.SITE else Village.objects.counted()
    return rows.filter(**{f"{duty.per}__in": places})


def _rows(duty: Obligation, first_day: date, last_day: date) -> Any:
    rows: Any = _MODELS[duty.work]._default_manager
    on = _day_field(duty)
    found = rows.for_offices([duty.office_id]).counted()
    return found.filter(_counts(duty), **{f"{on}__gte": first_day, f"{on}__lte": last_day})


def _visits(duty: Obligation, first_day: date, last_day: date) -> Any:
    return (
        OperationTarget.objects.for_offices([duty.office_id])
        .counted()
        .checked()
        .filter(
            _counts(duty, prefix="operation__"),
            operation__on__gte=first_day,
            operation__on__lte=last_day,
        )
    )


def _counts(duty: Obligation, *, prefix: str = "") -> Q:
    """Of the kind and the sector that the duty is about."""
    condition = Q()
    if duty.kind_id and duty.work != Obligation.Work.PUBLICITY:
        condition &= Q(**{f"{prefix}kind": duty.kind_id})
    if duty.sector_id:
        condition &= Q(**{f"{prefix}sector": duty.sector_id})
    return condition


def _day_field(duty: Obligation) -> str:
    return "submitted_on" if duty.work == Obligation.Work.RETURN else "on"
