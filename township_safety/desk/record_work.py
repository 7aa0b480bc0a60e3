"""登记工作: which kinds of work are entered in short, and which a person entered last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hazards.models import Hazard, HazardCount
from township_safety.desk.navigation import MENU, Group
from township_safety.desk.registers import may_add, may_write, registers
from township_safety.organisation.models import AuditEvent, User
from township_safety.workbook import Sheet

# The columns that a report needs; the long form has the others. Those that a rule of the
# register compares with each other are all there or none of them.
SHORT: dict[str, tuple[str, ...]] = {
    "operations": (
        "on", "category", "kind", "topic", "sector", "village",
        "is_joint", "partner_agencies", "leader_class", "leaders", "person_times", "vehicle_times",
    ),
    "meetings": (
        "on", "kind", "topic", "chaired_by", "leader_class", "attendee_count", "sector", "village",
        "minutes",
    ),
    "trainings": (
        "on", "kind", "topic", "audience", "sessions", "attendee_count", "sector", "village",
    ),
    "publicity": ("on", "item", "quantity", "topic", "sector", "village", "participant_count"),
    "drills": ("on", "kind", "topic", "level", "participant_count", "sector", "village"),
    "funds": ("on", "amount", "purpose", "source", "sector", "village", "note"),
    "surveys": (
        "on", "item", "site_category", "households", "quantity", "unit", "village", "sector",
    ),
    "sampling_tests": ("on", "sector", "subject", "rounds", "batches", "passed"),
    "rosters": ("on", "shift", "leader", "persons", "phone"),
    "public_reports": ("received_on", "channel", "site", "sector", "content", "accepted_on"),
    "submissions": (
        "kind", "title", "first_day", "last_day", "due_on", "submitted_on", "addressee", "is_nil",
    ),
    "nil_returns": (
        "register", "village", "sector", "first_day", "last_day", "declared_on", "declared_by",
        "evidence",
    ),
    "letters": (
        "letter_class", "kind", "year", "village", "agency", "site", "person", "copies",
        "signed_on", "sector",
    ),
    "policies": ("kind", "title", "number", "adopted_on", "sector"),
    "accidents": (
        "occurred_on", "received_at", "reported_on", "site", "sector", "village", "place",
        "deaths", "injuries", "description",
    ),
    "insurance_claims": ("on", "sector", "claims", "amount"),
    "standardisation": ("site", "level", "applied_on", "passed_on"),
}  # fmt: skip

# The most used kinds of an office, for who has not entered anything yet.
USUAL = (
    "hazards", "operations", "meetings", "trainings", "publicity",
    "drills", "surveys", "submissions", "rosters",
)  # fmt: skip
RECENT_DAYS = 60
SHOWN_FIRST = 9
ENTRIES_SHOWN = 15


@dataclass(frozen=True)
class Choice:
    """One kind of work: a short form on this page, or the address of its own page."""

    key: str
    label: str
    url: str
    is_short: bool = False
    number: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Entered:
    """A row entered today, with the place where it is put right."""

    label: str
    text: str
    at: datetime
    url: str
    amend_url: str


@dataclass(frozen=True)
class Choices:
    first: list[Choice]
    rest: list[tuple[str, list[Choice]]]


def choices(user: User, *, current: str = "") -> Choices:
    """The nine kinds entered last, then all others by the groups of the menu."""
    groups = [(group.label, list(_choices_of(group, user=user))) for group in MENU]
    known = {choice.key: choice for _, offered in groups for choice in offered}
    keys = [key for key in [*_last_used(user), *USUAL] if key in known]
    first = list(dict.fromkeys([*keys, *known]))[:SHOWN_FIRST]
    rest = [
        (label, [_marked(choice, current) for choice in offered if choice.key not in first])
        for label, offered in groups
    ]
    return Choices(
        first=[
            replace(_marked(known[key], current), number=number)
            for number, key in enumerate(first, start=1)
        ],
        rest=[(label, offered) for label, offered in rest if offered],
    )


def _marked(choice: Choice, current: str) -> Choice:
    return replace(choice, is_current=choice.key == current)


def _choices_of(group: Group, *, user: User) -> Iterator[Choice]:
    """Hazards and counts of hazards are entered by whoever records."""
    if group.icon == "hazard":
        yield Choice("hazards", "隐患", reverse("hazards:create"))
        yield Choice("several", "隐患（一处多条）", reverse("hazards:several"))
        yield Choice("counts", "汇总登记（只登数）", reverse("hazards:count_create"))
    if group.icon == "inspect":
        yield Choice("outing", "逐户检查（手机）", reverse("inspections:outing_new"))
    for entry in group.items:
        sheet = registers().get(entry.args[0]) if entry.args else None
        if sheet is None or not may_add(user, sheet):
            continue
        if sheet.key in SHORT:
            url = reverse("record_short", args=[sheet.key])
            yield Choice(sheet.key, entry.label, url, is_short=True)
        else:
            yield Choice(sheet.key, entry.label, reverse("records:new", args=[sheet.key]))


def _last_used(user: User) -> list[str]:
    """Keys of what the person entered lately, the latest first."""
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    used = {
        key: at
        for key, model in (("hazards", Hazard), ("counts", HazardCount))
        if (at := model.objects.last_entered_at(user, since=since))
    }
    models = {sheet.model._meta.label_lower: key for key, sheet in registers().items()}
    for label, at in AuditEvent.objects.last_entries(user, since=since):
        if label in models:
            used[models[label]] = at
    return sorted(used, key=lambda key: used[key], reverse=True)


def entered_today(user: User) -> list[Entered]:
    """What the person entered today and has not voided since, the latest first."""
    now = timezone.localtime()
    midnight = timezone.make_aware(datetime.combine(now.date(), time.min))
    found: list[Entered] = []
    hazards = Hazard.objects.scoped_for(user).entered_by(user, since=midnight)
    counts = HazardCount.objects.scoped_for(user).entered_by(user, since=midnight)
    for label, rows in (("隐患", hazards), ("汇总登记", counts)):
        for row in rows[:ENTRIES_SHOWN]:
            url = row.get_absolute_url()
            found.append(Entered(label, str(row), row.recorded_at, url, f"{url}edit/"))
    models = {sheet.model._meta.label_lower: sheet for sheet in registers().values()}
    for label, _ in AuditEvent.objects.last_entries(user, since=midnight):
        if label in models:
            found += _entered(models[label], user=user, since=midnight)
    return sorted(found, key=attrgetter("at"), reverse=True)[:ENTRIES_SHOWN]


def _entered(sheet: Sheet, *, user: User, since: datetime) -> Iterable[Entered]:
    rows: Any = sheet.queryset().prefetch_related(None)
    for row in rows.scoped_for(user).entered_by(user, since=since)[:ENTRIES_SHOWN]:
        args = [sheet.key, row.pk]
        amend = may_write(user, sheet, office=row.office)
        yield Entered(
            sheet.title,
            str(row),
            row.recorded_at,
            reverse("records:detail", args=args),
            reverse("records:edit", args=args) if amend else "",
        )
