"""What is written about a leader's opinion: recorded, completed by its scan, confirmed, disputed.

The rows that an opinion covers are told by the apps above (hazards.opinions).
"""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.utils import timezone

from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import claim
from township_safety.organisation.models import (
    LEADERS,
    LeaderOpinion,
    Matter,
    Office,
    OpinionRule,
    Role,
    StoredFile,
    User,
)
from township_safety.values import clean_text

WORDS_LENGTH = 300


def post_of(leader: User, *, office_id: int) -> Role | None:
    """主要领导 before 分管领导; none for everybody else."""
    held = leader.roles_in(office_id) & LEADERS
    return min(held, key=list(Role).index, default=None)


@transaction.atomic
def record_opinion(opinion: LeaderOpinion, *, by: User) -> LeaderOpinion:
    """代登记: what the leader said, written down by the clerk. Raises Refused."""
    post = post_of(opinion.leader, office_id=opinion.office_id)
    if post is None:
        raise Refused(f"{opinion.leader}不是本单位的主要领导或分管领导，请重新选择签批领导")
    if opinion.decided_on > timezone.localdate():
        raise Refused(f"签批日期{opinion.decided_on}在今天之后，请核对")
    opinion.words = _said(opinion.words, missing="请填写领导意见原文")
    if opinion.scan is not None:
        opinion.scan = claim([opinion.scan], office_id=opinion.office_id, by=by)[0]
    opinion.post, opinion.recorded_by = post, by
    rule = OpinionRule.of(opinion.office_id, Matter(opinion.matter))
    opinion.must_confirm = rule.must_confirm and opinion.leader_id != by.pk
    opinion.save(force_insert=True)
    _log("代登记领导意见", opinion, by=by, summary=opinion.told)
    return opinion


def record_own(
    matter: Matter, *, office_id: int, by: User, on: date, words: str
) -> LeaderOpinion | None:
    """A leader who acts in the system has said so by acting; nothing for everybody else."""
    post = post_of(by, office_id=office_id)
    if post is None:
        return None
    return LeaderOpinion.objects.create(
        office_id=office_id,
        matter=matter,
        leader=by,
        post=post,
        decided_on=on,
        way=LeaderOpinion.Way.SYSTEM,
        words=(words or matter.label)[:WORDS_LENGTH],
        recorded_by=by,
        confirmed_at=timezone.now(),
        confirmed_by=by,
    )


@transaction.atomic
def take_back(opinion: LeaderOpinion, *, by: User) -> None:
    """One that covers nothing: every step it was recorded for was refused. Its scan goes, too."""
    _log("撤去未用的领导意见", opinion, by=by)
    scan = opinion.scan
    opinion.delete()
    if scan is not None:
        StoredFile.objects.filter(pk=scan.pk).update(claimed=False)


@transaction.atomic
def attach_scan(opinion: LeaderOpinion, *, scan: StoredFile, by: User) -> LeaderOpinion:
    """补签批件; one that is there already is kept, for others may have seen it."""
    opinion = _locked(opinion)
    if opinion.scan_id is not None:
        raise Refused("这条意见的签批件已经上传，不用再传")
    opinion.scan = claim([scan], office_id=opinion.office_id, by=by)[0]
    opinion.save(update_fields=["scan"])
    _log("补签批扫描件", opinion, by=by)
    return opinion


@transaction.atomic
def confirm_opinion(opinion: LeaderOpinion, *, by: User) -> LeaderOpinion:
    """The leader says: these are my words."""
    opinion = _awaiting(opinion, by=by)
    opinion.confirmed_at, opinion.confirmed_by = timezone.now(), by
    opinion.save(update_fields=["confirmed_at", "confirmed_by"])
    _log("确认领导意见", opinion, by=by)
    return opinion


@transaction.atomic
def dispute_opinion(opinion: LeaderOpinion, *, by: User, words: str) -> LeaderOpinion:
    """不属实: undoes nothing; the clerk has to look into it."""
    opinion = _awaiting(opinion, by=by)
    opinion.objected_at = timezone.now()
    opinion.objection = _said(words, missing="请写明哪里不属实")
    opinion.save(update_fields=["objected_at", "objection"])
    _log("领导意见不属实", opinion, by=by, summary=opinion.objection)
    return opinion


@transaction.atomic
def settle_dispute(opinion: LeaderOpinion, *, by: User, words: str) -> LeaderOpinion:
    """核实: what the clerk found out and did about it."""
    opinion = _locked(opinion)
    if not opinion.is_disputed:
        raise Refused("这条意见没有待核实的异议")
    opinion.settled_at, opinion.settled_by = timezone.now(), by
    opinion.settlement = _said(words, missing="请填写核实情况")
    opinion.save(update_fields=["settled_at", "settled_by", "settlement"])
    _log("核实领导意见", opinion, by=by, summary=opinion.settlement)
    return opinion


@transaction.atomic
def set_rule(
    office: Office, matter: Matter, *, demand: str, must_confirm: bool, by: User
) -> OpinionRule:
    """要不要领导意见: from now on; what was recorded before stays as it was."""
    rule = OpinionRule.of(office.pk, matter)
    before = [rule.demand, rule.must_confirm]
    if before == [demand, must_confirm]:
        return rule
    rule.demand, rule.must_confirm = OpinionRule.Demand(demand), must_confirm
    rule.save()
    changes = {matter.value: [before, [demand, must_confirm]]}
    audit.record("设置领导意见", by=by, office=office, target=rule, changes=changes)
    return rule


def _awaiting(opinion: LeaderOpinion, *, by: User) -> LeaderOpinion:
    opinion = _locked(opinion)
    if opinion.leader_id != by.pk:
        raise Refused(f"这是{opinion.leader}的意见，只能由本人确认")
    if not opinion.awaits_leader:
        raise Refused(f"这条意见现在是“{opinion.state}”，不用再确认")
    return opinion


def _locked(opinion: LeaderOpinion) -> LeaderOpinion:
    rows: models.QuerySet[LeaderOpinion] = LeaderOpinion.objects.select_for_update()
    return rows.get(pk=opinion.pk)


def _said(words: str, *, missing: str) -> str:
    said = clean_text(words, multiline=True, max_length=WORDS_LENGTH)
    if not said:
        raise Refused(missing)
    return said


def _log(action: str, opinion: LeaderOpinion, *, by: User, summary: str = "") -> None:
    audit.record(
        action,
        by=by,
        office=opinion.office_id,
        target=opinion,
        summary=f"{opinion.get_matter_display()}：{summary or opinion}",
    )
