"""Papers of 月末销号例检例查: the list, the material with photos, the minutes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from hazards.paper.catalogue import Chosen, Kind
from hazards.views.printing import file_name, paper_page, pdf_answer, word_answer
from inspections.models import Clearance
from inspections.paper.clearance import material_forms, minutes_forms, sheet_forms
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

_ROUTE = "inspections:clearance_paper"


def _is_held(clearance: Any) -> bool:
    return clearance.held_on is not None


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("clearance-list", "例检例查清单", Clearance, sheet_forms, route=_ROUTE),
        Kind(
            "clearance-material",
            "例检例查材料",
            Clearance,
            material_forms,
            is_signed=False,
            route=_ROUTE,
        ),
        Kind(
            "clearance-minutes",
            "例检例查会议纪要",
            Clearance,
            minutes_forms,
            is_final=_is_held,
            route=_ROUTE,
        ),
    )
}


@require_GET
@requires(Permission.VIEW)
def paper(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    one = _chosen(request, kind, pk)
    return paper_page(request, one, back=(str(one.row), one.row.get_absolute_url()))


@require_GET
@requires(Permission.VIEW)
def paper_pdf(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    one = _chosen(request, kind, pk)
    drawn = one.drawn(reader=request.user)
    name = file_name(drawn[0]) if drawn else one.kind.name
    return pdf_answer(request, [one], name=name, back=one.row.get_absolute_url())


@require_GET
@requires(Permission.VIEW)
def paper_word(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    return word_answer(request, _chosen(request, kind, pk))


def _chosen(request: UserRequest, kind: str, pk: int) -> Chosen:
    if kind not in KINDS:
        raise Http404
    mine = Clearance.objects.scoped_for(request.user).select_related("office")
    return Chosen(KINDS[kind], get_object_or_404(mine, pk=pk))
