"""领导履职台账 as a page and as a paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from township_safety.desk.dashboard.choosing import question
from township_safety.desk.dashboard.leader_paper import HEADS, asked_of, cells_of, leaders_form
from township_safety.desk.dashboard.leaders import leader_records
from township_safety.desk.dashboard.views import asked, switch_of
from township_safety.desk.proof_paper_views import pdf_file
from township_safety.documents.rendering import pdf_of
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.VIEW)
def leaders(request: UserRequest) -> HttpResponse:
    choice, span = asked(request)
    found = leader_records(span)
    context = {
        **switch_of(choice, span),
        "heads": [name for name, _ in HEADS],
        "rows": [(number, cells_of(one)) for number, one in enumerate(found, start=1)],
        "leaders": [(one, asked_of(one, span)) for one in found],
        "may_export": request.user.may(Permission.EXPORT),
    }
    return render(request, "desk/leaders.html", context)


@require_GET
@requires(Permission.EXPORT)
def leaders_pdf(request: UserRequest) -> HttpResponse:
    choice, span = asked(request)
    form = leaders_form(leader_records(span), span)
    try:
        pdf = pdf_of(form, substitute=True)
    except JobFailed as problem:
        messages.error(request, f"履职台账没有印出来：{problem}")
        return redirect(f"{reverse('leaders')}?{question(choice.period, span.office)}")
    audit.record("打印领导履职台账", by=request.user, office=span.office, summary=form.name)
    return pdf_file(pdf, name=form.name)
