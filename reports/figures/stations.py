"""站所报数 as part of a figure: what stations told counts beside what the office entered.

A number counts where its question names the code that is asked for; a dimension that it does
not name is 未分, so that the parts still make the whole. 隐患 are no part of this: they lie in
the ledger as 汇总登记.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from reports.figures.definitions import Figure, Term
from reports.figures.dimensions import DIMENSIONS, coded, declare
from reports.figures.measures import Total
from reports.figures.scope import NONE, Filters, Scope
from township_safety.activities.models import Asked, StationFigure

# Enforcement is a part of all operations; whoever asks for these is told those, too.
_PARTS: dict[str, tuple[str, ...]] = {
    Asked.OPERATIONS: (Asked.INSPECTIONS, Asked.ENFORCEMENT),
}
_IN_LEDGER = frozenset({Asked.HAZARDS})
_TOLD = frozenset(Asked.values) - _IN_LEDGER
_COLUMNS: dict[str, str] = {
    "sector": "question__sector",
    "touching": "question__sector",
    "kind": "question__result_kind",
    "item": "question__publicity_item",
}


def keys_of(figure: Figure) -> tuple[str, ...]:
    """The questions whose numbers belong to the figure; none when nothing of it is asked."""
    if figure.key not in _TOLD:
        return ()
    return (figure.key, *_PARTS.get(figure.key, ()))


def _unnamed(codes: tuple[str, ...]) -> Q:
    """What no question names is 未分."""
    return Q() if NONE in codes else Q(pk__in=[])


declare(
    StationFigure,
    **{key: coded(_COLUMNS[key]) if key in _COLUMNS else _unnamed for key in DIMENSIONS},
)


def station_terms(figure: Figure) -> tuple[Term, ...]:
    """The numbers whose days lie wholly inside the period."""
    keys = keys_of(figure)
    if not keys:
        return ()

    def within(scope: Scope) -> Q:
        days = Q(first_day__gte=scope.first_day, last_day__lte=scope.last_day)
        return days & Q(question__figure__in=keys)

    return (Term(StationFigure, within, Total("value")),)


class StationBook:
    """What the stations of some offices told, read in one query and answered from memory."""

    def __init__(self, office_ids: Iterable[int]) -> None:
        self.rows: dict[str, list[StationFigure]] = defaultdict(list)
        rows = StationFigure.objects.for_offices(set(office_ids)).counted().with_codes()
        for row in rows:
            self.rows[row.question.figure].append(row)

    def ask(self, figure: Figure, scope: Scope) -> tuple[Decimal | int, int]:
        """The number and the rows behind it: those of `station_terms`."""
        found = [
            row
            for key in keys_of(figure)
            for row in self.rows.get(key, ())
            if row.office_id in scope.office_ids
            and scope.first_day <= row.first_day
            and row.last_day <= scope.last_day
            and _meets(row, scope.filters)
        ]
        return sum(row.value for row in found), len(found)


def _meets(row: StationFigure, filters: Filters) -> bool:
    return all(_code(row, dimension) in codes for dimension, codes in filters)


def _code(row: StationFigure, dimension: str) -> str:
    question = row.question
    named = {
        "sector": question.sector,
        "touching": question.sector,
        "kind": question.result_kind,
        "item": question.publicity_item,
    }.get(dimension)
    return named.code if named is not None else NONE
