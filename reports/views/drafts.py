"""The reports of an office, a new one, and one as it will look with what may be changed in it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports import actions
from reports.composing import Commission, compose
from reports.editing.passages import passages_of, phrases_for
from reports.forms import DaysForm, NewReportForm, SlotForm
from reports.freezing import running
from reports.freezing.text import seen_digest
from reports.gaps import missing_records
from reports.models import Report, ReportSlot, ReportTemplate
from reports.newest import latest_period
from reports.steps import moved_since_review
from reports.views.access import (
    composing_office,
    demand_compose,
    may_compose,
    reading_office,
    report_of,
)
from reports.views.issued import issued_page
from reports.views.life import life_of
from township_safety.documents.glyphs import missing_in
from township_safety.documents.html import render_html
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.periods import PeriodProblem

REPORTS_PER_PAGE = 30
_TABS = (
    ("", "全部"),
    ("draft", "草稿"),
    ("returned", "被退回"),
    ("review", "待我核稿"),
    ("reviewed", "待签发"),
    ("issued", "已签发"),
    ("unsent", "待报送"),
)


@require_GET
@requires(Permission.VIEW)
def report_list(request: UserRequest) -> HttpResponse:
    office = reading_office(request)
    state = request.GET.get("state", "")
    mine = Report.objects.scoped_for(request.user).in_state(state, user=request.user)
    reports = mine.newest_first()
    context = {
        "state": state,
        "tabs": [
            {"label": label, "url": f"?state={key}", "current": key == state}
            for key, label in _TABS
        ],
        "office": office,
        "page": Paginator(reports, REPORTS_PER_PAGE).get_page(request.GET.get("page")),
        "shows_office": Office.objects.visible_to(request.user).count() > 1,
        "may_compose": may_compose(request, office.pk),
        "may_export": request.user.may(Permission.EXPORT),
        "has_begun": office.started_on is not None,
    }
    return render(request, "reports/list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def report_create(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    templates = list(_templates(office))
    asked = request.GET.get("template", "")
    template = next((one for one in templates if one.code == asked), None)
    if template is None and (asked or not templates):
        return render(request, "reports/no_template.html", status=HTTPStatus.NOT_FOUND)
    template = template or templates[0]
    form = NewReportForm(request.POST or None, template=template, office=office)
    if form.is_valid():
        try:
            report = actions.open_draft(
                template,
                office=office,
                by=request.user,
                today=timezone.localdate(),
                period=form.cleaned_data["period"],
                cut_off=form.cleaned_data.get("cut_off"),
                about=form.cleaned_data.get("about", ""),
                signed_on=form.cleaned_data["signed_on"],
            )
        except PeriodProblem as problem:
            form.add_error(None, str(problem))
        else:
            return redirect(report)
    context = {"form": form, "template": template, "templates": templates}
    return render(request, "reports/create.html", context)


@require_POST
@requires(Permission.COMPOSE)
def open_latest(request: UserRequest, code: str) -> HttpResponse:
    """One click from the start page to the report of the last closed period."""
    office = composing_office(request)
    today = timezone.localdate()
    template = get_object_or_404(_templates(office), code=code)
    period = latest_period(template, office=office, today=today)
    if period is None or template.about:
        return redirect(f"{reverse('reports:create')}?template={template.code}")
    return redirect(
        actions.open_draft(template, office=office, period=period, by=request.user, today=today)
    )


def _templates(office: Office) -> Any:
    return ReportTemplate.objects.available_to(office).valid(on=timezone.localdate())


@require_GET
@requires(Permission.VIEW)
def report_detail(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    if running.progress_of(report) is not None:
        return redirect("reports:issuing", report.pk)
    if report.is_issued and hasattr(report, "frozen"):
        return issued_page(request, report)
    return _page(request, report)


@require_POST
@requires(Permission.COMPOSE)
def report_days(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    demand_compose(request, report.office_id)
    form = DaysForm(request.POST, instance=report)
    if not form.is_valid():
        return _page(request, report_of(request, pk), days=form, status=HTTPStatus.BAD_REQUEST)
    try:
        actions.change_days(report, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "日期已保存，数字已按新的日期重算。")
    return redirect(report)


@require_POST
@requires(Permission.COMPOSE)
def report_slot(request: UserRequest, pk: int) -> HttpResponse:
    """Saves one passage; answers a script in JSON, a plain form with a page."""
    report = report_of(request, pk)
    demand_compose(request, report.office_id)
    form = SlotForm(request.POST)
    if not form.is_valid():
        return _slot_refused(
            request, report, " ".join(str(one) for one in form.errors.get("text", ["没有保存。"]))
        )
    asked = form.cleaned_data
    try:
        slot = actions.write_slot(
            report,
            name=asked["slot"],
            text=asked["text"],
            version=asked["version"],
            by=request.user,
        )
    except actions.SlotChanged as changed:
        return _slot_conflict(request, report, changed.slot, mine=asked["text"])
    except Refused as refusal:
        return _slot_refused(request, report, str(refusal))
    if _wants_json(request):
        lines = [line.strip() for line in slot.text.splitlines() if line.strip()]
        return JsonResponse({"version": slot.version, "lines": lines})
    messages.success(request, "已保存。")
    return redirect(f"{report.get_absolute_url()}#slot-{slot.name}")


def _slot_conflict(
    request: UserRequest, report: Report, slot: ReportSlot, *, mine: str
) -> HttpResponse:
    who = str(slot.updated_by or "有人")
    if _wants_json(request):
        answer = {"who": who, "theirs": slot.text, "version": slot.version}
        return JsonResponse(answer, status=HTTPStatus.CONFLICT)
    context = {"report": report, "slot": slot, "who": who, "mine": mine}
    return render(request, "reports/slot_conflict.html", context, status=HTTPStatus.CONFLICT)


def _slot_refused(request: UserRequest, report: Report, problem: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"problem": problem}, status=HTTPStatus.BAD_REQUEST)
    context = {"report": report, "problem": problem, "mine": request.POST.get("text", "")}
    return render(request, "reports/slot_conflict.html", context, status=HTTPStatus.BAD_REQUEST)


def _wants_json(request: UserRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _page(
    request: UserRequest,
    report: Report,
    *,
    days: DaysForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    composition = compose(Commission.of(report))
    may_edit = report.is_draft and may_compose(request, report.office_id)
    passages = passages_of(report, composition.offers)
    html = render_html(composition.document, mode="screen")
    context = {
        "report": report,
        "paper": mark_safe(html),  # noqa: S308 -- the renderer escapes every text
        "slots": passages if may_edit else [],
        "carried": [one for one in passages if one.is_carried] if may_edit else [],
        "phrases": phrases_for(report, on=timezone.localdate()) if may_edit else [],
        "days": (days or DaysForm(instance=report)) if may_edit else None,
        "wrong": [check for check in composition.checks if not check.holds],
        "right": [check for check in composition.checks if check.holds],
        "gaps": [*composition.gaps, *missing_records(composition.asked, composition.values)],
        "missing": missing_in(composition.document),
        "may_export": request.user.may(Permission.EXPORT),
        "has_moved": moved_since_review(report, text_digest=seen_digest(composition.document)),
        **life_of(request, report),
    }
    return render(request, "reports/detail.html", context, status=status)
