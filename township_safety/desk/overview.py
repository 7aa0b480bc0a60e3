"""工作概览: today's numbers, each with the rows behind it, and what waits to be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from hazards.models import Hazard, HazardCount, Notice, conditions
from hazards.models.deadlines import OVERDUE, due_soon_until
from hazards.workflow import Action, Status
from township_safety.desk.duties import Ask, Duty, waiting
from township_safety.organisation.models import User
from township_safety.register.working_days import Calendar

TASKS = 8
# No term that the start page counts, forward or back, is longer.
TERMS_REACH = timedelta(days=60)


@dataclass(frozen=True)
class Tile:
    label: str
    value: int
    url: str = ""
    unit: str = "条"
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Task:
    text: str
    url: str
    state: str
    note: str = ""


def tiles(user: User, *, today: date, calendar: Calendar) -> list[Tile]:
    """Three queries, however many rows there are; each number equals the list it opens."""
    first = today.replace(day=1)
    soon = due_soon_until(calendar, on=today)
    unrectified = Q(status=Status.OPEN)
    n = (
        Hazard.objects.scoped_for(user)
        .not_voided()
        .aggregate(
            open=Count("pk", filter=unrectified),
            overdue=Count("pk", filter=conditions.overdue_today(today)),
            due=Count("pk", filter=conditions.due_soon_today(today, until=soon)),
            referred=Count("pk", filter=conditions.waiting_today(today)),
            waiting=Count("pk", filter=Q(status=Status.RECTIFIED)),
            found=Count("pk", filter=Q(found_on__gte=first, found_on__lte=today)),
            rectified=Count("pk", filter=Q(rectified_on__gte=first, rectified_on__lte=today)),
        )
    )
    of_month = Q(on__gte=first, on__lte=today)
    counts = (
        HazardCount.objects.scoped_for(user)
        .counted()
        .aggregate(
            month_found=Sum("found", filter=of_month, default=0),
            month_rectified=Sum("rectified", filter=of_month, default=0),
            remaining=Sum(F("found") - F("rectified"), filter=Q(on__lte=today), default=0),
        )
    )
    unserved = Notice.objects.scoped_for(user).unserved(on=today).count()
    month = {"first_day": first.isoformat(), "last_day": today.isoformat()}
    done = {"rectified_from": first.isoformat(), "rectified_to": today.isoformat()}
    return [
        Tile(
            "未整改",
            n["open"],
            _hazards(state="open"),
            note=_counted(counts["remaining"]),
            tone="" if n["open"] else "quiet",
        ),
        Tile(
            "逾期",
            n["overdue"],
            _hazards(state="overdue"),
            note=f"另有已上报待处置{n['referred']}条" if n["referred"] else "",
            tone=_alarm(n["overdue"], "overdue"),
        ),
        Tile(
            "临期",
            n["due"],
            _hazards(state="due_soon"),
            note=_guessed(calendar, today, soon),
            tone=_alarm(n["due"], "due"),
        ),
        Tile("已整改待复查", n["waiting"], _hazards(state="rectified")),
        Tile("待送达通知书", unserved, reverse("hazards:notices") + "?state=unserved", unit="份"),
        Tile("本月排查", n["found"], _hazards(**month), note=_counted(counts["month_found"])),
        Tile(
            "本月整改", n["rectified"], _hazards(**done), note=_counted(counts["month_rectified"])
        ),
    ]


def duties(user: User, *, today: date, calendar: Calendar) -> list[Duty]:
    """What waits for this person's role; kinds of which there is nothing are left out."""
    ask = Ask(user, today, due_soon_until(calendar, on=today))
    return [duty for _, duty in waiting(ask)]


def tasks(user: User, *, today: date, calendar: Calendar) -> list[Task]:
    """The most urgent first: overdue, due soon, and what waits for a step of this person's."""
    return list(_tasks(user, today=today, calendar=calendar))[:TASKS]


def _tasks(user: User, *, today: date, calendar: Calendar) -> Iterator[Task]:
    until = due_soon_until(calendar, on=today)
    ask = Ask(user, today, until)
    hazards = Hazard.objects.scoped_for(user).not_voided().without_history().with_names()
    for hazard in hazards.in_state(OVERDUE, on=today, until=until).order_by("due_on")[:TASKS]:
        late = (today - hazard.due_on).days if hazard.due_on else 0
        yield Task(_name(hazard), hazard.get_absolute_url(), "overdue", f"{late}天")
    for hazard in hazards.due_soon(on=today, until=until).order_by("due_on")[:TASKS]:
        note = _time_left(hazard.due_on or today, today=today, calendar=calendar)
        yield Task(_name(hazard), hazard.get_absolute_url(), "due", note)
    if ask.may_move(Action.PASS):
        for hazard in hazards.in_state(Status.RECTIFIED, on=today, until=until)[:TASKS]:
            yield Task(_name(hazard), hazard.get_absolute_url(), "waiting", "已整改待复查")
    if ask.may_move(Action.NOTICE):
        yield from _unserved(user, today=today)


def _unserved(user: User, *, today: date) -> Iterator[Task]:
    for notice in Notice.objects.scoped_for(user).unserved(on=today)[:TASKS]:
        yield Task(f"{notice} {notice.addressee}", notice.get_absolute_url(), "waiting", "待送达")


def _time_left(due_on: date, *, today: date, calendar: Calendar) -> str:
    if due_on == today:
        return "今天到期"
    days = calendar.working_days_between(today, due_on)
    return f"还剩{days}个工作日" if days else "到期前没有工作日"


def _name(hazard: Hazard) -> str:
    return f"{hazard.site or hazard.village or hazard.place}：{hazard.description[:40]}"


def _hazards(**asked: Any) -> str:
    return f"{reverse('hazards:list')}?{urlencode(asked)}"


def _alarm(number: int, tone: str) -> str:
    return tone if number else "good"


def _guessed(calendar: Calendar, first: date, last: date) -> str:
    years = calendar.guessed_years(first, last)
    return f"{years[0]}年放假安排未录入" if years else ""


def _counted(number: int) -> str:
    return f"另有汇总登记{number}处" if number else ""
