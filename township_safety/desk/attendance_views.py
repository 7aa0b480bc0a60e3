"""签到: the list of who is expected at a meeting, training or drill, and who came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from township_safety.activities.models import Attendee
from township_safety.activities.models.attendance import Gathering
from township_safety.desk.attendance_forms import ExpectForm, SignInForm
from township_safety.desk.register_views import row_of, sheet_of
from township_safety.desk.registers import may_write
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def attendance(request: UserRequest, key: str, pk: int) -> HttpResponse:
    """The page with both forms; a POST saves who signed in."""
    gathering = _gathering(request, key, pk)
    form = SignInForm(request.POST or None, gathering=gathering)
    if request.method == "POST" and form.is_valid():
        try:
            number = form.submit(gathering, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存：签到{number}人")
            return redirect("attendance", key, pk)
    return _page(request, key, gathering, form=form)


@require_POST
@requires(Permission.RECORD)
def expected(request: UserRequest, key: str, pk: int) -> HttpResponse:
    """More people on the list."""
    gathering = _gathering(request, key, pk)
    form = ExpectForm(request.POST, gathering=gathering)
    if form.is_valid():
        try:
            number = form.submit(gathering, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = f"名单增加{number}人" if number else "这些人名单里都有了，没有重复添加"
            messages.success(request, text)
            return redirect("attendance", key, pk)
    return _page(request, key, gathering, expect_form=form)


def _gathering(request: UserRequest, key: str, pk: int) -> Gathering:
    sheet = sheet_of(key)
    row = row_of(request, sheet, pk)
    if not isinstance(row, Gathering):
        raise Http404
    if not may_write(request.user, sheet, office=row.office):
        raise PermissionDenied
    return row


def _page(
    request: UserRequest,
    key: str,
    gathering: Gathering,
    *,
    form: SignInForm | None = None,
    expect_form: ExpectForm | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "row": gathering,
        "sheet": sheet_of(key),
        "people": Attendee.objects.of(gathering),
        "attendance": Attendee.objects.attendance(gathering),
        "form": form or SignInForm(gathering=gathering),
        "expect_form": expect_form or ExpectForm(gathering=gathering),
        "back": reverse("records:detail", args=[key, gathering.pk]),
        "key": key,
    }
    return render(request, "registers/attendance.html", context)
