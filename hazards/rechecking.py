"""整改复查 of a notice or a site: every item moved by its own step, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from hazards import actions
from hazards.models import Hazard, Notice, Recheck, RecheckItem
from hazards.models.questions import HazardQuerySet
from hazards.steps import ActionDenied, check_day
from hazards.workflow import OTHER_ROLES, UNCLOSED, Action, Status
from township_safety.organisation import audit
from township_safety.organisation.models import NumberSequence, User
from township_safety.register.models import Site

Outcome = RecheckItem.Outcome
# 文号 of 整改复查意见书: its run of numbers, and what stands behind the office's word.
NUMBER_KIND = "recheck"
NUMBER_WORD = "复查"

_FOUND_DONE = "复查时已整改到位"
_FOUND_OPEN = "复查时仍未整改"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one hazard; `version` is the row as the person had it before them."""

    hazard: Hazard
    outcome: Outcome
    opinion: str = ""
    due_on: date | None = None
    version: int | None = None


class ItemsDenied(ActionDenied):
    """Some items cannot be recorded so; nothing was. `reasons` is by the hazard's key."""

    def __init__(self, reasons: dict[int, str]) -> None:
        super().__init__(f"有{len(reasons)}条不能这样办理，全部没有保存，原因写在各条下面")
        self.reasons = reasons


def of_notice(notice: Notice, *, reader: User) -> HazardQuerySet:
    return _in_order(Hazard.objects.scoped_for(reader).on_notice(notice))


def of_site(site: Site, *, reader: User) -> HazardQuerySet:
    return _in_order(Hazard.objects.scoped_for(reader).filter(site=site))


def failed_at(recheck: Recheck, *, reader: User) -> HazardQuerySet:
    """What that visit found wanting: the items of the next one."""
    failed = recheck.items.filter(outcome=Outcome.FAILED)
    rows = Hazard.objects.scoped_for(reader).filter(pk__in=failed.values("hazard"))
    return _in_order(rows)


def _in_order(hazards: HazardQuerySet) -> HazardQuerySet:
    """Those reported rectified first."""
    return hazards.with_names().order_by("-status", "found_on", "pk")


def to_look_at(hazards: HazardQuerySet) -> HazardQuerySet:
    return hazards.filter(status__in=UNCLOSED)


@transaction.atomic
def record_recheck(recheck: Recheck, *, seen: Sequence[Seen], by: User) -> Recheck:
    """The visit with its items; each hazard passes or fails, what was not seen stays.

    Raises ItemsDenied naming every item that its step refuses.
    """
    if all(item.outcome == Outcome.UNSEEN for item in seen):
        raise ActionDenied("每一条都是未查，没有可以保存的复查结果")
    check_day(recheck.on, not_before=issued_on(recheck.notice), what="复查")
    _move(seen, recheck=recheck, by=by)
    recheck.by = by
    recheck.save()
    words = _ordered_words(recheck.notice)
    for position, item in enumerate(seen, start=1):
        RecheckItem.objects.create(
            office_id=recheck.office_id,
            recheck=recheck,
            hazard=item.hazard,
            position=position,
            text=words.get(item.hazard.pk, item.hazard.description),
            outcome=item.outcome,
            opinion=item.opinion,
            due_on=item.due_on,
        )
    audit.record(
        "登记整改复查", by=by, office=recheck.office_id, target=recheck, summary=str(recheck)
    )
    return recheck


def issued_on(notice: Notice | None) -> date | None:
    """Only what was ordered is rechecked; without a notice nothing is demanded."""
    if notice is None:
        return None
    if not notice.is_in_force:
        raise ActionDenied(f"这份通知书现在是“{notice.state}”，不能登记整改复查")
    return notice.issued_on


def _ordered_words(notice: Notice | None) -> dict[int, str]:
    return dict(notice.items.values_list("hazard", "text")) if notice else {}


def _move(seen: Sequence[Seen], *, recheck: Recheck, by: User) -> None:
    """In the order of their keys, so that two visits at once do not wait for each other."""
    reasons = {}
    for item in sorted(seen, key=lambda item: item.hazard.pk):
        try:
            with transaction.atomic():
                _move_one(item, recheck=recheck, by=by)
        except ActionDenied as denied:
            reasons[item.hazard.pk] = str(denied)
    if reasons:
        raise ItemsDenied(reasons)


