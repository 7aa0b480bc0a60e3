"""What a recurring duty asks of whom and by when. Arithmetic only: nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from township_safety.activities.models.duties import Obligation
from township_safety.periods import Kind, Period

# No round is called due sooner than this before its end, however long it is.
_SOON_DAYS = 15
_SOON_PART = 5
_KINDS: dict[str, Kind] = {"month": "month", "quarter": "quarter", "half": "half", "year": "year"}
# The key of the one target of a duty of the whole office.
OFFICE = 0

# Of a target and a day: how often the work was done.
Done = Mapping[tuple[int, date], int]


class Recurring(Protocol):
    """Comes round from one day to another: a duty, or an item of a work plan."""

    @property
    def frequency(self) -> str: ...

    @property
    def first_day(self) -> date: ...

    @property
    def last_day(self) -> date | None: ...


def round_of(frequency: str, day: date) -> Period:
    """The week (Monday to Sunday), month, quarter, half or year that holds the day."""
    if frequency == Obligation.Frequency.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period.between(monday, monday + timedelta(days=6))
    return Period.containing(day, kind=_KINDS[frequency])


def round_on(duty: Recurring, day: date) -> Period | None:
    """The round of the day, cut to the days on which the duty is in force; None outside them."""
    whole = round_of(duty.frequency, day)
    first = max(whole.first_day, duty.first_day)
    last = min(whole.last_day, duty.last_day) if duty.last_day else whole.last_day
    return replace(whole, first_day=first, last_day=last) if first <= last else None


def rounds(duty: Recurring, first_day: date, last_day: date) -> Iterator[Period]:
    """The rounds that share a day with the stretch, oldest first."""
    day = first_day
    while day <= last_day:
        found = round_on(duty, day)
        if found is not None and found.first_day <= last_day and found.last_day >= first_day:
            yield found
        day = round_of(duty.frequency, day).day_after


def newest_rounds(duty: Obligation, *, on: date) -> list[Period]:
    """The round of the day and the one before it, as far as the duty was in force."""
    now = round_of(duty.frequency, on)
    return [
        found
        for found in rounds(duty, now.first_day - timedelta(days=1), now.last_day)
        if found.first_day <= on
    ]


@dataclass(frozen=True, slots=True)
class Target:
    """Who is to be visited; the days are the first and last of its existence."""

    key: int
    name: str
    village: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def is_due(self, in_round: Period) -> bool:
        """Present on the last day of the round and on at least half of its days."""
        if self.last_day is not None and self.last_day < in_round.last_day:
            return False
        begun = max(self.first_day or in_round.first_day, in_round.first_day)
        present = (in_round.last_day - begun).days + 1
        return present > 0 and 2 * present >= in_round.days


@dataclass(frozen=True, slots=True)
class Standing:
    """One target in one round."""

    target: Target
    round: Period
    done: int
    required: int
    last_on: date | None
    today: date

    @property
    def is_done(self) -> bool:
        return self.done >= self.required

    @property
    def light(self) -> str:
        """normal, due or overdue, as in components/light.html."""
        return "normal" if self.is_done else light_of(self.round, today=self.today)

    @property
    def missing(self) -> int:
        return max(0, self.required - self.done)


@dataclass(frozen=True, slots=True)
class RoundSum:
    """All targets of a duty in one round."""

    duty: Obligation
    round: Period
    standings: tuple[Standing, ...]
    today: date

    @property
    def required(self) -> int:
        """How many targets are due."""
        return len(self.asked)

    @property
    def asked(self) -> list[Standing]:
        return [one for one in self.standings if one.required]

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.asked)

    @property
    def missing(self) -> int:
        return self.required - self.done

    @property
    def times_required(self) -> int:
        return sum(one.required for one in self.asked)

    @property
    def times_done(self) -> int:
        """What was done beyond the required number does not make up for others."""
        return sum(min(one.done, one.required) for one in self.asked)

    @property
    def is_over(self) -> bool:
        return self.round.last_day < self.today

    @property
    def light(self) -> str:
        return light_of(self.round, today=self.today) if self.missing else "normal"


def light_of(in_round: Period, *, today: date) -> str:
    """Of something not done: overdue once the round is over; its last day is in time."""
    left = (in_round.last_day - today).days
    if left < 0:
        return "overdue"
    return "due" if left <= min(_SOON_DAYS, max(1, in_round.days // _SOON_PART)) else "normal"


def sum_of(
    duty: Obligation, in_round: Period, targets: list[Target], done: Done, *, today: date
) -> RoundSum:
    """`done` may reach beyond the round; only its days count."""
    counts: dict[int, int] = {}
    newest: dict[int, date] = {}
    for (key, day), times in done.items():
        if in_round.contains(day):
            counts[key] = counts.get(key, 0) + times
            newest[key] = max(newest.get(key, day), day)
    standings = tuple(
        Standing(
            target=target,
            round=in_round,
            done=counts.get(target.key, 0),
            required=duty.times if target.is_due(in_round) else 0,
            last_on=newest.get(target.key),
            today=today,
        )
        for target in targets
    )
    return RoundSum(duty, in_round, standings, today)
