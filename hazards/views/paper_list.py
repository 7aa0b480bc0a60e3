"""The list of hazards as it was asked for, to be printed: seen, as PDF, as Word."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from hazards.forms.filters import HazardFilter
from hazards.models import Hazard
from hazards.paper.ledger import MOST_ROWS, ledger_form
from hazards.views.listing import day_of
from hazards.views.printing import PRIVATE, word_file
from township_safety.documents.html import render_html
from township_safety.documents.model import Form
from township_safety.documents.rendering import docx_of, pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.VIEW)
def list_page(request: UserRequest) -> HttpResponse:
    form = _form(request)
    if form is None:
        return _refused(request)
    words = request.GET.urlencode()
    context = {
        "title": form.name,
        "back": ("隐患", f"{reverse('hazards:list')}?{words}"),
        "sheets": [mark_safe(render_html(form, mode="screen"))],  # noqa: S308 -- the renderer escapes every text
        "words": [(form.name, f"{reverse('hazards:list_word')}?{words}")],
        "pdf_url": f"{reverse('hazards:list_pdf')}?{words}",
    }
    return render(request, "hazards/paper.html", context)


@require_GET
@requires(Permission.VIEW)
def list_pdf(request: UserRequest) -> HttpResponse:
    form = _form(request)
    if form is None:
        return _refused(request)
    try:
        pdf = pdf_of(form, substitute=True)
    except JobFailed as problem:
        messages.warning(request, f"没有打印成：{problem}")
        return redirect("hazards:list")
    _note(request, f"PDF {form.name}")
    headers = {"Content-Disposition": content_disposition_header(False, f"{form.name}.pdf") or ""}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers | PRIVATE)


@require_GET
@requires(Permission.VIEW)
def list_word(request: UserRequest) -> HttpResponse:
    form = _form(request)
    if form is None:
        return _refused(request)
    try:
        word = docx_of(form)
    except JobFailed as problem:
        messages.warning(request, f"没有生成 Word：{problem}")
        return redirect("hazards:list")
    _note(request, f"Word {form.name}")
    return word_file(word, name=form.name)


def _form(request: UserRequest) -> Form | None:
    """Nothing when the question has no rows, or more than a printed ledger takes."""
    day, office = day_of(request), own_office(request)
    filters = HazardFilter(request.GET, user=request.user)
    rows = filters.narrow(Hazard.objects.scoped_for(request.user), on=day.on, until=day.until)
    if not 0 < rows.count() <= MOST_ROWS:
        return None
    hazards = list(rows.with_names().in_order_of_days())
    asked = [words for _, words in filters.chips(on=day.on)]
    return ledger_form(hazards, office=office, on=day.on, asked=asked)


def _refused(request: UserRequest) -> HttpResponse:
    text = f"没有可以打印的隐患，或者超过{MOST_ROWS}条；请换一个筛选条件，或者导出 Excel"
    messages.warning(request, text)
    return redirect("hazards:list")


def _note(request: UserRequest, summary: str) -> None:
    audit.record("打印台账", by=request.user, office=own_office(request), summary=summary)
