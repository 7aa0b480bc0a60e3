"""One step for many hazards: what would happen to each, and then each in a transaction of its own.

A row that somebody changed meanwhile, or that the first of two clicks has moved, is refused by
its version like in single steps; the others are done.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hazards import actions, notice_actions
from hazards.models import Hazard, Notice
from hazards.steps import ActionDenied
from hazards.workflow import OTHER_ROLES, TRANSITIONS, Action, Status
from township_safety.organisation import opinions
from township_safety.organisation.models import LeaderOpinion, Matter, User

# As many as one page can show and one request can move.
MOST_ROWS = 500

PERFORM: dict[Action, Callable[..., Hazard]] = {
    Action.ASSIGN: actions.assign,
    Action.EXTEND: actions.extend,
}
OFFERED = (*PERFORM, Action.NOTICE)


@dataclass(frozen=True, slots=True)
class Planned:
    hazard: Hazard
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one row; `notice` when a paper was drafted for it."""

    hazard: Hazard
    refusal: str = ""
    notice: Notice | None = None


def planned(hazards: Iterable[Hazard], action: Action, *, by: User) -> list[Planned]:
    """Each row with the reason why the step is not possible, if there is one."""
    return [Planned(hazard, _refusal(hazard, action, by=by)) for hazard in hazards]


def _refusal(hazard: Hazard, action: Action, *, by: User) -> str:
    step = TRANSITIONS.get(action)
    roles = step.roles if step else OTHER_ROLES[action]
    if not by.roles_in(hazard.office_id) & roles:
        return f"您的角色不能{action.label}"
    if hazard.status not in (step.sources if step else {Status.OPEN, Status.RECTIFIED}):
        return f"现在是“{hazard.get_status_display()}”，不能{action.label}"
    if action == Action.EXTEND and hazard.due_on is None:
        return "还没有整改期限，请先交办"
    if action == Action.NOTICE and hazard.site is None:
        return "没有监管对象，请单独开具"
    return ""


def perform(
    action: Action, chosen: Sequence[tuple[Hazard, int]], *, by: User, said: dict[str, Any]
) -> list[Done]:
    """The step for each (hazard, version as the person saw it).

    One leader's opinion covers them all; one that in the end covers none is taken back.
    """
    if action == Action.EXTEND and "opinion" not in said and chosen:
        said = {**said, "opinion": _own_opinion(chosen[0][0], by=by, said=said)}
    done = []
    for hazard, version in chosen:
        try:
            moved = PERFORM[action](hazard, by=by, version=version, **said)
        except ActionDenied as denied:
            done.append(Done(hazard, str(denied)))
        else:
            done.append(Done(moved))
    if (opinion := said.get("opinion")) and all(row.refusal for row in done):
        opinions.take_back(opinion, by=by)
    return done


def _own_opinion(hazard: Hazard, *, by: User, said: dict[str, Any]) -> LeaderOpinion | None:
    """A leader who extends many has decided once."""
    words = f"同意延期至{said['due_on']}"
    return opinions.record_own(
        Matter.EXTEND, office_id=hazard.office_id, by=by, on=said["on"], words=words
    )


def draft_notices(
    hazards: Sequence[Hazard], *, by: User, token: uuid.UUID, said: dict[str, Any]
) -> list[Done]:
    """One draft per site. The token makes a second click find the drafts of the first."""
    sites: dict[int, list[Hazard]] = {}
    for hazard in hazards:
        sites.setdefault(hazard.site_id or 0, []).append(hazard)
    done = []
    for key, group in sites.items():
        uid = uuid.uuid5(token, str(key))
        try:
            notice = _drafted(group, by=by, uid=uid, said=said)
        except ActionDenied as denied:
            done += [Done(hazard, str(denied)) for hazard in group]
        else:
            done += [Done(hazard, notice=notice) for hazard in group]
    return done


@transaction.atomic
def _drafted(group: Sequence[Hazard], *, by: User, uid: uuid.UUID, said: dict[str, Any]) -> Notice:
    first = group[0]
    for refusal in (_refusal(hazard, Action.NOTICE, by=by) for hazard in group):
        if refusal:
            raise ActionDenied(refusal)
    # The second of two clicks waits here and then finds what the first has drafted.
    list(Hazard.objects.select_for_update().filter(pk__in=[row.pk for row in group]).order_by("pk"))
    earlier = Notice.objects.for_offices([first.office_id]).filter(uid=uid).first()
    if earlier is not None:
        return earlier
    if first.site is None:
        raise ActionDenied("没有监管对象，请单独开具")
    notice = Notice(
        uid=uid,
        office=first.office,
        site=first.site,
        village=first.site.village or first.village,
        addressee=first.site.name,
        **said,
    )
    return notice_actions.draft_notice(notice, hazards=group, by=by)
