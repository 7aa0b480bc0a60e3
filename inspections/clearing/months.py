"""Month by month: held, still to come, or missed; and what an office owes now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspections.clearing.sessions import KIND
from inspections.models import Clearance, Operation
from township_safety.organisation.models import Office
from township_safety.periods import Period

# From this day of the month on its session is asked for.
ASKED_FROM = 25
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the office; `outing` is one that was entered without a session."""

    period: Period
    session: Clearance | None
    outing: Operation | None
    is_asked: bool
    is_over: bool

    @property
    def is_done(self) -> bool:
        is_held = self.session is not None and self.session.held_on is not None
        return is_held or self.outing is not None

    @property
    def state(self) -> str:
        if self.session is not None and self.session.held_on is not None:
            return "已召开"
        if self.outing is not None:
            return "已登记检查"
        if self.is_over:
            return "未召开"
        return "待召开"

    @property
    def badge(self) -> str:
        if self.is_done:
            return "closed"
        return "warn" if self.is_asked else "waiting"


def months_of(office: Office, *, today: date) -> list[Month]:
    """This month first, back to the first session known, a year at most; three queries."""
    present = Period.containing(today)
    months = [present]
    while len(months) < _MONTHS:
        months.append(months[-1].previous())
    first, last = months[-1].first_day, present.last_day
    sessions = Clearance.objects.for_offices([office]).counted().of_months(first, last)
    held = {row.month: row for row in sessions.with_sizes()}
    outings = _outings(office, first, last)
    begun = min((*held, *outings), default=present.first_day)
    return [
        _month(month, held.get(month.first_day), outings.get(month.first_day), today=today)
        for month in months
        if month.first_day >= begun
    ]


def owed(office: Office, *, today: date) -> list[Month]:
    """This month's from the 25th on, and last month's when the office had begun before."""
    return [month for month in months_of(office, today=today)[:2] if month.is_asked]


def _month(
    period: Period, session: Clearance | None, outing: Operation | None, *, today: date
) -> Month:
    is_done = outing is not None or (session is not None and session.held_on is not None)
    is_over = period.last_day < today
    is_asked = not is_done and (is_over or today.day >= ASKED_FROM)
    return Month(period, session, outing, is_asked, is_over)


def _outings(office: Office, first: date, last: date) -> dict[date, Operation]:
    rows = Operation.objects.for_offices([office]).counted().dated_in(first, last)
    found = rows.filter(kind__code=KIND).order_by("on", "pk")
    return {row.on.replace(day=1): row for row in found}
