"""The start page, the page that offers every kind of entry, and the health answer."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from reports.newest import newest_reports
from township_safety.desk import health, overview
from township_safety.desk.month import month_duties
from township_safety.desk.navigation import MENU, Entry, Group
from township_safety.desk.registers import may_add, registers
from township_safety.organisation.http import UserRequest, for_everyone, requires
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission
from township_safety.register.working_days import calendar_for


@for_everyone
def home(request: UserRequest) -> HttpResponse:
    """The office's day; people without a view of the ledger find their own work here."""
    user = request.user
    if not user.may(Permission.VIEW):
        duties = {
            "may_accounts": user.may(Permission.ACCOUNTS),
            "may_audit": user.may(Permission.AUDIT),
            "is_plain_http": not settings.HTTPS and user.may(Permission.ACCOUNTS),
        }
        return render(request, "desk/home_admin.html", duties)
    today = timezone.localdate()
    around = overview.TERMS_REACH
    calendar = calendar_for(user.office, first=today - around, last=today + around)
    reports = newest_reports(user, today=today)
    context = {
        "today": today,
        "tiles": overview.tiles(user, today=today, calendar=calendar),
        "duties": overview.duties(user, today=today, calendar=calendar),
        "tasks": overview.tasks(user, today=today, calendar=calendar),
        "reports": reports,
        "month": month_duties(user, today=today, calendar=calendar, reports=reports),
        "may_hand_over": user.may(Permission.HANDOVER),
        "may_record": user.may(Permission.RECORD),
        "may_compose": user.may(Permission.COMPOSE),
        "sees_reports": user.sees_whole_office,
    }
    return render(request, "desk/home.html", context)


@requires(Permission.RECORD)
def record_work(request: UserRequest) -> HttpResponse:
    """登记工作: one button for each register the person may write in."""
    groups = [(group.label, list(_forms_of(group, user=request.user))) for group in MENU]
    offered = [(label, entries) for label, entries in groups if entries]
    context = {"groups": offered, "may_import": request.user.may(Permission.IMPORT)}
    return render(request, "desk/record_work.html", context)


def _forms_of(group: Group, *, user: User) -> Iterator[tuple[str, str]]:
    """Label and address; hazards and counts of hazards are entered by whoever records."""
    if group.icon == "hazard":
        yield "隐患", reverse("hazards:create")
        yield "隐患（一处多条）", reverse("hazards:several")
        yield "汇总登记（只登数）", reverse("hazards:count_create")
    if group.icon == "inspect":
        yield "逐户检查（手机）", reverse("inspections:outing_new")
    for entry in group.items:
        if _may_enter(user, entry):
            yield entry.label, reverse("records:new", args=entry.args)


def _may_enter(user: User, entry: Entry) -> bool:
    sheet = registers().get(entry.args[0]) if entry.args else None
    return sheet is not None and may_add(user, sheet)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """For the monitor of the machine: 200 or 503; the sentences say what is wrong."""
    found = health.problems()
    return JsonResponse(
        {"ok": not found, "problems": found},
        status=503 if found else 200,
        json_dumps_params={"ensure_ascii": False},
    )
