"""Many figures, few queries: all terms over one model go into one aggregate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

from django.db.models import Model, QuerySet

from reports.figures.definitions import (
    REGISTRY,
    Attribute,
    Base,
    Computed,
    Figure,
    Middle,
    Number,
    Ratio,
    Term,
    UnitBy,
)
from reports.figures.dimensions import Column, dimensions_of
from reports.figures.measures import Extreme, Measure, Rows, Total
from reports.figures.prior import PriorBook, prior_terms
from reports.figures.scope import Scope
from reports.figures.stations import StationBook, station_terms
from township_safety.organisation.models import Office

# SQLite takes 2,000 columns in a query, PostgreSQL 1,664; one chunk serves every report we know.
_CHUNK = 1500
_ROWS = Rows()


@dataclass(frozen=True)
class Request:
    """A figure and of what it is asked."""

    key: str
    scope: Scope


@dataclass(frozen=True)
class Value:
    """The answer. `number` is None where there is none: a rate of nothing, an empty attribute.

    A ratio has its two numbers beside the rate; an attribute its first and last value.
    """

    request: Request
    number: Any
    unit: str
    rows: int
    part: Number | None = None
    whole: Number | None = None
    last: Any = None
    # False is 未建账: the days end before the office began, and nothing was entered for them.
    recorded: bool = True

    @property
    def is_zero(self) -> bool:
        return not self.number and not self.whole


@dataclass(frozen=True)
class RowsBehind:
    """One list behind a figure: the term's rows and what they add."""

    term: Term
    rows: QuerySet[Model]
    label: str
    # The columns that the figure reads, when it is not a sum.
    reads: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sum:
    number: Number
    rows: int
    units: tuple[str, ...]


_Group = tuple[type[Model], Base, tuple[int, ...]]
_Partition = tuple[Column, ...]
_Job = tuple[Request, str, Term, Measure]
_Answers = dict[tuple[Request, str], list[Any]]
_UnitLists = dict[UnitBy, Mapping[str, str]]


def terms_of(figure: Figure) -> tuple[Term, ...]:
    """The figure's own terms, what stations told, and what was entered for before the start."""
    if not figure.is_flow:
        return figure.terms
    return (*figure.terms, *station_terms(figure), *prior_terms(figure))


def evaluate(requests: Iterable[Request]) -> dict[Request, Value]:
    """All answers; the number of queries depends on the models, not on figures or rows."""
    wanted = list(dict.fromkeys(requests))
    parts = {part for request in wanted for part in _parts(request)}
    answers = _ask(job for request in parts for job in _jobs(request))
    offices = {office for request in parts for office in request.scope.office_ids}
    books = (PriorBook(offices), StationBook(offices))
    sums = {request: _sum(request, answers, books) for request in parts}
    lists: _UnitLists = {}
    begun = _beginnings(wanted)
    return {request: _marked(_value(request, sums, answers, lists), begun) for request in wanted}


def value(key: str, scope: Scope) -> Value:
    request = Request(key, scope)
    return evaluate([request])[request]


def rows_behind(request: Request) -> list[RowsBehind]:
    """The lists a figure opens to; of a ratio both, the part first."""
    figure = REGISTRY.get(request.key)
    if isinstance(figure, Ratio):
        return [
            behind
            for key in (figure.part, figure.whole)
            for behind in rows_behind(Request(key, request.scope))
        ]
    if isinstance(figure, Attribute):
        reads = (figure.column, *figure.beside)
        return [RowsBehind(figure.term, figure.term.rows(request.scope), figure.name, reads)]
    return [RowsBehind(term, term.rows(request.scope), figure.name) for term in terms_of(figure)]


def _parts(request: Request) -> tuple[Request, ...]:
    """A ratio is asked through its two sums."""
    figure = REGISTRY.get(request.key)
    if isinstance(figure, Ratio):
        return Request(figure.part, request.scope), Request(figure.whole, request.scope)
    return (request,)


def _jobs(request: Request) -> Iterator[_Job]:
    figure = REGISTRY.get(request.key)
    if isinstance(figure, Middle):
        yield request, "rows", figure.term, _ROWS
    elif isinstance(figure, Attribute):
        yield request, "rows", figure.term, _ROWS
        yield request, "first", figure.term, Extreme(figure.column)
        yield request, "last", figure.term, Extreme(figure.column, largest=True)
        yield from _unit_jobs(request, figure.term, figure.unit_from)
    elif isinstance(figure, Figure):
        for term in figure.terms:
            yield request, "number", term, term.measure
            if not isinstance(term.measure, Rows):
                yield request, "rows", term, _ROWS
        yield from _unit_jobs(request, figure.terms[0], figure.unit_from)


def _unit_jobs(request: Request, term: Term, unit: Any) -> Iterator[_Job]:
    if unit is not None:
        yield request, "units", term, Extreme(unit)
        yield request, "units", term, Extreme(unit, largest=True)


def _ask(jobs: Iterable[_Job]) -> _Answers:
    """One query for all jobs that start from the same rows, and one more for each partition."""
    groups: dict[tuple[_Group, _Partition], list[_Job]] = defaultdict(list)
    for job in jobs:
        request, _, term, _ = job
        group = (term.model, term.base, request.scope.office_ids)
        groups[group, _partition(job)].append(job)
    answers: _Answers = defaultdict(list)
    for (group, columns), together in groups.items():
        ask = _ask_parts if columns else _ask_wholes
        for start in range(0, len(together), _CHUNK):
            ask(answers, together[start : start + _CHUNK], group[2])
    return answers


