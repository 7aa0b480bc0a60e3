"""Pages of 现场检查记录: seen, as PDF, as Word."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from hazards.paper.catalogue import Chosen, Kind
from hazards.views.printing import file_name, paper_page, pdf_answer, word_answer
from inspections.models import OperationTarget
from inspections.paper.record import record_forms
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

RECORD = Kind("record", "现场检查记录", OperationTarget, record_forms, route="inspections:paper")


@require_GET
@requires(Permission.VIEW)
def paper(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    one = _chosen(request, kind, pk)
    operation = one.row.operation
    address = reverse("records:detail", args=["operations", operation.pk])
    number = operation.targets.counted().count()
    more = (f"打印全部{number}家", f"{one.pdf_url}?all=1") if number > 1 else None
    return paper_page(request, one, back=(str(operation), address), more=more)


@require_GET
@requires(Permission.VIEW)
def paper_pdf(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    """`?all=1` prints those of all sites of the outing in one file."""
    one = _chosen(request, kind, pk)
    many = [one]
    if "all" in request.GET:
        many = [Chosen(RECORD, row) for row in one.row.operation.targets.counted()]
    name = file_name(one.drawn(reader=request.user)[0])
    return pdf_answer(request, many, name=name, back=one.url)


@require_GET
@requires(Permission.VIEW)
def paper_word(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    return word_answer(request, _chosen(request, kind, pk))


def _chosen(request: UserRequest, kind: str, pk: int) -> Chosen:
    if kind != RECORD.slug:
        raise Http404
    targets = OperationTarget.objects.scoped_for(request.user).counted()
    return Chosen(RECORD, get_object_or_404(targets.select_related("operation", "site"), pk=pk))
