"""工作要点: the year's plan with its progress, 季度调度表 on paper and as Excel, the evidence."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports.plans import DONE, DUE, OVERDUE, Progress, progress_of
from reports.views.access import reading_office
from township_safety.activities.models import PlanItem
from township_safety.desk.plan_forms import EvidenceForm
from township_safety.desk.plan_paper import dispatch_form, dispatch_sheet
from township_safety.desk.registers import may_add, may_write, registers
from township_safety.documents.rendering import pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation import actions, audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.periods import FIRST_YEAR, LAST_YEAR
from township_safety.spreadsheets import write_workbook

KEY = "plan_items"
_NUMERALS = "〇一二三四五六七八九"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STATES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("", "全部", frozenset()),
    ("remind", "需催办", frozenset({OVERDUE, DUE})),
    ("done", "已完成", frozenset({DONE})),
)


@require_GET
@requires(Permission.VIEW)
def plan(request: UserRequest) -> HttpResponse:
    office, year, today = reading_office(request), _year(request), timezone.localdate()
    found = _progress(office, year, today=today)
    state, shown = _narrowed(found, request.GET.get("state", ""))
    asked = {"year": year} | ({"state": state} if state else {})
    context = {
        "year": year,
        "years": _years(year, state),
        "office": office,
        "tabs": _tabs(found, year, state),
        "groups": _grouped(shown),
        "query": urlencode(asked),
        "may_add": may_add(request.user, registers()[KEY]),
        "may_write": may_write(request.user, registers()[KEY], office=office),
        "may_export": request.user.may(Permission.EXPORT) and bool(shown),
    }
    return render(request, "desk/plan.html", context)


@require_GET
@requires(Permission.VIEW)
def plan_pdf(request: UserRequest) -> HttpResponse:
    office, title, shown, today = _dispatched(request)
    try:
        pdf = pdf_of(dispatch_form(shown, title=title, office=office, on=today), substitute=True)
    except JobFailed as problem:
        messages.error(request, f"季度调度表没有印出来：{problem}")
        return redirect(f"{reverse('plan')}?{request.GET.urlencode()}")
    return _file(pdf, "application/pdf", f"{title}.pdf", attached=False)


@require_GET
@requires(Permission.EXPORT)
def plan_sheet(request: UserRequest) -> HttpResponse:
    office, title, shown, today = _dispatched(request)
    file = io.BytesIO()
    write_workbook([dispatch_sheet(shown, title=title, office=office, on=today)], file)
    audit.record("导出", by=request.user, office=office, summary=title)
    return _file(file.getvalue(), _WORKBOOK, f"{title}.xlsx", attached=True)


@requires(Permission.RECORD)
def plan_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Choose the figure that measures the item; 试算 shows its value and saves nothing."""
    item = get_object_or_404(
        PlanItem.objects.scoped_for(request.user).counted().select_related("office"), pk=pk
    )
    if not may_write(request.user, registers()[KEY], office=item.office):
        raise PermissionDenied
    form = EvidenceForm(request.POST if request.method == "POST" else None, instance=item)
    trial = ""
    if request.method == "POST" and form.is_valid():
        if "save" in request.POST:
            actions.change_row(item, form=form, by=request.user)
            messages.success(request, f"已保存：{item}")
            return redirect(f"{reverse('plan')}?{urlencode({'year': item.first_day.year})}")
        trial = form.trial()
    context = {"item": item, "form": form, "trial": trial, "year": item.first_day.year}
    return render(request, "desk/plan_evidence.html", context)


def _dispatched(request: UserRequest) -> tuple[Office, str, list[Progress], date]:
    office, year, today = reading_office(request), _year(request), timezone.localdate()
    state, shown = _narrowed(_progress(office, year, today=today), request.GET.get("state", ""))
    kind = "需催办事项" if state == "remind" else "季度调度表"
    return office, f"{office.name}{year}年安全生产工作要点{kind}", shown, today


def _progress(office: Office, year: int, *, today: date) -> list[Progress]:
    """Under each document the parts stand by their numbers, else as they first come."""
    items = list(PlanItem.objects.for_offices([office.pk]).of_year(year))
    places: dict[tuple[str, str], int] = {}
    for item in items:
        places.setdefault((item.plan_document, item.theme), len(places))
    items.sort(
        key=lambda item: (
            item.plan_document,
            _number_of(item.theme),
            places[item.plan_document, item.theme],
        )
    )
    return progress_of(items, year=year, today=today)


def _number_of(theme: str) -> int:
    """3 of “三、……”; parts without a number come last."""
    found = re.match(r"[（(]?(十?[一二三四五六七八九]|十)[)）、.．]", theme)
    if found is None:
        return len(_NUMERALS) * 2
    tens, ten, ones = found[1].rpartition("十")
    return 10 * bool(tens or ten) + _NUMERALS.index(ones or "〇")


def _narrowed(found: list[Progress], asked: str) -> tuple[str, list[Progress]]:
    for state, _, kept in _STATES:
        if state == asked and kept:
            return state, [one for one in found if one.state in kept]
    return "", found


def _grouped(found: list[Progress]) -> list[tuple[str, list[Progress]]]:
    """Under the plan's name and the part."""

    def heading(one: Progress) -> str:
        return "　".join(part for part in (one.item.plan_document, one.item.theme) if part)

    return [(name, list(group)) for name, group in groupby(found, key=heading)]


def _tabs(found: list[Progress], year: int, current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?{urlencode({'year': year, 'state': state})}",
            "current": state == current,
            "count": sum(not kept or one.state in kept for one in found),
        }
        for state, label, kept in _STATES
    ]


def _years(year: int, state: str) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{one}年",
            "url": f"?{urlencode({'year': one, 'state': state})}",
            "current": one == year,
        }
        for one in range(year - 1, year + 2)
        if FIRST_YEAR <= one <= LAST_YEAR
    ]


def _year(request: UserRequest) -> int:
    asked = request.GET.get("year", "")
    if not asked:
        return timezone.localdate().year
    if not (asked.isascii() and asked.isdecimal() and len(asked) == 4):
        raise Http404
    if not FIRST_YEAR <= int(asked) <= LAST_YEAR:
        raise Http404
    return int(asked)


def _file(content: bytes, kind: str, name: str, *, attached: bool) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(attached, name) or "",
        "Cache-Control": "private, no-store",
        # The policy of our pages would forbid some browsers their own PDF viewer.
        "Content-Security-Policy": "frame-ancestors 'none'",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
