"""逐户检查: setting out, choosing the sites, going from one to the next."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from hazards.steps import ActionDenied
from inspections.forms.outing import TAGS, ChooseForm, OutingForm
from inspections.forms.visit import VisitForm
from inspections.models import Operation, OperationTarget
from inspections.outing import begin, choose_sites, record_visit
from inspections.views.access import operation_of, target_of
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission

# Outings of the last days stand on the first page; older ones are found in the register.
_RECENT = timedelta(days=7)
# More sites than anybody walks to in a day.
MOST_OFFERED = 200


@require_GET
@requires(Permission.RECORD)
def outings(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    own = Operation.objects.scoped_for(request.user).for_offices([own_office(request)])
    rows = own.counted().dated_in(today - _RECENT, today).with_progress()
    return render(request, "inspections/outings.html", {"operations": rows, "today": today})


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def outing_new(request: UserRequest) -> HttpResponse:
    form = OutingForm(request.POST or None, user=request.user, office=own_office(request))
    if form.is_valid():
        tags = {name: form.cleaned_data[name] for name in TAGS if name in form.cleaned_data}
        operation = begin(form.save(commit=False), tags=tags, by=request.user)
        asked = {"unseen": "on", "village": operation.village_id or ""}
        return redirect(f"{reverse('inspections:choose', args=[operation.pk])}?{urlencode(asked)}")
    return render(request, "inspections/outing_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def choose(request: UserRequest, pk: int) -> HttpResponse:
    operation = operation_of(request, pk)
    form = ChooseForm(request.GET or None, user=request.user, operation=operation)
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("sites") if _is_key(key)]
        chosen = list(form.sites.in_bulk(keys).values())
        try:
            number = choose_sites(operation, chosen, by=request.user)
        except ActionDenied as denied:
            messages.error(request, str(denied))
            return redirect("inspections:outings")
        messages.success(request, f"已加入{number}家")
        return redirect("inspections:outing", operation.pk)
    sites = form.sites
    context = {
        "operation": operation,
        "form": form,
        "sites": sites[:MOST_OFFERED],
        "number": sites.count(),
        "most": MOST_OFFERED,
    }
    return render(request, "inspections/choose.html", context)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


@require_GET
@requires(Permission.RECORD)
def outing(request: UserRequest, pk: int) -> HttpResponse:
    operation = operation_of(request, pk)
    targets = list(operation.targets.counted().with_progress())
    pending = [t for t in targets if t.outcome == OperationTarget.Outcome.PENDING]
    context = {
        "operation": operation,
        "targets": targets,
        "pending": len(pending),
        "done": len(targets) - len(pending),
    }
    return render(request, "inspections/outing.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def visit(request: UserRequest, pk: int, row: int) -> HttpResponse:
    """One site of the outing. A phone that was without connection sends the same form later."""
    target = target_of(request, pk, row)
    form = VisitForm(request.POST or None, request.FILES or None, target=target, user=request.user)
    if form.is_valid():
        try:
            sent, _ = record_visit(target, form.visit, by=request.user, uid=form.sent_uid)
        except (ActionDenied, ValidationError) as denied:
            texts = denied.messages if isinstance(denied, ValidationError) else [str(denied)]
            form.add_error(None, texts)
        else:
            return _recorded(request, target, hazards=sent.hazards)
    if request.method == "POST" and _wants_json(request):
        return JsonResponse({"problems": form.problems}, status=400)
    context = {"operation": target.operation, "target": target, "form": form}
    return render(request, "inspections/visit.html", context)


def _recorded(request: UserRequest, target: OperationTarget, *, hazards: int) -> HttpResponse:
    target.refresh_from_db()
    operation = target.operation
    if _wants_json(request):
        said = {"outcome": target.outcome, "label": target.get_outcome_display()}
        return JsonResponse({**said, "hazards": hazards})
    told = f"{target}：{target.get_outcome_display()}"
    messages.success(request, f"{told}，登记隐患{hazards}处" if hazards else told)
    following = operation.targets.counted().pending().first()
    if "next" in request.POST and following is not None:
        return redirect("inspections:visit", operation.pk, following.pk)
    return redirect(reverse("inspections:outing", args=[operation.pk]))


def _wants_json(request: UserRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
