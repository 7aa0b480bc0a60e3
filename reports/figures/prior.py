"""启用前数据: what an office that began in mid-year entered for the months before.

A number is entered for the whole of a figure or for one code of a dimension. A question for
several codes adds theirs up; 未分 is the whole less the codes, so that parts make the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from django.db.models import F, Model, Q, QuerySet, Sum

from reports.figures.definitions import Figure, Term
from reports.figures.measures import Measure, Total
from reports.figures.scope import NONE, Filters, Scope
from reports.models import PriorValue


def filters_text(filters: Filters) -> str:
    """How a prior value names the part it was given for; empty for the whole."""
    return ";".join(f"{dimension}={','.join(codes)}" for dimension, codes in filters)


@dataclass(frozen=True)
class Taken(Measure):
    """The sum of a column with its sign turned."""

    column: str

    def expression(self, condition: Q) -> Any:
        return Sum(-F(self.column), filter=condition)

    def recompute(self, rows: QuerySet[Model]) -> Decimal:
        return -sum(rows.values_list(self.column, flat=True), start=Decimal(0))


@dataclass(frozen=True)
class PriorTerm(Term):
    """The filters name the row, they do not narrow it."""

    def condition(self, scope: Scope) -> Q:
        return self.where(scope)


def prior_terms(figure: Figure) -> tuple[Term, ...]:
    """The months that lie wholly inside the period; then what 未分 takes off the whole."""

    def within(scope: Scope) -> Q:
        return Q(figure=figure.key, first_day__gte=scope.first_day, last_day__lte=scope.last_day)

    def given(scope: Scope) -> Q:
        return within(scope) & Q(filters__in=list(_given(scope.filters)))

    def taken(scope: Scope) -> Q:
        return within(scope) & _codes_beside_none(scope.filters)

    return (
        PriorTerm(PriorValue, given, Total("value")),
        PriorTerm(PriorValue, taken, Taken("value")),
    )


class PriorBook:
    """What was entered for some offices, read in one query and answered from memory.

    A report asks hundreds of questions and there are few rows: as expressions of a query the
    questions would cost more than all the rest of it.
    """

    def __init__(self, office_ids: Iterable[int]) -> None:
        self.rows: dict[str, list[PriorValue]] = defaultdict(list)
        for row in PriorValue.objects.for_offices(set(office_ids)).counted():
            self.rows[row.figure].append(row)

    def ask(self, figure: Figure, scope: Scope) -> tuple[Decimal | int, int]:
        """The number and the rows behind it: those of `prior_terms`."""
        within = [
            row
            for row in self.rows.get(figure.key, ())
            if row.office_id in scope.office_ids
            and scope.first_day <= row.first_day
            and row.last_day <= scope.last_day
        ]
        if not within:
            return 0, 0
        texts, empty = set(_given(scope.filters)), _empty(scope.filters)
        given = [row.value for row in within if row.filters in texts]
        taken = [row.value for row in within if _is_code_of(empty, row.filters)]
        return sum(given) - sum(taken), len(given) + len(taken)


def _is_code_of(dimension: str, filters: str) -> bool:
    return bool(dimension) and filters.startswith(f"{dimension}=") and ";" not in filters


def _given(filters: Filters) -> Iterator[str]:
    """The parts whose numbers belong to the question, each of single codes."""
    choices = [[(name, code) for code in codes] for name, codes in filters]
    for part in product(*choices):
        yield filters_text(tuple((name, (code,)) for name, code in part if code != NONE))


def _empty(filters: Filters) -> str:
    """The one dimension that is asked for 未分; of two at once nothing is known."""
    if len(filters) != 1:
        return ""
    ((name, codes),) = filters
    return name if NONE in codes else ""


def _codes_beside_none(filters: Filters) -> Q:
    empty = _empty(filters)
    if not empty:
        return Q(pk__in=[])
    return Q(filters__startswith=f"{empty}=") & ~Q(filters__contains=";")
