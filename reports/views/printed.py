"""A report as PDF and as Word file."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports.composing import Commission, compose
from reports.views.access import report_of
from reports.views.issued import file_answer, issued_of
from township_safety.documents.glyphs import MissingGlyphs
from township_safety.documents.rendering import docx_of, pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

PDF = "application/pdf"
# Every character found again as text, faces embedded, nothing attached.
ARCHIVE = "pdf/a-2u"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@requires(Permission.EXPORT)
def report_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """`?view=1` opens it for printing, `?substitute=1` prints 〓 for characters without a shape,
    `?archive=1` is PDF/A-2u for keeping.
    """
    report = report_of(request, pk)
    is_archived = "archive" in request.GET
    kept = issued_of(report)
    if kept is not None and not is_archived:
        return file_answer(kept.pdf, as_download="view" not in request.GET)
    document = kept.paper() if kept is not None else compose(Commission.of(report)).document
    context: dict[str, object] = {"report": report}
    try:
        pdf = pdf_of(
            document,
            substitute="substitute" in request.GET,
            pdf_variant=ARCHIVE if is_archived else None,
        )
    except MissingGlyphs as problem:
        context["missing"] = problem.missing
        return render(request, "reports/pdf_problem.html", context, status=HTTPStatus.CONFLICT)
    except JobFailed as problem:
        context["problem"] = str(problem)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return render(request, "reports/pdf_problem.html", context, status=status)
    name = f"{document.name}（存档）.pdf" if is_archived else f"{document.name}.pdf"
    answer = _answer(pdf, name, PDF, as_download="view" not in request.GET)
    # The policy of our pages would forbid some browsers their own PDF viewer.
    answer["Content-Security-Policy"] = "frame-ancestors 'none'"
    return answer


@require_GET
@requires(Permission.EXPORT)
def report_word(request: UserRequest, pk: int) -> HttpResponse:
    """The same document as Word file; the reader's own faces print what ours lack.

    Where a file edited outside was adopted, that file is what was issued.
    """
    report = report_of(request, pk)
    kept = issued_of(report)
    if kept is not None:
        return file_answer(kept.returned_file or kept.docx, as_download=True)
    document = compose(Commission.of(report)).document
    try:
        word = docx_of(document)
    except JobFailed as problem:
        context = {"report": report, "problem": str(problem)}
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return render(request, "reports/pdf_problem.html", context, status=status)
    return _answer(word, f"{document.name}.docx", WORD)


def _answer(content: bytes, name: str, kind: str, *, as_download: bool = True) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(as_download, name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