def _partition(job: _Job) -> _Partition:
    """The columns by which rows can be grouped to answer this and its sister parts at once.

    Nothing where a filter is more than a column, or a row may lie in two parts.
    """
    request, _, term, measure = job
    if not isinstance(measure, Rows | Total):
        return ()
    known = dimensions_of(term.model)
    narrows = [known.get(dimension) for dimension, _ in request.scope.filters]
    columns = tuple(narrow for narrow in narrows if isinstance(narrow, Column))
    return columns if len(columns) == len(narrows) else ()


def _ask_wholes(answers: _Answers, jobs: list[_Job], office_ids: tuple[int, ...]) -> None:
    expressions = {
        f"n{index}": measure.expression(term.condition(request.scope))
        for index, (request, _, term, measure) in enumerate(jobs)
    }
    found = jobs[0][2].start(office_ids).aggregate(**expressions)
    for index, job in enumerate(jobs):
        _note(answers, job, found[f"n{index}"])


def _ask_parts(answers: _Answers, jobs: list[_Job], office_ids: tuple[int, ...]) -> None:
    """All parts of a partition from one grouped query: an expression for each question only."""
    columns = _partition(jobs[0])
    paths = [column.path for column in columns]
    names: dict[tuple[Term, Scope, Measure], str] = {}
    for request, _, term, measure in jobs:
        names.setdefault((term, request.scope.whole, measure), f"n{len(names)}")
    whole = {
        name: measure.expression(term.where(scope))
        for (term, scope, measure), name in names.items()
    }
    rows = jobs[0][2].start(office_ids).order_by().values(*paths).annotate(**whole)
    found = {tuple(column.code_of(row[column.path]) for column in columns): row for row in rows}
    for job in jobs:
        request, _, term, measure = job
        name = names[term, request.scope.whole, measure]
        codes = [
            set(column.spelled(some))
            for column, (_, some) in zip(columns, request.scope.filters, strict=True)
        ]
        parts = [found[part][name] for part in product(*codes) if part in found]
        _note(answers, job, sum(part or 0 for part in parts))


def _note(answers: _Answers, job: _Job, answer: Any) -> None:
    request, slot, _, measure = job
    answers[request, slot].append(answer)
    if slot == "number" and isinstance(measure, Rows):
        answers[request, "rows"].append(answer)


def _sum(request: Request, answers: _Answers, books: tuple[PriorBook | StationBook, ...]) -> _Sum:
    number: Number = sum((answer or 0 for answer in answers[request, "number"]), start=0)
    rows = sum(answer or 0 for answer in answers[request, "rows"])
    figure = REGISTRY.get(request.key)
    if isinstance(figure, Computed):
        number = figure.add_up(request.scope) if rows else 0
    if isinstance(figure, Figure) and figure.is_flow:
        for book in books:
            more, entries = book.ask(figure, request.scope)
            number, rows = number + more, rows + entries
    units = dict.fromkeys(unit for unit in answers[request, "units"] if unit)
    return _Sum(number, rows, tuple(units))


def _value(
    request: Request,
    sums: dict[Request, _Sum],
    answers: _Answers,
    lists: _UnitLists,
) -> Value:
    figure = REGISTRY.get(request.key)
    match figure:
        case Ratio():
            part, whole = (sums[each] for each in _parts(request))
            rate = Decimal(part.number) * 100 / Decimal(whole.number) if whole.number else None
            return Value(
                request, rate, "%", part.rows + whole.rows, part=part.number, whole=whole.number
            )
        case Middle():
            rows = sums[request].rows
            middle = figure.middle(request.scope) if rows else None
            return Value(request, middle, figure.unit, rows, last=middle)
        case Attribute():
            first, last = answers[request, "first"][0], answers[request, "last"][0]
            unit = "、".join(sums[request].units) or figure.unit
            return Value(request, first, unit, sums[request].rows, last=last)
        case Figure():
            found = sums[request]
            unit = "、".join(found.units) or _unit_of(figure, request, lists)
            return Value(request, found.number, unit, found.rows)


def _beginnings(requests: Iterable[Request]) -> dict[int, date | None]:
    offices = {office for request in requests for office in request.scope.office_ids}
    return dict(Office.objects.filter(pk__in=offices).values_list("pk", "started_on"))


def _marked(value: Value, begun: dict[int, date | None]) -> Value:
    """A zero from before 启用日期 is no zero: nobody kept the books then."""
    scope = value.request.scope
    days = [begun.get(office) for office in scope.office_ids]
    if value.rows or any(day is None or day <= scope.last_day for day in days):
        return value
    return replace(value, recorded=False)


def _unit_of(figure: Figure, request: Request, lists: _UnitLists) -> str:
    """Sites are counted in the unit of their category: 家, 栋, 处. A list is read at most once."""
    by = figure.unit_by
    codes = dict(request.scope.filters).get(by.dimension, ()) if by else ()
    if by is None or not codes:
        return figure.unit
    if by not in lists:
        lists[by] = by.units()
    units = {lists[by].get(code, figure.unit) for code in codes}
    return units.pop() if len(units) == 1 else figure.unit
