"""How an open hazard stands to its deadline: 正常, 临期, 逾期 or with another body."""

from __future__ import annotations

from datetime import date

from hazards.workflow import UNRECTIFIED
from township_safety.register.working_days import Calendar

DUE_SOON_WORKING_DAYS = 3
# How an open hazard stands to its deadline: facts beside the status.
OVERDUE = "overdue"
DUE_SOON = "due_soon"
REFERRED = "referred"
# What the office still has to do about one.
UNASSIGNED = "unassigned"
UNANSWERED = "unanswered"


def due_soon_until(calendar: Calendar, *, on: date) -> date:
    """The last day that is 临期 as seen from that day; asked once for a page of hazards."""
    return calendar.last_day_within(on, DUE_SOON_WORKING_DAYS)


def light_of(
    status: str, due_on: date | None, *, on: date, until: date, is_referred: bool = False
) -> str:
    """正常, 临期 or 逾期 for an open hazard; empty when nothing is due.

    While another body has it in hand it is 已上报待处置, whatever its deadline.
    """
    if status not in UNRECTIFIED:
        return ""
    if is_referred:
        return "已上报待处置"
    if due_on is None:
        return ""
    if due_on < on:
        return "逾期"
    return "临期" if due_on <= until else "正常"
