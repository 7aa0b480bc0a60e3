"""Which owed return an issued report answers, and what is issued but not sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.models import Report
from township_safety.activities.models import Submission
from township_safety.organisation.models import User

# A cut-off lies at most so many days from the calendar's end of a period.
_NEAR = 5


@dataclass(frozen=True)
class Unsent:
    """One report that waits to be sent, and the return it would answer."""

    report: Report
    owed: Submission | None

    def is_late(self, today: date) -> bool:
        """The due day itself is in time."""
        return self.owed is not None and self.owed.due_on < today


def unsent(user: User) -> list[Unsent]:
    """Two queries, however many there are."""
    reports = list(Report.objects.scoped_for(user).unsent().select_related("template"))
    if not reports:
        return []
    offices = {report.office_id for report in reports}
    owed = list(Submission.objects.for_offices(offices).counted().filter(submitted_on=None))
    return [Unsent(report, answered_by(report, owed)) for report in reports]


def waiting_to_be_sent(user: User, *, is_late: bool, today: date) -> list[Unsent]:
    """Those past the day on which their return was due, or the others."""
    return [one for one in unsent(user) if one.is_late(today) == is_late]


def answered_by(report: Report, owed: Iterable[Submission]) -> Submission | None:
    """The return about the same days, give or take a cut-off; the nearest of several."""
    return min(
        (row for row in owed if _is_about(row, report)),
        key=lambda row: (
            abs((row.first_day - report.first_day).days)
            + abs((row.last_day - report.last_day).days)
        ),
        default=None,
    )


def _is_about(row: Submission, report: Report) -> bool:
    return (
        row.office_id == report.office_id
        and abs((row.first_day - report.first_day).days) <= _NEAR
        and abs((row.last_day - report.last_day).days) <= _NEAR
    )


def owed_by(report: Report) -> list[Submission]:
    """Returns not yet sent that touch the days of the report: to choose from."""
    rows = Submission.objects.for_offices([report.office_id]).counted()
    return list(
        rows.filter(
            submitted_on=None, first_day__lte=report.last_day, last_day__gte=report.first_day
        ).select_related("kind")
    )
