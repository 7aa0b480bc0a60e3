"""Which rows stand behind a figure and what each adds: in the ledger now, and as it was kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from reports.figures import REGISTRY, Figure, Request, RowsBehind, rows_behind
from reports.figures.definitions import Term
from reports.figures.measures import Distinct, Total
from reports.figures.prior import Taken
from reports.models import IssuedFigure

# A row of the ledger wherever it is kept: its model and its unchanging identity.
Key = tuple[str, UUID]
Weights = Mapping[Key, Decimal]


def is_additive(key: str) -> bool:
    """Whether the figure is the sum of what its rows add; 家 and rates are not."""
    figure = REGISTRY.figures.get(key)
    return isinstance(figure, Figure) and not any(
        isinstance(term.measure, Distinct) for term in figure.terms
    )


def entries(behind: RowsBehind) -> Iterator[tuple[UUID, Decimal | None]]:
    """Each row's identity and what it adds; nothing where every row, or every name, is one."""
    measure: Any = behind.term.measure
    rows: Any = behind.rows.order_by()
    if isinstance(measure, Taken):
        for uid, taken in rows.values_list("uid", measure.column):
            yield uid, -Decimal(taken or 0)
    elif isinstance(measure, Total):
        columns = [measure.column, *([measure.less] if measure.less else [])]
        for uid, first, *rest in rows.values_list("uid", *columns):
            yield uid, Decimal(first or 0) - sum(Decimal(each or 0) for each in rest)
    else:
        for uid in rows.values_list("uid", flat=True):
            yield uid, None


def model_of(term: Term) -> str:
    return term.model._meta.label_lower


def weights_now(request: Request) -> dict[Key, Decimal]:
    """What the ledger says today. A row of several terms adds up; what adds nothing is left out."""
    found: dict[Key, Decimal] = {}
    for behind in rows_behind(request):
        for uid, amount in entries(behind):
            key = (model_of(behind.term), uid)
            found[key] = found.get(key, Decimal(0)) + (1 if amount is None else amount)
    return {key: amount for key, amount in found.items() if amount}


def weights_kept(figure: IssuedFigure) -> dict[Key, Decimal] | None:
    """What was issued; nothing when the rows were not kept, or too many to be kept."""
    lists = list(figure.lists.all())
    if not has_rows(figure) or not all(each.is_complete for each in lists):
        return None
    numbers = {number for each in lists for number in each.row_numbers()}
    names = keys_of(figure, numbers)
    found: dict[Key, Decimal] = {}
    for each in lists:
        for number, amount in each.weights().items():
            key = names[number]
            found[key] = found.get(key, Decimal(0)) + amount
    return {key: amount for key, amount in found.items() if amount}


def has_rows(figure: IssuedFigure) -> bool:
    """Whether its rows were kept; of what is only checked the answer alone is."""
    return not figure.row_count or bool(figure.lists.all())


def keys_of(figure: IssuedFigure, numbers: set[int]) -> dict[int, Key]:
    """The identities of kept rows by their numbers."""
    rows = figure.issued.rows.values_list("number", "model", "row_uid")
    return {number: (model, uid) for number, model, uid in rows if number in numbers}
