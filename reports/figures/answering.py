"""Many questions, few queries: what is asked of the same rows goes into one aggregate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal, NamedTuple

from django.db.models import Model, Q, QuerySet

from reports.figures.bounds import narrowed
from reports.figures.definitions import Base, Term
from reports.figures.dimensions import Column, condition_for, dimensions_of
from reports.figures.measures import Measure, Rows, Total
from reports.figures.scope import Filters, Scope

# SQLite takes 2,000 columns in a query, PostgreSQL 1,664; one chunk serves every report we know.
_CHUNK = 1500
# Of so few questions a query by several columns at once is cheaper than one by each of them.
_CUBE = 12

Slot = Literal["numbers", "rows", "firsts", "lasts", "units"]


@dataclass(eq=False, slots=True)
class Told:
    """What the database said of one request; several terms, several numbers."""

    numbers: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    firsts: list[Any] = field(default_factory=list)
    lasts: list[Any] = field(default_factory=list)
    units: list[str | None] = field(default_factory=list)


class Wanted(NamedTuple):
    """One aggregate that a figure needs, and where its answer goes."""

    slot: Slot
    term: Term
    measure: Measure


class Question(NamedTuple):
    """The same tuple of wants for the same figure: what it takes is found out once."""

    told: Told
    scope: Scope
    wanted: tuple[Wanted, ...]


class _Start(NamedTuple):
    """The rows from which terms start."""

    model: type[Model]
    base: Base
    office_ids: tuple[int, ...]


@dataclass(eq=False, slots=True)
class _Expression:
    """Asked once, whoever wants it."""

    name: str
    condition: Q
    measure: Measure


_Columns = tuple[Column, ...]
# One line of a query by columns: what each expression came to.
_Line = Mapping[str, Any]
_Lines = dict[tuple[str, ...], list[_Line]]


class _Reply(NamedTuple):
    """To whom one answer of a query goes."""

    told: Told
    slot: Slot
    name: str
    columns: _Columns
    filters: Filters


@dataclass(eq=False)
class _Batch:
    """What one query answers: questions to the same rows, parted by the same columns."""

    start: _Start
    columns: _Columns
    asked: dict[object, _Expression] = field(default_factory=dict)
    replies: list[_Reply] = field(default_factory=list)

    def expression(self, key: object, condition: Q, measure: Measure) -> _Expression:
        if key not in self.asked:
            self.asked[key] = _Expression(f"n{len(self.asked)}", condition, measure)
        return self.asked[key]

    def take(self, other: _Batch) -> None:
        """What asks nothing new, of other columns."""
        self.columns = tuple(dict.fromkeys((*self.columns, *other.columns)))
        names = {one.name: self.asked[key].name for key, one in other.asked.items()}
        self.replies += [
            _Reply(told, slot, names[name], columns, filters)
            for told, slot, name, columns, filters in other.replies
        ]

    def rows(self) -> QuerySet[Model]:
        """No more of them than the questions can touch."""
        model, base, office_ids = self.start
        conditions = (one.condition for one in self.asked.values())
        return narrowed(base.rows_of(model, office_ids), conditions, office_ids)

    def aggregates(self) -> dict[str, Any]:
        return {one.name: one.measure.expression(one.condition) for one in self.asked.values()}


def ask(questions: Iterable[Question]) -> None:
    """One query for all that starts from the same rows, and few more for their parts."""
    sorting = _Sorting()
    for question in questions:
        sorting.take(question)
    for batch in _merged(sorting.batches):
        if batch.columns:
            _answer_parts(batch)
        else:
            _answer_wholes(batch)


# Where the answer to one want is found: in which query, and under which name.
_Place = tuple[_Batch, Slot, str, _Columns]


class _Sorting:
    """Puts questions into batches; a question that differs in its codes only goes where the
    last one went."""

    def __init__(self) -> None:
        self.batches: list[_Batch] = []
        self._open: dict[tuple[_Start, _Columns], _Batch] = {}
        self._conditions: dict[object, Q] = {}
        self._places: dict[object, list[_Place]] = {}
        self._columns: dict[object, list[_Columns]] = {}

    def take(self, question: Question) -> None:
        told, scope, wanted = question
        filters = scope.filters
        dimensions = (id(wanted), *(name for name, _ in filters))
        columns = self._columns.get(dimensions)
        if columns is None:
            columns = self._columns[dimensions] = [_columns(one, filters) for one in wanted]
        by_codes = filters if not all(columns) else None
        key = (dimensions, by_codes, _days(scope))
        places = self._places.get(key)
        if places is None:
            places = self._places[key] = [
                self._place(*pair, scope) for pair in zip(wanted, columns, strict=True)
            ]
        for batch, slot, name, parted in places:
            batch.replies.append(_Reply(told, slot, name, parted, filters))

    def _place(self, wanted: Wanted, columns: _Columns, scope: Scope) -> _Place:
        slot, term, measure = wanted
        where = self._condition(term, scope)
        key: object = (id(where), measure)
        if scope.filters and not columns:
            # What no column tells is asked by a condition of its own.
            key = (key, scope.filters)
            where = condition_for(term.model, scope.filters) & where
        batch = self._batch(_Start(term.model, term.base, scope.office_ids), columns)
        return batch, slot, batch.expression(key, where, measure).name, columns

    def _condition(self, term: Term, scope: Scope) -> Q:
        """Of a term on some days it is made once, however many parts ask for it."""
        key = (id(term), _days(scope))
        if key not in self._conditions:
            self._conditions[key] = term.where(scope.whole)
        return self._conditions[key]

    def _batch(self, start: _Start, columns: _Columns) -> _Batch:
        batch = self._open.get((start, columns))
        if batch is None or len(batch.asked) >= _CHUNK:
            batch = self._open[start, columns] = _Batch(start, columns)
            self.batches.append(batch)
        return batch


def _days(scope: Scope) -> tuple[object, ...]:
    return scope.office_ids, scope.first_day, scope.last_day, scope.closes_at


def _columns(wanted: Wanted, filters: Filters) -> _Columns:
    """The columns by which rows can be grouped to answer this and its sister parts at once.

    Nothing where a filter is more than a column, or a row may lie in two parts.
    """
    if not filters or not isinstance(wanted.measure, Rows | Total):
        return ()
    known = dimensions_of(wanted.term.model)
    narrows = [known.get(dimension) for dimension, _ in filters]
    columns = tuple(narrow for narrow in narrows if isinstance(narrow, Column))
    return columns if len(columns) == len(narrows) else ()


def _merged(batches: Iterable[_Batch]) -> Iterator[_Batch]:
    """Parts by several columns are summed from one query that is as fine as all of them."""
    cubes: dict[_Start, list[_Batch]] = defaultdict(list)
    for batch in sorted(batches, key=lambda one: -len(one.asked)):
        if not batch.columns or len(batch.asked) > _CUBE:
            yield batch
            continue
        wider = (one for one in cubes[batch.start] if batch.asked.keys() <= one.asked.keys())
        cube = next(wider, None)
        if cube is None:
            cubes[batch.start].append(batch)
        else:
            cube.take(batch)
    yield from (cube for some in cubes.values() for cube in some)


def _answer_wholes(batch: _Batch) -> None:
    found = batch.rows().aggregate(**batch.aggregates())
    for reply in batch.replies:
        _note(reply, found[reply.name])


def _answer_parts(batch: _Batch) -> None:
    paths = [column.path for column in batch.columns]
    lines = list(batch.rows().order_by().values(*paths).annotate(**batch.aggregates()))
    by: dict[_Columns, _Lines] = {}
    parts: dict[object, list[_Line]] = {}
    for reply in batch.replies:
        key = (id(reply.columns), reply.filters)
        if key not in parts:
            if reply.columns not in by:
                by[reply.columns] = _sorted_by(reply.columns, lines)
            parts[key] = list(_lines(by[reply.columns], reply))
        _note(reply, sum(line[reply.name] or 0 for line in parts[key]))


def _sorted_by(columns: _Columns, lines: Iterable[_Line]) -> _Lines:
    found: _Lines = defaultdict(list)
    for line in lines:
        found[tuple(column.code_of(line[column.path]) for column in columns)].append(line)
    return found


def _lines(found: _Lines, reply: _Reply) -> Iterator[_Line]:
    """Of each code once, however often and in whatever spelling it was asked for."""
    pairs = zip(reply.columns, reply.filters, strict=True)
    for part in product(*({*column.spelled(codes)} for column, (_, codes) in pairs)):
        yield from found.get(part, ())


def _note(reply: _Reply, answer: Any) -> None:
    told: list[Any] = getattr(reply.told, reply.slot)
    told.append(answer)
