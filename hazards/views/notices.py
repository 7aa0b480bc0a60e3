"""Pages of 整改通知书: from chosen hazards to a draft, issued, served, cancelled."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hazards import notice_actions
from hazards.forms.counts import ReasonForm
from hazards.forms.filters import NoticeFilter
from hazards.forms.notices import NOTICE_STEPS, ItemFormSet, NoticeForm, first_values
from hazards.models import Hazard, Notice
from hazards.rechecking import of_notice, to_look_at
from hazards.steps import ActionDenied
from hazards.views.access import demand_role, may, notice_of
from hazards.views.listing import PAGE_SIZE
from hazards.views.present import label, shown
from hazards.workflow import Action
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import PrintedForm, SignedCopy
from township_safety.organisation.permissions import Permission

# Shown though empty: what is missing here is still to be done.
_NEEDED = frozenset({"addressee", "issued_on", "due_on", "served_on"})
_FACTS = (
    "kind",
    "addressee",
    "site",
    "village",
    "agency",
    "content",
    "inspector",
    "inspector_number",
    "second_inspector",
    "second_number",
    "issued_on",
    "due_on",
    "days_to_rectify",
    "served_on",
    "service",
    "received_by",
    "is_refused",
    "witness",
    "service_place",
    "served_by",
    "returned_on",
    "return_service",
    "return_reason",
    "report_received_on",
    "report_note",
    "reserved",
    "note",
    "opinion",
    "recorded_by",
)


@require_GET
@requires(Permission.VIEW)
def notice_list(request: UserRequest) -> HttpResponse:
    filters = NoticeFilter(request.GET, user=request.user)
    notices = filters.narrow(Notice.objects.scoped_for(request.user))
    page = Paginator(notices.with_names(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "asked": bool(request.GET)}
    office = request.user.office
    context["may_draft"] = office is not None and may(request, Action.NOTICE, office.pk)
    return render(request, "hazards/notices.html", context)


@require_GET
@requires(Permission.VIEW)
def notice_detail(request: UserRequest, pk: int) -> HttpResponse:
    notice = notice_of(request, pk)
    signed = SignedCopy.objects.scoped_for(request.user).of(notice)
    context = {
        "notice": notice,
        "items": notice.items.select_related("hazard"),
        "facts": [
            (label(Notice, name), text)
            for name in _FACTS
            if (text := shown(notice, name, reader=request.user)) or name in _needed(notice)
        ],
        "may_move": may(request, Action.NOTICE, notice.office_id),
        "may_recheck": (
            notice.is_in_force
            and may(request, Action.PASS, notice.office_id)
            and to_look_at(of_notice(notice, reader=request.user)).exists()
        ),
        "photos": notice.photos.select_related("file"),
        "papers": PrintedForm.objects.scoped_for(request.user).of(notice).with_copies(),
        "signed": signed,
        "has_reply": notice.awaits_report and any(copy.is_reply for copy in signed),
        "rechecks": notice.rechecks.with_names().with_numbers(),
    }
    return render(request, "hazards/notice.html", context)


def _needed(notice: Notice) -> frozenset[str]:
    return _NEEDED if notice.kind.orders_rectification else _NEEDED - {"due_on"}


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def notice_create(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    demand_role(request, Action.NOTICE, office.pk)
    hazards = _chosen(request)
    form = NoticeForm(
        request.POST or None,
        user=request.user,
        office=office,
        initial=first_values(hazards, office=office),
    )
    if form.is_valid():
        try:
            notice = form.draft(hazards)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已存为草稿，核对后签发")
            return redirect(notice)
    context = {"form": form, "hazards": hazards, "title": "起草文书"}
    return render(request, "hazards/notice_form.html", context)


def _chosen(request: UserRequest) -> list[Hazard]:
    """The hazards ticked in the list, or ?hazards=1,2; rows out of scope are not found."""
    asked = request.POST.getlist("hazards") or request.GET.getlist("hazards")
    keys = [key for part in asked for key in part.split(",") if key]
    if not all(key.isascii() and key.isdigit() for key in keys):
        raise Http404
    mine = Hazard.objects.scoped_for(request.user).with_names()
    found = mine.in_bulk([int(key) for key in keys])
    if len(found) != len(set(keys)):
        raise Http404
    return [found[int(key)] for key in dict.fromkeys(keys)]


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def notice_edit(request: UserRequest, pk: int) -> HttpResponse:
    notice = notice_of(request, pk)
    demand_role(request, Action.NOTICE, notice.office_id)
    if notice.issued_on or notice.is_voided:
        messages.warning(request, f"这份通知书{notice.state}，不能再修改")
        return redirect(notice)
    said = request.POST or None
    form = NoticeForm(said, instance=notice, user=request.user, office=notice.office)
    items = ItemFormSet(said, instance=notice)
    if form.is_valid() and items.is_valid():
        changed = items.save(commit=False)
        try:
            notice_actions.redraft_notice(
                form.save(commit=False),
                by=request.user,
                items=changed,
                dropped=items.deleted_objects,
                photos=form.kept_photos,
            )
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已保存")
            return redirect(notice)
    context = {"form": form, "items": items, "notice": notice, "title": "修改通知书草稿"}
    return render(request, "hazards/notice_form.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def notice_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    notice = notice_of(request, pk)
    demand_role(request, Action.NOTICE, notice.office_id)
    if step not in NOTICE_STEPS:
        raise Http404
    form = NOTICE_STEPS[step](
        request.POST or None, request.FILES or None, notice=notice, user=request.user
    )
    if form.is_valid():
        try:
            notice = form.submit()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, f"已{form.title}，文号{notice.number}")
            return redirect(notice)
    elif request.method == "GET" and step not in notice.open_steps:
        messages.warning(request, f"这份通知书现在是“{notice.state}”，不能{form.title}")
        return redirect(notice)
    return render(request, "hazards/notice_step.html", {"form": form, "notice": notice})


@require_http_methods(["GET", "POST"])
@requires(Permission.VOID)
def notice_void(request: UserRequest, pk: int) -> HttpResponse:
    notice = notice_of(request, pk)
    demand_role(request, Action.NOTICE, notice.office_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            notice_actions.void_draft(notice, by=request.user, reason=form.cleaned_data["reason"])
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "草稿已误录作废")
            return redirect("hazards:notices")
    return render(request, "hazards/notice_step.html", {"form": form, "notice": notice})
