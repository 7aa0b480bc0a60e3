"""更正: wrong numbers of an issued report, who else holds them, the 更正说明 and its files."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hazards.steps import ActionDenied
from hazards.views.printing import PRIVATE, word_file
from reports.correcting import actions
from reports.correcting.document import correction_document
from reports.correcting.forms import NewCorrectionForm, SendOutForm, TermsForm, why, wrong_figures
from reports.correcting.holders import holders_of
from reports.models import Correction
from reports.views.access import demand_compose, may_compose, report_of
from reports.workflow import Step, may_ever
from township_safety.documents.html import render_html
from township_safety.documents.model import Document
from township_safety.documents.rendering import docx_of, pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def correction_new(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    demand_compose(request, report.office_id)
    if not hasattr(report, "frozen"):
        messages.warning(request, "签发以后发现有错的才办更正；现在直接改即可。")
        return redirect(report)
    wrong = wrong_figures(report)
    form = NewCorrectionForm(request.POST or None, report=report, wrong=wrong, user=request.user)
    if form.is_valid():
        try:
            return redirect(form.submit())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "report": report,
        "form": form,
        "wrong": [(one, why(one), str(one.figure.number) in form.chosen) for one in wrong],
        "holders": holders_of([one.figure for one in wrong], user=request.user),
        "dispatches": report.dispatches.counted(),
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "reports/correction_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def correction(request: UserRequest, pk: int) -> HttpResponse:
    """The paper; while it is a draft what stands around the numbers can be changed."""
    found = _correction(request, pk)
    is_mine = may_compose(request, found.office_id) and not found.is_issued
    if request.method == "POST" and not is_mine:
        raise PermissionDenied
    form = TermsForm(request.POST or None, instance=found, user=request.user) if is_mine else None
    if form is not None and form.is_valid():
        try:
            messages.success(request, "已保存。")
            return redirect(form.submit())
        except Refused as refusal:
            form.add_error(None, str(refusal))
    lines = list(found.lines.select_related("figure__issued"))
    html = render_html(_paper(_correction(request, pk)), mode="screen")
    context = {
        "correction": found,
        "report": found.report,
        "form": form,
        "paper": mark_safe(html),  # noqa: S308 -- the renderer escapes every text
        "holders": holders_of([line.figure for line in lines], user=request.user),
        "may_send_out": is_mine
        and may_ever(Step.ISSUE, by=request.user, office_id=found.office_id),
        "may_export": request.user.may(Permission.EXPORT),
    }
    status = HTTPStatus.BAD_REQUEST if form is not None and form.is_bound else HTTPStatus.OK
    return render(request, "reports/correction.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def correction_issue(request: UserRequest, pk: int) -> HttpResponse:
    found = _correction(request, pk)
    if not may_ever(Step.ISSUE, by=request.user, office_id=found.office_id):
        raise PermissionDenied
    if found.is_issued:
        messages.warning(request, f"这份更正说明已经印发（{found.number}）。")
        return redirect(found)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SendOutForm(*data, correction=found, user=request.user)
    if form.is_valid():
        try:
            done = form.submit()
        except (Refused, ActionDenied) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已印发，文号{done.number}。")
            return redirect(done)
    context = {"report": found.report, "form": form, "label": "印发更正说明"}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "reports/step.html", context, status=status)


@require_POST
@requires(Permission.COMPOSE)
def correction_drop(request: UserRequest, pk: int) -> HttpResponse:
    found = _correction(request, pk)
    demand_compose(request, found.office_id)
    report = found.report
    try:
        actions.drop(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, "草稿已删去。")
    return redirect(report)


@require_GET
@requires(Permission.EXPORT)
def correction_pdf(request: UserRequest, pk: int) -> HttpResponse:
    found = _correction(request, pk)
    paper = _paper(found)
    try:
        pdf = pdf_of(paper, substitute=True)
    except JobFailed as problem:
        messages.warning(request, f"没有生成 PDF：{problem}")
        return redirect(found)
    headers = {"Content-Disposition": content_disposition_header(False, f"{paper.name}.pdf") or ""}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers | PRIVATE)


@require_GET
@requires(Permission.EXPORT)
def correction_word(request: UserRequest, pk: int) -> HttpResponse:
    found = _correction(request, pk)
    paper = _paper(found)
    try:
        word = docx_of(paper)
    except JobFailed as problem:
        messages.warning(request, f"没有生成 Word：{problem}")
        return redirect(found)
    return word_file(word, name=paper.name)


def corrections_of(report: Any) -> list[Correction]:
    return list(Correction.objects.of_report(report))


def _paper(found: Correction) -> Document:
    return correction_document(found, list(found.lines.select_related("figure")))


def _correction(request: UserRequest, pk: int) -> Correction:
    if not request.user.sees_whole_office:
        raise PermissionDenied
    rows = Correction.objects.scoped_for(request.user).with_report()
    return get_object_or_404(rows, pk=pk)
