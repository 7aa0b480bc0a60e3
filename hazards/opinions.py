"""What the steps on hazards and notices ask of a leader's opinion, and what it does to them."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from hazards.models import Hazard, HazardEvent, Notice
from hazards.models.classification import Grade
from hazards.steps import ActionDenied, remember
from hazards.workflow import OTHER_ROLES, Action
from township_safety.organisation import opinions
from township_safety.organisation.models import LeaderOpinion, Matter, OpinionRule, User


def agreed(
    hazard: Hazard,
    matter: Matter,
    opinion: LeaderOpinion | None,
    *,
    by: User,
    on: date,
    words: str = "",
) -> LeaderOpinion | None:
    """The opinion that a step of this hazard goes on, for write(opinion=…).

    What was handed in is checked; a leader who acts has given theirs by acting, kept in `words`;
    without either the step is refused where the office asks for one. Call it after locked().
    """
    if opinion is not None and opinion.decided_on < hazard.found_on:
        raise ActionDenied(f"领导签批日期{opinion.decided_on}早于检查日期{hazard.found_on}，请核对")
    return _agreed(
        matter,
        opinion,
        office_id=hazard.office_id,
        by=by,
        on=on,
        words=words,
        is_major=hazard.grade == Grade.MAJOR,
    )


def agreed_to_issue(
    notice: Notice, opinion: LeaderOpinion | None, *, by: User, on: date, is_major: bool
) -> LeaderOpinion | None:
    return _agreed(
        Matter.NOTICE,
        opinion,
        office_id=notice.office_id,
        by=by,
        on=on,
        words=f"同意签发{notice.kind}",
        is_major=is_major,
    )


def _agreed(
    matter: Matter,
    opinion: LeaderOpinion | None,
    *,
    office_id: int,
    by: User,
    on: date,
    words: str,
    is_major: bool,
) -> LeaderOpinion | None:
    if opinion is None:
        own = opinions.record_own(matter, office_id=office_id, by=by, on=on, words=words)
        if own is None and OpinionRule.of(office_id, matter).demands(is_major=is_major):
            raise ActionDenied(f"{matter.label}须有领导意见，请填写“领导意见”中的签批领导")
        return own
    if opinion.matter != matter or opinion.office_id != office_id:
        raise ActionDenied(f"这条领导意见不是给本单位这次{matter.label}的，请重新填写")
    if opinion.decided_on > on:
        raise ActionDenied(f"领导签批日期{opinion.decided_on}晚于办理日期{on}，请核对")
    return opinion


def may_settle(opinion: LeaderOpinion, *, by: User) -> bool:
    """Whether this person completes what was recorded: adds the scan, looks into an objection."""
    return bool(by.roles_in(opinion.office_id) & OTHER_ROLES[Action.SETTLE])


@transaction.atomic
def confirm(opinion: LeaderOpinion, *, by: User) -> LeaderOpinion:
    """确认: the leader's own word, in the history of every hazard it covers."""
    opinion = opinions.confirm_opinion(opinion, by=by)
    _tell(opinion, Action.CONFIRM, by=by, note=opinion.words)
    return opinion


@transaction.atomic
def dispute(opinion: LeaderOpinion, *, by: User, words: str) -> LeaderOpinion:
    """不属实: told in every history, undoes nothing; the clerk gets it among the to-dos."""
    opinion = opinions.dispute_opinion(opinion, by=by, words=words)
    _tell(opinion, Action.DISPUTE, by=by, note=opinion.objection)
    return opinion


@transaction.atomic
def settle(opinion: LeaderOpinion, *, by: User, words: str) -> LeaderOpinion:
    """核实: what the clerk found and did; the to-do ends."""
    opinion = opinions.settle_dispute(opinion, by=by, words=words)
    _tell(opinion, Action.SETTLE, by=by, note=opinion.settlement)
    return opinion


def _tell(opinion: LeaderOpinion, action: Action, *, by: User, note: str) -> None:
    today = timezone.localdate()
    for hazard in HazardEvent.objects.under(opinion).hazards():
        remember(hazard, action, by=by, on=today, note=note, opinion=opinion)
