"""Pages of the forms on paper: one of a row, many notices or hazards at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from hazards.models import Hazard, Referral
from hazards.paper.catalogue import KINDS, Chosen, bundle
from hazards.views.printing import file_name, paper_page, pdf_answer, word_answer
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

# What many may be printed of at once, and the list they are ticked in.
BATCHES = {"notice": "hazards:notices", "receipt": "hazards:notices", "card": "hazards:list"}
# In one file: half a minute, and as many as one person takes round.
MOST_PAPERS = 100


@require_GET
@requires(Permission.VIEW)
def paper(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    one = _chosen(request, kind, pk)
    whole = ("连同全部材料打印", f"{one.pdf_url}?all=1")
    more = whole if isinstance(one.row, Referral) else None
    return paper_page(request, one, back=_back(one.row), more=more)


@require_GET
@requires(Permission.VIEW)
def paper_pdf(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    """`?all=1` of a referral: the letter with all papers of the hazard."""
    one = _chosen(request, kind, pk)
    many = bundle(one.row) if isinstance(one.row, Referral) and "all" in request.GET else (one,)
    drawn = one.drawn(reader=request.user)
    name = file_name(drawn[0]) if drawn else one.kind.name
    return pdf_answer(request, many, name=name, back=_back(one.row)[1])


@require_GET
@requires(Permission.VIEW)
def paper_word(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    return word_answer(request, _chosen(request, kind, pk))


@require_GET
@requires(Permission.VIEW)
def papers_pdf(request: UserRequest, kind: str) -> HttpResponse:
    """The rows ticked in a list, each with its form, in one file."""
    if kind not in BATCHES:
        raise Http404
    keys = [*request.GET.getlist("rows"), *request.GET.getlist("hazards")]
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    if not 0 < len(keys) <= MOST_PAPERS:
        text = f"一次最多打印{MOST_PAPERS}份，请少勾选一些" if keys else "请先勾选要打印的"
        messages.warning(request, text)
        return redirect(BATCHES[kind])
    rows: Any = KINDS[kind].model._default_manager
    found = rows.scoped_for(request.user).in_bulk([int(key) for key in keys])
    if len(found) != len(set(keys)):
        raise Http404
    many = [Chosen(KINDS[kind], found[int(key)]) for key in dict.fromkeys(keys)]
    name = f"{KINDS[kind].name}{len(many)}份"
    return pdf_answer(request, many, name=name, back=BATCHES[kind])


def _chosen(request: UserRequest, kind: str, pk: int) -> Chosen:
    if kind not in KINDS:
        raise Http404
    rows: Any = KINDS[kind].model._default_manager
    return Chosen(KINDS[kind], get_object_or_404(rows.scoped_for(request.user), pk=pk))


def _back(row: Any) -> tuple[str, str]:
    """The page the row stands on; a step of a hazard stands on the hazard's."""
    listing = getattr(row, "listing", None)
    stands: Any = row if hasattr(row, "get_absolute_url") else (listing or row).hazard
    name = stands.number if isinstance(stands, Hazard) else str(stands)
    return name, stands.get_absolute_url()
