"""What the session decides on one hazard, written by the ledger's own actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hazards import actions
from hazards.models import Hazard, Listing, Referral
from hazards.models.classification import Grade
from hazards.steps import ActionDenied, Stale
from hazards.workflow import Status
from inspections.clearing.sessions import locked
from inspections.models import Clearance, ClearanceItem
from inspections.models.clearances import Decision
from township_safety.organisation import audit, opinions
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import (
    LEADERS,
    LeaderOpinion,
    Matter,
    OpinionRule,
    User,
)
from township_safety.register.models import Agency


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the grid; `seen` is the decision the person saw there before."""

    decision: str
    responsible: str
    due_on: date | None = None
    to_agency: Agency | None = None
    words: str = ""
    seen: str = ""


def decide_all(
    clearance: Clearance, lines: Mapping[int, Said], *, by: User
) -> dict[int, ActionDenied]:
    """Each line by itself: what is refused, by the key of the line; the others are written."""
    refusals: dict[int, ActionDenied] = {}
    for item in clearance.items.all():
        if item.pk not in lines:
            continue
        try:
            decide(item, lines[item.pk], by=by)
        except ActionDenied as denied:
            refusals[item.pk] = denied
    return refusals


@transaction.atomic
def decide(item: ClearanceItem, said: Said, *, by: User) -> ClearanceItem:
    clearance = locked(item.clearance, by=by)
    item = ClearanceItem.objects.select_for_update().get(pk=item.pk)
    if clearance.held_on is None:
        raise ActionDenied("还没有登记会议情况，请先登记")
    if item.decision != said.seen:
        who = item.by or "同事"
        raise Stale(f"{who}刚把这条登记为“{item.get_decision_display()}”，请核对后再保存")
    if item.is_final:
        raise ActionDenied("这条的决定已写入台账；有误的在隐患页面上更正")
    hazard = Hazard.objects.select_related("office").get(pk=item.hazard_id)
    _WRITES[Decision(said.decision)](_Meeting(clearance, clearance.held_on, by), hazard, said)
    for name in ("decision", "responsible", "due_on", "to_agency", "words"):
        setattr(item, name, getattr(said, name))
    item.by = by
    item.save(update_fields=["decision", "responsible", "due_on", "to_agency", "words", "by"])
    summary = f"{hazard.number}：{item.get_decision_display()}，{said.responsible}"
    audit.record(
        "登记例检例查决定", by=by, office=item.office_id, target=clearance, summary=summary
    )
    return item


@dataclass(frozen=True, slots=True)
class _Meeting:
    clearance: Clearance
    held_on: date
    by: User

    def reason(self, said: Said) -> str:
        """The words of an event of the hazard."""
        where = f"月末销号例检例查决定（主持人{self.clearance.chair}）"
        return f"{where}：{said.words}" if said.words else where

    def opinion(self, matter: Matter, hazard: Hazard, words: str) -> LeaderOpinion | None:
        """The meeting's own word, given by the leader who led it."""
        leader = chair_of(self.clearance)
        if leader is not None:
            opinion = LeaderOpinion(
                office_id=hazard.office_id,
                matter=matter,
                leader=leader,
                decided_on=self.held_on,
                way=LeaderOpinion.Way.MEETING,
                words=words,
            )
            try:
                return opinions.record_opinion(opinion, by=self.by)
            except Refused as refusal:
                raise ActionDenied(str(refusal)) from refusal
        is_own = opinions.post_of(self.by, office_id=hazard.office_id) is not None
        rule = OpinionRule.of(hazard.office_id, matter)
        if not is_own and rule.demands(is_major=hazard.grade == Grade.MAJOR):
            raise ActionDenied(
                f"主持领导“{self.clearance.chair}”没有领导账号，不能记为其意见；"
                f"请到隐患页面办理{matter.label}，填写领导意见"
            )
        return None


def chair_of(clearance: Clearance) -> User | None:
    """The account of the leader who led it, by name."""
    leaders = User.objects.holding(LEADERS, office_id=clearance.office_id, village_id=None)
    return next((leader for leader in leaders if str(leader) == clearance.chair), None)


