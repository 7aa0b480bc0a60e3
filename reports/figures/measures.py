"""How rows become a number. Each measure can be asked twice: by the database, and of rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, F, Max, Min, Model, Q, QuerySet, Sum


class Measure(ABC):
    @abstractmethod
    def expression(self, condition: Q) -> Any:
        """The aggregate over the rows that meet the condition."""

    @abstractmethod
    def recompute(self, rows: QuerySet[Model]) -> int | Decimal:
        """The same number from the rows themselves, read one by one."""


@dataclass(frozen=True)
class Rows(Measure):
    """次、处、份: one for each row."""

    def expression(self, condition: Q) -> Aggregate:
        return Count("pk", filter=condition)

    def recompute(self, rows: QuerySet[Model]) -> int:
        return len(list(rows.values_list("pk", flat=True)))


@dataclass(frozen=True)
class Distinct(Measure):
    """家: one for each different value of a column, however many rows name it."""

    column: str

    def expression(self, condition: Q) -> Aggregate:
        return Count(self.column, filter=condition, distinct=True)

    def recompute(self, rows: QuerySet[Model]) -> int:
        return len({value for value in rows.values_list(self.column, flat=True) if value})


@dataclass(frozen=True)
class Total(Measure):
    """The sum of a quantity column, optionally less another one."""

    column: str
    less: str = ""

    def expression(self, condition: Q) -> Any:
        quantity: Any = F(self.column) - F(self.less) if self.less else F(self.column)
        return Sum(quantity, filter=condition)

    def recompute(self, rows: QuerySet[Model]) -> int | Decimal:
        columns = [self.column, self.less] if self.less else [self.column]
        total: int | Decimal = 0
        for values in rows.values_list(*columns):
            first, *rest = [value or 0 for value in values]
            total += first - sum(rest)
        return total


@dataclass(frozen=True)
class Extreme(Measure):
    """The smallest or largest value of a column; of one value only, both are the same."""

    column: Any
    largest: bool = False

    def expression(self, condition: Q) -> Aggregate:
        return (Max if self.largest else Min)(self.column, filter=condition)

    def recompute(self, rows: QuerySet[Model]) -> Any:
        values = [value for value in rows.values_list(self.column, flat=True) if value is not None]
        return (max if self.largest else min)(values, default=None)
