"""Writes of a session: its list, the meeting itself, the outing by which reports count it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hazards.models import Hazard
from hazards.steps import ActionDenied, check_day
from hazards.workflow import Action, roles_for
from inspections.clearing.proposing import BY_HAND, Proposed
from inspections.models import Clearance, ClearanceItem, Operation
from inspections.models.clearances import MOST_LINES, NAME
from inspections.outing import begin
from township_safety.organisation import audit
from township_safety.organisation.models import Office, User
from township_safety.register.models import Kind

KIND = "month_end_clearance"
# The outing tells of the leader what the session says.
_OF_THE_OUTING = {"chair": "leaders", "chair_class": "leader_class"}


@transaction.atomic
def draw_up(
    lines: Sequence[Proposed], *, office: Office, month: date, by: User, uid: uuid.UUID
) -> Clearance:
    """The list of the month. The second of two clicks finds what the first one made."""
    check_role(office.pk, by=by)
    Office.objects.select_for_update().get(pk=office.pk)
    month = month.replace(day=1)
    own = Clearance.objects.for_offices([office]).counted()
    if (earlier := own.filter(uid=uid).first()) is not None:
        return earlier
    if (earlier := own.filter(month=month).first()) is not None:
        raise ActionDenied(f"{earlier}已经有了（{earlier.state}），请打开它调整")
    if month > timezone.localdate():
        raise ActionDenied("还没有到这个月")
    clearance = Clearance.objects.create(office=office, month=month, uid=uid, recorded_by=by)
    _put_on(clearance, lines, by=by)
    _log("列例检例查清单", clearance, by=by, summary=f"{clearance}，{len(lines)}条")
    return clearance


@transaction.atomic
def add_lines(clearance: Clearance, hazards: Iterable[Hazard], *, by: User) -> int:
    """By hand, before the meeting or at it; how many were not on the list yet."""
    clearance = locked(clearance, by=by)
    there = set(clearance.items.values_list("hazard", flat=True))
    new = [Proposed(hazard, BY_HAND) for hazard in hazards if hazard.pk not in there]
    _put_on(clearance, new, by=by)
    if new:
        numbers = "、".join(line.hazard.number for line in new)
        _log("增列例检例查隐患", clearance, by=by, summary=f"{clearance}：{numbers}")
    return len(new)


@transaction.atomic
def drop_line(item: ClearanceItem, *, by: User) -> None:
    """Taken off the list; what has been decided stays."""
    clearance = locked(item.clearance, by=by)
    item = ClearanceItem.objects.select_for_update().get(pk=item.pk)
    if item.decision:
        raise ActionDenied("这条已经有会议决定，不能去掉")
    number = item.hazard.number
    item.delete()
    _log("去掉例检例查隐患", clearance, by=by, summary=f"{clearance}：{number}")


@transaction.atomic
def hold(clearance: Clearance, *, by: User, facts: Mapping[str, Any]) -> Clearance:
    """The meeting took place; from now on its lines can be decided on."""
    clearance = locked(clearance, by=by)
    if clearance.held_on is not None:
        raise ActionDenied(f"已于{clearance.held_on}登记会议情况，没有重复登记")
    check_day(facts["held_on"], not_before=None, what="召开")
    if facts["held_on"] < clearance.month:
        raise ActionDenied(f"召开日期{facts['held_on']}早于{clearance.month}，请核对")
    for name, value in facts.items():
        setattr(clearance, name, value)
    clearance.operation = _outing(clearance, on=facts["held_on"], by=by)
    clearance.save()
    _log("登记例检例查", clearance, by=by)
    return clearance


@transaction.atomic
def amend_session(clearance: Clearance, *, by: User, facts: Mapping[str, Any]) -> None:
    """A word about the meeting was entered wrongly; its day and its decisions stay."""
    clearance = locked(clearance, by=by)
    if clearance.held_on is None:
        raise ActionDenied("还没有登记会议情况，请先登记")
    changes = {
        name: [getattr(clearance, name), value]
        for name, value in facts.items()
        if getattr(clearance, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(clearance, name, value)
    clearance.save(update_fields=list(changes))
    _tell_outing(clearance, changes, by=by)
    _log("更正例检例查情况", clearance, by=by, changes=changes)


@transaction.atomic
def void_list(clearance: Clearance, *, by: User, reason: str) -> Clearance:
    """误录作废 of a list whose meeting has not been held."""
    clearance = locked(clearance, by=by)
    if clearance.held_on is not None:
        raise ActionDenied("已经召开的不能作废；写错的内容请点“更正会议情况”")
    clearance.voided_at, clearance.voided_by = timezone.now(), by
    clearance.void_reason = reason
    clearance.save(update_fields=["voided_at", "voided_by", "void_reason"])
    _log("误录作废", clearance, by=by, summary=reason)
    return clearance


def locked(clearance: Clearance, *, by: User) -> Clearance:
    clearance = Clearance.objects.select_for_update().get(pk=clearance.pk)
    check_role(clearance.office_id, by=by)
    if clearance.is_voided:
        raise ActionDenied("这份清单已误录作废")
    return clearance


def check_role(office_id: int, *, by: User) -> None:
    if not by.roles_in(office_id) & roles_for(Action.LEVEL):
        raise ActionDenied("您的角色不能办理例检例查，请联系安办工作人员")


def _put_on(clearance: Clearance, lines: Sequence[Proposed], *, by: User) -> None:
    last = clearance.items.aggregate(last=Max("position"))["last"] or 0
    if clearance.items.count() + len(lines) > MOST_LINES:
        raise ActionDenied(f"一次例检例查最多列{MOST_LINES}条，请少选一些")
    for line in lines:
        hazard = line.hazard
        if hazard.office_id != clearance.office_id or not hazard.is_unclosed:
            raise ActionDenied(f"隐患{hazard.number}已经销号或作废，或不是本单位的，不能列入")
    ClearanceItem.objects.bulk_create(
        ClearanceItem(
            office_id=clearance.office_id,
            clearance=clearance,
            hazard=line.hazard,
            position=position,
            why=line.why,
        )
        for position, line in enumerate(lines, start=last + 1)
    )


def _outing(clearance: Clearance, *, on: date, by: User) -> Operation:
    """One that the office entered itself for the day, or a new one."""
    kinds = Kind.objects.available_to(clearance.office_id).with_code(KIND)
    kind = kinds.filter(domain=Kind.Domain.OPERATION).first()
    if kind is None:
        raise ActionDenied("检查执法方式中没有“月末销号例检例查”，请先在“基础数据”中补上")
    own = Operation.objects.for_offices([clearance.office_id]).counted()
    there = own.filter(kind=kind, on=on, clearance__isnull=True).first()
    if there is not None:
        return there
    operation = Operation(
        office_id=clearance.office_id,
        on=on,
        kind=kind,
        topic=f"{clearance.month.month}月{NAME}",
        leader_class=clearance.chair_class,
        leaders=clearance.chair,
        done_by=clearance.participants[:200],
    )
    return begin(operation, tags={}, by=by)


def _tell_outing(clearance: Clearance, changes: Mapping[str, Any], *, by: User) -> None:
    told = {_OF_THE_OUTING[name]: name for name in changes if name in _OF_THE_OUTING}
    operation = clearance.operation
    if operation is None or not told:
        return
    for theirs, ours in told.items():
        setattr(operation, theirs, getattr(clearance, ours))
    operation._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    operation.save(update_fields=list(told))


def _log(action: str, clearance: Clearance, *, by: User, summary: str = "", **more: Any) -> None:
    audit.record(
        action,
        by=by,
        office=clearance.office_id,
        target=clearance,
        summary=(summary or str(clearance))[:300],
        **more,
    )