def _close(meeting: _Meeting, hazard: Hazard, said: Said) -> None:
    if hazard.status == Status.CLOSED:
        raise ActionDenied(f"这条已于{hazard.closed_on}销号")
    if hazard.is_open:
        raise ActionDenied("还没有报告整改完成，不能销号；请先在隐患页面“报告整改完成”")
    actions.pass_check(
        hazard,
        by=meeting.by,
        on=meeting.held_on,
        verifier=said.responsible,
        remark=meeting.reason(said),
    )


def _go_on(meeting: _Meeting, hazard: Hazard, said: Said) -> None:
    """Nothing to write while the deadline in force holds; without one this is the deadline."""
    if not hazard.is_unclosed:
        raise ActionDenied(f"这条隐患现在是“{hazard.get_status_display()}”，不用继续整改")
    due_on = _due(said)
    if hazard.status == Status.RECTIFIED:
        actions.fail_check(
            hazard,
            by=meeting.by,
            on=meeting.held_on,
            due_on=due_on,
            verifier=meeting.clearance.chair,
            remark=meeting.reason(said),
        )
        return
    if hazard.due_on is None and not hazard.is_standing:
        actions.assign(
            hazard,
            by=meeting.by,
            on=meeting.held_on,
            due_on=due_on,
            responsible_person="" if hazard.responsible_person else said.responsible,
            note=meeting.reason(said),
        )
        return
    # Of one that is late already the meeting says by when; it stays late until then.
    if hazard.due_on is not None and meeting.held_on <= hazard.due_on < due_on:
        raise ActionDenied(
            f"完成时限{due_on}晚于现在的整改期限{hazard.due_on}；要改期限的，决定请选“延期”"
        )


def _extend(meeting: _Meeting, hazard: Hazard, said: Said) -> None:
    due_on = _due(said)
    opinion = meeting.opinion(Matter.EXTEND, hazard, f"会议同意延期至{due_on}")
    actions.extend(
        hazard,
        by=meeting.by,
        on=meeting.held_on,
        due_on=due_on,
        reason=meeting.reason(said)[:200],
        opinion=opinion,
    )


def _refer(meeting: _Meeting, hazard: Hazard, said: Said) -> None:
    if said.to_agency is None:
        raise ActionDenied("请选择报送单位")
    actions.refer(
        hazard,
        by=meeting.by,
        on=meeting.held_on,
        to_agency=said.to_agency,
        reason=_reason_to_refer(hazard),
        reply_due_on=said.due_on,
        interim_measures=said.words,
    )


def _reason_to_refer(hazard: Hazard) -> str:
    if hazard.grade == Grade.MAJOR:
        return Referral.Reason.MAJOR
    return Referral.Reason.RECURRED if hazard.recurs_id else Referral.Reason.NO_POWER


def _list(meeting: _Meeting, hazard: Hazard, said: Said) -> None:
    """The township's own list; a body above lists by its own notice."""
    own = hazard.listings.standing_now().filter(level=Listing.Level.TOWNSHIP)
    if own.exists():
        raise ActionDenied("这条已由本级挂牌督办，还没有解除")
    opinion = meeting.opinion(Matter.LIST, hazard, "会议同意挂牌督办")
    actions.place_on_list(
        hazard,
        by=meeting.by,
        on=meeting.held_on,
        body=hazard.office.name,
        level=Listing.Level.TOWNSHIP,
        due_on=said.due_on,
        leader=said.responsible,
        opinion=opinion,
    )


def _due(said: Said) -> date:
    if said.due_on is None:
        raise ActionDenied("请填写完成时限")
    return said.due_on


_WRITES: dict[Decision, Callable[[_Meeting, Hazard, Said], None]] = {
    Decision.CLOSE: _close,
    Decision.GO_ON: _go_on,
    Decision.EXTEND: _extend,
    Decision.REFER: _refer,
    Decision.LIST: _list,
}
