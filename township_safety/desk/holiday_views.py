"""节假日和调休 of a year: what is published, what the office entered, what is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from township_safety.desk.forms import LedgerForm, form_class
from township_safety.desk.history import timeline
from township_safety.desk.holiday_forms import HolidaysForm
from township_safety.desk.reference_views import may_edit, office_of
from township_safety.organisation import actions
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Holiday
from township_safety.register.working_days import (
    Calendar,
    calendar_for,
    fixed_holidays,
    guess_note,
)
from township_safety.values import ValueProblem, parse_whole

YEARS = range(2004, 2100)
_FIELDS = ("day", "is_workday", "name", "source")
_TAKEN = "这一天刚被别人登记过，请返回列表查看。"


@dataclass(frozen=True)
class Line:
    day: str
    arrangement: str
    name: str
    source: str
    whose: str
    url: str = ""


@requires(Permission.REFERENCE)
def days(request: UserRequest) -> HttpResponse:
    office = office_of(request)
    year = _year(request)
    calendar = calendar_for(office, first=date(year, 1, 1), last=date(year, 12, 31))
    context = {
        "year": year,
        "years": _years(year),
        "number": calendar.working_days_between(date(year, 1, 1), date(year, 12, 31))
        + calendar.is_working_day(date(year, 1, 1)),
        "guess": "" if calendar.is_official(year) else guess_note(year),
        "lines": sorted(_lines(office, year, calendar), key=lambda line: line.day),
    }
    return render(request, "registers/holidays.html", context)


@requires(Permission.REFERENCE)
def new(request: UserRequest) -> HttpResponse:
    office = office_of(request)
    form = HolidaysForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (rows := _entered(form, office, request)):
        messages.success(request, f"已登记{len(rows)}天")
        return redirect(_address(rows[0].day.year))
    return _page(request, form)


@requires(Permission.REFERENCE)
def edit(request: UserRequest, pk: int) -> HttpResponse:
    office = office_of(request)
    holiday = get_object_or_404(Holiday.objects.available_to(office), pk=pk)
    if not may_edit(holiday, office):
        raise PermissionDenied
    form = _form(request, holiday, office=office)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_row(holiday, form=form, by=request.user)
        except IntegrityError:
            form.add_error("day", _TAKEN)
        else:
            messages.success(request, f"已保存：{holiday}")
            return redirect(_address(holiday.day.year))
    return _page(request, form, entry=holiday)


def _entered(form: HolidaysForm, office: Office, request: UserRequest) -> list[Holiday]:
    try:
        return form.enter(office, by=request.user)
    except IntegrityError:
        form.add_error("first_day", _TAKEN)
        return []


def _form(request: UserRequest, holiday: Holiday, *, office: Office) -> LedgerForm:
    """The day of a shared entry is fixed: the list is completed by it at every setup."""
    owner = holiday.office
    form = form_class(Holiday, fields=_FIELDS)(
        request.POST if request.method == "POST" else None,
        instance=holiday,
        user=request.user,
        office=office,
    )
    holiday.office = owner
    del form.fields["seen"]
    form.fields["day"].disabled = owner is None
    return form


def _page(
    request: UserRequest, form: HolidaysForm | LedgerForm, *, entry: Holiday | None = None
) -> HttpResponse:
    title = Holiday._meta.verbose_name
    url = _address(entry.day.year) if entry else reverse("holidays")
    context = {
        "reference": {"title": title, "url": url},
        "form": form,
        "entry": entry,
        "events": timeline(entry, user=request.user) if entry else (),
        "cancel_url": url,
    }
    return render(request, "registers/reference_form.html", context)


def _lines(office: Office, year: int, calendar: Calendar) -> Iterator[Line]:
    rows = list(Holiday.objects.available_to(office).in_years(year, year).own_last())
    own = {row.day for row in rows if row.office_id is not None}
    for row in rows:
        shared = "通用（本单位另有安排）" if row.day in own else "通用"
        yield Line(
            day=_shown(row.day),
            arrangement=row.get_is_workday_display(),
            name=row.name,
            source=row.get_source_display(),
            whose="本单位" if row.office_id is not None else shared,
            url=reverse("holiday_edit", args=[row.pk]) if may_edit(row, office) else "",
        )
    for day, name in fixed_holidays(year).items():
        if day not in calendar.days:
            yield Line(_shown(day), "放假", name, "推算", "通用")


def _shown(day: date) -> str:
    return f"{day}（周{'一二三四五六日'[day.weekday()]}）"


def _year(request: UserRequest) -> int:
    try:
        asked = parse_whole(request.GET.get("year", ""))
    except ValueProblem:
        asked = None
    return asked if asked is not None and asked in YEARS else timezone.localdate().year


def _years(year: int) -> list[dict[str, Any]]:
    """The year shown between its neighbours."""
    return [
        {"label": f"{one}年", "url": _address(one), "current": one == year}
        for one in range(year - 2, year + 3)
        if one in YEARS
    ]


def _address(year: int) -> str:
    return f"{reverse('holidays')}?year={year}"
