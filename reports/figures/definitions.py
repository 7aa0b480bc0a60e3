"""What a figure is: a named question to the ledger, made of terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from statistics import median
from typing import Any

from django.db.models import Model, Q, QuerySet

from reports.figures.bounds import narrowed
from reports.figures.dimensions import condition_for
from reports.figures.measures import Measure
from reports.figures.scope import Scope

Number = int | Decimal


class Base(Enum):
    """Which rows a term starts from."""

    COUNTED = "counted"  # without those entered by mistake
    VOIDED = "voided"  # only those

    def rows_of(self, model: type[Model], office_ids: tuple[int, ...]) -> QuerySet[Model]:
        manager: Any = model._default_manager  # every counted model has its own query set
        rows: Any = manager.for_offices(office_ids)
        found: QuerySet[Model] = (
            rows.filter(voided_at__isnull=False) if self is Base.VOIDED else rows.counted()
        )
        return found


@dataclass(frozen=True)
class Term:
    """Rows of one model under one condition, and how they become a number."""

    model: type[Model]
    where: Callable[[Scope], Q]
    measure: Measure
    base: Base = Base.COUNTED

    def condition(self, scope: Scope) -> Q:
        """Cheap filters first: the database stops at the first that fails."""
        return condition_for(self.model, scope.filters) & self.where(scope)

    def rows(self, scope: Scope) -> QuerySet[Model]:
        """The rows behind the number; the very same condition as in the number.

        They are found by their days even where they are wanted in another order.
        """
        condition = self.condition(scope)
        rows = self.base.rows_of(self.model, scope.office_ids).filter(condition)
        return narrowed(rows, [condition], scope.office_ids)


@dataclass(frozen=True)
class UnitBy:
    """A list whose entries say the unit, when all entries that are asked for say the same one."""

    dimension: str
    units: Callable[[], Mapping[str, str]]


@dataclass(frozen=True)
class Figure:
    """A sum of terms. `name` is the Chinese token path, as 隐患.排查数."""

    key: str
    name: str
    unit: str
    definition: str
    terms: tuple[Term, ...]
    is_flow: bool = True  # over the days of the period; else as of its last day
    is_money: bool = False
    # Where each row says its unit, for sums over things of different kinds.
    unit_from: Any = None
    # Which list says it where no row does, so that a zero has its unit, too.
    unit_by: UnitBy | None = None
    # Registers or figures that make a zero a statement instead of a gap.
    zero_backed_by: tuple[str, ...] = ()


def _one(_row: Any, _scope: Scope) -> Number:
    return 1


@dataclass(frozen=True)
class Computed(Figure):
    """A sum of what is reckoned from each row of the only term, where no query can add it up."""

    each: Callable[[Any, Scope], Number] = _one

    def add_up(self, scope: Scope) -> Number:
        return sum(self.each(row, scope) for row in self.terms[0].rows(scope))


@dataclass(frozen=True)
class Ratio:
    """Two lists: the part and the whole. Prints numerator and denominator."""

    key: str
    name: str
    definition: str
    part: str
    whole: str
    unit: str = "%"


@dataclass(frozen=True)
class Attribute:
    """What one column of the listed rows says, not a sum; a range when they differ."""

    key: str
    name: str
    unit: str
    definition: str
    term: Term
    column: str
    # Where each row says the rest of the unit, as 次/周 of a frequency.
    unit_from: Any = None
    # Columns to show with it, where a list of the rows would leave them out.
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Middle(Attribute):
    """The median of whole days from the column `since` to `column` over the listed rows."""

    since: str = ""

    def middle(self, scope: Scope) -> Number | None:
        """None of no rows; of an even number of rows the mean of the two in the middle."""
        pairs = self.term.rows(scope).order_by().values_list(self.since, self.column)
        days = [(last - first).days for first, last in pairs]
        if not days:
            return None
        found = Decimal(str(median(days)))
        return int(found) if found == found.to_integral_value() else found


@dataclass
class Registry:
    """Every figure by its key. Filled once when the catalogue is imported."""

    figures: dict[str, Figure | Ratio | Attribute] = field(default_factory=dict)

    def add(self, *figures: Figure | Ratio | Attribute) -> None:
        for figure in figures:
            if figure.key in self.figures:
                raise ValueError(f"figure {figure.key} is defined twice")
            self.figures[figure.key] = figure

    def get(self, key: str) -> Figure | Ratio | Attribute:
        try:
            return self.figures[key]
        except KeyError:
            raise UnknownFigure(key) from None

    def total(self, key: str) -> Figure:
        figure = self.get(key)
        if not isinstance(figure, Figure):
            raise TypeError(f"{key} is not a sum")
        return figure


class UnknownFigure(LookupError):
    def __init__(self, key: str) -> None:
        super().__init__(f"没有“{key}”这个数据项")
        self.key = key


REGISTRY = Registry()
