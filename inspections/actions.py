"""Writes that tie an operation to what it found."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from hazards.models import Hazard, HazardCount
from hazards.steps import ActionDenied
from inspections.models import Finding, Operation, OperationTarget
from township_safety.organisation import audit
from township_safety.organisation.actions import void_row
from township_safety.organisation.models import User


@transaction.atomic
def record_finding(
    operation: Operation,
    *,
    by: User,
    hazard: Hazard | None = None,
    count: HazardCount | None = None,
    target: OperationTarget | None = None,
) -> Finding:
    """One hazard, or one count of hazards, came out of this operation.

    Raises ActionDenied when either was voided, belongs to another office, is older than the
    operation, or was already found by another one.
    """
    found = hazard or count
    if found is None or (hazard and count):
        raise ActionDenied("检查发现填一条隐患，或者一条汇总登记，两者选一")
    _check(operation, found=found, target=target)
    _release(found, by=by)
    finding = Finding.objects.add_to(
        operation, by=by, hazard=hazard, hazard_count=count, target=target
    )
    audit.record(
        "登记检查发现",
        by=by,
        office=operation.office_id,
        target=operation,
        changes={"hazard": hazard and str(hazard.uid), "count": count and str(count.uid)},
    )
    return finding


@transaction.atomic
def untie_finding(finding: Finding, *, by: User, reason: str) -> Finding:
    """The operation did not find it after all; the hazard stays as it is. Raises Refused."""
    voided = void_row(finding, by=by, reason=reason)
    found = voided.hazard or voided.hazard_count
    audit.record(
        "解除检查发现",
        by=by,
        office=voided.office_id,
        target=voided.operation,
        summary=f"{voided.operation}：{found}，{reason}",
    )
    return voided


def _check(
    operation: Operation, *, found: Hazard | HazardCount, target: OperationTarget | None
) -> None:
    found_on = found.found_on if isinstance(found, Hazard) else found.on
    if operation.is_voided or found.is_voided:
        raise ActionDenied("已误录作废的记录不能登记检查发现")
    if found.office_id != operation.office_id:
        raise ActionDenied("检查发现须与检查执法同属一个单位")
    if found_on < operation.on:
        raise ActionDenied(f"隐患的日期{found_on}早于检查日期{operation.on}，请核对日期")
    if target is not None and target.operation_id != operation.pk:
        raise ActionDenied("检查对象须是这次检查的")
    if Finding.objects.counted().of(found).exists():
        raise ActionDenied("已登记为一次检查所发现，不能重复登记")


def _release(found: Hazard | HazardCount, *, by: User) -> None:
    """A line of a voided operation no longer counts; it must not hold on to the hazard."""
    for stale in Finding.objects.of(found).left_behind():
        stale.voided_at = timezone.now()
        stale.voided_by = by
        stale.void_reason = "所属的检查执法已误录作废"
        stale.save(update_fields=["voided_at", "voided_by", "void_reason"])
