"""What a meeting agreed, and that it was done, each with its line in the log."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from township_safety.activities.models import Meeting, MeetingTask
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User


@transaction.atomic
def agree(task: MeetingTask, *, meeting: Meeting, by: User) -> MeetingTask:
    """A new task of the meeting. Raises Refused."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.is_voided:
        raise Refused("这次会议已误录作废，不能再登记议定事项。")
    task.meeting, task.office_id, task.recorded_by = meeting, meeting.office_id, by
    task._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    task.save()
    _log("登记议定事项", task, by=by)
    return task


@transaction.atomic
def finish(task: MeetingTask, *, on: date, result: str, by: User) -> MeetingTask:
    """Raises Refused."""
    task = MeetingTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.is_voided or task.done_on is not None:
        raise Refused("这件事已经办结或作废，不用再办。")
    if on < task.meeting.on:
        raise Refused(f"完成日期不能早于开会日期{task.meeting.on}。")
    if on > timezone.localdate():
        raise Refused("完成日期不能在今天之后。")
    task.done_on, task.result = on, result
    task._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    task.save(update_fields=["done_on", "result"])
    _log("议定事项办结", task, by=by)
    return task


def _log(act: str, task: MeetingTask, *, by: User) -> None:
    audit.record(act, by=by, office=task.office_id, target=task, summary=str(task))
