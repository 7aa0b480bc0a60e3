"""The start page and the health answer."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from reports.newest import newest_reports
from township_safety.desk import health, overview
from township_safety.desk.month import month_duties
from township_safety.organisation.http import UserRequest, for_everyone
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


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """For the monitor of the machine: 200 or 503; the sentences say what is wrong."""
    found = health.problems()
    return JsonResponse(
        {"ok": not found, "problems": found},
        status=503 if found else 200,
        json_dumps_params={"ensure_ascii": False},
    )
