"""工作日历, a month at a time."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from township_safety.desk.agenda import agenda, grid
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.periods import FIRST_YEAR, LAST_YEAR, Period, PeriodProblem
from township_safety.register.working_days import calendar_for

_DAY = timedelta(days=1)
_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")


@require_GET
@requires(Permission.VIEW)
def calendar(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    month = _month(request, today)
    found = agenda(request.user, first_day=month.first_day, last_day=month.last_day, today=today)
    marks = _marks(request.user.office, month)
    context = {
        "month": month,
        "weekdays": _WEEKDAYS,
        "squares": grid(month, found, marks, today=today),
        "is_empty": not found,
        "before": _address(month.first_day - _DAY),
        "after": _address(month.day_after),
        "this_month": "" if month.contains(today) else reverse("calendar"),
    }
    return render(request, "desk/calendar.html", context)


def _month(request: UserRequest, today: date) -> Period:
    code = request.GET.get("month", "")
    if not code:
        return Period.containing(today)
    try:
        found = Period.parse(code)
    except PeriodProblem:
        raise Http404 from None
    if found.kind != "month":
        raise Http404
    return found


def _address(day: date) -> str:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return ""
    return f"{reverse('calendar')}?{urlencode({'month': f'{day:%Y-%m}'})}"


def _marks(office: Office | None, month: Period) -> dict[date, str]:
    """放假 on working weekdays, 上班 on week-ends that are worked, by the official list."""
    known = calendar_for(office, first=month.first_day, last=month.last_day)
    marks = {}
    day = month.first_day
    while day <= month.last_day:
        is_weekend = day.weekday() >= 5
        if known.is_working_day(day) == is_weekend:
            marks[day] = "上班" if is_weekend else "放假"
        day += _DAY
    return marks
