"""收报台: what the offices below owe and sent, what came in, and what is done with it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.freezing.serving import settled
from reports.models import Delivery, ReturnDemand
from reports.receiving.board import board, cells_of, reminder, summary_of
from reports.receiving.forms import DecideForm, DemandForm, EnterForm, PackageForm
from reports.receiving.packages import package
from reports.views.access import (
    composing_office,
    demand_compose,
    may_compose,
    reading_office,
    report_of,
)
from reports.views.issued import issued_of
from township_safety.documents.html import render_html
from township_safety.documents.model import Document, from_json
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

# So many returns stand side by side.
_COLUMNS = 6
_PER_PAGE = 30


@require_GET
@requires(Permission.VIEW)
def receiving(request: UserRequest) -> HttpResponse:
    office = reading_office(request)
    rows = Delivery.objects.scoped_for(request.user).for_offices([office])
    demands = ReturnDemand.objects.scoped_for(request.user).for_offices([office])
    shown = demands.newest(_COLUMNS)
    context = {
        "office": office,
        "demands": shown,
        "rows": board(office, shown, today=timezone.localdate()),
        "waiting": rows.waiting().with_names(),
        "unasked": Paginator(rows.unasked().with_names(), _PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_receive": may_compose(request, office.pk),
    }
    return render(request, "reports/receiving.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def demand_new(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    form = DemandForm(request.POST or None, office=office, user=request.user)
    if form.is_valid():
        messages.success(request, "已布置。")
        return redirect(form.submit())
    return _form_page(request, form, heading="布置报送", submit="布置")


@require_GET
@requires(Permission.VIEW)
def demand(request: UserRequest, pk: int) -> HttpResponse:
    """Who has sent it and who has not, and the 催报 text."""
    found = _demand(request, pk)
    today = timezone.localdate()
    cells = cells_of(found, today=today)
    context = {
        "demand": found,
        "cells": cells,
        "summary": summary_of(cells),
        "reminder": reminder(found, cells, today=today),
        "may_receive": may_compose(request, found.office_id),
    }
    return render(request, "reports/demand.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def delivery_enter(request: UserRequest, pk: int) -> HttpResponse:
    """代录."""
    found = _demand(request, pk)
    demand_compose(request, found.office_id)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    sender = request.GET.get("sender", "")
    form = EnterForm(*data, demand=found, user=request.user, sender=sender)
    if form.is_valid():
        try:
            form.submit()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已代录。")
            return redirect(found)
    return _form_page(request, form, heading=f"代录：{found}", submit="保存", back=found)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def delivery_import(request: UserRequest) -> HttpResponse:
    """上报文件 of a township on another machine."""
    office = composing_office(request)
    form = PackageForm()
    if request.method == "POST":
        form = PackageForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                found = form.submit(office=office, by=request.user)
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                messages.success(request, "校验码一致，已收到。")
                return redirect(found)
    return _form_page(request, form, heading="导入上报文件", submit="导入")


@require_GET
@requires(Permission.VIEW)
def delivery(request: UserRequest, pk: int) -> HttpResponse:
    found = _delivery(request, pk)
    paper = ""
    if found.document:
        document = from_json(found.document)
        if isinstance(document, Document):
            paper = mark_safe(render_html(settled(document), mode="screen"))  # noqa: S308 -- the renderer escapes every text
    context = {
        "delivery": found,
        "paper": paper,
        "may_decide": found.is_waiting and may_compose(request, found.office_id),
    }
    return render(request, "reports/delivery.html", context)


@require_POST
@requires(Permission.COMPOSE)
def delivery_decide(request: UserRequest, pk: int) -> HttpResponse:
    found = _delivery(request, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请用“接收”或者“退回”处理这份来件。")
        return redirect(found)
    try:
        done = form.submit(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{done.get_state_display()}。")
    return redirect(found)


@require_GET
@requires(Permission.EXPORT)
def report_package(request: UserRequest, pk: int) -> HttpResponse:
    """上报文件 of an issued report, for an office that works on another machine."""
    report = report_of(request, pk)
    issued = issued_of(report)
    if issued is None:
        messages.warning(request, "签发以后才能导出上报文件。")
        return redirect(report)
    audit.record("导出上报文件", by=request.user, office=report.office_id, target=report)
    name = f"{report.office}_{report}_上报文件.json"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(package(issued), content_type="application/json", headers=headers)


def _form_page(
    request: UserRequest, form: Any, *, heading: str, submit: str, back: ReturnDemand | None = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "submit": submit, "demand": back}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "reports/receiving_form.html", context, status=status)


def _demand(request: UserRequest, pk: int) -> ReturnDemand:
    _demand_sight(request)
    rows = ReturnDemand.objects.scoped_for(request.user).select_related("office", "template")
    return get_object_or_404(rows, pk=pk)


def _delivery(request: UserRequest, pk: int) -> Delivery:
    _demand_sight(request)
    rows = Delivery.objects.scoped_for(request.user).with_names().defer(None)
    return get_object_or_404(rows, pk=pk)


def _demand_sight(request: UserRequest) -> None:
    """A village inspector receives nothing for the whole office."""
    if not request.user.sees_whole_office:
        raise PermissionDenied
