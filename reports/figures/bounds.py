"""Which rows a condition can touch at all, read off the condition itself.

One query answers many questions, and asks each of them of every row that it reads. Most are about
some days, so rows of other days need not be read. The bound is taken from the condition, never
written beside it: what cannot be read off bounds nothing, and then all rows are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, ForeignKey, Model, Q, QuerySet

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Rows whose day in the column is one of these; or, with `or_none`, that have no day in it."""

    column: str
    first: date
    last: date
    or_none: bool = False

    @property
    def length(self) -> timedelta:
        """Rows without a day may be most of all."""
        return self.last - (self.first if self.first < date.max else date.min)

    def conditions(self) -> Iterator[Q]:
        if self.last < date.max:
            yield Q(**{f"{self.column}__gte": self.first, f"{self.column}__lte": self.last})
        elif self.first < date.max:
            yield Q(**{f"{self.column}__gte": self.first})
        if self.or_none:
            yield Q(**{f"{self.column}__isnull": True})


@dataclass(frozen=True)
class Keys:
    """Rows named by a list that the database finds first."""

    keys: QuerySet[Model]

    @property
    def length(self) -> timedelta:
        """Such lists are short: of what is with another body, or on a list."""
        return timedelta(0)

    def conditions(self) -> Iterator[Q]:
        yield Q(pk__in=self.keys)


M = TypeVar("M", bound=Model)

# One of these holds for every row that meets the condition. None: any row may meet it.
Bound = tuple[Days | Keys, ...]


def narrowed(
    rows: QuerySet[M], conditions: Iterable[Q], office_ids: tuple[int, ...]
) -> QuerySet[M]:
    """The rows without those that meet none of the conditions, as far as can be told by days."""
    bounds = []
    for condition in conditions:
        bound = bound_of(condition, rows.model)
        if bound is None:
            return rows
        bounds.append(bound)
    return rows.filter(_any_of(_union(bounds), rows.model, office_ids))


def bound_of(condition: Q, model: type[Model]) -> Bound | None:
    """Of all parts that must hold together the one that leaves the fewest days."""
    if condition.negated:
        return _bound_of_not(condition, model)
    if condition.connector == Q.OR:
        return _bound_of_any(condition, model)
    if condition.connector != Q.AND:
        return None
    return min(_bounds_of_all(condition, model), key=_length, default=None)


def _union(bounds: Iterable[Bound]) -> Bound:
    """Days that overlap or follow each other are asked for once."""
    days: dict[str, list[Days]] = defaultdict(list)
    others: dict[Keys, None] = {}
    for one in (one for bound in bounds for one in bound):
        if isinstance(one, Days):
            days[one.column].append(one)
        else:
            others[one] = None
    return (*(one for column in days for one in _merged(days[column])), *others)


def _any_of(bound: Bound, model: type[Model], office_ids: tuple[int, ...]) -> Q:
    """Each seeks its own index. As OR, SQLite reads all of the office where it sees fit."""
    found = [condition for one in bound for condition in one.conditions()]
    if len(found) < 2:
        return found[0] if found else Q(pk__in=[])
    office = model._default_manager.filter(office__in=office_ids).order_by()
    first, *others = (office.filter(condition).values("pk") for condition in found)
    return Q(pk__in=first.union(*others))


def _length(bound: Bound) -> timedelta:
    return sum((one.length for one in bound), start=timedelta())


def _bounds_of_all(condition: Q, model: type[Model]) -> Iterator[Bound]:
    days: dict[str, Days] = {}
    for child in condition.children:
        if isinstance(child, Q):
            found = bound_of(child, model)
            if found is not None:
                yield found
        elif isinstance(child, tuple):
            one = _leaf(child, model)
            if isinstance(one, Days):
                days[one.column] = _both(days[one.column], one) if one.column in days else one
            elif one is not None:
                yield (one,)
    # “Up to a day” alone is nearly every row.
    yield from ((one,) for one in days.values() if one.first > date.min)


def _bound_of_any(condition: Q, model: type[Model]) -> Bound | None:
    bounds = []
    for child in condition.children:
        found = bound_of(child if isinstance(child, Q) else Q(child), model)
        if found is None:
            return None
        bounds.append(found)
    return _union(bounds)


def _bound_of_not(condition: Q, model: type[Model]) -> Bound | None:
    """Of “not by that day”: later, or never. Django writes it so that an empty day meets it."""
    if len(condition.children) != 1 or not isinstance(condition.children[0], tuple):
        return None
    found = _leaf(condition.children[0], model)
    if not isinstance(found, Days) or found.first > date.min or found.last == date.max:
        return None
    return (Days(found.column, found.last + _DAY, date.max, or_none=True),)


def _leaf(leaf: tuple[str, Any], model: type[Model]) -> Days | Keys | None:
    lookup, asked = leaf
    if lookup == "pk__in" and isinstance(asked, QuerySet):
        return Keys(asked)
    path, _, kind = lookup.rpartition("__") if _ends_as_lookup(lookup) else (lookup, "", "exact")
    if not _is_day(path, model):
        return None
    if kind == "isnull":
        return Days(path, date.max, date.max, or_none=True) if asked is True else None
    if not isinstance(asked, date) or isinstance(asked, datetime):
        return None
    return Days(path, *_ENDS[kind](asked))


_ENDS: dict[str, Callable[[date], tuple[date, date]]] = {
    "exact": lambda day: (day, day),
    "gte": lambda day: (day, date.max),
    "gt": lambda day: (day + _DAY, date.max),
    "lte": lambda day: (date.min, day),
    "lt": lambda day: (date.min, day - _DAY),
}


def _ends_as_lookup(lookup: str) -> bool:
    return lookup.rpartition("__")[2] in {*_ENDS, "isnull"}


def _is_day(path: str, model: type[Model]) -> bool:
    """A day of the row, or of the one row that it belongs to."""
    *links, column = path.split("__")
    try:
        for link in links:
            field = model._meta.get_field(link)
            if not isinstance(field, ForeignKey):
                return False
            model = field.remote_field.model
        field = model._meta.get_field(column)
    except FieldDoesNotExist:
        return False
    return isinstance(field, DateField) and not isinstance(field, DateTimeField)


def _both(one: Days, other: Days) -> Days:
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Days(one.column, first, last, one.or_none and other.or_none)


def _merged(days: list[Days]) -> Iterator[Days]:
    ordered = sorted(days, key=lambda one: one.first)
    current, or_none = ordered[0], any(one.or_none for one in days)
    for one in ordered[1:]:
        if current.last == date.max or one.first <= current.last + _DAY:
            current = Days(current.column, current.first, max(current.last, one.last))
        else:
            yield current
            current = one
    yield Days(current.column, current.first, current.last, or_none)
