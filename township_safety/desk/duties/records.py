"""What waits in the registers: agreed tasks, letters, returns, recurring duties, accidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from inspections.duties import sums
from township_safety.activities.duties import RoundSum, newest_rounds
from township_safety.activities.models import (
    Accident,
    FeedbackProblem,
    Informant,
    LetterObligation,
    MeetingTask,
    Obligation,
    Submission,
)
from township_safety.desk.duties.kinds import Ask, Kind, Line, office_work, register_row

_DAY = timedelta(days=1)
_RETURN_SOON = timedelta(days=7)


def _task(row: MeetingTask, ask: Ask) -> Line:
    note = f"{row.due_on}前完成" if row.due_on else ""
    return Line(row.text[:60], register_row("meetings", row.meeting), note)


def _problem(row: FeedbackProblem, ask: Ask) -> Line:
    due = f"{row.due_by}前完成" if row.due_by else ""
    return Line(f"{row.feedback}：{row}", row.feedback.get_absolute_url(), due)


def _letter(row: LetterObligation, ask: Ask) -> Line:
    note = f"应签日期{row.due_on}" if row.due_on else ""
    return Line(str(row), register_row("letter_obligations", row), note)


def _letters_late(ask: Ask) -> Any:
    """Of this year: a letter about a year that is over is signed by nobody any more."""
    rows = LetterObligation.objects.scoped_for(ask.user).late(on=ask.today)
    return rows.for_year(ask.today.year).with_names()


def _letters_coming(ask: Ask) -> Any:
    """This year's, not signed and not late yet."""
    rows = LetterObligation.objects.scoped_for(ask.user).unsigned(on=ask.today)
    ahead = Q(due_on__isnull=True) | Q(due_on__gte=ask.today)
    return rows.filter(ahead, year=ask.today.year).with_names()


def _return(row: Submission, ask: Ask) -> Line:
    return Line(f"报送：{row}", register_row("submissions", row), f"应报日期{row.due_on}")


def _returns(ask: Ask, *, late: bool) -> Any:
    rows = Submission.objects.scoped_for(ask.user).select_related("kind")
    if late:
        return rows.outstanding(on=ask.today).filter(due_on__lt=ask.today).order_by("due_on")
    soon = rows.outstanding(on=ask.today + _RETURN_SOON).filter(due_on__gte=ask.today)
    return soon.filter(submitted_on__isnull=True).order_by("due_on")


def _rounds_late(ask: Ask) -> list[RoundSum]:
    """The round before the present one, as far as it was left undone."""
    duties = Obligation.objects.scoped_for(ask.user).touching(ask.today - 366 * _DAY, ask.today)
    return [
        found
        for duty in duties.with_names()
        for found in sums(
            duty,
            [one for one in newest_rounds(duty, on=ask.today) if one.last_day < ask.today],
            today=ask.today,
        )
        if found.missing
    ]


def _round(row: RoundSum, ask: Ask) -> Line:
    asked = urlencode({"on": row.round.first_day, "state": "missing"})
    text = f"{row.duty}（{row.round.label}）：应完成{row.required}，已完成{row.done}"
    return Line(text, f"{row.duty.get_absolute_url()}?{asked}", f"还差{row.missing}")


def _named(key: str) -> Any:
    return lambda row, ask: Line(str(row), register_row(key, row))


AGREED: tuple[Kind, ...] = (
    Kind(
        "task_late",
        "议定事项逾期",
        "overdue",
        office_work,
        lambda ask: MeetingTask.objects.scoped_for(ask.user).overdue(on=ask.today).with_names(),
        _task,
        lambda ask: f"{reverse('tasks')}?state=overdue",
    ),
    Kind(
        "feedback_late",
        "督查反馈问题逾期",
        "overdue",
        office_work,
        lambda ask: FeedbackProblem.objects.scoped_for(ask.user).overdue(on=ask.today).with_names(),
        _problem,
    ),
    Kind(
        "letter_late",
        "责任书、承诺书逾期未签",
        "overdue",
        office_work,
        _letters_late,
        _letter,
    ),
    Kind(
        "letter_coming",
        "责任书、承诺书待签",
        "waiting",
        office_work,
        _letters_coming,
        _letter,
    ),
    Kind(
        "return_late",
        "报送逾期",
        "overdue",
        office_work,
        lambda ask: _returns(ask, late=True),
        _return,
    ),
    Kind(
        "return_due",
        "7天内应报",
        "due",
        office_work,
        lambda ask: _returns(ask, late=False),
        _return,
    ),
    Kind("round_late", "例行任务逾期", "overdue", office_work, _rounds_late, _round),
    Kind(
        "accident",
        "事故待书面首报",
        "overdue",
        office_work,
        lambda ask: Accident.objects.scoped_for(ask.user).unreported(),
        _named("accidents"),
    ),
    Kind(
        "informant",
        "待答复举报人",
        "waiting",
        lambda ask: True,
        lambda ask: Informant.objects.readable_by(ask.user).unanswered().select_related("report"),
        lambda row, ask: Line("举报：待答复举报人", register_row("public_reports", row.report)),
    ),
    Kind(
        "task_mine",
        "交给我的议定事项",
        "waiting",
        lambda ask: True,
        lambda ask: (
            MeetingTask.objects.scoped_for(ask.user).undone().given_to(ask.user).with_names()
        ),
        _task,
        lambda ask: f"{reverse('tasks')}?state=undone&mine=on",
    ),
)
