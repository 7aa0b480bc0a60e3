"""会商分级: a list for the meeting, its decisions, and a level changed by itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from hazards.models import Consultation, ConsultationItem, Hazard
from hazards.models.classification import ResponsibleLevel
from hazards.models.consultations import MOST_ITEMS
from hazards.opinions import agreed
from hazards.related import Related
from hazards.steps import ActionDenied, check_day, locked, write
from hazards.workflow import Action, roles_for
from township_safety.organisation import audit
from township_safety.organisation.models import LeaderOpinion, Matter, Office, User

# What the meeting decides on a hazard, under the names both rows have.
DECIDED = ("responsible_level", "case_leader", "responsible_unit", "fund_source")


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the grid, with the version of the hazard as the person saw it."""

    responsible_level: str = ""
    case_leader: str = ""
    responsible_unit: str = ""
    fund_source: str = ""
    opinion: str = ""
    version: int | None = None


class RowsDenied(ActionDenied):
    """What is wrong with which rows; `refusals` is by the key of the item."""

    def __init__(self, refusals: Mapping[int, ActionDenied]) -> None:
        super().__init__(f"有{len(refusals)}条不能保存，原因写在各条下面；其他各条填的内容都还在")
        self.refusals = refusals


@transaction.atomic
def classify(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    responsible_level: str,
    case_leader: str = "",
    responsible_unit: str = "",
    fund_source: str = "",
    reason: str = "",
    opinion: LeaderOpinion | None = None,
    version: int | None = None,
) -> Hazard:
    """分级: what is left empty stays as it was; a level that was set before changes with a reason.

    A level has no dates: like every correction it holds for past days, too.
    """
    hazard = locked(hazard, Action.LEVEL, by=by, on=on, version=version)
    before = hazard.responsible_level
    is_change = bool(before) and before != responsible_level
    words = ""
    if is_change:
        old, new = hazard.get_responsible_level_display(), ResponsibleLevel(responsible_level).label
        if not reason:
            raise ActionDenied(f"责任层级由“{old}”改为“{new}”，请写明原因")
        words = f"同意责任层级由{old}改为{new}"
    if is_change or opinion is not None:
        opinion = agreed(hazard, Matter.LEVEL, opinion, by=by, on=on, words=words)
    said = {
        "responsible_level": responsible_level,
        "case_leader": case_leader,
        "responsible_unit": responsible_unit,
        "fund_source": fund_source,
    }
    changes = {
        name: value for name, value in said.items() if value and getattr(hazard, name) != value
    }
    if not changes:
        raise ActionDenied("和现在的分级一样，没有改动")
    return write(hazard, Action.LEVEL, by=by, on=on, note=reason, changes=changes, opinion=opinion)


@transaction.atomic
def draw_up(hazards: Sequence[Hazard], *, office: Office, by: User, uid: uuid.UUID) -> Consultation:
    """隐患会商清单 for the meeting. The second of two clicks finds the list of the first."""
    _check_role(office.pk, by=by)
    # The second click waits here for the first.
    _lock_all([row.pk for row in hazards])
    earlier = Consultation.objects.for_offices([office]).filter(uid=uid).first()
    if earlier is not None:
        return earlier
    if not 0 < len(hazards) <= MOST_ITEMS:
        raise ActionDenied(f"请勾选上会的隐患，一次最多{MOST_ITEMS}条")
    for hazard in hazards:
        if hazard.office_id != office.pk or hazard.is_voided:
            raise ActionDenied(f"隐患{hazard.number}不能列入本单位的会商清单")
    consultation = Consultation.objects.create(office=office, uid=uid, recorded_by=by)
    ConsultationItem.objects.bulk_create(
        ConsultationItem(
            office=office,
            consultation=consultation,
            hazard=hazard,
            position=position,
            **{name: getattr(hazard, name) for name in DECIDED},
        )
        for position, hazard in enumerate(hazards, start=1)
    )
    audit.record(
        "列会商清单",
        by=by,
        office=office.pk,
        target=consultation,
        summary=f"{consultation}，{len(hazards)}条",
    )
    return consultation


