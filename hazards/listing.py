"""Leafing through any number of hazards: by the key of a row, never by counting rows before it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from hazards.models import conditions
from hazards.models.questions import HazardQuerySet
from hazards.sorting import Place, Sorting
from hazards.workflow import Status

# A total above this is said as "more than": counting a million rows would cost more than the page.
MOST_COUNTED = 100_000
# Where each row has to be read for its words.
MOST_COUNTED_BY_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the parameters that lead to the ones before and after them."""

    rows: list[tuple[Any, ...]]
    before: str
    after: str
    is_first: bool
    is_last: bool


def page_of(
    hazards: HazardQuerySet,
    *,
    columns: tuple[str, ...],
    sorting: Sorting,
    size: int,
    offices: Collection[int] = (),
    after: str = "",
    before: str = "",
) -> Page:
    """One page of plain values.

    `before` may be “end”: the last page, read backwards. The rows are of these offices or of
    those below them; no matter when none are given.
    """
    keys = sorting.order.keys
    place = Place.parse(before or after, sorting.order)
    backwards = bool(before) and (place is not None or before == "end")
    rows: list[tuple[Any, ...]] = []
    for stretch, beyond in sorting.stretches(offices, place=place, backwards=backwards):
        down = sorting.descending != backwards
        ordering = [f"-{key}" if down else key for key in stretch.keys]
        asked = hazards.filter(stretch.rows & beyond).order_by(*ordering)
        rows += asked.values_list(*columns, *keys)[: size + 1 - len(rows)]
        if len(rows) > size:
            break
    is_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    is_first = not is_more if backwards else place is None
    is_last = before == "end" if backwards else not is_more
    return Page(
        rows=[row[: -len(keys)] for row in rows],
        before=str(Place(rows[0][-len(keys) :])) if rows else "",
        after=str(Place(rows[-1][-len(keys) :])) if rows else "",
        is_first=is_first,
        is_last=is_last,
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """How many, of them not put right, of them too late; None when it is above `most`."""

    all: int | None
    unrectified: int | None
    overdue: int | None
    most: int


def totals(hazards: HazardQuerySet, *, on: date, most: int) -> Totals:
    """One query that reads no more rows than it may count; a second one when there are more."""
    found = hazards.order_by()[: most + 1]
    unrectified = Q(status=Status.OPEN)
    overdue = conditions.overdue_today(on)
    counted = found.aggregate(
        all=Count("pk"),
        unrectified=Count("pk", filter=unrectified),
        overdue=Count("pk", filter=overdue),
    )
    if counted["all"] <= most:
        return Totals(**counted, most=most)
    still_open = hazards.filter(unrectified).order_by()[: most + 1]
    rest = still_open.aggregate(unrectified=Count("pk"), overdue=Count("pk", filter=overdue))
    if rest["unrectified"] <= most:
        return Totals(None, rest["unrectified"], rest["overdue"], most)
    return Totals(None, None, None, most)
