"""Agreed tasks, unsigned letters and accidents to be reported on the start page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from township_safety.activities.models import Accident, Informant, LetterObligation, MeetingTask
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission


def agreed_duties(user: User, *, today: date) -> Iterator[tuple[str, int, str, str]]:
    """(what, how many, where they are listed, how urgent); five queries.

    The office sees what is late, each person what was given to them.
    """
    rows = MeetingTask.objects.scoped_for(user)
    url = reverse("tasks")
    if user.may(Permission.VOID):
        late = rows.overdue(on=today).count()
        yield "议定事项逾期", late, f"{url}?state=overdue", "overdue"
        unsigned = LetterObligation.objects.scoped_for(user).late(on=today).count()
        yield "责任书、承诺书逾期未签", unsigned, reverse("letters"), "overdue"
        waiting = Accident.objects.scoped_for(user).unreported().count()
        where = reverse("records:list", args=["accidents"])
        yield "事故待书面首报", waiting, where, "overdue"
    mine_to_answer = Informant.objects.readable_by(user).unanswered().count()
    yield "待答复举报人", mine_to_answer, _reports(), "waiting"
    mine = rows.undone().given_to(user).count()
    yield "交给我的议定事项", mine, f"{url}?state=undone&mine=on", "waiting"


def _reports() -> str:
    return reverse("records:list", args=["public_reports"])
