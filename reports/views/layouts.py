"""版式 of a report: 普通稿 or 红头文件, its number."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reports import red_heads
from reports.models import Report
from reports.red_head_forms import RedHeadForm
from reports.views.access import demand_compose, report_of
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def report_layout(request: UserRequest, pk: int) -> HttpResponse:
    report = _own(request, pk)
    form = RedHeadForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        try:
            red_heads.dress(form.save(commit=False), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "版式已保存。")
        return redirect(report)
    context = {
        "report": report,
        "form": form,
        "word": red_heads.word_of(report.office),
        "may_number": form.instance.is_used and not form.is_numbered,
    }
    return render(request, "reports/layout.html", context)


@require_POST
@requires(Permission.COMPOSE)
def report_number(request: UserRequest, pk: int) -> HttpResponse:
    report = _own(request, pk)
    try:
        head = red_heads.give_number(report, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"发文字号：{head.number}")
    return redirect("reports:layout", report.pk)


def _own(request: UserRequest, pk: int) -> Report:
    report = report_of(request, pk)
    demand_compose(request, report.office_id)
    return report
