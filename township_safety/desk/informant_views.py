"""举报人: seen by the named handler and the leaders; each view is logged before it is shown."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from township_safety.activities import informing
from township_safety.activities.models import Informant, PublicReport
from township_safety.desk.informant_forms import AnswerForm, InformantForm, PayForm
from township_safety.desk.register_views import row_of, sheet_of
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.VIEW)
def informant(request: UserRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    found = _readable(request, report)
    informing.read(found, by=request.user)
    context = {"informant": found, "report": report, "back": _address(report)}
    response = render(request, "registers/informant.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def informant_edit(request: UserRequest, pk: int) -> HttpResponse:
    """The first time by whoever takes the report; afterwards by those who may read it."""
    report = _report(request, pk)
    kept = Informant.objects.for_report(report)
    if kept is None and not may_keep(request.user, report):
        raise PermissionDenied
    if kept is not None:
        kept = _readable(request, report)
        if request.method == "GET":
            informing.read(kept, by=request.user)
    form = InformantForm(
        request.POST or None, instance=kept, office_id=report.office_id, by=request.user
    )
    if form.is_valid():
        try:
            informing.keep(form.instance, report=report, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "举报人信息已保存，只有经办人和领导能看到")
            return redirect(_address(report))
    return _page(request, report, form, "登记举报人")


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def informant_answer(request: UserRequest, pk: int) -> HttpResponse:
    return _step(request, pk, AnswerForm, "答复举报人")


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def informant_pay(request: UserRequest, pk: int) -> HttpResponse:
    return _step(request, pk, PayForm, "登记奖金领取")


@require_POST
@requires(Permission.VOID)
def report_confine(request: UserRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    if not request.user.may(Permission.VOID, office_id=report.office_id):
        raise PermissionDenied
    is_confined = not report.is_confined
    informing.confine(report, is_confined=is_confined, by=request.user)
    text = "村和站所的账号现在看不到这件举报" if is_confined else "已解除限制"
    messages.success(request, text)
    return redirect(_address(report))


def may_keep(user: User, report: PublicReport) -> bool:
    """The office itself, not stations: a report may be about their own people."""
    wanted = (Permission.RECORD, Permission.VOID)
    return all(user.may(one, office_id=report.office_id) for one in wanted)


def _step(
    request: UserRequest, pk: int, form_class: type[AnswerForm | PayForm], title: str
) -> HttpResponse:
    report = _report(request, pk)
    found = _readable(request, report)
    form = form_class(request.POST or None)
    if form.is_valid():
        try:
            form.submit(found, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记")
            return redirect(_address(report))
    return _page(request, report, form, title)


def _report(request: UserRequest, pk: int) -> PublicReport:
    report: PublicReport = row_of(request, sheet_of("public_reports"), pk)
    return report


def _readable(request: UserRequest, report: PublicReport) -> Informant:
    rows = Informant.objects.select_related("report", "handler")
    found = get_object_or_404(rows, report=report)
    if not found.is_readable_by(request.user):
        raise PermissionDenied
    return found


def _address(report: PublicReport) -> str:
    return reverse("records:detail", args=["public_reports", report.pk])


def _page(
    request: UserRequest,
    report: PublicReport,
    form: InformantForm | AnswerForm | PayForm,
    title: str,
) -> HttpResponse:
    context = {"form": form, "title": title, "report": report, "cancel_url": _address(report)}
    response = render(request, "registers/informant_form.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return response
