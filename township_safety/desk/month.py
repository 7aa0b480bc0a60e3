"""本月要做的事: what the month asks for, read from what is planned, owed and running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.urls import reverse

from hazards.models import Hazard, HazardCount, Listing
from hazards.models.listings import ProgressDuty
from hazards.workflow import Status
from inspections.duties import sums
from reports.models import ReportTemplate
from reports.newest import NewestReport
from reports.plans import DONE, progress_of
from township_safety.activities.duties import newest_rounds
from township_safety.activities.models import (
    LetterObligation,
    Obligation,
    PlanItem,
    Submission,
)
from township_safety.organisation.models import Handover, Office, User, Village
from township_safety.organisation.permissions import Permission
from township_safety.periods import Kind, Period
from township_safety.register.models import Campaign, KeyPeriod, NilReturn
from township_safety.register.models.nil import Register
from township_safety.register.working_days import Calendar

_DAY = timedelta(days=1)
# The next year's holidays are published in November.
_HOLIDAYS_OUT = 11
# What comes round less often than weekly, and in which months of the year it is asked for.
_ASKED_IN = {
    PlanItem.Frequency.MONTH: range(1, 13),
    PlanItem.Frequency.QUARTER: range(3, 13, 3),
    PlanItem.Frequency.HALF: range(6, 13, 6),
    PlanItem.Frequency.YEAR: range(12, 13),
}


@dataclass(frozen=True)
class MonthDuty:
    """One thing to do; without a day it is to be done some time in the month."""

    text: str
    url: str
    day: date | None = None
    note: str = ""
    is_late: bool = False


def month_duties(
    user: User, *, today: date, calendar: Calendar, reports: Iterable[NewestReport]
) -> list[MonthDuty]:
    """By day, what has no day at the end. Ten queries, and two for each recurring duty."""
    month = Period.of_month(today.year, today.month)
    found = [
        *_taken_over(user, today=today),
        *_returns(user, month),
        *_letters(user, month, today=today),
        *_stretches(user, month, today=today),
        *_plan(user, month, today=today),
        *_recurring(user, month, today=today),
        *_hazards(user, month, today=today),
        *_listings(user, today=today),
        *_reports(reports, month),
        *_nothing_received(user, month),
        *_holidays(user, calendar, today=today),
    ]
    dated = [duty for duty in found if duty.day is not None]
    dated.sort(key=lambda duty: duty.day or today)
    return [_marked(duty, today) for duty in dated] + [d for d in found if d.day is None]


def _marked(duty: MonthDuty, today: date) -> MonthDuty:
    is_late = duty.day is not None and duty.day < today and not duty.note
    return MonthDuty(duty.text, duty.url, duty.day, duty.note, is_late)


def _taken_over(user: User, *, today: date) -> Iterator[MonthDuty]:
    """For a month after it."""
    recent = Handover.objects.taken_over_by(user).with_names()
    for handover in recent.filter(on__gt=today - timedelta(days=31)):
        text = f"接手{handover.leaver}的工作：按清单逐项核对，其中转来隐患{handover.moved}条"
        yield MonthDuty(text, handover.get_absolute_url(), handover.on, "工作交接")


def _returns(user: User, month: Period) -> Iterator[MonthDuty]:
    """Of earlier months, too: what is owed stays owed."""
    owed = Submission.objects.scoped_for(user).outstanding(on=month.last_day)
    for row in owed.select_related("kind"):
        yield MonthDuty(f"报送：{row}", _record("submissions", row), row.due_on)


def _letters(user: User, month: Period, *, today: date) -> Iterator[MonthDuty]:
    owed = (
        LetterObligation.objects.scoped_for(user)
        .unsigned(on=today)
        .filter(due_on__lte=month.last_day, year=today.year)
        .order_by("due_on")
        .values("kind__name", "due_on")
        .annotate(owing=Sum(F("copies") - F("signed_copies")))
    )
    for group in owed:
        day = group["due_on"]
        url = _list("letter_obligations", first_day=day, last_day=day)
        yield MonthDuty(f"{group['kind__name']}还有{group['owing']}份没有签", url, day)


def _stretches(user: User, month: Period, *, today: date) -> Iterator[MonthDuty]:
    """What begins or ends between today and the end of the month."""
    models: tuple[tuple[str, Any], ...] = (("campaigns", Campaign), ("key_periods", KeyPeriod))
    for key, model in models:
        for row in model.objects.scoped_for(user).touching(today, month.last_day):
            if row.first_day >= today:
                yield MonthDuty(f"{row}开始", _record(key, row), row.first_day)
            if row.last_day is not None and row.last_day <= month.last_day:
                yield MonthDuty(f"{row}结束", _record(key, row), row.last_day)


def _plan(user: User, month: Period, *, today: date) -> Iterator[MonthDuty]:
    """Of this year's plan; what an earlier year left open stands in the list of plan items.

    An item with a recurring duty is asked for by the duty; one that the ledger shows as done,
    wholly or for its present round, is asked for no more.
    """
    asked = [word for word, months in _ASKED_IN.items() if month.first_day.month in months]
    items = (
        PlanItem.objects.scoped_for(user)
        .open(on=today)
        .filter(
            Q(
                planned_completion__gte=date(today.year, 1, 1),
                planned_completion__lte=month.last_day,
            )
            | Q(
                frequency__in=asked,
                duty__isnull=True,
                first_day__lte=month.last_day,
                last_day__gte=month.first_day,
            )
        )
    )
    found = progress_of(items, year=today.year, today=today)
    for item in (one.item for one in found if not one.is_round_done and one.state != DONE):
        url = _record("plan_items", item)
        if item.frequency:
            note = f"{item.get_frequency_display()}{item.times}次"
            yield MonthDuty(item.text, url, None, note)
        else:
            yield MonthDuty(item.text, url, item.planned_completion)


def _recurring(user: User, month: Period, *, today: date) -> Iterator[MonthDuty]:
    """例行检查任务: what the round before this one left undone, and what ends with the month."""
    for duty in Obligation.objects.scoped_for(user).counted().with_names():
        for found in sums(duty, newest_rounds(duty, on=today), today=today):
            is_near = found.is_over or found.round.last_day <= month.last_day
            if found.missing and is_near:
                asked = urlencode({"on": found.round.first_day, "state": "missing"})
                unit = {Obligation.Per.SITE: "家", Obligation.Per.VILLAGE: "个"}.get(
                    Obligation.Per(duty.per), "项"
                )
                text = (
                    f"{duty}（{found.round.label}）：应完成{found.required}{unit}，"
                    f"已完成{found.done}{unit}"
                )
                url = f"{duty.get_absolute_url()}?{asked}"
                yield MonthDuty(text, url, found.round.last_day)


def _hazards(user: User, month: Period, *, today: date) -> Iterator[MonthDuty]:
    due = Hazard.objects.scoped_for(user).filter(
        status=Status.OPEN, due_on__gte=today, due_on__lte=month.last_day
    )
    number = due.count()
    if number:
        asked = {"state": "open", "due_from": today, "due_to": month.last_day}
        url = f"{reverse('hazards:list')}?{urlencode(asked)}"
        yield MonthDuty(f"{number}条隐患在月底前到整改期限", url, month.last_day)


def _listings(user: User, *, today: date) -> Iterator[MonthDuty]:
    owed = Listing.objects.scoped_for(user).unreported(on=today)
    number = owed.values("hazard").distinct().count()
    if number:
        quarter = ProgressDuty.seen_on(today).quarter
        text = f"{number}条挂牌督办隐患的{quarter.label}进展还没有报"
        yield MonthDuty(text, f"{reverse('hazards:list')}?listed=on", quarter.last_day)


def _reports(reports: Iterable[NewestReport], month: Period) -> Iterator[MonthDuty]:
    """Of the period that ended with the last month; one that ends with this month is announced."""
    ended = month.first_day - _DAY
    for newest in reports:
        latest, report = newest.latest, newest.report
        if latest is not None and latest.last_day == ended:
            yield MonthDuty(f"编制{latest.label}{newest.template}", reverse("reports:list"))
        elif report is not None and not report.is_issued and report.last_day == ended:
            text = f"完成{report.period.label}{newest.template}"
            yield MonthDuty(text, report.get_absolute_url(), None, report.status_label)
        yield from _ending(newest.template, month)


# The end of a day, a week or a month needs no announcement in the month.
_ANNOUNCED = {
    ReportTemplate.PeriodKind.QUARTER,
    ReportTemplate.PeriodKind.HALF,
    ReportTemplate.PeriodKind.YEAR,
}


def _ending(template: ReportTemplate, month: Period) -> Iterator[MonthDuty]:
    kind = template.period_kind
    if kind not in _ANNOUNCED or template.about:
        return
    period = Period.containing(month.first_day, kind=cast(Kind, kind))
    if period.last_day == month.last_day:
        text = f"{period.label}{template}：统计期结束，备齐材料"
        yield MonthDuty(text, reverse("reports:list"), period.last_day)


def _nothing_received(user: User, month: Period) -> Iterator[MonthDuty]:
    """未报: villages without a hazard and without a 零报告 for the last month."""
    last = month.previous()
    office = user.office_for(Permission.RECORD)
    if office is None or not user.records_whole_office(office.pk):
        return
    if office.started_on is not None and office.started_on > last.first_day:
        return
    number = _silent(office, last).count()
    if number:
        asked = {"first_day": last.first_day, "last_day": last.last_day}
        text = f"{number}个{office.village_word}{last.label}没有登记隐患，也没有零报告"
        yield MonthDuty(text, _list("nil_returns", **asked), None, "未报")


def _silent(office: Office, month: Period) -> Any:
    found = {"village": OuterRef("pk")}
    hazards = Hazard.objects.counted().found_in(month.first_day, month.last_day)
    counts = HazardCount.objects.counted().dated_in(month.first_day, month.last_day)
    declared = NilReturn.objects.counted().filter(
        register=Register.HAZARDS, first_day__lte=month.first_day, last_day__gte=month.last_day
    )
    return (
        Village.objects.for_offices([office])
        .active(on=month.last_day)
        .exclude(Exists(hazards.filter(**found)))
        .exclude(Exists(counts.filter(**found)))
        .exclude(Exists(declared.filter(**found)))
    )


def _holidays(user: User, calendar: Calendar, *, today: date) -> Iterator[MonthDuty]:
    following = today.year + 1
    if today.month >= _HOLIDAYS_OUT and user.may(Permission.REFERENCE):
        first = date(following, 1, 1)
        if calendar.guessed_years(first, first):
            text = f"录入{following}年放假、调休安排"
            yield MonthDuty(text, reverse("holidays"), None, "基础数据")


def _record(key: str, row: Any) -> str:
    if hasattr(row, "get_absolute_url"):
        return str(row.get_absolute_url())
    return reverse("records:detail", args=[key, row.pk])


def _list(key: str, **asked: Any) -> str:
    return f"{reverse('records:list', args=[key])}?{urlencode(asked)}"
