"""领导履职台账: what each named leader led, chaired and answers for in a period.

Leaders are known by the names in the records themselves, so a change of post moves no old
count; the posts that stand beside a name are those held in the period (人员).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
from township_safety.register.models import Staff

# Led by a leader of this class, and nobody wrote who it was.
UNNAMED = "未写姓名"
_BETWEEN = re.compile(r"[、，,;；/\s]+")


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
    posts: list[str] = field(default_factory=list)
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
    """Six queries; by the number of led inspections, then by name."""
    found: dict[str, LeaderRecord] = {}

    def records(text: str) -> list[LeaderRecord]:
        names = names_in(text) or [UNNAMED]
        return [found.setdefault(name, LeaderRecord(name)) for name in names]

    leaders = _led(span, records)
    _findings(span, leaders)
    _chaired(span, records)
    _cases(span, records)
    _listed(span, records)
    for name, posts in _posts(span, found).items():
        found[name].posts = posts
    return sorted(found.values(), key=lambda one: (one.name == UNNAMED, -len(one.led), one.name))


def names_in(text: str) -> list[str]:
    """The names of a field, each once."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text) if part))


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


def _posts(span: Span, names: Iterable[str]) -> dict[str, list[str]]:
    """Posts held on a day of the period, in the order in which they were taken up."""
    posts: dict[str, list[str]] = defaultdict(list)
    rows = Staff.objects.for_offices([span.office.pk]).counted().filter(name__in=list(names))
    for row in rows.exclude(post="").order_by("active_from", "pk"):
        begun = row.active_from is None or row.active_from <= span.period.last_day
        over = row.active_to is not None and row.active_to < span.period.first_day
        if begun and not over:
            posts[row.name].append(f"{row.post}{_since(row)}")
    return dict(posts)


def _since(row: Staff) -> str:
    days = "".join(_days(row))
    return f"（{days}）" if days else ""


def _days(row: Staff) -> Iterator[str]:
    if row.active_from is not None:
        yield f"{row.active_from}起"
    if row.active_to is not None:
        yield f"至{row.active_to}"
