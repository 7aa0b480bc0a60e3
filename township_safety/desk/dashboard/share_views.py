"""一页纸: a sheet to look at, and as a picture, a PDF or text to be forwarded."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.choosing import question
from township_safety.desk.dashboard.sharing import OnePage, Sort, html_of, one_page
from township_safety.desk.dashboard.views import asked
from township_safety.desk.overview import TERMS_REACH, duties
from township_safety.desk.proof_paper_views import pdf_file
from township_safety.documents.rendering import pdf_of_page, picture_of_page
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission
from township_safety.register.working_days import calendar_for

_WAYS = {"picture": "图片", "pdf": "PDF", "text": "文字"}


@require_http_methods(["GET", "POST"])
@requires(Permission.EXPORT)
def share(request: UserRequest, sort: str) -> HttpResponse:
    """A GET looks at it; a POST makes what is sent, and is logged."""
    if sort not in Sort.values:
        raise Http404
    choice, span = asked(request)
    query = question(choice.period, span.office)
    page = _page(request, sort, span)
    if request.method == "POST":
        return _made(request, page, span, back=f"{reverse('share', args=[sort])}?{query}")
    context = {
        "span": span,
        "page": page,
        "label": Sort(sort).label,
        "tabs": _tabs(sort, query),
        "query": query,
        "action": f"{reverse('share', args=[sort])}?{query}",
    }
    return render(request, "desk/share.html", context)


def _page(request: UserRequest, sort: str, span: Span) -> OnePage:
    waiting = []
    if sort == Sort.DUTIES:
        first, last = span.today - TERMS_REACH, span.today + TERMS_REACH
        calendar = calendar_for(span.office, first=first, last=last)
        waiting = duties(request.user, today=span.today, calendar=calendar)
    return one_page(sort, span, duties=waiting)


def _tabs(sort: str, query: str) -> list[dict[str, Any]]:
    addresses = {one: f"{reverse('share', args=[one])}?{query}" for one in Sort}
    return [
        {"label": one.label, "url": url, "current": one == sort} for one, url in addresses.items()
    ]


def _made(request: UserRequest, page: OnePage, span: Span, *, back: str) -> HttpResponse:
    way = request.POST.get("as", "")
    if way not in _WAYS:
        raise BadRequest
    try:
        response = _answer(request, page, span, way=way, back=back)
    except JobFailed as problem:
        messages.error(request, f"{_WAYS[way]}没有生成：{problem}")
        return redirect(back)
    summary = f"{page.title}（{_WAYS[way]}）"
    audit.record("分享一页纸", by=request.user, office=span.office, summary=summary)
    return response


def _answer(
    request: UserRequest, page: OnePage, span: Span, *, way: str, back: str
) -> HttpResponse:
    if way == "text":
        return render(request, "desk/share_text.html", {"page": page, "back": back})
    if way == "pdf":
        return pdf_file(
            pdf_of_page(html_of(page, office=span.office, sheet="share.css")), name=page.title
        )
    picture = picture_of_page(html_of(page, office=span.office, sheet="share_tall.css"))
    name = content_disposition_header(True, f"{page.title}.png") or ""
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return HttpResponse(picture, content_type="image/png", headers=headers)
