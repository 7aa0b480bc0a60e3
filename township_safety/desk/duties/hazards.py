"""What waits about hazards: given, overdue, to be looked at, with other bodies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from hazards.models import Hazard
from hazards.models.conditions import Duty as Owed
from hazards.models.deadlines import DUE_SOON, OVERDUE, UNANSWERED, UNASSIGNED
from hazards.models.questions import HazardQuerySet
from hazards.workflow import Action, Status
from township_safety.desk.duties.kinds import Ask, Kind, Line, hazard_list, todo_list


def _line(hazard: Hazard, ask: Ask) -> Line:
    where = hazard.site or hazard.village or hazard.place
    due = hazard.due_on
    note = f"整改期限{due}" if due and hazard.is_open else f"检查日期{hazard.found_on}"
    if hazard.is_open and due and due < ask.today:
        note = f"逾期{(ask.today - due).days}天"
    text = f"{where}：{hazard.description[:40]}" if where else hazard.description[:40]
    return Line(text, hazard.get_absolute_url(), note)


def _last_day_unlevelled(ask: Ask) -> date:
    """Found by this day and without a level is past what the office allows."""
    office = ask.user.office
    return ask.today - timedelta(days=office.level_within_days + 1) if office else ask.today


def _unlevelled(ask: Ask) -> HazardQuerySet:
    rows = ask.hazards.for_offices([ask.user.office]).awaiting_level()
    return rows.narrowed(last_day=_last_day_unlevelled(ask)).with_names()


def _in_state(state: str) -> Callable[[Ask], HazardQuerySet]:
    return lambda ask: ask.in_state(state).with_names()


def _owing(duty: str) -> Callable[[Ask], HazardQuerySet]:
    return lambda ask: ask.hazards.owing(duty, on=ask.today).with_names()


GIVEN: tuple[Kind, ...] = (
    Kind(
        "given",
        "交办给我的",
        "waiting",
        lambda ask: ask.may_move(Action.CLAIM),
        lambda ask: ask.in_state(Status.OPEN).given_to(ask.user).with_names(),
        _line,
        lambda ask: todo_list(state="open", mine="on"),
    ),
    Kind(
        "unassigned",
        "待交办",
        "waiting",
        lambda ask: ask.may_move(Action.ASSIGN),
        _in_state(UNASSIGNED),
        _line,
        lambda ask: todo_list(state=UNASSIGNED),
    ),
    Kind(
        "unlevelled",
        "待会商分级",
        "waiting",
        lambda ask: ask.may_move(Action.LEVEL) and ask.user.office is not None,
        _unlevelled,
        _line,
        lambda ask: (
            f"{reverse('hazards:consult_new')}?"
            f"{urlencode({'last_day': _last_day_unlevelled(ask).isoformat()})}"
        ),
    ),
)
TERMS: tuple[Kind, ...] = (
    Kind(
        "overdue",
        "逾期",
        "overdue",
        lambda ask: True,
        lambda ask: ask.in_state(OVERDUE).with_names().order_by("due_on", "pk"),
        _line,
        lambda ask: todo_list(state=OVERDUE),
    ),
    Kind(
        "due",
        "临期",
        "due",
        lambda ask: True,
        lambda ask: ask.in_state(DUE_SOON).with_names().order_by("due_on", "pk"),
        _line,
        lambda ask: todo_list(state=DUE_SOON),
    ),
    Kind(
        "verify",
        "待复查",
        "waiting",
        lambda ask: ask.may_move(Action.PASS),
        _in_state(Status.RECTIFIED),
        _line,
        lambda ask: todo_list(state="rectified"),
    ),
)
PASSED_ON: tuple[Kind, ...] = (
    Kind(
        "unanswered",
        "上报待回复",
        "waiting",
        lambda ask: ask.may_move(Action.VOID),
        lambda ask: ask.hazards.unanswered().with_names(),
        _line,
        lambda ask: hazard_list(state=UNANSWERED),
    ),
    Kind(
        "urge",
        "待催办",
        "overdue",
        lambda ask: ask.may_move(Action.VOID),
        _owing(Owed.URGE),
        _line,
        lambda ask: hazard_list(duty=Owed.URGE),
    ),
    Kind(
        "progress",
        "督办进展未报",
        "waiting",
        lambda ask: ask.may_move(Action.PROGRESS),
        _owing(Owed.PROGRESS),
        _line,
        lambda ask: hazard_list(duty=Owed.PROGRESS),
    ),
    Kind(
        "listing_due",
        "督办将到期",
        "due",
        lambda ask: ask.may_move(Action.PROGRESS),
        _owing(Owed.LISTING_DUE),
        _line,
        lambda ask: hazard_list(duty=Owed.LISTING_DUE),
    ),
)
