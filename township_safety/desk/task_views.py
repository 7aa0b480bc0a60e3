"""议定事项: the list of what meetings agreed, new ones, changes, done."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from township_safety.activities.models import Meeting, MeetingTask
from township_safety.desk.register_views import row_of, sheet_of
from township_safety.desk.registers import may_write
from township_safety.desk.task_forms import DoneForm, TaskForm
from township_safety.organisation import actions
from township_safety.organisation.actions import Refused
from township_safety.organisation.forms import VoidForm
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission

ROWS_PER_PAGE = 50
STATES = (("undone", "未完成"), ("overdue", "逾期"), ("done", "已完成"))


@require_GET
@requires(Permission.VIEW)
def tasks(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    asked = request.GET.get("state", "")
    state = asked if asked in dict(STATES) else "undone"
    rows = MeetingTask.objects.scoped_for(request.user)
    if "mine" in request.GET:
        rows = rows.given_to(request.user)
    mine = "&mine=on" if "mine" in request.GET else ""
    found = rows.in_state(state, on=today).with_names().soonest_first()
    tabs = [
        {
            "label": label,
            "url": f"?state={key}{mine}",
            "current": key == state,
            "count": rows.in_state(key, on=today).count(),
        }
        for key, label in STATES
    ]
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    lines = [(task, task.state(on=today), _may_work_on(request.user, task)) for task in page]
    context = {"tabs": tabs, "page": page, "lines": lines, "mine": bool(mine)}
    return render(request, "registers/tasks.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def task_new(request: UserRequest, pk: int) -> HttpResponse:
    sheet = sheet_of("meetings")
    meeting: Meeting = row_of(request, sheet, pk)
    if not may_write(request.user, sheet, office=meeting.office):
        raise PermissionDenied
    form = TaskForm(request.POST or None, meeting=meeting)
    if form.is_valid():
        try:
            form.submit(by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记议定事项，完成前列在待办里")
            if "again" in request.POST:
                return redirect("task_new", meeting.pk)
            return redirect(_meeting_address(meeting))
    return _page(request, form, f"登记议定事项：{meeting}", meeting, may_repeat=True)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def task_edit(request: UserRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    form = TaskForm(request.POST or None, instance=task, meeting=task.meeting)
    if form.is_valid():
        actions.change_row(task, form=form, by=request.user)
        messages.success(request, "已保存")
        return redirect(_meeting_address(task.meeting))
    return _page(request, form, f"修改议定事项：{task}", task.meeting)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def task_done(request: UserRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    form = DoneForm(request.POST or None)
    if form.is_valid():
        try:
            form.submit(task, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已办结：{task}")
            return redirect("tasks")
    return _page(request, form, f"登记完成情况：{task}", task.meeting)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def task_void(request: UserRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    address = _meeting_address(task.meeting)
    form = VoidForm(request.POST or None)
    if form.is_valid():
        try:
            actions.void_row(task, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已误录作废：{task}")
            return redirect(address)
    context = {
        "question": f"误录作废：{task}",
        "form": form,
        "submit": "误录作废",
        "cancel_url": address,
        "danger": True,
    }
    return render(request, "components/confirm.html", context)


def _task(request: UserRequest, pk: int) -> MeetingTask:
    rows = MeetingTask.objects.scoped_for(request.user).counted().with_names()
    task = get_object_or_404(rows, pk=pk)
    if not _may_work_on(request.user, task):
        raise PermissionDenied
    return task


def _may_work_on(user: User, task: MeetingTask) -> bool:
    """Who writes meetings of the office, and who was given the task."""
    if task.is_voided:
        return False
    if task.assigned_to_id == user.pk:
        return user.may(Permission.RECORD, office_id=task.office_id)
    return may_write(user, sheet_of("meetings"), office=task.office)


def _meeting_address(meeting: Meeting) -> str:
    return f"{reverse('records:detail', args=['meetings', meeting.pk])}#tasks"


def _page(
    request: UserRequest,
    form: TaskForm | DoneForm,
    title: str,
    meeting: Meeting,
    *,
    may_repeat: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "meeting": meeting,
        "may_repeat": may_repeat,
        "cancel_url": _meeting_address(meeting),
    }
    return render(request, "registers/task_form.html", context)
