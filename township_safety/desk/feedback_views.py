"""督查反馈: one letter of feedback, its problems, how far each of them is."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from township_safety.activities.feedback import (
    enter_as_hazard,
    lines_of,
    progress_of,
    take_in,
    tie_to_hazard,
)
from township_safety.activities.models import Feedback, FeedbackProblem
from township_safety.desk.overview import Tile
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission


class PasteForm(forms.Form):
    pasted = forms.CharField(
        label="粘贴问题清单",
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="一行一个问题；从 Excel 复制的按“问题、责任单位、整改期限”三栏也可以",
    )


@require_GET
@requires(Permission.VIEW)
def feedback(request: UserRequest, pk: int) -> HttpResponse:
    return _page(request, _feedback(request, pk), PasteForm())


@require_POST
@requires(Permission.RECORD)
@requires(Permission.COMPOSE)
def feedback_paste(request: UserRequest, pk: int) -> HttpResponse:
    found = _writable(request, pk)
    form = PasteForm(request.POST)
    if form.is_valid():
        try:
            problems = take_in(found, drafts=lines_of(form.cleaned_data["pasted"]), by=request.user)
        except Refused as refusal:
            form.add_error("pasted", str(refusal))
        else:
            messages.success(request, f"已登记{len(problems)}个问题")
            return redirect(found)
    return _page(request, found, form)


@require_POST
@requires(Permission.RECORD)
@requires(Permission.COMPOSE)
def feedback_hazard(request: UserRequest, pk: int) -> HttpResponse:
    """登记为隐患; with a number it is tied to a hazard that is there already."""
    rows = FeedbackProblem.objects.scoped_for(request.user).counted().with_names()
    problem = get_object_or_404(rows, pk=pk)
    _demand(request.user, problem.office_id)
    number = request.POST.get("number", "").strip()
    try:
        if number:
            hazard = tie_to_hazard(problem, number=number, by=request.user)
        else:
            hazard = enter_as_hazard(problem, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已列为隐患{hazard.number}，整改、销号在隐患台账办理")
    return redirect(problem.feedback)


def _page(request: UserRequest, found: Feedback, form: PasteForm) -> HttpResponse:
    today = timezone.localdate()
    progress = progress_of(found, on=today)
    context = {
        "feedback": found,
        "today": today,
        "progress": progress,
        "tiles": [
            Tile("反馈问题", progress.total, unit="个"),
            Tile("已完成", progress.settled, unit="个"),
            Tile("正在整改", progress.remaining, unit="个"),
            Tile("其中逾期", progress.overdue, unit="个", tone="bad" if progress.overdue else ""),
        ],
        "lines": [(one, one.state(on=today)) for one in progress.problems],
        "form": form,
        "may_write": _may(request.user, found.office_id) and not found.is_voided,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return render(request, "registers/feedback.html", context, status=status)


def _feedback(request: UserRequest, pk: int) -> Feedback:
    return get_object_or_404(Feedback.objects.scoped_for(request.user), pk=pk)


def _writable(request: UserRequest, pk: int) -> Feedback:
    found = _feedback(request, pk)
    _demand(request.user, found.office_id)
    return found


def _may(user: User, office_id: int) -> bool:
    """Whoever writes the reports of the office answers for its feedback."""
    may = all(user.may(one, office_id=office_id) for one in (Permission.RECORD, Permission.COMPOSE))
    return may and user.records_whole_office(office_id)


def _demand(user: User, office_id: int) -> None:
    if not _may(user, office_id):
        raise PermissionDenied
