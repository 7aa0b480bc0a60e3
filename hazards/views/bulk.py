"""One step for many hazards: what would happen to each, then what became of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hazards.bulk import MOST_ROWS, OFFERED, Done, draft_notices, perform, planned
from hazards.forms.bulk import (
    BULK_FORMS,
    BulkExtendForm,
    BulkForm,
    BulkNoticeForm,
    read_rows,
)
from hazards.forms.filters import HazardFilter
from hazards.models import Hazard
from hazards.steps import ActionDenied
from hazards.views.access import demand_role
from hazards.views.listing import Question, day_of, list_left
from hazards.workflow import Action
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission

# What is done here to many: papers are drafted, each is issued by itself.
_LABELS = {Action.NOTICE: "起草通知书"}


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def hazard_bulk(request: UserRequest, action: str) -> HttpResponse:
    office = own_office(request)
    if action not in OFFERED:
        raise Http404
    step = Action(action)
    demand_role(request, step, office.pk)
    form = BULK_FORMS[step](
        request.POST or None, request.FILES or None, office=office, user=request.user
    )
    form.offer_for(_named(request))
    if form.is_valid() and (done := _performed(request, step, form)) is not None:
        result = {
            "label": _LABELS.get(step, step.label),
            "list_url": list_left(request),
            "moved": [row for row in done if not row.refusal],
            "refused": [row for row in done if row.refusal],
            "notices": list(dict.fromkeys(row.notice for row in done if row.notice)),
        }
        return render(request, "hazards/bulk_done.html", result)
    hazards = _seen_again(request, form) if request.method == "POST" else _chosen(request)
    if not hazards or len(hazards) > MOST_ROWS:
        text = f"一次最多办理{MOST_ROWS}条，请缩小筛选范围" if hazards else "请先选中要办理的隐患"
        messages.warning(request, text)
        return redirect(list_left(request) or "hazards:list")
    plan = planned(hazards, step, by=request.user)
    allowed = [row.hazard for row in plan if not row.refusal]
    form.offer_for(allowed)
    form.initial["rows"] = ",".join(f"{row.pk}:{row.version}" for row in allowed)
    context: dict[str, Any] = {
        "form": form,
        "label": _LABELS.get(step, step.label),
        "list_url": list_left(request),
        "allowed": allowed,
        "refused": [row for row in plan if row.refusal],
        "sites": len({row.site_id for row in allowed}) if step == Action.NOTICE else 0,
    }
    return render(request, "hazards/bulk.html", context)


def _named(request: UserRequest) -> list[Hazard]:
    """The rows that a sent form is about."""
    versions = read_rows(request.POST.get("rows", "")) or {}
    return list(Hazard.objects.scoped_for(request.user).with_keys(list(versions)[:MOST_ROWS]))


def _performed(request: UserRequest, step: Action, form: BulkForm) -> list[Done] | None:
    """What became of each row; None when the leader's opinion could not be recorded."""
    versions: dict[int, int] = form.cleaned_data["rows"]
    hazards = Hazard.objects.scoped_for(request.user).with_names().in_bulk(list(versions))
    if len(hazards) != len(versions):
        raise Http404
    chosen = [(hazards[key], version) for key, version in versions.items()]
    if isinstance(form, BulkNoticeForm):
        token = form.cleaned_data["token"]
        rows = [hazard for hazard, _ in chosen]
        return draft_notices(rows, by=request.user, token=token, said=form.said())
    try:
        if isinstance(form, BulkExtendForm):
            form.record_opinion()
    except ActionDenied as denied:
        form.add_error(None, str(denied))
        return None
    return perform(step, chosen, by=request.user, said=form.said())


def _chosen(request: UserRequest) -> list[Hazard]:
    """The rows ticked in the list, or all of its question; one more than may be at most."""
    mine = Hazard.objects.scoped_for(request.user)
    if "all" in request.GET:
        asked = Question(QueryDict(request.GET.get("list", ""))).asked
        day = day_of(request)
        mine = HazardFilter(asked, user=request.user).narrow(mine, on=day.on, until=day.until)
        return list(mine.with_names().select_related("assigned_to")[: MOST_ROWS + 1])
    keys = request.GET.getlist("hazards")
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    return _found(request, [int(key) for key in keys])


def _seen_again(request: UserRequest, form: BulkForm) -> list[Hazard]:
    """After a refused form: the rows that were shown before."""
    return _found(request, list(form.cleaned_data.get("rows", {})))


def _found(request: UserRequest, keys: list[int]) -> list[Hazard]:
    rows = Hazard.objects.scoped_for(request.user).with_names().select_related("assigned_to")
    found = rows.in_bulk(keys[: MOST_ROWS + 1])
    if len(found) != len(set(keys[: MOST_ROWS + 1])):
        raise Http404
    return [found[key] for key in dict.fromkeys(keys) if key in found]
