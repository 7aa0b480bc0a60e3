"""Reports that wait for somebody: to be mended, reviewed, signed."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from reports.models import Report
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission

_State = Report.State


def report_duties(user: User) -> Iterator[tuple[str, int, str, str]]:
    """(what, how many, where they are listed, how urgent); three queries at most.

    A clerk sees what is to be signed too: the leader may sign on paper, and the clerk records it.
    """
    reports = Report.objects.scoped_for(user)
    url = reverse("reports:list")
    if user.may(Permission.COMPOSE):
        returned = reports.sent_back().count()
        yield "报告被退回", returned, f"{url}?state=returned", "waiting"
        review = reports.to_review_by(user).count()
        yield "报告待核稿", review, f"{url}?state=review", "waiting"
    if user.may(Permission.ISSUE) or user.may(Permission.COMPOSE):
        sign = reports.waiting(_State.REVIEWED).count()
        yield "报告待签发", sign, f"{url}?state=reviewed", "waiting"
