"""Registering a sending, its receipt, and taking back one that was registered by mistake."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from reports.actions import locked
from reports.models import Delivery, Dispatch
from reports.receiving.delivering import deliver, withdraw
from township_safety.activities.models import Submission
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import claim
from township_safety.organisation.models import StoredFile, User
from township_safety.values import clean_text

_REASON_LENGTH = 200


@transaction.atomic
def send(dispatch: Dispatch, *, by: User) -> Dispatch:
    """报送: an unsaved row of an issued report. Inside this system it lies in the inbox at once."""
    report = locked(dispatch.report)
    if not report.is_issued:
        raise Refused(f"这份报告现在是“{report.status_label}”，签发以后才能报送。")
    signed_on = report.frozen.issued_on
    if dispatch.sent_on < signed_on:
        raise Refused(f"报送日期{dispatch.sent_on}早于签发日期{signed_on}，请核对。")
    if dispatch.sent_on > timezone.localdate():
        raise Refused(f"报送日期{dispatch.sent_on}在今天之后，请核对。")
    is_inside = dispatch.channel == Dispatch.Channel.SYSTEM
    if is_inside and report.dispatches.in_the_inbox().exists():
        raise Refused("这份报告已经用本系统报过；要重报的，先把原来的报送登记作废。")
    dispatch.office_id, dispatch.recorded_by = report.office_id, by
    if dispatch.scan is not None:
        dispatch.scan = claim([dispatch.scan], office_id=report.office_id, by=by)[0]
    dispatch.save(force_insert=True)
    if dispatch.submission is not None and dispatch.went_out:
        _settle(dispatch.submission, on=dispatch.sent_on)
    if is_inside:
        deliver(dispatch, by=by)
    summary = f"{report}：{dispatch.get_channel_display()}，{dispatch.addressee}"
    audit.record("报送报告", by=by, office=report.office_id, target=report, summary=summary)
    return dispatch


def _settle(owed: Submission, *, on: date) -> None:
    """应报 becomes 已报 in the register of returns."""
    row = Submission.objects.select_for_update().get(pk=owed.pk)
    if row.submitted_on is None:
        row.submitted_on = on
        row.save(update_fields=["submitted_on"])


@transaction.atomic
def acknowledge(
    dispatch: Dispatch,
    *,
    received_on: date | None,
    receipt: str,
    scan: StoredFile | None,
    by: User,
) -> Dispatch:
    """回执: who took it and when; the stamped copy may follow later."""
    row = _standing(dispatch)
    if received_on is not None and received_on < row.sent_on:
        raise Refused(f"签收日期{received_on}早于报送日期{row.sent_on}，请核对。")
    if received_on is not None and received_on > timezone.localdate():
        raise Refused(f"签收日期{received_on}在今天之后，请核对。")
    row.received_on, row.receipt = received_on, receipt
    if scan is not None and scan != row.scan:
        row.scan = claim([scan], office_id=row.office_id, by=by)[0]
    row.save()
    audit.record(
        "登记报送回执",
        by=by,
        office=row.office_id,
        target=row.report,
        summary=f"{row.addressee} {row.receipt}",
    )
    return row


@transaction.atomic
def void(dispatch: Dispatch, *, by: User, reason: str) -> Dispatch:
    """误录作废: it was not sent like that; what the other side accepted stays."""
    row = _standing(dispatch)
    said = clean_text(reason, max_length=_REASON_LENGTH)
    if not said:
        raise Refused("请写明作废原因。")
    delivery = Delivery.objects.filter(dispatch=row).first()
    if delivery is not None:
        withdraw(delivery, by=by)
    row.voided_at, row.voided_by, row.void_reason = timezone.now(), by, said
    row.save()
    _reopen(row)
    audit.record(
        "作废报送登记", by=by, office=row.office_id, target=row.report, summary=f"{row}：{said}"
    )
    return row


def _reopen(row: Dispatch) -> None:
    """The return is owed again, unless another sending answers it."""
    owed = row.submission
    if owed is None or owed.submitted_on != row.sent_on:
        return
    if not Dispatch.objects.counted().filter(submission=owed).exists():
        owed.submitted_on = None
        owed.save(update_fields=["submitted_on"])


def _standing(dispatch: Dispatch) -> Dispatch:
    rows = Dispatch.objects.select_for_update(of=("self",)).select_related("report", "submission")
    row = rows.get(pk=dispatch.pk)
    if row.is_voided:
        raise Refused("这条报送登记已经作废。")
    return row
