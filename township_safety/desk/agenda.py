"""工作日历: what happened on each day, and what falls due on it, read from the registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from hazards.models import Hazard
from hazards.workflow import Status
from inspections.duties import sums
from township_safety.activities.duties import rounds
from township_safety.activities.models import DutyRoster, Obligation, PlanItem, Submission
from township_safety.desk.register_lists import address
from township_safety.desk.registers import registers
from township_safety.organisation.models import User
from township_safety.periods import Period
from township_safety.register.models import Campaign, KeyPeriod

DAY = timedelta(days=1)
# More rows of one register on one day stand there as their number.
_SINGLE = 2
# Registers whose day is the day on which something was done, in the order of the menu.
_DONE = {
    "operations": ("检查执法", "次"),
    "meetings": ("会议", "次"),
    "trainings": ("培训", "次"),
    "publicity": ("宣传", "条"),
    "drills": ("演练", "次"),
    "letters": ("签订责任书、承诺书", "份"),
    "funds": ("经费", "笔"),
    "surveys": ("入户摸排", "条"),
    "accidents": ("事故", "起"),
    "public_reports": ("举报", "件"),
    "policies": ("印发文件", "份"),
    "insurance_claims": ("保险理赔", "条"),
    "sampling_tests": ("抽检", "次"),
}


@dataclass(frozen=True)
class Item:
    """`tone` is empty for what happened, else a light: normal, due, overdue."""

    kind: str
    text: str
    url: str
    tone: str = ""


Agenda = dict[date, list[Item]]


def agenda(user: User, *, first_day: date, last_day: date, today: date) -> Agenda:
    """Each day's entries; the queries depend on the registers and duties, not on the rows."""
    found: Agenda = defaultdict(list)
    for day, item in (
        *_stretches(user, first_day, last_day),
        *_owed(user, first_day, last_day, today=today),
        *_rosters(user, first_day, last_day),
        *_hazards(user, first_day, last_day, today=today),
        *_done(user, first_day, last_day),
    ):
        if first_day <= day <= last_day:
            found[day].append(item)
    return dict(found)


def _done(user: User, first: date, last: date) -> Iterator[tuple[date, Item]]:
    for key, (kind, unit) in _DONE.items():
        sheet = registers()[key]
        model: Any = sheet.model
        rows: Any = sheet.queryset()
        by_day: dict[date, list[Any]] = defaultdict(list)
        for row in rows.scoped_for(user).counted().dated_in(first, last).order_by("pk"):
            by_day[getattr(row, model.date_field)].append(row)
        for day, those in by_day.items():
            if len(those) <= _SINGLE:
                for row in those:
                    text = str(row).removeprefix(f"{day} ")
                    yield day, Item(kind, text, address(sheet, row))
            else:
                yield day, Item(kind, f"{len(those)}{unit}", _listed(key, day))


def _listed(key: str, day: date) -> str:
    return f"{reverse('records:list', args=[key])}?{urlencode({'first_day': day, 'last_day': day})}"


def _hazards(user: User, first: date, last: date, *, today: date) -> Iterator[tuple[date, Item]]:
    hazards = Hazard.objects.scoped_for(user).not_voided()
    due = hazards.filter(status=Status.OPEN)
    for rows, column, kind, names in (
        (hazards, "found_on", "排查隐患", ("first_day", "last_day")),
        (hazards, "rectified_on", "完成整改", ("rectified_from", "rectified_to")),
        (due, "due_on", "整改到期", ("due_from", "due_to")),
    ):
        within = {f"{column}__gte": first, f"{column}__lte": last}
        days = rows.filter(**within).order_by().values_list(column).annotate(n=Count("pk"))
        for day, number in days:
            asked = dict.fromkeys(names, day) | ({"state": "open"} if column == "due_on" else {})
            url = f"{reverse('hazards:list')}?{urlencode(asked)}"
            tone = _tone(day, today) if column == "due_on" else ""
            yield day, Item(kind, f"{number}条", url, tone)


def _owed(user: User, first: date, last: date, *, today: date) -> Iterator[tuple[date, Item]]:
    returns = Submission.objects.scoped_for(user).counted().select_related("kind")
    for row in returns.filter(due_on__gte=first, due_on__lte=last):
        url = reverse("records:detail", args=["submissions", row.pk])
        if row.submitted_on is None:
            yield row.due_on, Item("应报", str(row), url, _tone(row.due_on, today))
        else:
            yield row.due_on, Item("已报", str(row), url)
    items = PlanItem.objects.scoped_for(user).counted()
    for item in items.filter(planned_completion__gte=first, planned_completion__lte=last):
        url = reverse("records:detail", args=["plan_items", item.pk])
        is_done = item.completed_on is not None and item.completed_on <= today
        day = item.planned_completion or last
        tone = "" if is_done else _tone(day, today)
        yield day, Item("计划完成", item.text, url, tone)
    yield from _rounds(user, first, last, today=today)


def _rounds(user: User, first: date, last: date, *, today: date) -> Iterator[tuple[date, Item]]:
    """例行检查任务 on the last day of each round, with what is left."""
    for duty in Obligation.objects.scoped_for(user).counted().with_names():
        ending = [
            one
            for one in rounds(duty, first, last)
            if one.last_day <= last and one.first_day <= today
        ]
        for found in sums(duty, ending, today=today):
            if not found.required:
                continue
            url = f"{duty.get_absolute_url()}?{urlencode({'on': found.round.first_day})}"
            left = f"还差{found.missing}" if found.missing else "已完成"
            tone = _tone(found.round.last_day, today) if found.missing else ""
            yield found.round.last_day, Item("例行任务", f"{duty}：{left}", url, tone)


def _rosters(user: User, first: date, last: date) -> Iterator[tuple[date, Item]]:
    for row in DutyRoster.objects.scoped_for(user).counted().dated_in(first, last):
        url = reverse("records:detail", args=["rosters", row.pk])
        yield row.on, Item("带班", row.leader, url)


def _stretches(user: User, first: date, last: date) -> Iterator[tuple[date, Item]]:
    models: tuple[Any, ...] = (Campaign, KeyPeriod)
    for model in models:
        for row in model.objects.scoped_for(user).touching(first, last):
            url = row.get_absolute_url()
            yield row.first_day, Item("开始", str(row), url)
            if row.last_day is not None:
                yield row.last_day, Item("结束", str(row), url)


def _tone(day: date, today: date) -> str:
    return "overdue" if day < today else "due"


@dataclass(frozen=True)
class Square:
    """One day of the grid; days of the neighbouring months are empty."""

    day: date
    is_inside: bool
    is_today: bool
    mark: str
    items: list[Item]

    @property
    def weekday(self) -> str:
        return "一二三四五六日"[self.day.weekday()]


def grid(month: Period, found: Agenda, marks: dict[date, str], *, today: date) -> list[Square]:
    """Whole weeks from Monday to Sunday."""
    first = month.first_day - DAY * month.first_day.weekday()
    last = month.last_day + DAY * (6 - month.last_day.weekday())
    days = [first + DAY * n for n in range((last - first).days + 1)]
    return [
        Square(
            day=day,
            is_inside=month.contains(day),
            is_today=day == today,
            mark=marks.get(day, ""),
            items=found.get(day, []),
        )
        for day in days
    ]
