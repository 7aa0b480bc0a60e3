"""领导意见: what waits for a scan, for the leader's word or for the clerk's, and the settings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hazards import opinions as covered
from hazards.models import Hazard, HazardEvent, Notice
from hazards.views.access import demand_role
from hazards.workflow import Action
from reports.opinions import papers_under
from township_safety.desk.opinion_forms import OpinionRulesForm, OpinionScanForm, OpinionWordsForm
from township_safety.organisation import opinions
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import LeaderOpinion, Office
from township_safety.organisation.permissions import Permission
from township_safety.organisation.scan_fields import ACCEPTED
from township_safety.organisation.views import managed_office

PAGE_SIZE = 25
# A bulk step covers hundreds; its page names the first of them.
MOST_COVERED = 100

_TABS = (
    ("mine", "待您确认"),
    ("scan", "待补签批扫描件"),
    ("disputed", "领导认为不属实"),
    ("unconfirmed", "待领导确认"),
    ("", "全部"),
)


@require_GET
@requires(Permission.VIEW)
def opinion_list(request: UserRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    mine = LeaderOpinion.objects.scoped_for(request.user)
    rows = mine.in_state(state, user=request.user).with_names()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    hazards = _hazards_of(shown, request=request)
    papers = papers_under(shown, user=request.user)
    context = {
        "page": page,
        "may_upload": state == "scan" and request.user.may(Permission.RECORD),
        "accepted": ACCEPTED,
        "lines": [
            (row, hazards[row.pk][:3], len(hazards[row.pk]), papers[row.pk]) for row in shown
        ],
        "tabs": [
            {
                "label": label,
                "url": f"?state={key}",
                "current": key == state,
                "count": mine.in_state(key, user=request.user).count(),
            }
            for key, label in _TABS
        ],
    }
    return render(request, "desk/opinions.html", context)


def _hazards_of(
    rows: Sequence[LeaderOpinion], *, request: UserRequest
) -> defaultdict[int | None, list[Hazard]]:
    """The hazards under each opinion that the reader sees, each once."""
    found: defaultdict[int | None, list[Hazard]] = defaultdict(list)
    for event in HazardEvent.objects.scoped_for(request.user).under_any(rows):
        if event.hazard not in found[event.opinion_id]:
            found[event.opinion_id].append(event.hazard)
    return found


@require_GET
@requires(Permission.VIEW)
def opinion_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, _opinion(request, pk))


def _opinion(request: UserRequest, pk: int) -> LeaderOpinion:
    rows = LeaderOpinion.objects.scoped_for(request.user).with_names()
    return get_object_or_404(rows, pk=pk)


def _page(request: UserRequest, opinion: LeaderOpinion, **forms_: Any) -> HttpResponse:
    may_settle = covered.may_settle(opinion, by=request.user)
    hazards = _hazards_of([opinion], request=request)[opinion.pk]
    context: dict[str, Any] = {
        "opinion": opinion,
        "facts": _facts(opinion),
        "hazards": hazards[:MOST_COVERED],
        "number": len(hazards),
        "notices": Notice.objects.scoped_for(request.user).under(opinion),
        "papers": papers_under([opinion], user=request.user)[opinion.pk],
        "may_scan": opinion.lacks_scan and may_settle,
        "may_answer": opinion.awaits(request.user),
        "may_settle": opinion.is_disputed and may_settle,
        "scan_form": OpinionScanForm(opinion=opinion, by=request.user),
        "dispute_form": OpinionWordsForm(label="哪里不属实"),
        "settle_form": OpinionWordsForm(label="核实情况"),
    }
    return render(request, "desk/opinion.html", context | forms_)


def _facts(opinion: LeaderOpinion) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("事项", opinion.get_matter_display()),
        ("签批领导", f"{opinion.leader}（{opinion.get_post_display()}）"),
        ("签批日期", opinion.decided_on.isoformat()),
        ("签批方式", opinion.get_way_display()),
        ("意见原文", opinion.words),
        ("经办人", opinion.recorded_by),
        ("状态", opinion.state),
    ]
    if opinion.objection:
        facts.append(("领导说明", opinion.objection))
    if opinion.settlement:
        facts.append(("核实情况", f"{opinion.settlement}（{opinion.settled_by}）"))
    return facts


@require_POST
@requires(Permission.RECORD)
def opinion_scan(request: UserRequest, pk: int) -> HttpResponse:
    opinion = _opinion(request, pk)
    demand_role(request, Action.SETTLE, opinion.office_id)
    form = OpinionScanForm(request.POST, request.FILES, opinion=opinion, by=request.user)
    if not form.is_valid():
        return _page(request, opinion, scan_form=form)
    scan = form.cleaned_data["scan"]
    return _done(
        request,
        opinion,
        lambda: opinions.attach_scan(opinion, scan=scan, by=request.user),
        said="签批件已上传",
        back=request.POST.get("back") == "list",
    )


@require_POST
@requires(Permission.VIEW)
def opinion_confirm(request: UserRequest, pk: int) -> HttpResponse:
    opinion = _own(request, pk)
    return _done(request, opinion, lambda: covered.confirm(opinion, by=request.user), said="已确认")


@require_POST
@requires(Permission.VIEW)
def opinion_dispute(request: UserRequest, pk: int) -> HttpResponse:
    opinion = _own(request, pk)
    form = OpinionWordsForm(request.POST, label="哪里不属实")
    if not form.is_valid():
        return _page(request, opinion, dispute_form=form)
    words = form.cleaned_data["words"]
    return _done(
        request,
        opinion,
        lambda: covered.dispute(opinion, by=request.user, words=words),
        said="已告知安办工作人员核实；已经办理的不会自动撤回",
    )


@require_POST
@requires(Permission.RECORD)
def opinion_settle(request: UserRequest, pk: int) -> HttpResponse:
    opinion = _opinion(request, pk)
    demand_role(request, Action.SETTLE, opinion.office_id)
    form = OpinionWordsForm(request.POST, label="核实情况")
    if not form.is_valid():
        return _page(request, opinion, settle_form=form)
    words = form.cleaned_data["words"]
    return _done(
        request,
        opinion,
        lambda: covered.settle(opinion, by=request.user, words=words),
        said="核实情况已登记",
    )


def _own(request: UserRequest, pk: int) -> LeaderOpinion:
    opinion = _opinion(request, pk)
    if opinion.leader_id != request.user.pk:
        raise PermissionDenied
    return opinion


def _done(
    request: UserRequest,
    opinion: LeaderOpinion,
    write: Callable[[], LeaderOpinion],
    *,
    said: str,
    back: bool = False,
) -> HttpResponse:
    try:
        write()
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(f"{reverse('opinions')}?state=scan" if back else opinion.get_absolute_url())


@require_http_methods(["GET", "POST"])
@requires(Permission.ACCOUNTS)
def opinion_rules(request: UserRequest) -> HttpResponse:
    office: Office = managed_office(request)
    form = OpinionRulesForm(request.POST or None, office=office)
    if form.is_valid():
        with transaction.atomic():
            form.save(by=request.user)
        messages.success(request, "领导意见设置已保存。")
        return redirect(f"{reverse('opinion_rules')}?office={office.pk}")
    context = {"form": form, "office": office}
    return render(request, "desk/opinion_rules.html", context)
