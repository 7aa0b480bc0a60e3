"""Who was asked to a meeting and came, and what it agreed, as sheets behind the gatherings."""

from __future__ import annotations

from township_safety.activities.models import Attendee, MeetingTask
from township_safety.activities.sheets.columns import GROUP
from township_safety.workbook import Column, Sheet

_NUMBER = "填那一行的记录号；会议、培训、演练填且只填一项"

ATTENDEE = Sheet(
    key="attendees",
    title="参加人员",
    synonyms=("签到表", "参会人员名单"),
    group=GROUP,
    model=Attendee,
    columns=(
        Column("meeting", header="会议记录号", note=_NUMBER),
        Column("training", header="培训记录号", note=_NUMBER),
        Column("drill", header="演练记录号", note=_NUMBER),
        "name",
        "unit",
        "post",
        Column("is_present", synonyms=("签到", "是否签到")),
    ),
    fingerprint=("meeting", "training", "drill", "name", "unit"),
    editable=False,
)

# 承办人 is an account; accounts are no part of a workbook.
TASK = Sheet(
    key="meeting_tasks",
    title="议定事项",
    synonyms=("会议议定事项", "交办事项"),
    group=GROUP,
    model=MeetingTask,
    parent="meeting",
    columns=(
        Column("meeting", header="会议记录号", note="填“会议”表中那一行的记录号"),
        Column("text", synonyms=("事项", "议定内容")),
        Column("responsible", synonyms=("责任单位", "责任人")),
        Column("due_on", synonyms=("完成时限",)),
        Column("done_on", synonyms=("办结日期",)),
        Column("result", synonyms=("办理结果",)),
    ),
    fingerprint=("meeting", "text"),
    order_by=("meeting", "due_on"),
    date_field="",
    editable=False,
)
