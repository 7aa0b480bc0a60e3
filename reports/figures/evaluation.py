"""What figures answer: numbers, rates, units, and the rows behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from reports.figures.answering import Question, Told, Wanted, ask
from reports.figures.definitions import (
    REGISTRY,
    Attribute,
    Computed,
    Figure,
    Middle,
    Number,
    Ratio,
    Term,
    UnitBy,
)
from reports.figures.measures import Extreme, Rows
from reports.figures.prior import PriorBook, prior_terms
from reports.figures.scope import Scope
from reports.figures.stations import StationBook, station_terms
from township_safety.organisation.models import Office

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


_Books = tuple[PriorBook | StationBook, ...]
_UnitLists = dict[UnitBy, Mapping[str, str]]


def terms_of(figure: Figure) -> tuple[Term, ...]:
    """The figure's own terms, what stations told, and what was entered for before the start."""
    if not figure.is_flow:
        return figure.terms
    return (*figure.terms, *station_terms(figure), *prior_terms(figure))


def evaluate(requests: Iterable[Request]) -> dict[Request, Value]:
    """All answers; the number of queries depends on the models, not on figures or rows."""
    wanted = list(dict.fromkeys(requests))
    told = {part: Told() for request in wanted for part in _parts(request)}
    wants = {key: tuple(_wants(key)) for key in {request.key for request in told}}
    ask(Question(one, request.scope, wants[request.key]) for request, one in told.items())
    offices = {office for request in told for office in request.scope.office_ids}
    books = (PriorBook(offices), StationBook(offices))
    sums = {request: _sum(request, one, books) for request, one in told.items()}
    lists: _UnitLists = {}
    begun = _beginnings(wanted)
    return {request: _marked(_value(request, sums, told, lists), begun) for request in wanted}


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


def _wants(key: str) -> Iterator[Wanted]:
    figure = REGISTRY.get(key)
    if isinstance(figure, Middle):
        yield Wanted("rows", figure.term, _ROWS)
    elif isinstance(figure, Attribute):
        yield Wanted("rows", figure.term, _ROWS)
        yield Wanted("firsts", figure.term, Extreme(figure.column))
        yield Wanted("lasts", figure.term, Extreme(figure.column, largest=True))
        yield from _of_units(figure.term, figure.unit_from)
    elif isinstance(figure, Figure):
        for term in figure.terms:
            yield Wanted("numbers", term, term.measure)
            yield Wanted("rows", term, _ROWS)
        yield from _of_units(figure.terms[0], figure.unit_from)


def _of_units(term: Term, unit: Any) -> Iterator[Wanted]:
    if unit is not None:
        yield Wanted("units", term, Extreme(unit))
        yield Wanted("units", term, Extreme(unit, largest=True))


def _sum(request: Request, told: Told, books: _Books) -> _Sum:
    number: Number = sum((answer or 0 for answer in told.numbers), start=0)
    rows = sum(answer or 0 for answer in told.rows)
    figure = REGISTRY.get(request.key)
    if isinstance(figure, Computed):
        number = figure.add_up(request.scope) if rows else 0
    if isinstance(figure, Figure) and figure.is_flow:
        for book in books:
            more, entries = book.ask(figure, request.scope)
            number, rows = number + more, rows + entries
    units = dict.fromkeys(unit for unit in told.units if unit)
    return _Sum(number, rows, tuple(units))


def _value(
    request: Request,
    sums: dict[Request, _Sum],
    told: dict[Request, Told],
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
            first, last = told[request].firsts[0], told[request].lasts[0]
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