@transaction.atomic
def hold(
    consultation: Consultation,
    *,
    by: User,
    facts: Mapping[str, Any],
    decisions: Mapping[int, Decision],
    opinion: LeaderOpinion | None = None,
) -> Consultation:
    """会商结果: the meeting's facts and all its rows, or nothing. Raises RowsDenied.

    `decisions` is by the key of the item. What the meeting left without a level goes on waiting.
    """
    consultation = _locked(consultation, by=by)
    if consultation.held_on is not None:
        raise ActionDenied(f"这份清单已于{consultation.held_on}登记会商结果，没有重复登记")
    for name, value in facts.items():
        setattr(consultation, name, value)
    check_day(facts["held_on"], not_before=None, what="会商")
    _lock_all(consultation.items.values_list("hazard", flat=True))
    refusals: dict[int, ActionDenied] = {}
    for item in consultation.items.select_related("hazard"):
        try:
            decision = decisions.get(item.pk, Decision())
            _decide(item, decision, consultation, by=by, opinion=opinion)
        except ActionDenied as denied:
            refusals[item.pk] = denied
    if refusals:
        raise RowsDenied(refusals)
    consultation.save()
    audit.record(
        "登记会商结果",
        by=by,
        office=consultation.office_id,
        target=consultation,
    )
    return consultation


def _decide(
    item: ConsultationItem,
    decision: Decision,
    consultation: Consultation,
    *,
    by: User,
    opinion: LeaderOpinion | None,
) -> None:
    for name in (*DECIDED, "opinion"):
        setattr(item, name, getattr(decision, name))
    item.save(update_fields=[*DECIDED, "opinion"])
    if item.hazard.is_voided:
        return
    said = {name: getattr(decision, name) for name in DECIDED}
    if all(not value or getattr(item.hazard, name) == value for name, value in said.items()):
        return
    if not decision.responsible_level:
        raise ActionDenied("填了包案领导等内容的，请选择责任层级；会上没有定的，只填会商意见")
    is_change = bool(item.hazard.responsible_level) and (
        item.hazard.responsible_level != decision.responsible_level
    )
    if is_change and not decision.opinion:
        raise ActionDenied("这条已经分过级，改动的请在会商意见中写明原因")
    where = f"会商分级（主持人{consultation.host}）"
    reason = f"{where}：{decision.opinion}" if decision.opinion else where
    assert consultation.held_on is not None  # noqa: S101 -- narrows the type
    classify(
        item.hazard,
        by=by,
        on=consultation.held_on,
        reason=reason,
        opinion=opinion,
        version=decision.version,
        **said,
    )


@transaction.atomic
def amend_meeting(consultation: Consultation, *, by: User, facts: Mapping[str, Any]) -> None:
    """A word about a meeting that was held was entered wrongly; its day and levels stay."""
    kept = _locked(consultation, by=by)
    if kept.held_on is None:
        raise ActionDenied("还没有登记会商结果，请先登记")
    changes = {
        name: [getattr(kept, name), value]
        for name, value in facts.items()
        if getattr(kept, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(changes))
    audit.record(
        "更正会商情况",
        by=by,
        office=kept.office_id,
        target=kept,
        summary=str(kept),
        changes=changes,
    )


@transaction.atomic
def void_list(consultation: Consultation, *, by: User, reason: str) -> Consultation:
    """误录作废 of a list whose meeting has not been held; its hazards wait as before."""
    consultation = _locked(consultation, by=by)
    if consultation.held_on is not None:
        raise ActionDenied("已经登记会商结果的清单不能作废；分级有误的，在隐患页面重新分级")
    consultation.voided_at, consultation.voided_by = timezone.now(), by
    consultation.void_reason = reason
    consultation.save(update_fields=["voided_at", "voided_by", "void_reason"])
    audit.record(
        "误录作废", by=by, office=consultation.office_id, target=consultation, summary=reason
    )
    return consultation


def meetings_of(hazard: Hazard, reader: User) -> Iterator[Related]:
    """The meetings that spoke of the hazard, and the list on which it waits for one."""
    lists = Consultation.objects.scoped_for(reader).counted()
    items = hazard.consultation_items.select_related("consultation")
    for item in items.filter(consultation__in=lists):
        consultation = item.consultation
        on, text = timezone.localdate(consultation.recorded_at), "已列入会商清单，待会商"
        if consultation.held_on is not None:
            level = item.get_responsible_level_display() or "未定"
            on, text = consultation.held_on, f"{level}（主持人{consultation.host}）"
        yield Related("会商分级", on, text, consultation.get_absolute_url())


def _locked(consultation: Consultation, *, by: User) -> Consultation:
    consultation = Consultation.objects.select_for_update().get(pk=consultation.pk)
    _check_role(consultation.office_id, by=by)
    if consultation.is_voided:
        raise ActionDenied("这份清单已误录作废")
    return consultation


def _lock_all(keys: Iterable[int]) -> None:
    """In the order of their keys, so that none waits for ever."""
    list(Hazard.objects.with_keys(list(keys)).select_for_update().order_by("pk"))


def _check_role(office_id: int, *, by: User) -> None:
    if not by.roles_in(office_id) & roles_for(Action.LEVEL):
        raise ActionDenied("您的角色不能办理会商分级，请联系安办工作人员")
