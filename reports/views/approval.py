"""The approval sheet of a report, to be signed by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hazards.views.printing import PRIVATE, word_file
from reports.models import Report
from reports.paper.approval import TITLE, coded
from reports.views.access import report_of
from township_safety.documents.rendering import docx_of, pdf_of_many
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.EXPORT)
def approval_pdf(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    try:
        pdf = pdf_of_many([coded(report, by=request.user)], substitute=True)
    except JobFailed as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect(report)
    _note(request, report)
    name = f"{TITLE}_{report}.pdf"
    headers = {"Content-Disposition": content_disposition_header(False, name) or ""}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers | PRIVATE)


@require_GET
@requires(Permission.EXPORT)
def approval_word(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    try:
        word = docx_of(coded(report, by=request.user))
    except JobFailed as problem:
        messages.warning(request, f"没有生成 Word：{problem}")
        return redirect(report)
    _note(request, report)
    return word_file(word, name=f"{TITLE}_{report}")


def _note(request: UserRequest, report: Report) -> None:
    audit.record("打印文书", by=request.user, office=report.office_id, target=report, summary=TITLE)
