"""Pages of 整改复查: a visit entered item by item, and what was entered."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hazards.forms.rechecking import RecheckCorrectionForm, RecheckFilter, RecheckForm
from hazards.models import Notice, Recheck
from hazards.models.questions import HazardQuerySet
from hazards.rechecking import failed_at, issued_on, number_recheck, of_notice, of_site, to_look_at
from hazards.steps import ActionDenied
from hazards.views.access import demand_role, may, notice_of
from hazards.views.listing import PAGE_SIZE
from hazards.workflow import Action
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Site

# More than one visit looks at, and more than one page can show.
MOST_ITEMS = 60


@require_GET
@requires(Permission.VIEW)
def recheck_list(request: UserRequest) -> HttpResponse:
    filters = RecheckFilter(request.GET)
    rows = filters.narrow(Recheck.objects.scoped_for(request.user))
    rows = rows.with_names().with_numbers()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filters": filters, "page": page, "asked": bool(request.GET)}
    return render(request, "hazards/rechecks.html", context)


@require_GET
@requires(Permission.VIEW)
def recheck_detail(request: UserRequest, pk: int) -> HttpResponse:
    recheck = _recheck_of(request, pk)
    may_recheck = may(request, Action.PASS, recheck.office_id)
    may_correct = may(request, Action.CORRECT, recheck.office_id)
    context = {
        "recheck": recheck,
        "may_correct": may_correct and not recheck.number,
        "may_number": may(request, Action.NOTICE, recheck.office_id) and not recheck.number,
        "items": recheck.item_rows,
        "facts": [
            ("被检查单位（场所）", recheck.about),
            ("文号", recheck.number or "还没有编文号"),
            ("通知书", str(recheck.notice or "")),
            ("复查日期", str(recheck.on)),
            ("复查人", recheck.verifier),
            ("总的复查意见", recheck.remark),
        ],
        "may_repeat": may_recheck and to_look_at(failed_at(recheck, reader=request.user)).exists(),
    }
    return render(request, "hazards/recheck.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def notice_recheck(request: UserRequest, pk: int) -> HttpResponse:
    notice = notice_of(request, pk)
    demand_role(request, Action.PASS, notice.office_id)
    try:
        issued_on(notice)
    except ActionDenied as denied:
        messages.warning(request, str(denied))
        return redirect(notice)
    hazards = of_notice(notice, reader=request.user)
    return _entered(request, hazards, office=notice.office, notice=notice, site=notice.site)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def site_recheck(request: UserRequest, pk: int) -> HttpResponse:
    site = get_object_or_404(Site.objects.scoped_for(request.user), pk=pk)
    demand_role(request, Action.PASS, site.office_id)
    return _entered(request, of_site(site, reader=request.user), office=site.office, site=site)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def recheck_again(request: UserRequest, pk: int) -> HttpResponse:
    """The next visit: only what failed at the one before."""
    recheck = _recheck_of(request, pk)
    demand_role(request, Action.PASS, recheck.office_id)
    hazards = failed_at(recheck, reader=request.user)
    return _entered(
        request, hazards, office=recheck.office, notice=recheck.notice, site=recheck.site
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def recheck_edit(request: UserRequest, pk: int) -> HttpResponse:
    recheck = _recheck_of(request, pk)
    demand_role(request, Action.CORRECT, recheck.office_id)
    form = RecheckCorrectionForm(request.POST or None, recheck=recheck, user=request.user)
    if form.is_valid():
        try:
            recheck = form.submit()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已更正")
            return redirect(recheck)
    return render(request, "hazards/recheck_edit.html", {"form": form, "recheck": recheck})


@require_POST
@requires(Permission.RECORD)
def recheck_number(request: UserRequest, pk: int) -> HttpResponse:
    """编文号 of the 整改复查意见书; then it can be printed and signed."""
    recheck = _recheck_of(request, pk)
    demand_role(request, Action.NOTICE, recheck.office_id)
    try:
        recheck = number_recheck(recheck, by=request.user)
    except ActionDenied as denied:
        messages.warning(request, str(denied))
        return redirect(recheck)
    messages.success(request, f"已编文号{recheck.number}")
    return redirect("hazards:paper", "recheck", recheck.pk)


def _recheck_of(request: UserRequest, pk: int) -> Recheck:
    return get_object_or_404(Recheck.objects.scoped_for(request.user).with_names(), pk=pk)


def _entered(
    request: UserRequest,
    hazards: HazardQuerySet,
    *,
    office: Office,
    site: Site | None,
    notice: Notice | None = None,
) -> HttpResponse:
    keys = [int(key) for key in request.POST.getlist("hazards") if key.isdecimal()]
    # What another person closed meanwhile is still shown: its step then says so.
    asked = hazards.with_keys(keys) if keys else to_look_at(hazards)
    shown = list(asked[:MOST_ITEMS])
    about = notice or site
    back = notice.get_absolute_url() if notice else ""
    if not shown:
        messages.warning(request, f"{about}没有待复查或未整改的隐患")
        return redirect(back or "hazards:list")
    form = RecheckForm(request.POST or None, hazards=shown, user=request.user)
    if form.is_valid():
        try:
            recheck = form.submit(office=office, notice=notice, site=site)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "已登记整改复查")
            return redirect(recheck)
    context = {"form": form, "about": about, "notice": notice, "back": back}
    return render(request, "hazards/recheck_form.html", context)
