"""Sheets of notices and their items: numbers given before are kept, issued words stay."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from hazards.loading.ledger import CHUNK
from hazards.models import NoticeItem
from hazards.notice_actions import next_notice_number, notice_word, sequence_kind
from township_safety.organisation.models import NumberSequence, ReservedNumber
from township_safety.values import split_document_number
from township_safety.workbook import Batch, Row, SheetPlan

_FROZEN = ("number", "kind_id", "issued_on", "addressee")
_FROZEN_WORDS = "已签发的通知书，文号、种类、签发日期和受文单位不能改；开错了的请撤销。"
_BY_HAND = "是领用的手工文号，请起草后在签发时选这个号补录，附上手写件；没有用上的请作废。"


def load_notices(batch: Batch) -> SheetPlan:
    rows = batch.read()
    by_hand = ReservedNumber.objects.for_offices([batch.office]).waiting()
    for row in rows:
        if row.is_rejected:
            continue
        if row.is_new and row.instance.number in by_hand:
            batch.reject(row, "number", _BY_HAND)
            continue
        _complete(row)
        _check_days(batch, row)
        if not row.is_new and _is_rewritten(row):
            batch.reject(row, "number", _FROZEN_WORDS)
    plan = batch.check(rows)
    plan.before_write.append(partial(_number, plan))
    return plan


def _complete(row: Row) -> None:
    """What follows from the rest: the number is given when writing, the deadline at service."""
    notice, before = row.instance, row.before or {}
    if row.is_new and notice.issued_on is not None and not notice.number:
        row.later |= {"number"}
    if not row.is_new and not notice.number:
        notice.number = before["number"]
        row.was.pop("number", None)
    if notice.served_on and notice.days_to_rectify is not None and notice.due_on is None:
        notice.due_on = notice.served_on + timedelta(days=notice.days_to_rectify)
        row.was.pop("due_on", None)


def _check_days(batch: Batch, row: Row) -> None:
    for name in ("issued_on", "served_on", "cancelled_on"):
        day = getattr(row.instance, name)
        if day is not None and day > timezone.localdate():
            batch.reject(row, name, "日期在今天之后，请核对。", value=day)


def _is_rewritten(row: Row) -> bool:
    before = row.before or {}
    if before["issued_on"] is None:
        return False
    return any(getattr(row.instance, name) != before[name] for name in _FROZEN)


def _number(plan: SheetPlan) -> None:
    """Numbers of our own shape move the counter on; issued ones without get the next."""
    for row in plan.added:
        notice = row.instance
        parts = split_document_number(notice.number) if notice.number else None
        if parts is not None and parts[0] == notice_word(notice):
            NumberSequence.objects.move_past(
                parts[2], office_id=notice.office_id, kind=sequence_kind(notice), year=parts[1]
            )
    blank = [
        row.instance for row in plan.added if row.instance.issued_on and not row.instance.number
    ]
    for notice in sorted(blank, key=lambda notice: notice.issued_on):
        notice.number = next_notice_number(notice, year=notice.issued_on.year)


def load_notice_items(batch: Batch) -> SheetPlan:
    rows = batch.read()
    good = [row for row in rows if not row.is_rejected]
    _place(good)
    for row in good:
        notice = row.instance.notice
        if notice.pk is not None and notice.issued_on is not None and row.is_changed:
            batch.reject(row, "notice", "这份通知书已经签发，事项不能再改。")
    return batch.check(rows)


def _place(rows: list[Row]) -> None:
    """Rows without a place come after those that have one."""
    taken: Counter[Any] = Counter()
    stored = {row.instance.notice_id for row in rows if row.instance.notice_id is not None}
    keys = list(stored)
    for start in range(0, len(keys), CHUNK):
        for notice, position in NoticeItem.objects.places(keys[start : start + CHUNK]):
            taken[notice] = max(taken[notice], position)
    for row in rows:
        item = row.instance
        key = item.notice_id if item.notice_id is not None else id(item.notice)
        if item.position is None and row.before is not None:
            item.position = row.before["position"]
            row.was.pop("position", None)
        elif item.position is None:
            item.position = taken[key] + 1
        taken[key] = max(taken[key], item.position)
