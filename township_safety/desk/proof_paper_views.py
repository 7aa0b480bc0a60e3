"""Papers of records as PDF to print, and as Word to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from hazards.paper import pictures
from hazards.views.printing import word_file
from township_safety.activities.paper.catalogue import paper_of
from township_safety.desk.register_views import row_of, sheet_of
from township_safety.documents.model import Form
from township_safety.documents.rendering import docx_of, pdf_of_many
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission

_PRIVATE = {
    "Cache-Control": "private, no-store",
    # The policy of our pages would forbid some browsers their own PDF viewer.
    "Content-Security-Policy": "frame-ancestors 'none'",
}


@require_GET
@requires(Permission.VIEW)
def proof_pdf(request: UserRequest, key: str, pk: int, paper: str) -> HttpResponse:
    row, forms = _drawn(request, key, pk, paper)
    try:
        pdf = printed(forms, office=row.office)
    except (JobFailed, pictures.TooManyPictures) as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect("records:detail", key, pk)
    audit.record("打印文书", by=request.user, office=row.office_id, target=row)
    return pdf_file(pdf, name=f"{forms[0].name}_{row}")


@require_GET
@requires(Permission.VIEW)
def proof_word(request: UserRequest, key: str, pk: int, paper: str) -> HttpResponse:
    row, forms = _drawn(request, key, pk, paper)
    try:
        word = docx_of(forms[0], pictures=pictures.contents(forms, office_id=row.office_id))
    except (JobFailed, pictures.TooManyPictures) as problem:
        messages.warning(request, f"没有生成 Word：{problem}")
        return redirect("records:detail", key, pk)
    audit.record("打印文书", by=request.user, office=row.office_id, target=row)
    return word_file(word, name=f"{forms[0].name}_{row}")


def printed(forms: Sequence[Form], *, office: Office) -> bytes:
    """One file; characters without a shape come out as 〓, to be written in by hand."""
    content = pictures.contents(forms, office_id=office.pk)
    return pdf_of_many(list(forms), substitute=True, pictures=content)


def pdf_file(pdf: bytes, *, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(False, f"{name}.pdf") or ""}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers | _PRIVATE)


def _drawn(request: UserRequest, key: str, pk: int, slug: str) -> tuple[Any, tuple[Form, ...]]:
    row = row_of(request, sheet_of(key), pk)
    paper = paper_of(row, slug)
    if paper is None:
        raise Http404
    return row, paper.draw(row)
