"""Pages of 月末销号例检例查: the months, the list for the meeting, its decisions, its papers."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hazards.forms.counts import ReasonForm
from hazards.models import Hazard
from hazards.steps import ActionDenied, Stale
from hazards.views.access import demand_role, may
from hazards.workflow import Action
from inspections.clearing import sessions
from inspections.clearing.deciding import decide_all
from inspections.clearing.following import followed
from inspections.clearing.months import months_of
from inspections.clearing.proposing import BY_HAND, Proposed, propose
from inspections.forms.clearances import FactsForm, HoldForm, LineForm, MonthForm, NumbersForm
from inspections.models import Clearance
from inspections.models.clearances import MOST_LINES
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.periods import Period
from township_safety.register.leader_fields import leader_names
from township_safety.register.models import Agency


@require_GET
@requires(Permission.VIEW)
def clearances(request: UserRequest) -> HttpResponse:
    """The months of the own office; who sees several offices gets what they have held."""
    office = request.user.office
    if not request.user.sees_whole_office:
        raise PermissionDenied
    today = timezone.localdate()
    mine = request.user.may(Permission.VIEW, office_id=office.pk) if office else False
    others = Clearance.objects.scoped_for(request.user).held().with_sizes()
    context = {
        "months": months_of(office, today=today) if office is not None and mine else [],
        "others": others.elsewhere(office).select_related("office")[:MOST_LINES],
        "may_write": office is not None and may(request, Action.LEVEL, office.pk),
    }
    return render(request, "inspections/clearances.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def clearance_new(request: UserRequest) -> HttpResponse:
    """What the month's session should take, ticked, each with the reason."""
    office = own_office(request)
    demand_role(request, Action.LEVEL, office.pk)
    today = timezone.localdate()
    taken = set(Clearance.objects.for_offices([office]).counted().months())
    asked = request.POST if request.method == "POST" else request.GET
    form = MonthForm(asked if "month" in asked else None, taken=taken)
    if not form.fields["month"].choices:  # type: ignore[attr-defined]  # a ChoiceField
        messages.info(request, "本月和上月的清单都已经列好")
        return redirect("inspections:clearances")
    month = _month(form, today=today)
    proposed = propose(office, month=month.first_day, today=today)
    numbers = NumbersForm(request.POST or None, hazards=_hazards(request, office))
    if request.method == "POST" and form.is_valid() and numbers.is_valid():
        lines = _chosen(request, office, proposed, numbers.named)
        try:
            clearance = sessions.draw_up(
                lines, office=office, month=month.first_day, by=request.user, uid=_token(request)
            )
        except ActionDenied as denied:
            messages.warning(request, str(denied))
        else:
            messages.success(request, "清单已列好；打印材料上会，会后登记会议情况和决定")
            return redirect(clearance)
    ticked = request.POST.getlist("hazards") if request.method == "POST" else None
    context = {
        "form": form,
        "numbers": numbers,
        "month": month,
        "rows": [
            (row, place < MOST_LINES if ticked is None else str(row.hazard.pk) in ticked)
            for place, row in enumerate(proposed)
        ],
        "most": MOST_LINES,
        "token": uuid.uuid4(),
    }
    return render(request, "inspections/clearance_new.html", context)


def _month(form: MonthForm, *, today: Any) -> Period:
    choices: Any = form.fields["month"].choices  # type: ignore[attr-defined]  # a ChoiceField
    code = form.cleaned_data["month"] if form.is_bound and form.is_valid() else choices[0][0]
    form.initial["month"] = code
    return Period.parse(code)


def _hazards(request: UserRequest, office: Office) -> Any:
    return Hazard.objects.scoped_for(request.user).for_offices([office])


def _chosen(
    request: UserRequest, office: Office, proposed: list[Proposed], named: list[Hazard]
) -> list[Proposed]:
    """The rows ticked and those named by number; one out of scope is not found."""
    keys = request.POST.getlist("hazards")
    if not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    ticked = _hazards(request, office).in_bulk({int(key) for key in keys})
    if len(ticked) != len(set(keys)):
        raise Http404
    lines = [row for row in proposed if row.hazard.pk in ticked]
    known = {row.hazard.pk for row in lines}
    rest = {row.pk: row for row in (*ticked.values(), *named) if row.pk not in known}
    return [*lines, *(Proposed(row, BY_HAND) for row in rest.values())]


