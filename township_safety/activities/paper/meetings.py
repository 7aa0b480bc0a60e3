"""会议通知、会议记录、会议纪要."""

from __future__ import annotations

from collections.abc import Sequence

from township_safety.activities.models import Attendee, Meeting, MeetingTask
from township_safety.activities.models.attendance import Attendance
from township_safety.activities.paper.layout import (
    blank_lines,
    day,
    grid,
    long_field,
    paper,
    people,
    signed_off,
)
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, FormTable

_TASK_HEADS = (("序号", 12), ("议定事项", 82), ("责任单位（责任人）", 42), ("完成期限", 28))


def notice_forms(meeting: Meeting) -> tuple[Form, ...]:
    listed = list(Attendee.objects.of(meeting))
    who = "、".join(str(one) for one in listed) or meeting.attendees or "　　　　　　　　"
    topic = meeting.topic or str(meeting.kind)
    blocks: list[Block] = [
        forms.line("各有关单位、各参会人员："),
        forms.line(f"定于{day(meeting.on)}召开{topic}，现将有关事项通知如下。", indent=True),
        forms.line(f"一、时间：{day(meeting.on)}　　　时　　　分", indent=True),
        forms.line(f"二、地点：{meeting.place or '　　　　　　　　　　'}", indent=True),
        forms.line(f"三、主持：{meeting.chaired_by or '　　　　　　　　　　'}", indent=True),
        forms.line(f"四、参会人员：{who}", indent=True, align="justify"),
        forms.line("五、主要议程：", indent=True),
        *blank_lines(3),
        forms.line(
            "六、要求：请按时参会并签到；确需请假的，向主持人请假，"
            "并委托熟悉情况的人员参加，会后由参会人员转达会议要求。",
            indent=True,
            align="justify",
        ),
        forms.line("联系人：　　　　　　　　电话：", indent=True),
        signed_off(meeting.office),
    ]
    return (paper(meeting, "会议通知", blocks),)


def minutes_forms(meeting: Meeting) -> tuple[Form, ...]:
    """会议记录: what was said, signed by who chaired and who wrote."""
    attendance = Attendee.objects.attendance(meeting)
    facts = (
        ("会议名称", meeting.topic or str(meeting.kind)),
        ("会议种类", str(meeting.kind)),
        ("时间", day(meeting.on)),
        ("地点", meeting.place),
        ("主持人", meeting.chaired_by),
        ("参会人数", _present(attendance)),
    )
    blocks: list[Block] = [
        grid(
            forms.fields(facts),
            long_field("参会人员", _names(meeting), height=18),
            long_field("会议内容", meeting.minutes, height=90),
        ),
        *_tasks(meeting),
        forms.signature("主持人（签名）", dated=False),
        forms.signature("记录人（签名）"),
    ]
    return (paper(meeting, "会议记录", blocks),)


def summary_forms(meeting: Meeting) -> tuple[Form, ...]:
    """会议纪要: what was agreed, for those who have to act on it."""
    chair = f"，{meeting.chaired_by}主持会议" if meeting.chaired_by else ""
    place = f"在{meeting.place}" if meeting.place else ""
    topic = meeting.topic or str(meeting.kind)
    opening = f"{day(meeting.on)}，{place}召开{topic}{chair}。现将会议主要内容纪要如下。"
    minutes = forms.paragraphs(meeting.minutes, indent=True) if meeting.minutes else ()
    blocks: list[Block] = [
        forms.line(opening, indent=True, align="justify"),
        *(minutes or blank_lines(5)),
        *_tasks(meeting),
        forms.line(f"出席：{_names(meeting) or '　　　　　　　　'}", align="justify"),
        signed_off(meeting.office),
    ]
    return (paper(meeting, "会议纪要", blocks),)


def _present(attendance: Attendance) -> str:
    if attendance.present:
        expected = f"应到{attendance.expected}人，签到{attendance.present}人"
        return f"{expected}；{attendance.words}" if attendance.words else expected
    return people(attendance.counted)


def _names(meeting: Meeting) -> str:
    """Those who signed in; before the meeting those expected."""
    rows = Attendee.objects.of(meeting)
    found = list(rows.present()) or list(rows)
    return "、".join(str(one) for one in found) or meeting.attendees


def _tasks(meeting: Meeting) -> Sequence[Block]:
    tasks = list(MeetingTask.objects.counted().of_meeting(meeting))
    if not tasks:
        return ()
    head = forms.row(*(forms.label(name) for name, _ in _TASK_HEADS))
    rows = [
        forms.row(
            forms.value(f"{number}", align="center"),
            forms.value(task.text),
            forms.value(task.responsible),
            forms.value(f"{task.due_on}" if task.due_on else "长期坚持", align="center"),
        )
        for number, task in enumerate(tasks, start=1)
    ]
    widths = tuple(float(width) for _, width in _TASK_HEADS)
    return (forms.line("议定事项："), FormTable((head, *rows), widths, head=1))
