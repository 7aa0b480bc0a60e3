"""Leafing through any number of hazards: by the key of a row, never by counting rows before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.expressions import OrderBy

from hazards.models import conditions
from hazards.models.hazard import HazardQuerySet
from hazards.workflow import Status

# A total above this is said as "more than": counting a million rows would cost more than the page.
MOST_COUNTED = 100_000
# Where each row has to be read for its words.
MOST_COUNTED_BY_WORDS = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """A column the list can be sorted by; rows that are equal in it follow their key."""

    name: str
    lookup: str
    is_date: bool = False
    is_always_there: bool = False

    def expressions(self, *, descending: bool) -> list[OrderBy]:
        column, key = F(self.lookup), F("pk")
        # What is empty stands last either way, as a clerk expects.
        last = None if self.is_always_there else True
        if descending:
            return [column.desc(nulls_last=last), key.desc()]
        return [column.asc(nulls_last=last), key.asc()]

    def following(self, place: Place, *, descending: bool) -> Q:
        """Rows that stand after the place."""
        step = "lt" if descending else "gt"
        beyond = Q(**{f"pk__{step}": place.pk})
        if place.value is None:
            return Q(**{f"{self.lookup}__isnull": True}) & beyond
        # The first condition bounds the index; the others only choose within it.
        bound = Q(**{f"{self.lookup}__{step}e": place.value})
        apart = Q(**{f"{self.lookup}__{step}": place.value}) | beyond
        if self.is_always_there:
            return bound & apart
        return (bound & apart) | Q(**{f"{self.lookup}__isnull": True})

    def preceding(self, place: Place, *, descending: bool) -> Q:
        """Rows that stand before the place."""
        step = "gt" if descending else "lt"
        beyond = Q(**{f"pk__{step}": place.pk})
        if place.value is None:
            there = Q(**{f"{self.lookup}__isnull": False})
            return there | (Q(**{f"{self.lookup}__isnull": True}) & beyond)
        bound = Q(**{f"{self.lookup}__{step}e": place.value})
        return bound & (Q(**{f"{self.lookup}__{step}": place.value}) | beyond)


DEFAULT = Order("found_on", "found_on", is_date=True, is_always_there=True)
ORDERS = {
    order.name: order
    for order in (
        DEFAULT,
        Order("due_on", "due_on", is_date=True),
        Order("rectified_on", "rectified_on", is_date=True),
        Order("village", "village__name"),
        Order("site", "site__name"),
        Order("sector", "sector__name"),
        Order("grade", "grade", is_always_there=True),
        Order("status", "status", is_always_there=True),
    )
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in an order; as text it is part of an address."""

    value: Any
    pk: int

    def __str__(self) -> str:
        return f"{'' if self.value is None else self.value}~{self.pk}"

    @classmethod
    def parse(cls, text: str, order: Order) -> Place | None:
        """None when the address was tampered with."""
        value, _, key = text.rpartition("~")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        if not value:
            return None if order.is_always_there else cls(None, int(key))
        if not order.is_date:
            return cls(value, int(key))
        try:
            return cls(date.fromisoformat(value), int(key))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Sorting:
    order: Order = DEFAULT
    descending: bool = True

    @classmethod
    def asked(cls, text: str) -> Sorting:
        """“-due_on”; what is not on the list of columns is the usual order."""
        order = ORDERS.get(text.removeprefix("-"))
        return cls(order, text.startswith("-")) if order else cls()

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.order.name}"


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
    after: str = "",
    before: str = "",
) -> Page:
    """One page of plain values, each ending with its sort value and key.

    `before` may be “end”: the last page, read backwards.
    """
    order, descending = sorting.order, sorting.descending
    place = Place.parse(before or after, order)
    backwards = bool(before) and (place is not None or before == "end")
    asked = hazards
    if place is not None:
        pick = order.preceding if backwards else order.following
        asked = hazards.filter(pick(place, descending=descending))
    expressions = order.expressions(descending=descending)
    if backwards:
        expressions = [_reversed(expression) for expression in expressions]
    found = asked.order_by(*expressions).values_list(*columns, order.lookup, "pk")[: size + 1]
    rows = list(found)
    is_more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    is_first = not is_more if backwards else place is None
    is_last = before == "end" if backwards else not is_more
    return Page(
        rows=[row[:-2] for row in rows],
        before=str(Place(*rows[0][-2:])) if rows else "",
        after=str(Place(*rows[-1][-2:])) if rows else "",
        is_first=is_first,
        is_last=is_last,
    )


def _reversed(expression: OrderBy) -> OrderBy:
    turned = expression.copy()
    turned.reverse_ordering()
    return turned


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
