"""报送登记 of an issued report: a new one, its receipt, one registered by mistake."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from reports.dispatching.forms import DispatchForm, ReceiptForm, VoidForm
from reports.models import Dispatch, Report
from reports.views.access import demand_compose, report_of
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


def dispatches_of(report: Report) -> list[Dispatch]:
    return list(report.dispatches.with_files())


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def dispatch_new(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    demand_compose(request, report.office_id)
    if not report.is_issued:
        messages.warning(request, "签发以后才能报送。")
        return redirect(report)
    form = DispatchForm(*_sent(request), report=report, user=request.user)
    return _answer(request, form, report, title="报送登记", submit="登记", done="已登记报送。")


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def dispatch_receipt(request: UserRequest, pk: int) -> HttpResponse:
    dispatch = _dispatch(request, pk)
    form = ReceiptForm(*_sent(request), instance=dispatch, user=request.user)
    report = dispatch.report
    return _answer(request, form, report, title="报送回执", submit="保存", done="已保存回执。")


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def dispatch_void(request: UserRequest, pk: int) -> HttpResponse:
    dispatch = _dispatch(request, pk)
    form = VoidForm(*_sent(request), dispatch=dispatch, user=request.user)
    report = dispatch.report
    title = f"作废报送登记：{dispatch.sent_on} {dispatch.addressee}"
    return _answer(request, form, report, title=title, submit="误录作废", done="已作废。")


def _sent(request: UserRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _answer(
    request: UserRequest, form: Any, report: Report, *, title: str, submit: str, done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            form.submit()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(report)
    context = {"form": form, "report": report, "heading": title, "submit": submit}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "reports/dispatch.html", context, status=status)


def _dispatch(request: UserRequest, pk: int) -> Dispatch:
    rows = Dispatch.objects.scoped_for(request.user).counted().with_reports()
    dispatch = get_object_or_404(rows, pk=pk)
    demand_compose(request, dispatch.office_id)
    return dispatch
