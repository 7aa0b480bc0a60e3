"""启用前数据: what an office that began in mid-year entered for the months before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from reports.figures.definitions import Figure, Term
from reports.figures.measures import Total
from reports.figures.scope import Filters, Scope
from reports.models import PriorValue


def filters_text(filters: Filters) -> str:
    """How a prior value names the part it was given for; empty for the whole."""
    return ";".join(f"{dimension}={','.join(codes)}" for dimension, codes in filters)


@dataclass(frozen=True)
class PriorTerm(Term):
    """Given for one part of one figure: the filters name the row, they do not narrow it."""

    def condition(self, scope: Scope) -> Q:
        return self.where(scope)


def prior_term(figure: Figure) -> Term:
    """The months that lie wholly inside the period, for exactly this part of the figure."""

    def where(scope: Scope) -> Q:
        return Q(
            figure=figure.key,
            filters=filters_text(scope.filters),
            first_day__gte=scope.first_day,
            last_day__lte=scope.last_day,
        )

    return PriorTerm(PriorValue, where, Total("value"))
