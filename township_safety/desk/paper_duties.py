"""What waits about papers: to be served, reported on, signed, and numbers written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from hazards.models import Notice
from hazards.workflow import Action, roles_for
from township_safety.organisation.models import (
    PrintedForm,
    ReservedNumber,
    Role,
    SignedCopy,
    User,
)

_NOTICES = (
    ("待签发通知书", "draft", "waiting"),
    ("待送达通知书", "unserved", "waiting"),
    ("逾期未送达", "late", "overdue"),
    ("待整改报告", "report", "waiting"),
)


def paper_duties(
    user: User, roles: set[Role], *, today: date
) -> Iterator[tuple[str, int, str, str]]:
    """(what, how many, where they are listed, how urgent) for who moves papers."""
    if not roles & roles_for(Action.NOTICE):
        return
    notices = Notice.objects.scoped_for(user)
    for label, state, tone in _NOTICES:
        url = f"{reverse('hazards:notices')}?state={state}"
        yield label, notices.in_state(state, on=today).count(), url, tone
    unsigned = PrintedForm.objects.scoped_for(user).unsigned().count()
    yield "缺签字件", unsigned, reverse("papers"), "waiting"
    unknown = SignedCopy.objects.scoped_for(user).unmatched().count()
    yield "签字件待认领", unknown, reverse("scans"), "waiting"
    unused = ReservedNumber.objects.scoped_for(user).unused().count()
    yield "手工文号未补录", unused, reverse("number_blocks"), "waiting"
