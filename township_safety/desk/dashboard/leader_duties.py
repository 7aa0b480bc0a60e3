"""What is asked of a leader: posts with their yearly number, villages and sites in charge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse

from inspections.models import Operation
from township_safety.desk.dashboard.asking import Asking, Cell, Span
from township_safety.register.models import (
    LeaderCharge,
    LeaderClass,
    LeaderPost,
    Staff,
    names_in,
)

# Led by a leader of this class, and nobody wrote who it was.
UNNAMED = "未写姓名"
_RANKS = LeaderClass.values
_BY_BEGINNING = (F("active_from").asc(nulls_first=True), "pk")


@dataclass(frozen=True)
class Charge:
    """One village or site, with what is not put right there at the end of the period."""

    name: str
    url: str
    days: str
    left: Cell


@dataclass(frozen=True)
class Posts:
    """The posts of one leader on the days of the period, in the order they were taken up."""

    words: tuple[str, ...] = ()
    rank: int = len(_RANKS)
    # How often a year the post asks to lead an inspection; None where nothing is laid down.
    required: int | None = None

    @property
    def is_leader(self) -> bool:
        """By 领导职务, not only by 人员."""
        return self.rank < len(_RANKS)


def posts_of(span: Span, names: Iterable[str]) -> dict[str, Posts]:
    """Of all leaders with a post in the period; of others what 人员 says of their post."""
    held: dict[str, list[LeaderPost]] = defaultdict(list)
    rows = LeaderPost.objects.for_offices([span.office.pk])
    for row in _touching(rows, span).order_by(*_BY_BEGINNING):
        held[row.name].append(row)
    found = {name: _posts(rows, on=span.period.last_day) for name, rows in held.items()}
    others = Staff.objects.for_offices([span.office.pk]).filter(name__in=set(names) - set(found))
    words: dict[str, list[str]] = defaultdict(list)
    for row in _touching(others.exclude(post=""), span).order_by(*_BY_BEGINNING):
        words[row.name].append(_with_days(row.post, row))
    return found | {name: Posts(tuple(said)) for name, said in words.items()}


def _touching(rows: Any, span: Span) -> Any:
    return rows.touching(span.period.first_day, span.period.last_day)


def _posts(rows: list[LeaderPost], *, on: date) -> Posts:
    """What is asked is asked by the posts held at the end, or by the last one."""
    last = [row for row in rows if row.is_held(on=on)] or rows[-1:]
    return Posts(
        tuple(_with_days(row.post, row) for row in rows),
        min(_RANKS.index(row.leader_class) for row in last),
        max((row.led_per_year for row in last if row.led_per_year), default=None),
    )


def _with_days(text: str, row: Any) -> str:
    days = days_of(row)
    return f"{text}（{days}）" if days else text


def days_of(row: Any) -> str:
    return "".join(_days(row))


def _days(row: Any) -> Iterator[str]:
    if row.active_from is not None:
        yield f"{row.active_from}起"
    if row.active_to is not None:
        yield f"至{row.active_to}"


def led_in_year(span: Span) -> dict[str, int]:
    """By name: led from 1 January of the year until the last day of the period."""
    last = span.period.last_day
    rows = Operation.objects.for_offices([span.office.pk]).counted()
    led = rows.dated_in(last.replace(month=1, day=1), last).exclude(leader_class="")
    found: dict[str, int] = defaultdict(int)
    for text in led.order_by().values_list("leaders", flat=True):
        for name in names_in(text) or [UNNAMED]:
            found[name] += 1
    return found


def charges_of(span: Span) -> dict[str, list[Charge]]:
    """包保 of the period by name; the numbers are those of the figure of the same name."""
    rows = LeaderCharge.objects.for_offices([span.office.pk])
    asking = Asking()
    found: dict[str, list[Charge]] = defaultdict(list)
    place = F("village__order").asc(nulls_last=True)
    ordered = _touching(rows, span).order_by(place, "site__name", "pk")
    for row in ordered.select_related("village", "site"):
        charge = _charge(row, asking, span)
        for name in names_in(row.leader):
            found[name].append(charge)
    asking.answer()
    return dict(found)


def _charge(row: LeaderCharge, asking: Asking, span: Span) -> Charge:
    if row.village is not None:
        scope = span.scope.narrowed(village=str(row.village.uid))
        name, url = row.village.name, reverse("records:detail", args=["villages", row.village.pk])
    else:
        assert row.site is not None  # noqa: S101 -- one of the two, by the rule of the register
        scope = span.scope.narrowed(site=str(row.site.uid))
        name, url = row.site.name, reverse("site_file", args=[row.site.pk])
    return Charge(name, url, days_of(row), asking.cell("hazard.remaining", scope))