def _move_one(item: Seen, *, recheck: Recheck, by: User) -> None:
    on, hazard = recheck.on, item.hazard
    if hazard.office_id != recheck.office_id:
        raise ActionDenied("这条隐患属于另一单位")
    said = {"verifier": recheck.verifier, "remark": item.opinion}
    if item.outcome == Outcome.PASSED:
        version = item.version
        if hazard.status == Status.OPEN:
            _demand_two_people(hazard)
            measures = item.opinion or _FOUND_DONE
            hazard = actions.claim(hazard, by=by, on=on, measures=measures, version=version)
            version = hazard.version
        actions.pass_check(hazard, by=by, on=on, version=version, **said)
    elif item.outcome == Outcome.FAILED:
        if item.due_on is None:
            raise ActionDenied("不合格的要有新的整改期限")
        if hazard.status == Status.OPEN:
            note = f"{_FOUND_OPEN}：{item.opinion}" if item.opinion else _FOUND_OPEN
            actions.assign(
                hazard, by=by, on=on, due_on=item.due_on, note=note[:200], version=item.version
            )
        else:
            actions.fail_check(
                hazard, by=by, on=on, due_on=item.due_on, version=item.version, **said
            )


def _demand_two_people(hazard: Hazard) -> None:
    """What nobody reported rectified would be reported and checked by the same person here."""
    if not hazard.office.same_person_may_verify:
        raise ActionDenied(
            "还没有人报告整改完成。本单位报告整改和复查不能是同一人："
            "请先由他人报告整改完成，这一次选“未查”；或者在单位设置中放开"
        )


@transaction.atomic
def number_recheck(recheck: Recheck, *, by: User) -> Recheck:
    """出具整改复查意见书: the next number of the year; from now on its words stay."""
    recheck = Recheck.objects.select_for_update().get(pk=recheck.pk)
    if not by.roles_in(recheck.office_id) & OTHER_ROLES[Action.NOTICE]:
        raise ActionDenied("您的角色不能出具整改复查意见书，请联系安办工作人员")
    if recheck.number:
        raise ActionDenied(f"已出具整改复查意见书{recheck.number}")
    year = recheck.on.year
    serial = NumberSequence.objects.next_number(
        office_id=recheck.office_id, kind=NUMBER_KIND, year=year
    )
    word = recheck.office.document_word or recheck.office.name
    recheck.number = f"{word}{NUMBER_WORD}〔{year}〕{serial}号"
    recheck.save(update_fields=["number"])
    audit.record("出具整改复查意见书", by=by, office=recheck.office_id, target=recheck)
    return recheck


@transaction.atomic
def correct_recheck(
    recheck: Recheck,
    *,
    by: User,
    reason: str,
    verifier: str,
    remark: str,
    opinions: Mapping[int, str],
) -> Recheck:
    """Words entered wrongly, here and in the hazards' own records; outcomes and days stay.

    `opinions` is by the item's key.
    """
    recheck = Recheck.objects.select_for_update().get(pk=recheck.pk)
    if recheck.number:
        raise ActionDenied(f"已出具整改复查意见书{recheck.number}，不能再更正")
    changed = recheck.verifier != verifier
    for item in recheck.items.exclude(outcome=Outcome.UNSEEN).order_by("hazard"):
        opinion = opinions.get(item.pk, item.opinion)
        if changed or opinion != item.opinion:
            _amend(item, by=by, reason=reason, verifier=verifier, opinion=opinion)
    recheck.verifier, recheck.remark = verifier, remark
    recheck.save(update_fields=["verifier", "remark"])
    audit.record("更正整改复查", by=by, office=recheck.office_id, target=recheck, summary=reason)
    return recheck


def _amend(item: RecheckItem, *, by: User, reason: str, verifier: str, opinion: str) -> None:
    """What was still open had no claim to decide: then only the visit itself says it."""
    decided = item.hazard.rectifications.filter(
        decided_on=item.recheck.on, outcome=item.outcome
    ).last()
    if decided is not None:
        actions.amend_rectification(
            decided,
            by=by,
            on=timezone.localdate(),
            reason=reason,
            values={"verifier": verifier, "remark": opinion},
        )
    item.opinion = opinion
    item.save(update_fields=["opinion"])
