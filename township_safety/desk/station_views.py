"""站所报数: which station has reported what, entering, sheets there and back, contacts."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inspections.station_overlaps import overlaps
from township_safety.activities.models import StationContact, StationFigure
from township_safety.activities.station_reporting import (
    StationReturn,
    may_answer_for,
    name_contacts,
    reminder_text,
    station_returns,
    void_number,
)
from township_safety.desk.history import timeline
from township_safety.desk.station_forms import ContactsForm, NumbersForm
from township_safety.desk.station_sheets import read_sheet, write_sheet
from township_safety.desk.workbook_forms import UploadForm
from township_safety.desk.workbook_views import XLSX, read_file
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import store_document
from township_safety.organisation.forms import VoidForm
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office, Role
from township_safety.organisation.permissions import Permission
from township_safety.periods import Period, PeriodProblem
from township_safety.register.models import Agency

_SHOWN_MONTHS = 6


@require_GET
@requires(Permission.VIEW)
def stations(request: UserRequest) -> HttpResponse:
    """Every station and what it was asked for; a 站所联络员 sees the own one."""
    office = request.user.office_for(Permission.VIEW)
    if office is None or not request.user.sees_whole_office:
        raise PermissionDenied
    month = _month(request)
    returns = _seen(request, station_returns(office, month), office)
    figures = [figure for one in returns for _, figure in one.lines if figure is not None]
    doubtful = overlaps(figures)
    context = {
        "office": office,
        "month": month,
        "months": _months(month, today=timezone.localdate()),
        "returns": [
            (one, [(slot, row, doubtful.get(row.pk, []) if row else []) for slot, row in one.lines])
            for one in returns
        ],
        "missing": [one for one in returns if one.is_missing],
        "text": reminder_text(month, returns),
        "mine": {one.agency.pk for one in returns if may_answer_for(request.user, one.agency)},
        "may_define": request.user.may(Permission.REFERENCE, office_id=office.pk),
        "may_export": request.user.may(Permission.EXPORT, office_id=office.pk),
        "may_import": request.user.may(Permission.IMPORT, office_id=office.pk),
    }
    return render(request, "desk/stations.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def station_enter(request: UserRequest, pk: int) -> HttpResponse:
    agency = _agency(request, pk)
    if not may_answer_for(request.user, agency):
        raise PermissionDenied
    month = _month(request)
    one = _return_of(agency, month)
    form = NumbersForm(
        request.POST or None,
        request.FILES or None,
        agency=agency,
        lines=one.lines,
        user=request.user,
    )
    if form.is_valid():
        try:
            taken = form.submit()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _taken(request, agency, month, taken)
    return _entry_page(request, form, one, month)


@require_POST
@requires(Permission.IMPORT)
def station_sheet_back(request: UserRequest, pk: int) -> HttpResponse:
    """What the station filled in goes into the form, to be looked at; nothing is entered yet."""
    agency, month = _agency(request, pk), _month(request)
    one = _return_of(agency, month)
    upload = UploadForm(request.POST, request.FILES)
    if not upload.is_valid():
        problems = [str(error) for errors in upload.errors.values() for error in errors]
        return _refused(request, agency, month, "；".join(problems))
    file = upload.cleaned_data["file"]
    try:
        typed = read_sheet(read_file(file), [slot for slot, _ in one.lines])
        file.seek(0)
        typed["scan"] = store_document(file, office=agency.office, by=request.user)
    except (JobFailed, Refused) as problem:
        return _refused(request, agency, month, str(problem))
    typed["is_sheet"] = True
    form = NumbersForm(agency=agency, lines=one.lines, user=request.user, initial=typed)
    return _entry_page(request, form, one, month)


@require_GET
@requires(Permission.EXPORT)
def station_sheet(request: UserRequest, pk: int) -> HttpResponse:
    agency, month = _agency(request, pk), _month(request)
    file = io.BytesIO()
    write_sheet(file, agency, month, _return_of(agency, month).lines)
    audit.record("导出站所报数表", by=request.user, office=agency.office_id, target=agency)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = f"{agency.name}{month.label}报数表.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def station_contacts(request: UserRequest, pk: int) -> HttpResponse:
    agency = _agency(request, pk)
    if not request.user.may(Permission.REFERENCE, office_id=agency.office_id):
        raise Http404
    form = ContactsForm(request.POST if request.method == "POST" else None, agency=agency)
    if form.is_valid():
        name_contacts(agency, users=form.cleaned_data["users"], by=request.user)
        messages.success(request, f"已保存{agency}的联络员")
        return redirect("stations")
    return render(request, "desk/station_contacts.html", {"form": form, "agency": agency})


@require_GET
@requires(Permission.VIEW)
def station_figure(request: UserRequest, pk: int) -> HttpResponse:
    row = _figure(request, pk)
    question = row.question
    facts = [
        ("数", row.shown),
        ("计入", question.get_figure_display()),
        ("行业领域", question.sector),
        ("种类", question.result_kind or question.publicity_item),
        ("报数人", row.given_by),
        ("报数日期", row.given_on),
        ("怎么报的", row.get_way_display()),
        ("登记人", row.recorded_by),
        ("原始消息", row.message),
        ("作废原因", row.void_reason),
    ]
    context = {
        "row": row,
        "facts": [(label, value) for label, value in facts if value],
        "doubtful": [] if row.is_voided else overlaps([row]).get(row.pk, []),
        "events": timeline(row, user=request.user),
        "may_change": not row.is_voided and may_answer_for(request.user, question.agency),
        "may_void": not row.is_voided
        and request.user.may(Permission.VOID, office_id=row.office_id),
        "month": Period.containing(row.last_day),
    }
    return render(request, "desk/station_figure.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.VOID)
def station_figure_void(request: UserRequest, pk: int) -> HttpResponse:
    row = _figure(request, pk)
    if not request.user.may(Permission.VOID, office_id=row.office_id):
        raise Http404
    form = VoidForm(request.POST or None)
    if form.is_valid():
        try:
            void_number(row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已误录作废：{row}")
            return redirect(row)
    context = {
        "question": f"误录作废：{row}",
        "consequence": "作废后不再计入报告，这个站所这一项重新列为未报。",
        "form": form,
        "submit": "误录作废",
        "cancel_url": row.get_absolute_url(),
        "danger": True,
    }
    return render(request, "components/confirm.html", context)


def _seen(
    request: UserRequest, returns: list[StationReturn], office: Office
) -> list[StationReturn]:
    if request.user.roles_in(office.pk) != {Role.STATION}:
        return returns
    own = StationContact.objects.agencies_of(request.user)
    return [one for one in returns if one.agency.pk in own]


def _agency(request: UserRequest, pk: int) -> Agency:
    rows = Agency.objects.scoped_for(request.user).counted().select_related("office")
    agency = get_object_or_404(rows, pk=pk)
    if not request.user.roles_in(agency.office_id):
        raise Http404
    return agency


def _return_of(agency: Agency, month: Period) -> StationReturn:
    found = station_returns(agency.office, month)
    return next((one for one in found if one.agency == agency), StationReturn(agency))


def _figure(request: UserRequest, pk: int) -> StationFigure:
    return get_object_or_404(StationFigure.objects.scoped_for(request.user).with_names(), pk=pk)


def _address(month: Period) -> str:
    return f"{reverse('stations')}?month={month.code}"


def _refused(request: UserRequest, agency: Agency, month: Period, why: str) -> HttpResponse:
    messages.error(request, f"{agency}：{why}")
    return redirect(_address(month))


def _taken(
    request: UserRequest, agency: Agency, month: Period, taken: list[StationFigure]
) -> HttpResponse:
    if taken:
        messages.success(request, f"{agency}：登记了{len(taken)}项")
    else:
        messages.info(request, f"{agency}：与已登记的相同，没有改动")
    for row in taken:
        for operation in overlaps([row]).get(row.pk, []):
            messages.warning(request, f"可能重复统计：{row.question.label}——{operation}")
    return redirect(_address(month))


def _entry_page(
    request: UserRequest, form: NumbersForm, one: StationReturn, month: Period
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "agency": one.agency,
        "month": month,
        "has_lines": bool(one.lines),
        "has_hazards": any(slot.question.is_of_hazards for slot, _ in one.lines),
        "enter_url": f"{reverse('station_enter', args=[one.agency.pk])}?month={month.code}",
        "cancel_url": _address(month),
    }
    return render(request, "desk/station_enter.html", context)


def _month(request: UserRequest) -> Period:
    """The month asked for; without one the last that has ended."""
    today = timezone.localdate()
    try:
        asked = Period.parse(request.GET.get("month", ""))
    except PeriodProblem:
        return Period.latest_closed(today)
    return asked if asked.kind == "month" else Period.latest_closed(today)


def _months(month: Period, *, today: date) -> list[dict[str, Any]]:
    """The present month and those before it."""
    found = [Period.containing(today)]
    while len(found) < _SHOWN_MONTHS:
        found.append(found[-1].previous())
    return [
        {"label": one.label, "url": f"?month={one.code}", "current": one == month}
        for one in reversed(found)
    ]
