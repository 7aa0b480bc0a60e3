"""Pages of 会商分级: what waits, the list for the meeting, its result, the meetings before."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hazards import consulting
from hazards.consulting import RowsDenied
from hazards.forms.consulting import (
    FUND_SOURCES,
    AwaitingFilter,
    DecisionForm,
    FactsForm,
    HoldForm,
)
from hazards.forms.counts import ReasonForm
from hazards.models import Consultation, ConsultationItem, Hazard
from hazards.models.consultations import MOST_ITEMS
from hazards.steps import ActionDenied
from hazards.views.access import demand_role, may
from hazards.views.listing import PAGE_SIZE
from hazards.workflow import Action
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.register.leader_fields import leader_names


@require_GET
@requires(Permission.VIEW)
def consultation_list(request: UserRequest) -> HttpResponse:
    rows = Consultation.objects.scoped_for(request.user).with_sizes()
    office = request.user.office
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_consult": office is not None and may(request, Action.LEVEL, office.pk),
    }
    return render(request, "hazards/consultations.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def consult_new(request: UserRequest) -> HttpResponse:
    """Those without a level, ticked; a list for the meeting is drawn up of them."""
    office = own_office(request)
    demand_role(request, Action.LEVEL, office.pk)
    if request.method == "POST":
        try:
            consultation = consulting.draw_up(
                _chosen(request, office), office=office, by=request.user, uid=_token(request)
            )
        except ActionDenied as denied:
            messages.warning(request, str(denied))
        else:
            messages.success(request, "已列出会商清单；打印上会，会后登记会商结果")
            return redirect(consultation)
    filters = AwaitingFilter(request.GET, user=request.user)
    waiting = filters.narrow(Hazard.objects.scoped_for(request.user).for_offices([office]))
    hazards = list(waiting.with_names()[:MOST_ITEMS])
    lists = ConsultationItem.objects.waiting_lists(hazards)
    context = {
        "filters": filters,
        "asked": bool(request.GET),
        "summary": {"total": waiting.count()},
        "rows": [(hazard, lists.get(hazard.pk)) for hazard in hazards],
        "most": MOST_ITEMS,
        "token": uuid.uuid4(),
    }
    return render(request, "hazards/consult_new.html", context)


def _chosen(request: UserRequest, office: Office) -> list[Hazard]:
    """The rows ticked; one out of scope is not found."""
    keys = request.POST.getlist("hazards")
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    mine = Hazard.objects.scoped_for(request.user).for_offices([office])
    found = mine.in_bulk([int(key) for key in keys[: MOST_ITEMS + 1]])
    if len(found) != len(set(keys[: MOST_ITEMS + 1])):
        raise Http404
    return sorted(found.values(), key=lambda hazard: (hazard.found_on, hazard.pk))


def _token(request: UserRequest) -> uuid.UUID:
    """Of the page the button stood on, so that a second click makes no second list."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_GET
@requires(Permission.VIEW)
def consultation_detail(request: UserRequest, pk: int) -> HttpResponse:
    consultation = _consultation(request, pk)
    context = {
        "consultation": consultation,
        "items": consultation.rows,
        "may_consult": may(request, Action.LEVEL, consultation.office_id),
    }
    return render(request, "hazards/consultation.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def consult_hold(request: UserRequest, pk: int) -> HttpResponse:
    """会商结果: the meeting and one row per hazard."""
    consultation = _consultation(request, pk)
    demand_role(request, Action.LEVEL, consultation.office_id)
    if not consultation.is_waiting:
        messages.warning(request, f"这份清单{consultation.state}，不能再登记会商结果")
        return redirect(consultation)
    said = request.POST or None
    form = HoldForm(said, request.FILES or None, instance=consultation, user=request.user)
    rows = [DecisionForm(said, item=item) for item in consultation.rows]
    if all([form.is_valid(), *(row.is_valid() for row in rows)]):
        try:
            form.hold(rows)
        except RowsDenied as denied:
            form.tell(denied, rows)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "会商结果已登记")
            return redirect(consultation)
    office = consultation.office
    context = {
        "consultation": consultation,
        "form": form,
        "rows": rows,
        "leaders": leader_names(office.pk, on=timezone.localdate()),
        "fund_sources": FUND_SOURCES,
    }
    return render(request, "hazards/consult_hold.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def consult_edit(request: UserRequest, pk: int) -> HttpResponse:
    consultation = _consultation(request, pk)
    demand_role(request, Action.LEVEL, consultation.office_id)
    form = FactsForm(request.POST or None, instance=_consultation(request, pk))
    if form.is_valid():
        try:
            consulting.amend_meeting(consultation, by=request.user, facts=form.cleaned_data)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已更正")
            return redirect(consultation)
    context = {"consultation": consultation, "form": form, "title": "更正会商情况"}
    return render(request, "hazards/consult_step.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.VOID)
def consult_void(request: UserRequest, pk: int) -> HttpResponse:
    consultation = _consultation(request, pk)
    demand_role(request, Action.LEVEL, consultation.office_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            consulting.void_list(consultation, by=request.user, reason=reason)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "清单已误录作废")
            return redirect("hazards:consultations")
    context = {"consultation": consultation, "form": form, "title": "误录作废", "danger": True}
    return render(request, "hazards/consult_step.html", context)


def _consultation(request: UserRequest, pk: int) -> Consultation:
    mine = Consultation.objects.scoped_for(request.user).select_related("office", "recorded_by")
    return get_object_or_404(mine, pk=pk)
