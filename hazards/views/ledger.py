"""One hazard: shown, entered, corrected and moved."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hazards.forms.amending import AmendForm
from hazards.forms.correction import CorrectionForm
from hazards.forms.steps import STEP_FORMS
from hazards.models import Hazard
from hazards.paper.catalogue import offered as offered_papers
from hazards.related import related_to
from hazards.steps import ActionDenied, Stale
from hazards.views.access import demand_role, hazard_of, may
from hazards.views.listing import carried, list_left
from hazards.views.photos import withdrawable
from hazards.views.present import BADGES, LIGHTS, fact_groups, timeline
from hazards.views.standing import ROW_STEPS, listing_cards, referral_cards
from hazards.workflow import Action, Status
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import LeaderOpinion
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.VIEW)
def hazard_detail(request: UserRequest, pk: int) -> HttpResponse:
    hazard = hazard_of(request, pk)
    events = list(hazard.events.for_timeline())
    told = {event.opinion for event in events if event.opinion}
    offered = hazard.actions_for(request.user)
    opened = LeaderOpinion.objects.scoped_for(request.user).among(told)
    check_word = hazard.check_word
    context = {
        "hazard": hazard,
        "list_url": list_left(request),
        "carried": carried(request),
        "status_kind": BADGES[Status(hazard.status)],
        "light": LIGHTS[hazard.light_now],
        "fact_groups": fact_groups(hazard, reader=request.user),
        "steps": _daily(hazard, offered, check_word=check_word),
        "check_word": check_word,
        "listings": listing_cards(hazard, offered=offered, carried=carried(request)),
        "referrals": referral_cards(hazard, offered=offered, carried=carried(request)),
        "events": timeline(events, check_word=check_word, opened=opened),
        "opinions_to_confirm": [opinion for opinion in told if opinion.awaits(request.user)],
        "may_void": Action.VOID in offered,
        "photo_stages": (stages := hazard.photos.by_stage()),
        "withdrawable": withdrawable(stages, by=request.user),
        "may_add_photos": may(request, Action.PHOTO, hazard.office_id) and not hazard.is_voided,
        "rectifications": hazard.rectifications.select_related("claimed_by", "decided_by"),
        "may_correct": may(request, Action.CORRECT, hazard.office_id) and not hazard.is_voided,
        "papers": offered_papers(hazard),
        "related": related_to(hazard, reader=request.user),
        "may_recheck": may(request, Action.PASS, hazard.office_id) and hazard.is_unclosed,
        "may_notice": may(request, Action.NOTICE, hazard.office_id) and hazard.is_unclosed,
        "may_recur": request.user.may(Permission.RECORD) and not hazard.is_unclosed,
    }
    return render(request, "hazards/detail.html", context)


def _daily(hazard: Hazard, offered: list[Action], *, check_word: str) -> list[tuple[str, str, str]]:
    """(slug, label, look) of what this person may do now.

    更正 has a page of its own; 误录作废 stands at the end of the page, away from daily work.
    """
    daily = STEP_FORMS.keys() - {Action.VOID} - ROW_STEPS
    return [
        (
            action.value,
            action.label.replace("复查", check_word),
            "primary" if action == hazard.usual_step else "",
        )
        for action in offered
        if action in daily
    ]


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def hazard_edit(request: UserRequest, pk: int) -> HttpResponse:
    hazard = hazard_of(request, pk)
    demand_role(request, Action.CORRECT, hazard.office_id)
    if hazard.is_voided:
        messages.warning(request, "这条隐患已误录作废，不能再更正")
        return redirect(hazard)
    form = CorrectionForm(
        request.POST or None, instance=hazard, user=request.user, office=hazard.office
    )
    if form.is_valid():
        try:
            hazard = form.correct()
        except Stale as stale:
            form = form.after_conflict()
            form.add_error(None, f"{stale}。您填的内容还在下面，没有保存")
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已更正")
            return redirect(hazard)
    return render(request, "hazards/edit.html", {"form": form, "hazard": hazard_of(request, pk)})


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def hazard_act(request: UserRequest, pk: int, action: str) -> HttpResponse:
    hazard, step = hazard_of(request, pk), _step(action)
    demand_role(request, step, hazard.office_id)
    form = STEP_FORMS[step](
        request.POST or None,
        request.FILES or None,
        hazard=hazard,
        user=request.user,
        initial=_pointed_out(request),
    )
    if form.is_valid():
        try:
            hazard = form.submit()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
            if isinstance(denied, Stale):
                form.reread(hazard)
        else:
            messages.success(request, f"已办理：{step.label}")
            return redirect(f"{hazard.get_absolute_url()}{carried(request)}")
    elif request.method == "GET" and step not in hazard.actions_for(request.user):
        messages.warning(
            request, f"这条隐患现在是“{hazard.get_status_display()}”，不能{step.label}"
        )
        return redirect(f"{hazard.get_absolute_url()}{carried(request)}")
    label = step.label.replace("复查", hazard.check_word)
    context = {"hazard": hazard, "label": label, "form": form, "carried": carried(request)}
    return render(request, "hazards/act.html", context)


def _pointed_out(request: UserRequest) -> dict[str, str]:
    """Which listing or referral the link was about, and the reason it already knows."""
    names = ("listing", "referral", "reason")
    return {name: request.GET[name] for name in names if name in request.GET}


def _step(action: str) -> Action:
    try:
        step = Action(action)
    except ValueError as unknown:
        raise Http404 from unknown
    if step not in STEP_FORMS:
        raise Http404
    return step


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def rectification_edit(request: UserRequest, pk: int, row: int) -> HttpResponse:
    hazard = hazard_of(request, pk)
    demand_role(request, Action.CORRECT, hazard.office_id)
    if hazard.is_voided:
        raise PermissionDenied
    rectification = get_object_or_404(hazard.rectifications, pk=row)
    form = AmendForm(request.POST or None, instance=rectification, user=request.user)
    if form.is_valid():
        try:
            form.submit()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已更正")
            return redirect(hazard)
    context = {"hazard": hazard, "label": "更正整改记录", "form": form, "carried": ""}
    return render(request, "hazards/act.html", context)
