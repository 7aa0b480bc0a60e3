"""工作交接: what a person of the office has in hand, and how it passes to a successor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from hazards.models import Hazard, HazardEvent, Notice
from hazards.models.notices import NoticeQuerySet
from hazards.models.questions import HazardQuerySet
from hazards.steps import ActionDenied, write
from hazards.workflow import UNCLOSED, Action, Status, roles_for
from township_safety.organisation.models import Office, User

# So many numbers are named in a refusal; the list itself shows all.
NAMED = 3


def in_hand(person: User, *, office: Office) -> HazardQuerySet:
    """交办给 this person and not closed: what a handover moves."""
    return _of(office).given_to(person).filter(status__in=UNCLOSED)


def holders(office: Office) -> QuerySet[Any, int]:
    """The people, by key, to whom unclosed hazards of the office were given."""
    held = Hazard.objects.for_offices([office.pk]).filter(status__in=UNCLOSED).order_by()
    return held.exclude(assigned_to__isnull=True).values_list("assigned_to", flat=True)


def not_given_to_anybody(person: User, *, office: Office) -> HazardQuerySet:
    """Registered by this person, open, and nobody sees to it."""
    mine = _of(office).filter(recorded_by=person, status=Status.OPEN)
    return mine.filter(assigned_to__isnull=True)


def awaiting_check(person: User, *, office: Office) -> HazardQuerySet:
    """待复查 of what this person registered; what was given to them stands in `in_hand`."""
    mine = _of(office).filter(recorded_by=person, status=Status.RECTIFIED)
    return mine.exclude(assigned_to=person)


def awaiting_reply(person: User, *, office: Office) -> HazardQuerySet:
    """上报移送 without an answer, of hazards this person has to do with."""
    referred = HazardEvent.objects.filter(hazard=OuterRef("pk"), action=Action.REFER, by=person)
    own = Q(assigned_to=person) | Q(recorded_by=person) | Q(Exists(referred))
    return _of(office).unanswered().filter(own)


def papers_under_way(person: User, *, office: Office) -> NoticeQuerySet:
    """Drafted by this person and not issued, or issued and not served."""
    drafted = Notice.objects.for_offices([office.pk]).filter(recorded_by=person)
    return (drafted.in_state("draft") | drafted.in_state("unserved")).with_names().order_by("pk")


def _of(office: Office) -> HazardQuerySet:
    """In the order in which a list on paper is gone through."""
    return Hazard.objects.for_offices([office.pk]).order_by("found_on", "pk")


@transaction.atomic
def hand_over(
    leaver: User, *, to: User, office: Office, by: User, with_unassigned: bool = False
) -> int:
    """Every unclosed hazard of the leaver becomes the successor's; deadlines stay. How many.

    `with_unassigned`: those the leaver registered and nobody sees to as well.
    """
    if not by.roles_in(office.pk) & roles_for(Action.HAND_OVER):
        raise ActionDenied("您的角色不能办理工作交接，请联系分管领导")
    moving = in_hand(leaver, office=office)
    if with_unassigned:
        moving |= not_given_to_anybody(leaver, office=office)
    rows = list(moving.select_for_update())
    refused = [row.number for row in _beyond(rows, to)]
    if refused:
        named = "、".join(refused[:NAMED]) + ("等" if len(refused) > NAMED else "")
        raise ActionDenied(
            f"{to}的角色（负责的村）不能办理其中{len(refused)}条隐患（{named}），"
            "请勾选“接任移交人的角色”，或者换一位接交人。"
        )
    note = f"工作交接：由{leaver}转交{to}"
    for row in rows:
        changes = {"assigned_to": to}
        write(row, Action.HAND_OVER, by=by, on=timezone.localdate(), note=note, changes=changes)
    return len(rows)


def _beyond(rows: Iterable[Hazard], person: User) -> list[Hazard]:
    """Those the person may not see to; asked once for each village."""
    answers: dict[int | None, bool] = {}
    beyond = []
    for row in rows:
        if row.village_id not in answers:
            answers[row.village_id] = row.can_be_seen_to_by(person)
        if not answers[row.village_id]:
            beyond.append(row)
    return beyond
