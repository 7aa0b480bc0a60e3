"""Issuing, serving and cancelling notices; a number once given is never given again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from hazards.actions import ActionDenied, check_day, remember, set_deadline
from hazards.models import Hazard, Notice, NoticeItem
from hazards.workflow import Action
from township_safety.organisation import audit
from township_safety.organisation.models import NumberSequence, User

_DEMAND = "限期整改到位，整改期间落实安全防范措施"


@transaction.atomic
def draft_notice(notice: Notice, *, hazards: Sequence[Hazard], by: User) -> Notice:
    """A draft with one item per hazard, each with the hazard's words of this moment."""
    notice.recorded_by = by
    notice.save()
    for position, hazard in enumerate(hazards, start=1):
        if hazard.office_id != notice.office_id:
            raise ActionDenied("通知书和隐患不属于同一单位")
        NoticeItem.objects.create(
            office_id=notice.office_id,
            notice=notice,
            hazard=hazard,
            position=position,
            text=hazard.description,
            demand=hazard.measures or _DEMAND,
        )
    audit.record("起草通知书", by=by, office=notice.office_id, target=notice)
    return notice


@transaction.atomic
def issue_notice(notice: Notice, *, by: User, on: date) -> Notice:
    """Give the number and freeze the text; a stated date becomes each hazard's deadline."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    items = list(notice.items.select_related("hazard"))
    if notice.issued_on is not None:
        raise ActionDenied(f"这份通知书已于{notice.issued_on}签发，文号{notice.number}")
    if notice.kind.orders_rectification and not items:
        raise ActionDenied("整改通知书至少要有一条隐患")
    if notice.due_on is None and notice.days_to_rectify is None and items:
        raise ActionDenied("请填写整改期限，或自收到之日起几日内整改")
    latest = max((item.hazard.found_on for item in items), default=None)
    check_day(on, not_before=latest, what="签发")
    notice.issued_on = on
    notice.number = next_notice_number(notice, year=on.year)
    notice.save(update_fields=["issued_on", "number"])
    for item in items:
        if notice.due_on is not None:
            _renew_deadline(item.hazard, notice, due_on=notice.due_on, on=on, by=by)
        remember(item.hazard, Action.NOTICE, by=by, on=on, note=notice.number)
    audit.record("签发通知书", by=by, office=notice.office_id, target=notice)
    return notice


def next_notice_number(notice: Notice, *, year: int) -> str:
    """文号 per office, kind and year: 机关代字＋用字〔年〕序号号, no leading zeros."""
    serial = NumberSequence.objects.next_number(
        office_id=notice.office_id, kind=f"notice:{notice.kind.code}", year=year
    )
    office = notice.office
    word = f"{office.document_word or office.name}{notice.kind.number_word}"
    return f"{word}〔{year}〕{serial}号"


@transaction.atomic
def serve_notice(
    notice: Notice,
    *,
    by: User,
    on: date,
    service: str,
    received_by: str = "",
    is_refused: bool = False,
    witness: str = "",
) -> Notice:
    """送达: “收到之日起 N 日” now becomes a date for each hazard; calendar days."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.issued_on is None or notice.cancelled_on is not None:
        raise ActionDenied(f"这份通知书现在是“{notice.state}”，不能登记送达")
    if notice.served_on is not None:
        raise ActionDenied(f"这份通知书已于{notice.served_on}送达")
    if is_refused and not witness:
        raise ActionDenied("拒绝签收的，请填写见证人")
    check_day(on, not_before=notice.issued_on, what="送达")
    notice.served_on, notice.service, notice.received_by = on, service, received_by
    notice.is_refused, notice.witness = is_refused, witness
    fields = ["served_on", "service", "received_by", "is_refused", "witness"]
    if notice.days_to_rectify is not None:
        notice.due_on = on + timedelta(days=notice.days_to_rectify)
        fields.append("due_on")
    notice.save(update_fields=fields)
    for item in notice.items.select_related("hazard"):
        if notice.days_to_rectify is not None and notice.due_on is not None:
            _renew_deadline(item.hazard, notice, due_on=notice.due_on, on=on, by=by)
        remember(item.hazard, Action.SERVE, by=by, on=on, note=notice.number)
    audit.record("送达通知书", by=by, office=notice.office_id, target=notice)
    return notice


@transaction.atomic
def cancel_notice(notice: Notice, *, by: User, on: date, reason: str) -> Notice:
    """撤销: the number stays taken, the notice counts no more."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.issued_on is None:
        raise ActionDenied("草稿不用撤销")
    if notice.cancelled_on is not None:
        raise ActionDenied(f"这份通知书已于{notice.cancelled_on}撤销")
    check_day(on, not_before=notice.issued_on, what="撤销")
    notice.cancelled_on, notice.cancel_reason = on, reason
    notice.save(update_fields=["cancelled_on", "cancel_reason"])
    for item in notice.items.select_related("hazard"):
        remember(item.hazard, Action.CANCEL_NOTICE, by=by, on=on, note=f"{notice.number} {reason}")
    audit.record("撤销通知书", by=by, office=notice.office_id, target=notice, summary=reason)
    return notice


def _renew_deadline(hazard: Hazard, notice: Notice, *, due_on: date, on: date, by: User) -> None:
    """An open hazard is due on the notice's day; one already put right keeps its history."""
    if hazard.is_open:
        set_deadline(hazard, due_on=due_on, on=on, by=by, reason=f"通知书{notice.number}")
