"""What waits about 月末销号例检例查: the month's session, and decisions nobody has entered."""

from __future__ import annotations

from django.urls import reverse

from hazards.workflow import Action
from inspections.clearing.months import Month, owed
from inspections.models import ClearanceItem
from township_safety.desk.duties.kinds import Ask, Kind, Line
from township_safety.organisation.models import LEADERS


def _for_the_office(ask: Ask) -> bool:
    """The clerk prepares it, the leader calls it."""
    return ask.user.office is not None and bool(ask.roles & LEADERS or ask.may_move(Action.LEVEL))


def _months(ask: Ask) -> list[Month]:
    return owed(ask.user.office, today=ask.today) if ask.user.office is not None else []


def _month(row: Month, ask: Ask) -> Line:
    url = row.session.get_absolute_url() if row.session else reverse("inspections:clearances")
    note = "没有召开" if row.is_over else "月底前召开"
    return Line(f"{row.period}月末销号例检例查", url, note)


def _line(row: ClearanceItem, ask: Ask) -> Line:
    return Line(f"{row.clearance}：{row.hazard}", row.get_absolute_url(), "会上的决定没有登记")


CLEARANCES: tuple[Kind, ...] = (
    Kind(
        "clearance",
        "月末例检例查未召开",
        "due",
        _for_the_office,
        _months,
        _month,
    ),
    Kind(
        "clearance_lines",
        "例检例查决定未登记",
        "waiting",
        lambda ask: ask.may_move(Action.LEVEL),
        lambda ask: (
            ClearanceItem.objects.scoped_for(ask.user)
            .undecided()
            .select_related("clearance", "hazard")
        ),
        _line,
    ),
)
