"""What goes out and comes back of one issued report, made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from reports.models import (
    Correction,
    CorrectionLine,
    Delivery,
    Dispatch,
    Report,
    ReturnDemand,
    ReturnedText,
)
from township_safety.organisation.models import User

_DAY = date(2024, 3, 4)

# Which row each address is asked for.
KEYED_OUTGOING: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "reports:returned",
            "reports:dispatch_new",
            "reports:correction_new",
            "reports:package",
        ),
        ("issued",),
    ),
    "reports:returned_decide": ("returned",),
    "reports:dispatch_receipt": ("dispatch",),
    "reports:dispatch_void": ("dispatch",),
    **dict.fromkeys(
        (
            "reports:correction",
            "reports:correction_issue",
            "reports:correction_drop",
            "reports:correction_pdf",
            "reports:correction_word",
        ),
        ("correction",),
    ),
    "reports:demand": ("demand",),
    "reports:delivery_enter": ("demand",),
    "reports:delivery": ("delivery",),
    "reports:delivery_decide": ("delivery",),
}


def make_outgoing_rows(issued: int, clerk: User) -> dict[str, Any]:
    report = Report.objects.select_related("office", "frozen").get(pk=issued)
    office, frozen = report.office, report.frozen
    correction = Correction.objects.create(
        office=office,
        report=report,
        addressee="上级安委办",
        reason="登记迟了",
        dated_on=_DAY,
        created_by=clerk,
    )
    figure = frozen.figures.get()
    CorrectionLine.objects.create(
        correction=correction, figure=figure, label=figure.label, before="0", after="1"
    )
    demand = ReturnDemand.objects.create(
        office=office,
        name=f"月报{issued}",
        period_code="2024-02",
        due_on=_DAY,
        created_by=clerk,
    )
    returned = ReturnedText.objects.create(
        office=office,
        report=report,
        file=frozen.docx,
        uploaded_by=clerk,
        digest="0" * 64,
        deviations={},
    )
    dispatch = Dispatch.objects.create(
        office=office,
        report=report,
        sent_on=_DAY,
        addressee="上级安委办",
        channel=Dispatch.Channel.PAPER,
        sent_by="某甲",
        recorded_by=clerk,
    )
    delivery = Delivery.objects.create(
        office=office,
        sender=office,
        demand=demand,
        way=Delivery.Way.FILE,
        title="月报",
        period_code="2024-02",
        delivered_on=_DAY,
        entered_by=clerk,
    )
    return {
        "correction": correction.pk,
        "demand": demand.pk,
        "returned": returned.pk,
        "dispatch": dispatch.pk,
        "delivery": delivery.pk,
    }
