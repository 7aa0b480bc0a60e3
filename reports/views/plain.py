"""A report as plain text, to be pasted into a message."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.composing import Commission, compose
from reports.views.access import report_of
from reports.views.issued import issued_of
from township_safety.documents.model import plain_text
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.EXPORT)
def report_text(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    kept = issued_of(report)
    document = kept.paper() if kept is not None else compose(Commission.of(report)).document
    text = plain_text(document)
    context = {"report": report, "text": text, "rows": len(text.splitlines()) + 2}
    return render(request, "reports/text.html", context)