def _token(request: UserRequest) -> uuid.UUID:
    """Of the page the button stood on, so that a second click makes no second list."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def clearance(request: UserRequest, pk: int) -> HttpResponse:
    """The session; once held, its lines are decided on in one grid, each saved by itself."""
    row = _clearance(request, pk)
    may_write = may(request, Action.LEVEL, row.office_id)
    is_sent = request.method == "POST"
    if is_sent and (not may_write or not request.user.may(Permission.RECORD)):
        raise PermissionDenied
    forms: dict[int, LineForm] = {}
    if is_sent and row.held_on is not None:
        said, only = request.POST, request.POST.get("only", "")
        forms = _line_forms(row, said, only=only)
        _save(request, row, forms)
        wrong = {key: form for key, form in forms.items() if form.errors}
        forms = _line_forms(row, None) | wrong
        rest = [form for key, form in forms.items() if only and str(key) != only]
        is_typed = [form.keep(said) for form in rest]
        if not wrong and not any(is_typed):
            return redirect(row)
    elif may_write and row.held_on is not None:
        forms = _line_forms(row, None)
    items = list(row.rows)
    previous = row.previous
    today = timezone.localdate()
    context = {
        "clearance": row,
        "lines": [(item, forms.get(item.pk)) for item in items],
        "has_forms": bool(forms),
        "numbers": NumbersForm(hazards=Hazard.objects.none()),
        "previous": previous,
        "followed": followed(previous, today=today) if previous is not None else [],
        "results": followed(row, today=today) if row.held_on is not None else [],
        "may_write": may_write,
        "undecided": sum(not item.decision for item in items),
    }
    return render(request, "inspections/clearance.html", context)


def _line_forms(row: Clearance, said: Any, *, only: str = "") -> dict[int, LineForm]:
    today = timezone.localdate()
    agencies = Agency.objects.for_offices([row.office_id]).active(on=today)
    items = [item for item in row.rows if not item.is_final and not item.hazard.is_voided]
    if only:
        items = [item for item in items if str(item.pk) == only]
    return {item.pk: LineForm(said, item=item, agencies=agencies) for item in items}


def _save(request: UserRequest, row: Clearance, forms: dict[int, LineForm]) -> None:
    """Every line that is right; what is wrong stays in its form with the reason."""
    said = {key: form.said for key, form in forms.items() if form.is_valid() and form.is_said}
    refusals = decide_all(row, said, by=request.user)
    for key, refusal in refusals.items():
        forms[key].add_error(None, str(refusal))
        if isinstance(refusal, Stale):
            forms[key].reread()
    saved = len(said) - len(refusals)
    wrong = sum(bool(form.errors) for form in forms.values())
    if saved:
        messages.success(request, f"已保存{saved}条决定")
    if wrong:
        text = f"有{wrong}条没有保存，原因写在各条下面，填的内容都还在"
        messages.warning(request, text)
    if not saved and not wrong:
        messages.info(request, "没有新的决定要保存")


@require_POST
@requires(Permission.RECORD)
def clearance_add(request: UserRequest, pk: int) -> HttpResponse:
    row = _clearance(request, pk)
    demand_role(request, Action.LEVEL, row.office_id)
    form = NumbersForm(request.POST, hazards=_hazards(request, row.office))
    if not form.is_valid():
        messages.warning(request, "；".join(map(str, form["numbers"].errors)))
        return redirect(row)
    try:
        number = sessions.add_lines(row, form.named, by=request.user)
    except ActionDenied as denied:
        messages.warning(request, str(denied))
    else:
        messages.success(request, f"已增列{number}条" if number else "填的隐患已经在清单里")
    return redirect(row)


@require_POST
@requires(Permission.RECORD)
def clearance_drop(request: UserRequest, pk: int, line: int) -> HttpResponse:
    row = _clearance(request, pk)
    demand_role(request, Action.LEVEL, row.office_id)
    item = get_object_or_404(row.items.select_related("clearance", "hazard"), pk=line)
    try:
        sessions.drop_line(item, by=request.user)
    except ActionDenied as denied:
        messages.warning(request, str(denied))
    else:
        messages.success(request, f"已去掉{item.hazard.number}")
    return redirect(row)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def clearance_hold(request: UserRequest, pk: int) -> HttpResponse:
    row = _clearance(request, pk)
    demand_role(request, Action.LEVEL, row.office_id)
    if not row.is_waiting:
        messages.warning(request, f"这份清单{row.state}，不能再登记会议情况")
        return redirect(row)
    form = HoldForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            sessions.hold(row, by=request.user, facts=form.facts)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "会议情况已登记，请逐条登记决定")
            return redirect(row)
    return _step(request, row, form, title="登记会议情况")


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def clearance_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = _clearance(request, pk)
    demand_role(request, Action.LEVEL, row.office_id)
    form = FactsForm(request.POST or None, instance=_clearance(request, pk))
    if form.is_valid():
        try:
            sessions.amend_session(row, by=request.user, facts=form.facts)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已更正")
            return redirect(row)
    return _step(request, row, form, title="更正会议情况")


@require_http_methods(["GET", "POST"])
@requires(Permission.VOID)
def clearance_void(request: UserRequest, pk: int) -> HttpResponse:
    row = _clearance(request, pk)
    demand_role(request, Action.LEVEL, row.office_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            sessions.void_list(row, by=request.user, reason=form.cleaned_data["reason"])
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "清单已误录作废")
            return redirect("inspections:clearances")
    return _step(request, row, form, title="误录作废", danger=True)


def _step(request: UserRequest, row: Clearance, form: Any, **more: Any) -> HttpResponse:
    leaders = leader_names(row.office_id, on=timezone.localdate())
    context = {"clearance": row, "form": form, "leaders": leaders, **more}
    return render(request, "inspections/clearance_step.html", context)


def _clearance(request: UserRequest, pk: int) -> Clearance:
    mine = Clearance.objects.scoped_for(request.user)
    found = mine.select_related("office", "recorded_by", "operation")
    return get_object_or_404(found, pk=pk)
