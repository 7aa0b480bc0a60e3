"""The orders of the list, each read along an index: stretch after stretch of equal or dated rows.

Rows that are equal in the chosen column follow their day and their key. What is empty stands
last either way, as a clerk expects; sorting it in among the others no index can do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Q

from hazards.models import Hazard
from hazards.models.classification import Grade
from hazards.workflow import Status

# Names one by one, then more and more at once: a question that few of the rows answer would
# otherwise be asked once per name.
_ALONE, _GROWTH, _MOST = 4, 8, 4_096


# What orders rows that are equal in the chosen column.
_TIES = ("found_on", "pk")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that stand together: those of one value, all that have one, or all that have none."""

    rows: Q
    keys: tuple[str, ...] = _TIES
    value: Any = None
    is_empty: bool = False
    # The rows of other tables that have the name, where the value is a name.
    named: tuple[int, ...] = ()

    def holds(self, value: Any) -> bool:
        if self.is_empty:
            return value is None
        return value is not None if self.value is None else bool(value == self.value)

    def beyond(self, place: Place, *, down: bool) -> Q:
        """Its rows that are read after the place."""
        values = place.values[-len(self.keys) :]
        return _beyond(list(zip(self.keys, values, strict=True)), "lt" if down else "gt")


def _beyond(place: list[tuple[str, Any]], step: str) -> Q:
    (key, value), *rest = place
    if not rest:
        return Q(**{f"{key}__{step}": value})
    # The first condition bounds the index; the others only choose within it.
    apart = Q(**{f"{key}__{step}": value})
    return Q(**{f"{key}__{step}e": value}) & (apart | Q(**{key: value}) & _beyond(rest, step))


@dataclass(frozen=True, slots=True)
class Order:
    """A column the list can be sorted by."""

    name: str
    lookup: str
    # In the order of the list, read forwards; offices narrow what is looked through for names.
    stretches: Callable[[Collection[int]], list[Stretch]]
    is_date: bool = False
    is_always_there: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells where a row stands."""
        return tuple(dict.fromkeys((self.lookup, *_TIES)))


def _everything(offices: Collection[int]) -> list[Stretch]:
    return [Stretch(Q())]


def _dated(column: str) -> Callable[[Collection[int]], list[Stretch]]:
    there = Stretch(Q(**{f"{column}__isnull": False}), (column, *_TIES))
    return lambda offices: [there, _empty(column)]


def _empty(column: str) -> Stretch:
    return Stretch(Q(**{f"{column}__isnull": True}), is_empty=True)


def _by_grade(offices: Collection[int]) -> list[Stretch]:
    """The general ones are nearly all: an index of theirs would only keep others from use."""
    return [
        Stretch(~Q(grade=Grade.MAJOR), value=Grade.GENERAL),
        Stretch(Q(grade=Grade.MAJOR), value=Grade.MAJOR),
    ]


def _by_status(offices: Collection[int]) -> list[Stretch]:
    """In the order of a hazard's life."""
    return [Stretch(Q(status=status), value=status) for status in Status]


def _named(column: str, *, is_own: bool = True) -> Callable[[Collection[int]], list[Stretch]]:
    def stretches(offices: Collection[int]) -> list[Stretch]:
        model: Any = Hazard._meta.get_field(column).related_model
        rows = model._default_manager.order_by("name", "pk")
        if is_own and offices:
            rows = rows.filter(Q(office__in=offices) | Q(office__parent__in=offices))
        named = groupby(rows.values_list("name", "pk"), key=lambda row: row[0])
        names = [(name, [key for _, key in group]) for name, group in named]
        return [*(_of_name(column, *pair) for pair in names), _empty(column)]

    return stretches


def _of_name(column: str, name: str, keys: list[int]) -> Stretch:
    only = {column: keys[0]} if len(keys) == 1 else {f"{column}__in": keys}
    return Stretch(Q(**only), value=name, named=tuple(keys))


DEFAULT = Order("found_on", "found_on", _everything, is_date=True, is_always_there=True)
ORDERS = {
    order.name: order
    for order in (
        DEFAULT,
        Order("due_on", "due_on", _dated("due_on"), is_date=True),
        Order("rectified_on", "rectified_on", _dated("rectified_on"), is_date=True),
        Order("village", "village__name", _named("village")),
        Order("site", "site__name", _named("site")),
        Order("sector", "sector__name", _named("sector", is_own=False)),
        Order("grade", "grade", _by_grade, is_always_there=True),
        Order("status", "status", _by_status, is_always_there=True),
    )
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: its values of the order's keys; as text it is part of an address."""

    values: tuple[Any, ...]

    def __str__(self) -> str:
        return "~".join("" if value is None else str(value) for value in self.values)

    @classmethod
    def parse(cls, text: str, order: Order) -> Place | None:
        """None when the address was tampered with."""
        said = text.rsplit("~", len(order.keys) - 1)
        if len(said) != len(order.keys):
            return None
        *first, day, key = said
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        if order.is_always_there and "" in first:
            return None
        reads: Callable[[str], Any] = date.fromisoformat if order.is_date else str
        try:
            values = [reads(text) if text else None for text in first]
            return cls((*values, date.fromisoformat(day), int(key)))
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

    def stretches(
        self, offices: Collection[int], *, place: Place | None, backwards: bool
    ) -> Iterator[tuple[Stretch, Q]]:
        """In the direction of reading, from the place on; with what lies beyond it."""
        every = self.order.stretches(offices)
        filled = [stretch for stretch in every if not stretch.is_empty]
        if self.descending:
            filled.reverse()
        ordered = filled + [stretch for stretch in every if stretch.is_empty]
        if backwards:
            ordered.reverse()
        found = None if place is None else _stretch_of(place, ordered)
        if place is not None and found is not None:
            first, ordered = ordered[found], ordered[found + 1 :]
            yield first, first.beyond(place, down=self.descending != backwards)
        for stretch in _in_growing_groups(ordered, self.order):
            yield stretch, Q()


def _stretch_of(place: Place, ordered: list[Stretch]) -> int | None:
    """None for a name that is no more: the list begins anew."""
    return next((n for n, each in enumerate(ordered) if each.holds(place.values[0])), None)


def _in_growing_groups(ordered: list[Stretch], order: Order) -> Iterator[Stretch]:
    yield from ordered[:_ALONE]
    rest, size = ordered[_ALONE:], _GROWTH
    while rest:
        group = [stretch for stretch in rest[:size] if stretch.named]
        if group:
            keys = [key for stretch in group for key in stretch.named]
            yield Stretch(Q(**{f"{order.name}__in": keys}), order.keys)
        yield from (stretch for stretch in rest[:size] if not stretch.named)
        rest, size = rest[size:], min(size * _GROWTH, _MOST)
