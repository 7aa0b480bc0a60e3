"""启用前数据: the numbers of the months before the office began to use the system."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from reports.models import PriorValue
from reports.prior_entry import (
    MonthChanged,
    demand_unchanged,
    fill_month,
    open_months,
    question,
    shown,
)
from reports.prior_forms import MonthChoiceForm, MonthForm, PriorForm, month_label
from reports.views.access import (
    composing_office,
    demand_compose,
    may_compose,
    prior_of,
    reading_office,
)
from township_safety.organisation import actions
from township_safety.organisation.forms import VoidForm
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission

ROWS_PER_PAGE = 50


@require_GET
@requires(Permission.VIEW)
def prior_list(request: UserRequest) -> HttpResponse:
    office = reading_office(request)
    rows = PriorValue.objects.for_offices([office.pk]).listed(with_voided="voided" in request.GET)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "office": office,
        "page": page,
        "lines": [_line(row, office) for row in page.object_list],
        "months": open_months(office),
        "may_compose": may_compose(request, office.pk),
        "with_voided": "voided" in request.GET,
    }
    return render(request, "reports/prior_list.html", context)


def _line(row: PriorValue, office: Office) -> dict[str, Any]:
    asked = question(f"{row.figure}?{row.filters}", office=office)
    return {
        "row": row,
        "month": f"{row.first_day.year}年{row.first_day.month}月",
        "name": f"{asked.subject}：{asked.label}",
        "number": shown(row.value),
        "unit": asked.unit,
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def prior_create(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    if not open_months(office):
        return _closed(request, office)
    form = PriorForm(request.POST or None, request.FILES or None, office=office, by=request.user)
    if form.is_valid():
        try:
            with transaction.atomic():
                form.claim_scan()
                actions.add_row(form.instance, form=form, by=request.user)
        except actions.Refused as refusal:
            form.add_error("scan", str(refusal))
        else:
            messages.success(request, "已登记。")
            return redirect("reports:prior")
    return render(request, "reports/prior_form.html", {"form": form, "office": office})


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def prior_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = _changeable(request, pk)
    form = PriorForm(
        request.POST or None,
        request.FILES or None,
        instance=row,
        office=row.office,
        by=request.user,
    )
    if form.is_valid():
        try:
            with transaction.atomic():
                demand_unchanged(row, seen=form.cleaned_data["seen"])
                form.claim_scan()
                actions.change_row(form.instance, form=form, by=request.user)
        except actions.Refused as refusal:
            form.add_error("scan", str(refusal))
        except MonthChanged:
            form.add_error(None, f"这个数刚被别人改过，没有保存；现有数见下。{_now(row)}")
        else:
            messages.success(request, "已保存。")
            return redirect("reports:prior")
    context = {"form": form, "office": row.office, "row": row}
    return render(request, "reports/prior_form.html", context)


def _now(row: PriorValue) -> str:
    """What is saved by now: the form's row carries what was typed."""
    saved = PriorValue.objects.get(pk=row.pk)
    return f"现有数 {shown(saved.value)}，来源 {saved.source}。请返回列表重新打开后再改。"


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def prior_void(request: UserRequest, pk: int) -> HttpResponse:
    row = _changeable(request, pk)
    form = VoidForm(request.POST or None)
    if form.is_valid():
        try:
            actions.void_row(row, by=request.user, reason=form.cleaned_data["reason"])
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已作废，不再计入报告。")
        return redirect("reports:prior")
    context = {
        "question": "误录作废这个启用前数据",
        "consequence": "作废后不再计入任何报告，记录仍保留在“显示作废”中。",
        "form": form,
        "submit": "误录作废",
        "cancel_url": reverse("reports:prior"),
        "danger": True,
    }
    return render(request, "components/confirm.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def prior_month(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    if not open_months(office):
        return _closed(request, office)
    choice = MonthChoiceForm(request.GET, office=office)
    month = choice.chosen()
    if month is None:
        return render(request, "reports/prior_closed.html", {"office": office}, status=404)
    form = MonthForm(request.POST or None, office=office, month=month)
    if form.is_valid():
        try:
            changed = fill_month(
                office,
                month=month,
                numbers=form.numbers(),
                source=form.cleaned_data["source"],
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except MonthChanged:
            form = form.after_conflict(office=office, month=month)
        else:
            messages.success(request, f"{month.label}：保存了 {changed} 项。")
            return redirect(f"{reverse('reports:prior_month')}?{urlencode({'month': month.code})}")
    label = month_label(month, office)
    context = {"choice": choice, "month": month, "label": label, "form": form}
    return render(request, "reports/prior_month.html", context)


def _changeable(request: UserRequest, pk: int) -> PriorValue:
    row = prior_of(request, pk)
    demand_compose(request, row.office_id)
    if row.is_voided:
        raise Http404
    return row


def _closed(request: UserRequest, office: Office) -> HttpResponse:
    """There is nothing to fill in: the office began with its first row, or said no day."""
    return render(request, "reports/prior_closed.html", {"office": office})
