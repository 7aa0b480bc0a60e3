"""签字件: printed papers that wait for their signed copy, scans taken in and matched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hazards.paper import pictures
from hazards.views.access import demand_role, may
from hazards.workflow import Action
from township_safety.desk.scan_forms import ExcuseForm, MatchForm, PaperFilter, ScansForm
from township_safety.desk.signed_papers import record_url
from township_safety.documents.html import render_html
from township_safety.documents.model import Form
from township_safety.documents.records import from_json
from township_safety.organisation import papers
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import PrintedForm, SignedCopy
from township_safety.organisation.permissions import Permission

PAGE_SIZE = 25


@require_GET
@requires(Permission.VIEW)
def paper_list(request: UserRequest) -> HttpResponse:
    mine = PrintedForm.objects.scoped_for(request.user)
    state = request.GET.get("state", "unsigned")
    filters = PaperFilter(request.GET)
    rows = filters.narrow(mine if state == "all" else mine.unsigned())
    page = Paginator(rows.with_copies(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "may_upload": _may_take_in(request),
        "tabs": _tabs(request, current=state),
    }
    return render(request, "desk/papers.html", context)


def _may_take_in(request: UserRequest) -> bool:
    office = request.user.office
    return office is not None and may(request, Action.NOTICE, office.pk)


def _tabs(request: UserRequest, *, current: str) -> list[dict[str, Any]]:
    mine = PrintedForm.objects.scoped_for(request.user)
    return [
        {
            "label": "缺签字件",
            "url": "?state=unsigned",
            "current": current != "all",
            "count": mine.unsigned().count(),
        },
        {"label": "印出的文书", "url": "?state=all", "current": current == "all", "count": None},
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def scans(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    demand_role(request, Action.NOTICE, office.pk)
    form = ScansForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken = papers.take_in(form.cleaned_data["pages"], office=office, by=request.user)
        _tell(request, taken)
        return redirect("scans")
    return _scans_page(request, form=form)


def _tell(request: UserRequest, taken: papers.Taken) -> None:
    pages = len(taken.matched) + len(taken.unmatched) + taken.twice
    if pages:
        known = len({copy.form_id for copy in taken.matched})
        said = f"收到{pages}页：{len(taken.matched)}页已归到{known}份文书"
        if taken.unmatched:
            said += f"，{len(taken.unmatched)}页没有认出编码，请在下面认领"
        if taken.twice:
            said += f"，{taken.twice}页以前传过，没有重复保存"
        messages.success(request, said)
    for words in taken.refused:
        messages.warning(request, words)


def _scans_page(
    request: UserRequest, *, form: ScansForm | None = None, answered: MatchForm | None = None
) -> HttpResponse:
    mine = SignedCopy.objects.scoped_for(request.user)
    rows = mine.unmatched().with_files()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form or ScansForm(),
        "page": page,
        "lines": [
            (copy, answered)
            if answered and answered.prefix == f"c{copy.pk}"
            else (copy, _match_form(request, copy))
            for copy in page
        ],
        "recent": mine.matched_lately()[:10],
    }
    return render(request, "desk/scans.html", context)


def _match_form(request: UserRequest, copy: SignedCopy, data: Any = None) -> MatchForm:
    return MatchForm(data, copy=copy, user=request.user, prefix=f"c{copy.pk}")


@require_POST
@requires(Permission.RECORD)
def scan_match(request: UserRequest, pk: int) -> HttpResponse:
    copy = _copy(request, pk)
    form = _match_form(request, copy, request.POST)
    if not form.is_valid():
        return _scans_page(request, answered=form)
    paper = form.cleaned_data["paper"]
    return _done(
        request,
        lambda: papers.match(copy, form=paper, by=request.user),
        said=f"已归到{paper}",
        back="scans",
    )


@require_POST
@requires(Permission.RECORD)
def scan_drop(request: UserRequest, pk: int) -> HttpResponse:
    copy = _copy(request, pk)
    return _done(
        request, lambda: papers.drop(copy, by=request.user), said="已移除这一页", back="scans"
    )


@require_POST
@requires(Permission.RECORD)
def scan_unmatch(request: UserRequest, pk: int) -> HttpResponse:
    copy = _copy(request, pk)
    return _done(
        request,
        lambda: papers.unmatch(copy, by=request.user),
        said="已退回待认领，请重新认领",
        back="scans",
    )


def _copy(request: UserRequest, pk: int) -> SignedCopy:
    copy = get_object_or_404(SignedCopy.objects.scoped_for(request.user), pk=pk)
    demand_role(request, Action.NOTICE, copy.office_id)
    return copy


@require_GET
@requires(Permission.VIEW)
def printed_form(request: UserRequest, code: str) -> HttpResponse:
    return _paper_page(request, _paper(request, code), form=ExcuseForm())


@require_POST
@requires(Permission.RECORD)
def printed_form_excuse(request: UserRequest, code: str) -> HttpResponse:
    paper = _paper(request, code)
    demand_role(request, Action.NOTICE, paper.office_id)
    form = ExcuseForm(request.POST)
    if not form.is_valid():
        return _paper_page(request, paper, form=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        lambda: papers.excuse(paper, by=request.user, reason=reason),
        said="已登记没有签字件的原因",
        back=paper,
    )


def _paper(request: UserRequest, code: str) -> PrintedForm:
    return get_object_or_404(PrintedForm.objects.scoped_for(request.user), code=code)


def _paper_page(request: UserRequest, paper: PrintedForm, *, form: ExcuseForm) -> HttpResponse:
    facts = [
        ("编码", paper.code),
        ("文书", paper.title),
        ("文号、对象", paper.about),
        ("打印", f"{paper.recorded_at:%Y-%m-%d} {paper.printed_by or ''}"),
    ]
    if paper.excuse:
        facts.append(("没有签字件的原因", paper.excuse))
    context = {
        "paper": paper,
        "facts": facts,
        "copies": paper.copies.with_files(),
        "may_move": may(request, Action.NOTICE, paper.office_id),
        "form": form,
        "record_url": record_url(paper),
        "printed": _as_printed(request, paper),
    }
    return render(request, "desk/paper.html", context)


def _as_printed(request: UserRequest, paper: PrintedForm) -> str:
    """The words as they were printed; they hold whole telephone numbers."""
    if not paper.document or not request.user.may(Permission.PERSONAL, office_id=paper.office_id):
        return ""
    kept = from_json(paper.document)
    assert isinstance(kept, Form)  # noqa: S101 -- narrows the type
    kept = replace(kept, code=paper.code)
    sources = pictures.addresses([kept], office_id=paper.office_id)
    return mark_safe(render_html(kept, mode="screen", sources=sources))  # noqa: S308 -- the renderer escapes every text


def _done(
    request: UserRequest, write: Callable[[], object], *, said: str, back: Any
) -> HttpResponse:
    try:
        write()
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(back)
