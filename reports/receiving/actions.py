"""布置报送, 代录, 导入上报文件: what the receiving office writes itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from reports.models import Delivery, ReturnDemand
from reports.receiving.delivering import offices_below, register
from reports.receiving.packages import unpacked
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import Upload, claim, store_any
from township_safety.organisation.models import Office, User


@transaction.atomic
def demand_returns(demand: ReturnDemand, *, by: User) -> ReturnDemand:
    """Every office below owes it; what came in before is taken as the answer."""
    demand.created_by = by
    demand.save(force_insert=True)
    for delivery in Delivery.objects.for_offices([demand.office_id]).unasked():
        if demand.is_answered_by(delivery.period_code, delivery.template_code):
            delivery.demand = demand
            delivery.save(update_fields=["demand"])
    summary = f"{demand}，{demand.due_on}前"
    audit.record("布置报送", by=by, office=demand.office_id, target=demand, summary=summary)
    return demand


def enter_for(delivery: Delivery, *, upload: Upload | None, by: User) -> Delivery:
    """代录: a township without the system sent a table or a scan; accepted as it is entered."""
    demand = delivery.demand
    if demand is None or delivery.sender not in offices_below(demand.office):
        raise Refused("只能代录下级单位的报送。")
    if delivery.delivered_on > timezone.localdate():
        raise Refused(f"报到日期{delivery.delivered_on}在今天之后，请核对。")
    if upload is None and not delivery.note:
        raise Refused("请上传报来的文件，或者在备注里写明是谁、怎样报的；零报告也要有凭据。")
    stored = store_any(upload, office=demand.office, by=by) if upload is not None else None
    with transaction.atomic():
        if stored is not None:
            delivery.file = claim([stored], office_id=demand.office_id, by=by)[0]
        delivery.office, delivery.entered_by = demand.office, by
        delivery.way = Delivery.Way.PROXY
        delivery.title = f"{demand.name}（代录）"
        delivery.period_code = demand.period_code
        delivery.state = Delivery.State.ACCEPTED
        delivery.decided_by, delivery.decided_at = by, timezone.now()
        return register(delivery, by=by)


@transaction.atomic
def take_in(content: bytes, *, office: Office, by: User) -> Delivery:
    """上报文件: checked, kept, and waiting to be accepted."""
    return register(unpacked(content, receiver=office, by=by), by=by)
