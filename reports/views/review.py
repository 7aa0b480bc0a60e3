"""文稿检查: any text, and a draft of one's own; nothing of it is kept."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from reports.composing import Commission, compose
from reports.review.drafts import edit_draft
from reports.review.editing import edit
from reports.review.forms import ReviewForm
from reports.views.access import reading_office, report_of
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def review_text(request: UserRequest) -> HttpResponse:
    office = reading_office(request)
    form = ReviewForm()
    if request.method == "POST":
        form = ReviewForm(request.POST, request.FILES)
    context = {"office": office, "form": form, "edited": None}
    if request.method == "POST":
        if not form.is_valid():
            return render(request, "reports/review.html", context, status=HTTPStatus.BAD_REQUEST)
        asked = form.cleaned_data
        against = office if asked["against_ledger"] else None
        context["edited"] = edit(asked["text"], period=asked["period"] or None, office=against)
        context["against_ledger"] = asked["against_ledger"]
    return render(request, "reports/review.html", context)


@require_GET
@requires(Permission.VIEW)
def review_draft(request: UserRequest, pk: int) -> HttpResponse:
    report = report_of(request, pk)
    if report.is_issued:
        return redirect(report)
    commission = Commission.of(report)
    edited = edit_draft(commission, compose(commission))
    context = {"report": report, "edited": edited, "against_ledger": True}
    return render(request, "reports/review_draft.html", context)
