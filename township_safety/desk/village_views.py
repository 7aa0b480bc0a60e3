"""各村报送: who reported in a month, sheets to send out and take back, reminders."""

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

from township_safety.activities.paper.village_sheet import village_sheet
from township_safety.activities.village_returns import remind, reminder_text, village_returns
from township_safety.desk import staging
from township_safety.desk.proof_paper_views import pdf_file, printed
from township_safety.desk.village_forms import RemindForm
from township_safety.desk.village_sheets import made_ready, open_hazards, write_sheet
from township_safety.desk.workbook_forms import UploadForm
from township_safety.desk.workbook_views import read_file
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Village
from township_safety.organisation.permissions import Permission
from township_safety.periods import Period, PeriodProblem

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def villages(request: UserRequest) -> HttpResponse:
    """One line for each village; a POST notes that those ticked were reminded."""
    office = request.user.office_for(Permission.VIEW)
    if office is None or not request.user.sees_whole_office:
        raise PermissionDenied
    month, today = _month(request), timezone.localdate()
    may_remind = request.user.records_whole_office(office.pk)
    if request.method == "POST" and not may_remind:
        raise PermissionDenied
    found = village_returns(office, month, today=today)
    silent = [one.village for one in found if one.is_silent]
    form = RemindForm(request.POST or None, silent=silent)
    if form.is_valid():
        number = remind(
            form.cleaned_data["villages"],
            office=office,
            month=month,
            way=form.cleaned_data["way"],
            by=request.user,
        )
        messages.success(request, f"已记下催报{number}个{office.village_word}")
        return redirect(f"{reverse('village_returns')}?month={month.code}")
    context = {
        "office": office,
        "month": month,
        "months": _months(month, today=today),
        "returns": found,
        "silent": silent,
        "text": reminder_text(office, month, found),
        "form": form,
        "may_remind": may_remind,
        "may_export": request.user.may(Permission.EXPORT),
        "may_import": request.user.may(Permission.IMPORT),
    }
    return render(request, "desk/village_returns.html", context)


@require_GET
@requires(Permission.EXPORT)
def sheet_excel(request: UserRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    file = io.BytesIO()
    write_sheet(file, village, open_hazards(village))
    audit.record("导出村表", by=request.user, office=village.office_id, target=village)
    response = HttpResponse(file.getvalue(), content_type=_XLSX)
    name = f"{village.name}隐患表{timezone.localdate()}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_GET
@requires(Permission.EXPORT)
def sheet_pdf(request: UserRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    paper = village_sheet(village, open_hazards(village), on=timezone.localdate())
    try:
        pdf = printed([paper], office=village.office)
    except JobFailed as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect("village_returns")
    audit.record("打印文书", by=request.user, office=village.office_id, target=village)
    return pdf_file(pdf, name=paper.name)


@require_POST
@requires(Permission.IMPORT)
def sheet_back(request: UserRequest, pk: int) -> HttpResponse:
    """What the village filled in goes on to the preview of the workbook; nothing is written yet."""
    village = _village(request, pk)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, f"{village}：{'；'.join(problems)}")
        return redirect("village_returns")
    file = form.cleaned_data["file"]
    try:
        table = made_ready(read_file(file), village)
    except (JobFailed, Refused) as problem:
        messages.error(request, f"{village}：{problem}")
        return redirect("village_returns")
    token = staging.keep([table], name=file.name, by=request.user, office=village.office)
    return redirect("workbook_preview", token)


def _village(request: UserRequest, pk: int) -> Village:
    rows = Village.objects.scoped_for(request.user).counted().select_related("office")
    village = get_object_or_404(rows, pk=pk)
    if not request.user.may(Permission.EXPORT, office_id=village.office_id):
        raise Http404
    return village


def _month(request: UserRequest) -> Period:
    """The month asked for; without one the last that has ended."""
    today = timezone.localdate()
    try:
        asked = Period.parse(request.GET.get("month", ""))
    except PeriodProblem:
        return Period.latest_closed(today)
    return asked if asked == Period.containing(asked.first_day) else Period.latest_closed(today)


def _months(month: Period, *, today: date) -> list[dict[str, Any]]:
    """The present month and the five before it."""
    found = [Period.containing(today)]
    while len(found) < 6:
        found.append(found[-1].previous())
    return [
        {"label": one.label, "url": f"?month={one.code}", "current": one == month}
        for one in reversed(found)
    ]
