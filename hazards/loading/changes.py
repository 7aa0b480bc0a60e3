"""Rows of hazards that are in the ledger already: new words, and steps taken since."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from hazards.actions import follow_columns
from hazards.corrections import check_mode, check_new_day
from hazards.loading.handlers import keep_handler
from hazards.loading.ledger import Ledger, Told, key_of
from hazards.loading.telling import Contradiction, check_order, refuse, told_by
from hazards.models import Hazard
from hazards.models.classification import RectifyMode
from hazards.steps import ActionDenied
from hazards.workflow import Status
from township_safety.workbook import Batch, Row

# Cells that say what dated rows already tell: empty ones change nothing.
_STEPS = ("is_rectified", "rectified_on", "checked_on", "closed_on")
_KEPT_WHEN_EMPTY = ("number", "due_on", "rectified_on", "closed_on", "void_reason")


def change_hazard(batch: Batch, row: Row, ledger: Ledger, *, returned_on: date | None) -> None:
    """What an existing hazard's row says anew; steps taken in the file are taken here."""
    hazard, before = row.instance, row.before or {}
    for name in _KEPT_WHEN_EMPTY:
        if getattr(hazard, name) in (None, ""):
            setattr(hazard, name, before[name])
            row.was.pop(name, None)
    if before["voided_at"] is not None:
        if row.is_changed:
            batch.reject(row, "", "这条隐患已误录作废，不能再改，请删去这一行或改回原样。")
        return
    keep_handler(batch, row)
    try:
        _check_columns(hazard, before)
    except ActionDenied as denied:
        batch.reject(row, "", f"{denied}。")
        return
    _change_deadline(batch, row, ledger)
    _take_steps(batch, row, ledger, returned_on=returned_on)
    if not row.is_rejected and hazard.void_reason != before["void_reason"]:
        follow_columns(hazard, by=batch.by)


def _check_columns(hazard: Hazard, before: dict[str, Any]) -> None:
    if hazard.number != before["number"]:
        raise ActionDenied(f"编号{before['number']}不能改")
    if hazard.found_on != before["found_on"]:
        if hazard.rectify_mode == RectifyMode.ON_SPOT:
            raise ActionDenied("当场整改的，检查日期请在隐患页面更正")
        check_new_day(hazard, hazard.found_on)
    if hazard.rectify_mode != before["rectify_mode"]:
        check_mode(hazard, {"rectify_mode": hazard.rectify_mode})


def _change_deadline(batch: Batch, row: Row, ledger: Ledger) -> None:
    hazard, before = row.instance, row.before or {}
    if hazard.due_on == before["due_on"]:
        return
    if hazard.status != Status.OPEN:
        refuse(batch, row, "due_on", "这条隐患已整改，整改期限不能再改。")
    elif hazard.due_on < agreed_on(hazard, before):
        reason = "新的整改期限已经过了；原来的期限填错的，请在隐患页面办理。"
        refuse(batch, row, "due_on", reason)
    else:
        ledger.redated.add(key_of(hazard))


def agreed_on(hazard: Hazard, before: dict[str, Any]) -> date:
    """A first deadline holds from the find, a changed one from today: the past stays."""
    return hazard.found_on if before["due_on"] is None else timezone.localdate()


def _take_steps(batch: Batch, row: Row, ledger: Ledger, *, returned_on: date | None) -> None:
    """报告整改完成 and 复查销号, when the file says so of a hazard that was not so far."""
    hazard, before = row.instance, row.before or {}
    was_claimed, was_closed = before["rectified_on"], before["closed_on"]
    if not any(name in row.was and row.cells.get(name) not in (None, "") for name in _STEPS):
        return
    try:
        told = told_by(row, on_spot=False)
        _check_steps(told, was_claimed, was_closed, not_before=returned_on or hazard.found_on)
    except Contradiction as wrong:
        hazard.rectified_on, hazard.closed_on = was_claimed, was_closed
        refuse(batch, row, wrong.column, str(wrong))
        return
    hazard.rectified_on, hazard.closed_on = told.claimed_on, told.decided_on
    if (told.claimed_on, told.decided_on) != (was_claimed, was_closed):
        ledger.told[key_of(hazard)] = told
        ledger.moved.add(key_of(hazard))
        follow_columns(hazard, by=batch.by)


def _check_steps(
    told: Told, was_claimed: date | None, was_closed: date | None, *, not_before: date
) -> None:
    """The file takes steps forward; what was entered before is put right on the page."""
    if (told.claimed_on, told.decided_on) == (was_claimed, was_closed):
        return
    if was_closed is not None or was_claimed not in (None, told.claimed_on):
        reason = "已有整改记录；整改完成、复查的日期填错的，请在隐患页面更正。"
        raise Contradiction("rectified_on", reason)
    check_order(told, not_before=not_before if was_claimed is None else was_claimed)
