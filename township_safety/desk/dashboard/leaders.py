"""领导履职台账: what each named leader led, chaired and answers for in a period.

Leaders are known by the names in the records themselves, so a change of post moves no old
count; the posts and 包保 that stand beside a name are those of the period (领导职务, 领导包保).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from hazards.models import Hazard, Listing
from hazards.workflow import Status
from inspections.models import Finding, Operation
from township_safety.activities.models import Meeting
from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.leader_duties import (
    UNNAMED,
    Charge,
    Posts,
    charges_of,
    led_in_year,
    posts_of,
)
from township_safety.register.models import names_in


@dataclass(frozen=True)
class Deed:
    """One record behind a number."""

    day: date
    text: str
    url: str
    note: str = ""


@dataclass
class LeaderRecord:
    name: str
    posts: Posts = field(default_factory=Posts)
    charges: list[Charge] = field(default_factory=list)
    led_in_year: int = 0
    led: list[Deed] = field(default_factory=list)
    found: list[Deed] = field(default_factory=list)
    counted: int = 0
    counted_rectified: int = 0
    rectified: int = 0
    closed: int = 0
    chaired: list[Deed] = field(default_factory=list)
    cases: list[Deed] = field(default_factory=list)
    listed: list[Deed] = field(default_factory=list)

    @property
    def led_of_required(self) -> str:
        """5/12; without a number laid down only how often it was."""
        required = self.posts.required
        return f"{self.led_in_year}/{required}" if required else str(self.led_in_year)

    @property
    def found_number(self) -> int:
        return len(self.found) + self.counted

    @property
    def rectified_number(self) -> int:
        return self.rectified + self.counted_rectified

    @property
    def groups(self) -> list[tuple[str, list[Deed]]]:
        named = (
            ("带队检查", self.led),
            ("检查发现的隐患", self.found),
            ("主持会议", self.chaired),
            ("包案隐患", self.cases),
            ("挂牌督办隐患", self.listed),
        )
        return [(label, deeds) for label, deeds in named if deeds]


def leader_records(span: Span) -> list[LeaderRecord]:
    """Of all who did or owed something, the main leaders first, then by the number they led.

    The number of queries does not grow with the leaders.
    """
    found: dict[str, LeaderRecord] = {}

    def records(text: str) -> list[LeaderRecord]:
        names = names_in(text) or [UNNAMED]
        return [found.setdefault(name, LeaderRecord(name)) for name in names]

    leaders = _led(span, records)
    _findings(span, leaders)
    _chaired(span, records)
    _cases(span, records)
    _listed(span, records)
    _duties(span, found)
    return sorted(found.values(), key=_place)


def _place(one: LeaderRecord) -> tuple[bool, int, int, str]:
    return one.name == UNNAMED, one.posts.rank, -len(one.led), one.name


def _duties(span: Span, found: dict[str, LeaderRecord]) -> None:
    """A leader who did nothing stands there too."""
    charges = charges_of(span)
    posts = posts_of(span, {*found, *charges})
    for name in [*charges, *(name for name, held in posts.items() if held.is_leader)]:
        found.setdefault(name, LeaderRecord(name))
    led = led_in_year(span)
    for name, one in found.items():
        one.posts = posts.get(name, one.posts)
        one.charges = charges.get(name, [])
        one.led_in_year = led.get(name, 0)


def _led(span: Span, records: Any) -> dict[int, list[LeaderRecord]]:
    rows = Operation.objects.for_offices([span.office.pk]).counted()
    days = rows.dated_in(span.period.first_day, span.period.last_day).exclude(leader_class="")
    leaders = {}
    for row in days.select_related("kind").order_by("on", "pk"):
        leaders[row.pk] = records(row.leaders)
        url = reverse("records:detail", args=["operations", row.pk])
        deed = Deed(row.on, row.topic or str(row.kind), url, row.get_leader_class_display())
        for one in leaders[row.pk]:
            one.led.append(deed)
    return leaders


def _findings(span: Span, leaders: dict[int, list[LeaderRecord]]) -> None:
    """What was found on these inspections, and how it stands now."""
    rows = (
        Finding.objects.counted()
        .filter(
            operation__office=span.office,
            operation__on__gte=span.period.first_day,
            operation__on__lte=span.period.last_day,
        )
        .exclude(operation__leader_class="")
    )
    for row in rows.select_related("hazard", "hazard_count").order_by("pk"):
        for one in leaders.get(row.operation_id, ()):
            if row.hazard is not None and row.hazard.voided_at is None:
                _note(one, row.hazard)
            elif row.hazard_count is not None and row.hazard_count.voided_at is None:
                one.counted += row.hazard_count.found
                one.counted_rectified += row.hazard_count.rectified


def _note(one: LeaderRecord, hazard: Hazard) -> None:
    one.found.append(_hazard_deed(hazard))
    one.rectified += hazard.status in {Status.RECTIFIED, Status.CLOSED}
    one.closed += hazard.status == Status.CLOSED


def _hazard_deed(hazard: Hazard) -> Deed:
    text = f"{hazard.number} {hazard.description}"
    return Deed(hazard.found_on, text, hazard.get_absolute_url(), hazard.get_status_display())


def _chaired(span: Span, records: Any) -> None:
    rows = Meeting.objects.for_offices([span.office.pk]).counted()
    days = rows.dated_in(span.period.first_day, span.period.last_day).exclude(leader_class="")
    for row in days.select_related("kind").order_by("on", "pk"):
        url = reverse("records:detail", args=["meetings", row.pk])
        deed = Deed(row.on, row.topic or str(row.kind), url, row.get_leader_class_display())
        for one in records(row.chaired_by):
            one.chaired.append(deed)


def _cases(span: Span, records: Any) -> None:
    """包案 of hazards that were not closed before the period began."""
    rows = Hazard.objects.for_offices([span.office.pk]).counted().exclude(case_leader="")
    begun = rows.filter(found_on__lte=span.period.last_day)
    still = Q(closed_on__isnull=True) | Q(closed_on__gte=span.period.first_day)
    for hazard in begun.filter(still).order_by("found_on", "pk"):
        for one in records(hazard.case_leader):
            one.cases.append(_hazard_deed(hazard))


def _listed(span: Span, records: Any) -> None:
    """督办 that was not lifted before the period began."""
    rows = Listing.objects.filter(
        hazard__office=span.office,
        hazard__voided_at__isnull=True,
        listed_on__lte=span.period.last_day,
    ).exclude(leader="")
    still = Q(lifted_on__isnull=True) | Q(lifted_on__gte=span.period.first_day)
    for row in rows.filter(still).select_related("hazard").order_by("listed_on", "pk"):
        note = f"{row.lifted_on}解除" if row.lifted_on else f"期限{row.due_on or '未定'}"
        hazard = row.hazard
        deed = Deed(row.listed_on, f"{hazard.number} {row.body}", hazard.get_absolute_url(), note)
        for one in records(row.leader):
            one.listed.append(deed)
