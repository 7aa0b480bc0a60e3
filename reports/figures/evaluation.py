"""Many figures, few queries: all terms over one model go into one aggregate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from reports.figures.definitions import (
    REGISTRY,
    Attribute,
    Base,
    Figure,
    Ratio,
    Term,
)
from reports.figures.prior import prior_term
from reports.figures.scope import Scope

# SQLite takes 2,000 columns in a query; one chunk serves every report we know.
_CHUNK = 400

Number = int | Decimal


@dataclass(frozen=True)
class Request:
    """A figure and of what it is asked."""

    key: str
    scope: Scope


@dataclass(frozen=True)
class Value:
    """The answer. A ratio has its two numbers, an attribute its items, a sum only `number`."""

    request: Request
    number: Number | None
    part: Number | None = None
    whole: Number | None = None
    items: tuple[Any, ...] = ()

    @property
    def is_zero(self) -> bool:
        return not self.number and not self.items


@dataclass(frozen=True)
class RowsBehind:
    """One list behind a figure: the term's rows and what they add."""

    term: Term
    rows: QuerySet[Model]
    label: str


_Group = tuple[type[Model], Base, tuple[int, ...]]


def terms_of(figure: Figure) -> tuple[Term, ...]:
    """The figure's own terms, and what the office entered for the time before it began."""
    return (*figure.terms, prior_term(figure)) if figure.is_flow else figure.terms


def evaluate(requests: Iterable[Request]) -> dict[Request, Value]:
    """All answers; the number of queries depends on the models, not on figures or rows."""
    wanted = list(dict.fromkeys(requests))
    totals = _totals({total for request in wanted for total in _sums_needed(request)})
    values = {}
    for request in wanted:
        figure = REGISTRY.get(request.key)
        match figure:
            case Figure():
                values[request] = Value(request, totals[request])
            case Ratio():
                part = totals[Request(figure.part, request.scope)]
                whole = totals[Request(figure.whole, request.scope)]
                rate = Decimal(part) * 100 / Decimal(whole) if whole else None
                values[request] = Value(request, rate, part=part, whole=whole)
            case Attribute():
                items = _items(figure, request.scope)
                first = items[0] if len(items) == 1 else None
                values[request] = Value(request, first, items=items)
    return values


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
        return [RowsBehind(figure.term, figure.term.rows(request.scope), figure.name)]
    return [RowsBehind(term, term.rows(request.scope), figure.name) for term in terms_of(figure)]


def _sums_needed(request: Request) -> list[Request]:
    figure = REGISTRY.get(request.key)
    if isinstance(figure, Ratio):
        return [Request(figure.part, request.scope), Request(figure.whole, request.scope)]
    return [request] if isinstance(figure, Figure) else []


def _totals(requests: Iterable[Request]) -> dict[Request, Number]:
    groups: dict[_Group, list[tuple[Request, Term]]] = defaultdict(list)
    totals: dict[Request, Number] = {}
    for request in requests:
        totals[request] = 0
        for term in terms_of(REGISTRY.total(request.key)):
            groups[term.model, term.base, request.scope.office_ids].append((request, term))
    for (_model, _base, office_ids), jobs in groups.items():
        for start in range(0, len(jobs), _CHUNK):
            _add_group(totals, jobs[start : start + _CHUNK], office_ids)
    return totals


def _add_group(
    totals: dict[Request, Number], jobs: list[tuple[Request, Term]], office_ids: tuple[int, ...]
) -> None:
    """One query for all terms that start from the same rows."""
    expressions = {
        f"n{index}": term.measure.expression(term.condition(request.scope))
        for index, (request, term) in enumerate(jobs)
    }
    answers = jobs[0][1].start(office_ids).aggregate(**expressions)
    for index, (request, _term) in enumerate(jobs):
        totals[request] += answers[f"n{index}"] or 0


def _items(figure: Attribute, scope: Scope) -> tuple[Any, ...]:
    found = figure.term.rows(scope).order_by(figure.column)
    items = found.values_list(figure.column, flat=True).distinct()
    return tuple(item for item in items if item not in (None, ""))
