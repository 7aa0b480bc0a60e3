"""A report as PDF."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from reports.composing import Commission, compose
from reports.views.access import report_of
from township_safety.documents.glyphs import MissingGlyphs
from township_safety.documents.rendering import pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.EXPORT)
def report_pdf(request: UserRequest, pk: int) -> HttpResponse:
    """`?view=1` opens it for printing, `?substitute=1` prints 〓 for characters without a shape."""
    report = report_of(request, pk)
    document = compose(Commission.of(report)).document
    context: dict[str, object] = {"report": report}
    try:
        pdf = pdf_of(document, substitute="substitute" in request.GET)
    except MissingGlyphs as problem:
        context["missing"] = problem.missing
        return render(request, "reports/pdf_problem.html", context, status=HTTPStatus.CONFLICT)
    except JobFailed as problem:
        context["problem"] = str(problem)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return render(request, "reports/pdf_problem.html", context, status=status)
    as_download = "view" not in request.GET
    disposition = content_disposition_header(as_download, f"{document.name}.pdf")
    headers = {
        "Content-Disposition": disposition or "",
        "Cache-Control": "private, no-store",
        # The policy of our pages would forbid some browsers their own PDF viewer.
        "Content-Security-Policy": "frame-ancestors 'none'",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
