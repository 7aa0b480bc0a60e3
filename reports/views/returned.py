"""定稿回传: the file edited outside comes in, its differences are shown, somebody decides."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reports.models import Report, ReturnedText
from reports.returning.forms import DecideForm, TakeBackForm
from reports.views.access import demand_compose, report_of
from reports.workflow import State, Step, may_ever
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def returned_texts(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    form = TakeBackForm()
    if request.method == "POST":
        demand_compose(request, report.office_id)
        form = TakeBackForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                returned = form.submit(report, by=request.user)
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, _found(returned))
                return redirect("reports:returned", report.pk)
    return _page(request, report, form)


def _found(returned: ReturnedText) -> str:
    if not returned.sentence_count:
        return "已上传，文字和数与系统文稿一致。"
    wrong = len(returned.figures)
    return f"已上传，改动{returned.sentence_count}处，其中{wrong}个数与台账不符，请看下面。"


@require_POST
@requires(Permission.COMPOSE)
def returned_decide(request: UserRequest, pk: int) -> HttpResponse:
    rows = ReturnedText.objects.scoped_for(request.user).with_names()
    returned = get_object_or_404(rows, pk=pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            done = form.submit(returned, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{done.get_state_display()}。")
    else:
        messages.error(request, "请用“采用为定稿”或者“退回”处理这份文件。")
    return redirect("reports:returned", returned.report_id)


def _page(request: UserRequest, report: Report, form: TakeBackForm) -> HttpResponse:
    is_open = State(report.state) == State.REVIEWED
    may_compose = request.user.may(Permission.COMPOSE, office_id=report.office_id)
    context: dict[str, Any] = {
        "report": report,
        "form": form if is_open and may_compose else None,
        "returned": list(ReturnedText.objects.of_report(report).with_names()),
        "decide": DecideForm(),
        "may_decide": is_open and may_ever(Step.ISSUE, by=request.user, office_id=report.office_id),
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "reports/returned.html", context, status=status)
