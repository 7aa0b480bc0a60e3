"""常用语: the set phrases of the office, and putting one into a passage."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports import actions
from reports.carrying import confirm_slot
from reports.composing import Commission, compose
from reports.editing.forms import SnippetForm
from reports.editing.passages import passages_of, phrases_for
from reports.editing.snippets import keep_snippet, with_phrase
from reports.models import Report, Snippet
from reports.views.access import (
    composing_office,
    demand_compose,
    editing_office,
    report_of,
    snippet_of,
)
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.COMPOSE)
def snippet_list(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    today = timezone.localdate()
    rows = Snippet.objects.for_offices([office.pk]).listed()
    context = {
        "snippets": [{"row": row, "holds": row.holds_on(today)} for row in rows],
        "may_edit": request.user.may(Permission.REFERENCE, office_id=office.pk),
    }
    return render(request, "reports/snippet_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def snippet_create(request: UserRequest) -> HttpResponse:
    return _edited(request, Snippet(office=editing_office(request)))


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def snippet_edit(request: UserRequest, pk: int) -> HttpResponse:
    return _edited(request, snippet_of(request, pk))


def _edited(request: UserRequest, snippet: Snippet) -> HttpResponse:
    form = SnippetForm(request.POST or None, instance=snippet)
    if form.is_valid():
        keep_snippet(form.save(commit=False), by=request.user)
        messages.success(request, "常用语已保存。")
        return redirect("reports:snippets")
    return render(request, "reports/snippet_form.html", {"form": form, "snippet": snippet})


@require_POST
@requires(Permission.COMPOSE)
def slot_snippet(request: UserRequest, pk: int) -> HttpResponse:
    """Put a phrase, or a sentence found in the ledger, behind what stands in the passage."""
    report = report_of(request, pk)
    demand_compose(request, report.office_id)
    name = request.POST.get("slot", "")
    phrase = _offer(request, report, name) or _phrase(request, report)
    try:
        actions.write_slot(
            report,
            name=name,
            text=with_phrase(request.POST.get("text", ""), phrase),
            version=_number(request.POST.get("version", "")),
            by=request.user,
        )
    except actions.SlotChanged as changed:
        messages.error(request, f"{changed}，常用语没有插入。请看过最新的内容再插入。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已插入。")
    return redirect(f"{report.get_absolute_url()}#slot-{name}")


@require_POST
@requires(Permission.COMPOSE)
def slot_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """沿用上期的 passage is read and stays as it is."""
    report = report_of(request, pk)
    demand_compose(request, report.office_id)
    name = request.POST.get("slot", "")
    try:
        confirm_slot(report, name=name, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已确认，按上期的写法不变。")
    return redirect(f"{report.get_absolute_url()}#carried")


def _phrase(request: UserRequest, report: Report) -> str:
    chosen = request.POST.get("snippet", "")
    offered = phrases_for(report, on=timezone.localdate())
    return get_object_or_404(offered, pk=chosen if chosen.isdecimal() else 0).text


def _offer(request: UserRequest, report: Report, name: str) -> str:
    """The sentence of that number among those the page offered; empty when none was asked."""
    asked = request.POST.get("offer", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 4):
        return ""
    passages = passages_of(report, compose(Commission.of(report)).offers)
    offers = next((one.offers for one in passages if one.name == name), ())
    return offers[int(asked)] if int(asked) < len(offers) else ""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise Http404
    return int(text)
