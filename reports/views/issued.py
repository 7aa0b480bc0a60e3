"""An issued report: the page, its kept figures, its files, its versions and what changed since."""

from __future__ import annotations

import io
from http import HTTPStatus
from itertools import pairwise
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from reports.bridging import Bridge, bridge_for
from reports.freezing.changes import changes_of, difference
from reports.freezing.serving import (
    KeptRows,
    linked_paper,
    lists_of,
    text_difference,
    versions_of,
    write_kept_rows,
)
from reports.models import IssuedFigure, IssuedReport, Report, ReturnedText
from reports.reconciling import KINDS, reconcile, write_table
from reports.views.access import may_compose, report_of
from reports.views.corrections import corrections_of
from reports.views.dispatches import dispatches_of
from reports.views.life import life_of
from township_safety.documents.html import render_html
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import StoredFile
from township_safety.organisation.permissions import Permission

ROWS_PER_PAGE = 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PRIVATE = {"Cache-Control": "private, no-store"}


def issued_page(request: UserRequest, report: Report) -> HttpResponse:
    """As it was signed, from what was kept."""
    issued = report.frozen
    html = render_html(linked_paper(issued), mode="screen")
    context = {
        "report": report,
        "issued": issued,
        "paper": mark_safe(html),  # noqa: S308 -- the renderer escapes every text
        "right": [check for check in issued.checks if check["holds"]],
        "wrong": [check for check in issued.checks if not check["holds"]],
        "has_versions": len(versions_of(report)) > 1,
        "may_export": request.user.may(Permission.EXPORT),
        "dispatches": dispatches_of(report),
        "corrections": corrections_of(report),
        "may_send": may_compose(request, report.office_id),
        "adopted": ReturnedText.objects.accepted_for(report),
        **life_of(request, report),
    }
    return render(request, "reports/issued.html", context)


def file_answer(file: StoredFile, *, as_download: bool) -> HttpResponse:
    """The file as it was kept, byte for byte."""
    with file.file.open() as kept:
        content = kept.read()
    headers = {"Content-Disposition": content_disposition_header(as_download, file.name) or ""}
    if not as_download:
        # The policy of our pages would forbid some browsers their own PDF viewer.
        headers["Content-Security-Policy"] = "frame-ancestors 'none'"
    return HttpResponse(content, content_type=file.content_type, headers=headers | _PRIVATE)


@require_GET
@requires(Permission.VIEW)
def issued_figure(request: UserRequest, pk: int, number: int) -> HttpResponse:
    figure = _figure(request, pk, number)
    report = figure.issued.report
    lists = lists_of(figure)
    context = {
        "report": report,
        "figure": figure,
        "facts": [
            ("单位", report.office),
            ("统计期", f"{figure.period_label}（{figure.first_day} 至 {figure.last_day}）"),
            ("口径", figure.definition),
            ("定稿时间", figure.issued.recorded_at),
        ],
        "lists": [_shown(each, request, single=len(lists) == 1) for each in lists],
        "may_export": request.user.may(Permission.EXPORT) and bool(lists),
    }
    return render(request, "reports/issued_figure.html", context)


def _shown(each: KeptRows, request: UserRequest, *, single: bool) -> dict[str, Any]:
    page = Paginator(each.numbers, ROWS_PER_PAGE).get_page(
        request.GET.get("page") if single else None
    )
    return {
        "kept": each.kept,
        "headings": each.headings,
        "lines": each.lines(list(page.object_list)),
        "page": page,
        "pages": single,
    }


@require_GET
@requires(Permission.EXPORT)
def issued_figure_rows(request: UserRequest, pk: int, number: int) -> HttpResponse:
    figure = _figure(request, pk, number)
    file = io.BytesIO()
    name = write_kept_rows(figure, target=file, by=request.user)
    return _workbook(file, name)


@require_GET
@requires(Permission.VIEW)
def report_changes(request: UserRequest, pk: int) -> HttpResponse:
    """自签发后台账有哪些变化."""
    issued = _issued(request, pk)
    context = {"report": issued.report, "issued": issued, "changes": changes_of(issued)}
    return render(request, "reports/issued_changes.html", context)


@require_GET
@requires(Permission.VIEW)
def report_versions(request: UserRequest, pk: int) -> HttpResponse:
    """Every version, and from each to the next what reads differently."""
    report = report_of(request, pk)
    versions = versions_of(report)
    issued = [one.frozen for one in versions if one.is_issued and hasattr(one, "frozen")]
    steps = [
        {
            "old": old,
            "new": new,
            "figures": difference(old, new),
            "sentences": text_difference(old.paper(), new.paper()),
        }
        for old, new in pairwise(issued)
    ]
    context = {"report": report, "versions": versions, "steps": steps}
    return render(request, "reports/issued_versions.html", context)


@require_GET
@requires(Permission.VIEW)
def report_bridge(request: UserRequest, pk: int) -> HttpResponse:
    """上期期末与本期期初的衔接, row by row."""
    report = report_of(request, pk)
    bridge = bridge_for(report.series, report.period)
    kept = None
    if report.is_issued and hasattr(report, "frozen") and report.frozen.inputs["bridge"]:
        kept = Bridge.from_json(report.frozen.inputs["bridge"])
    context = {"report": report, "bridge": bridge, "kept": kept}
    return render(request, "reports/issued_bridge.html", context)


@require_GET
@requires(Permission.VIEW)
def reconciliation(request: UserRequest, pk: int) -> HttpResponse:
    """口径核对表."""
    report = report_of(request, pk)
    context = {
        "report": report,
        "found": reconcile(report),
        "has_kind": report.period.kind in KINDS,
        "may_export": request.user.may(Permission.EXPORT),
    }
    return render(request, "reports/issued_reconciliation.html", context)


@require_GET
@requires(Permission.EXPORT)
def reconciliation_excel(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    found = reconcile(report)
    if found is None:
        context = {"report": report, "found": None, "has_kind": report.period.kind in KINDS}
        status = HTTPStatus.NOT_FOUND
        return render(request, "reports/issued_reconciliation.html", context, status=status)
    file = io.BytesIO()
    return _workbook(file, write_table(found, report, target=file, by=request.user))


def issued_of(report: Report) -> IssuedReport | None:
    """What was kept of it; nothing of a report that is not issued."""
    return getattr(report, "frozen", None)


def _issued(request: UserRequest, pk: int) -> IssuedReport:
    issued = issued_of(report_of(request, pk))
    if issued is None:
        raise Http404
    return issued


def _figure(request: UserRequest, pk: int, number: int) -> IssuedFigure:
    return get_object_or_404(_issued(request, pk).figures.with_report(), number=number)


def _workbook(file: io.BytesIO, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(file.getvalue(), content_type=WORKBOOK, headers=headers | _PRIVATE)
