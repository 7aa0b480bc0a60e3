"""What the cells of a hazard's own row say of its being put right."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from hazards.loading.ledger import Told
from hazards.models import Hazard
from township_safety.workbook import Batch, Row


class Contradiction(Exception):
    """The cells of a row do not go together; `column` is the one to be looked at."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def told_by(row: Row, *, on_spot: bool) -> Told:
    """What the row says of its being put right."""
    hazard: Hazard = row.instance
    said = row.values.get("is_rectified")
    claimed_on = hazard.rectified_on
    decided_on = hazard.closed_on or row.values.get("checked_on")
    is_unknown = bool(row.values.get("is_rectified_day_unknown"))
    if said is False:
        if claimed_on or decided_on:
            raise Contradiction("is_rectified", "填的是未整改，却有整改完成或复查销号日期。")
        if on_spot:
            raise Contradiction("rectify_mode", "当场整改的，不应填未整改。")
        return Told()
    if on_spot:
        claimed_on = claimed_on or hazard.found_on
        if claimed_on != hazard.found_on:
            raise Contradiction("rectified_on", "当场整改的，整改完成日期应是检查当天。")
    if claimed_on is None and decided_on is not None:
        claimed_on, is_unknown = decided_on, True
    if claimed_on is None and said:
        reason = (
            "已整改的，请填整改完成日期；日期不详的，填估计的最晚日期，并在“整改日期不详”填是。"
        )
        raise Contradiction("rectified_on", reason)
    return Told(claimed_on, is_unknown, decided_on, row.values.get("checked_by") or "")


def check_order(told: Told, *, not_before: date) -> None:
    today, claimed_on, decided_on = timezone.localdate(), told.claimed_on, told.decided_on
    if claimed_on is None:
        return
    if claimed_on < not_before:
        reason = f"整改完成日期早于检查（退回）日期{not_before}，请核对。"
        raise Contradiction("rectified_on", reason)
    if claimed_on > today:
        raise Contradiction("rectified_on", "整改完成日期在今天之后，请核对。")
    if decided_on is None:
        return
    if decided_on > today:
        raise Contradiction("closed_on", "复查（销号）日期在今天之后，请核对。")
    if decided_on < claimed_on:
        reason = f"复查（销号）日期早于整改完成日期{claimed_on}，请核对。"
        raise Contradiction("closed_on", reason)


def refuse(batch: Batch, row: Row, column: str, reason: str) -> None:
    batch.reject(row, column, reason, value=row.cells.get(column))
