"""Pages of 汇总登记."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hazards import count_actions
from hazards.forms.counts import CountForm, FollowUpForm, ReasonForm
from hazards.forms.filters import CountFilter
from hazards.models import HazardCount
from hazards.steps import ActionDenied
from hazards.views.access import count_of
from hazards.views.listing import PAGE_SIZE
from hazards.views.present import label, shown
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission

# Shown though empty: without them a part of the whole is 未分.
_NEEDED = {"village", "sector", "source"}


@require_GET
@requires(Permission.VIEW)
def count_list(request: UserRequest) -> HttpResponse:
    filters = CountFilter(request.GET, user=request.user)
    counts = filters.narrow(HazardCount.objects.scoped_for(request.user))
    page = Paginator(counts.with_names(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "totals": counts.counted().totals(),
        "asked": bool(request.GET),
        "may_record": request.user.may(Permission.RECORD),
    }
    return render(request, "hazards/counts.html", context)


@require_GET
@requires(Permission.VIEW)
def count_detail(request: UserRequest, pk: int) -> HttpResponse:
    count = count_of(request, pk)
    columns, tags = HazardCount.dimensions()
    names = ["on", "found", "rectified", "checked", "checked_unit", *columns, *tags]
    names += ["basis", "note"]
    facts = [
        (label(HazardCount, name), text)
        for name in names
        if (text := shown(count, name, reader=request.user)) or name in _NEEDED
    ]
    is_entry = count.follows is None
    context = {
        "count": count,
        "facts": facts,
        "followers": count.followers.order_by("on", "pk"),
        "itemised": count.itemised.not_voided(),
        "history": count.versions,
        "may_change": _may_change(request, count),
        "may_follow": _may_change(request, count) and is_entry and count.unrectified > 0,
        "may_void": request.user.may(Permission.VOID, office_id=count.office_id)
        and not count.is_voided,
    }
    return render(request, "hazards/count.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def count_create(request: UserRequest) -> HttpResponse:
    form = CountForm(request.POST or None, user=request.user, office=own_office(request))
    return _save(request, form, "登记汇总")


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def count_edit(request: UserRequest, pk: int) -> HttpResponse:
    count = count_of(request, pk)
    if not _may_change(request, count):
        raise PermissionDenied
    form = CountForm(request.POST or None, instance=count, user=request.user, office=count.office)
    return _save(request, form, "修改汇总登记")


def _may_change(request: UserRequest, count: HazardCount) -> bool:
    user = request.user
    return user.may(Permission.RECORD, office_id=count.office_id) and not count.is_voided


def _save(request: UserRequest, form: CountForm, title: str) -> HttpResponse:
    if form.is_valid():
        try:
            count = form.submit()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, "已保存")
            return redirect(count)
    return render(request, "hazards/count_form.html", {"form": form, "title": title})


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def count_follow(request: UserRequest, pk: int) -> HttpResponse:
    entry = count_of(request, pk)
    if not _may_change(request, entry) or entry.follows is not None:
        raise PermissionDenied
    form = FollowUpForm(request.POST or None, entry=entry)
    if form.is_valid():
        try:
            form.submit(by=request.user)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        except ValidationError as problem:
            form.add_problems(problem)
        else:
            messages.success(request, "已登记后续整改")
            return redirect(entry)
    return render(request, "hazards/count_form.html", {"form": form, "title": "登记后续整改"})


@require_http_methods(["GET", "POST"])
@requires(Permission.VOID)
def count_void(request: UserRequest, pk: int) -> HttpResponse:
    count = count_of(request, pk)
    if not request.user.may(Permission.VOID, office_id=count.office_id):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            count_actions.void_count(count, by=request.user, reason=form.cleaned_data["reason"])
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已误录作废")
            return redirect("hazards:count", pk=pk)
    context = {"form": form, "title": "误录作废", "danger": True, "cancel_url": count}
    return render(request, "hazards/count_form.html", context)
