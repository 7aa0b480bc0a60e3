"""A report on its way into the inbox of the office above; accepting it and sending it back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from reports.models import Delivery, Dispatch, IssuedReport, ReturnDemand
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, User
from township_safety.organisation.permissions import Permission
from township_safety.values import clean_text

_REASON_LENGTH = 300
_State = Delivery.State


def deliver(dispatch: Dispatch, *, by: User) -> Delivery:
    """本系统报上级, inside the transaction of the sending."""
    report = dispatch.report
    above = report.office.parent
    if above is None:
        raise Refused("本单位在系统里没有上级机构，请选别的报送方式。")
    issued = report.frozen
    found = Delivery(
        office=above,
        sender=report.office,
        way=Delivery.Way.SYSTEM,
        dispatch=dispatch,
        title=str(report),
        period_code=report.period_code,
        template_code=report.template.code,
        # The day it really came, whatever the sender wrote.
        delivered_on=timezone.localdate(),
        is_nil=dispatch.submission is not None and dispatch.submission.is_nil,
        figures=told_figures(issued),
        document=issued.document,
        digest=issued.digest,
        pdf=issued.pdf,
        file=issued.returned_file,
        note=dispatch.note,
        entered_by=by,
    )
    return register(found, by=by)


def told_figures(issued: IssuedReport) -> list[dict[str, Any]]:
    """Of each printed figure what another office can read and add up."""
    return [
        {
            "key": figure.key,
            "filters": figure.filters,
            "label": figure.label,
            "unit": figure.unit,
            "text": figure.text,
            "first_day": str(figure.first_day),
            "last_day": str(figure.last_day),
        }
        for figure in issued.figures.printed()
    ]


def register(delivery: Delivery, *, by: User) -> Delivery:
    """With the demand that it answers, where one is there."""
    if delivery.demand is None:
        delivery.demand = ReturnDemand.objects.answered_by(
            office_id=delivery.office_id,
            period_code=delivery.period_code,
            template_code=delivery.template_code,
        )
    delivery.save(force_insert=True)
    summary = f"{delivery}（{delivery.get_way_display()}）"
    audit.record("收到报送", by=by, office=delivery.office_id, target=delivery, summary=summary)
    return delivery


@transaction.atomic
def accept(delivery: Delivery, *, by: User) -> Delivery:
    return _decide(delivery, _State.ACCEPTED, by=by, reason="")


@transaction.atomic
def send_back(delivery: Delivery, *, by: User, reason: str) -> Delivery:
    """退回: the office below reads why, and sends again."""
    said = clean_text(reason, multiline=True, max_length=_REASON_LENGTH)
    if not said:
        raise Refused("请写明退回原因，报送单位据此修改。")
    return _decide(delivery, _State.RETURNED, by=by, reason=said)


def withdraw(delivery: Delivery, *, by: User) -> Delivery:
    """The sender takes it back; what was accepted stays with the office above."""
    row = _locked(delivery)
    if row.state == _State.ACCEPTED:
        raise Refused(f"{row.office}已经接收，不能撤回；数有错的，请办理更正。")
    if row.state == _State.RETURNED:
        return row
    row.state = _State.WITHDRAWN
    row.save(update_fields=["state"])
    audit.record("撤回报送", by=by, office=row.office_id, target=row)
    return row


def _decide(delivery: Delivery, state: Delivery.State, *, by: User, reason: str) -> Delivery:
    row = _locked(delivery)
    if not by.may(Permission.COMPOSE, office_id=row.office_id):
        raise Refused("您没有接收报送的权限。")
    if not row.is_waiting:
        raise Refused(f"这份来件现在是“{row.get_state_display()}”，不用再处理。")
    row.state, row.reason = state, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _tell_sender(row, by=by)
    return row


def _tell_sender(row: Delivery, *, by: User) -> None:
    """In both logs; the sender's registration carries the receipt."""
    summary = f"{row}：{row.get_state_display()}{row.reason}"
    audit.record("处理报送来件", by=by, office=row.office_id, target=row, summary=summary)
    dispatch = row.dispatch
    if dispatch is None:
        return
    audit.record(
        f"报送{row.get_state_display()}",
        by=by,
        office=row.sender_id,
        target=dispatch.report,
        summary=f"{row.office}：{row.get_state_display()}{row.reason}",
    )
    if row.state == _State.ACCEPTED and dispatch.received_on is None:
        dispatch.received_on = max(timezone.localdate(), dispatch.sent_on)
        dispatch.receipt = dispatch.receipt or f"{row.office}{by}在本系统接收"
        dispatch.save(update_fields=["received_on", "receipt"])


def _locked(delivery: Delivery) -> Delivery:
    rows = Delivery.objects.select_for_update(of=("self",))
    return rows.select_related("office", "sender", "dispatch__report").get(pk=delivery.pk)


def offices_below(office: Office) -> list[Office]:
    return list(Office.objects.filter(parent=office).order_by("pk"))
