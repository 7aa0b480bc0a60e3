"""手工文号: a block is taken from the sequence, each of its numbers is used or cancelled."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import NumberBlock, NumberSequence, ReservedNumber, User

MOST = 200


@transaction.atomic
def reserve_block(block: NumberBlock, *, count: int, by: User) -> NumberBlock:
    """The next `count` numbers of block.kind and year; software numbers go on after them."""
    if not 1 <= count <= MOST:
        raise Refused(f"一次领用1至{MOST}个文号")
    today = timezone.localdate()
    if block.taken_on > today:
        raise Refused(f"领用日期{block.taken_on}在今天之后，请核对")
    if block.year not in {block.taken_on.year, block.taken_on.year + 1}:
        raise Refused("只能领用当年或者下一年的文号")
    block.first, block.last = NumberSequence.objects.next_run(
        count, office_id=block.office_id, kind=block.kind, year=block.year
    )
    block.recorded_by = by
    block.save(force_insert=True)
    ReservedNumber.objects.bulk_create(
        ReservedNumber(
            office_id=block.office_id,
            block=block,
            serial=serial,
            number=f"{block.word}〔{block.year}〕{serial}号",
        )
        for serial in range(block.first, block.last + 1)
    )
    summary = f"{block}，领用人{block.taken_by}"
    audit.record("领用手工文号", by=by, office=block.office_id, target=block, summary=summary)
    return block


def use_number(reserved: ReservedNumber, *, by: User, on: date) -> ReservedNumber:
    """补录: the number stands on a paper of that handwritten day. Inside a transaction."""
    reserved = _unused(reserved)
    if on < reserved.block.taken_on:
        raise Refused(f"手写日期{on}早于领用日期{reserved.block.taken_on}，请核对")
    if on.year != reserved.block.year:
        raise Refused(f"{reserved.number}是{reserved.block.year}年的文号，手写日期是{on}，请核对")
    reserved.used_on, reserved.settled_by = on, by
    reserved.save(update_fields=["used_on", "settled_by"])
    return reserved


@transaction.atomic
def cancel_number(reserved: ReservedNumber, *, by: User, on: date, reason: str) -> ReservedNumber:
    """作废: spoilt or never filled in; the number is not given again."""
    reserved = _unused(reserved)
    if not reason.strip():
        raise Refused("请写明作废原因")
    if on > timezone.localdate():
        raise Refused(f"作废日期{on}在今天之后，请核对")
    if on < reserved.block.taken_on:
        raise Refused(f"作废日期{on}早于领用日期{reserved.block.taken_on}，请核对")
    reserved.cancelled_on, reserved.cancel_reason, reserved.settled_by = on, reason, by
    reserved.save(update_fields=["cancelled_on", "cancel_reason", "settled_by"])
    audit.record(
        "作废手工文号",
        by=by,
        office=reserved.office_id,
        target=reserved,
        summary=f"{reserved.number} {reason}",
    )
    return reserved


def _unused(reserved: ReservedNumber) -> ReservedNumber:
    rows = ReservedNumber.objects.select_for_update(of=("self",)).select_related("block")
    reserved = rows.get(pk=reserved.pk)
    if not reserved.is_unused:
        raise Refused(f"文号{reserved.number}{reserved.state}，不能再用")
    return reserved
