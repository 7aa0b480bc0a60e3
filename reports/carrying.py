"""沿用上期: the passages of the last issue in a new draft, marked until somebody read them."""

from __future__ import annotations

from django.db import transaction

from reports.blocks import read_blocks, slots_of
from reports.models import Report, ReportSlot
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User


@transaction.atomic
def carry_over(report: Report) -> int:
    """Put the passages of the report before into this new one; returns how many."""
    before = Report.objects.written_before(report)
    if before is None:
        return 0
    asked = {slot.name for slot in slots_of(read_blocks(report.template.blocks))}
    carried = [
        ReportSlot(
            report=report,
            name=slot.name,
            text=slot.text,
            version=1,
            updated_by=slot.updated_by,
            carried_from=before,
        )
        for slot in before.slots.all()
        if slot.text.strip() and slot.name in asked
    ]
    return len(ReportSlot.objects.bulk_create(carried))


@transaction.atomic
def confirm_slot(report: Report, *, name: str, by: User) -> None:
    """Somebody read the passage and keeps it as it is."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if not locked.is_draft:
        raise Refused(f"这份报告现在是“{locked.get_state_display()}”，不能再改。")
    slot = ReportSlot.objects.filter(report=locked, name=name, carried_from__isnull=False).first()
    if slot is None:
        raise Refused("这一段已经改过或确认过了。")
    slot.carried_from = None
    slot.save(update_fields=["carried_from"])
    audit.record("确认沿用上期", by=by, office=locked.office_id, target=locked, summary=name)


def still_carried(report: Report) -> list[ReportSlot]:
    """Passages nobody has touched since they came from the last issue, in the report's order."""
    names = [slot.name for slot in slots_of(read_blocks(report.template.blocks))]
    rows = [slot for slot in report.slots.all() if slot.carried_from_id is not None]
    return sorted(rows, key=lambda slot: names.index(slot.name) if slot.name in names else 0)
