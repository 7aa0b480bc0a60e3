"""Many questions to the figures, answered at once: cells are laid out first and filled then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from reports.figures import Request, Scope, Value, evaluate
from reports.printing import link_to_rows, plain, text_of_value
from township_safety.organisation.models import Office
from township_safety.periods import Period, PeriodProblem


@dataclass
class Cell:
    """One number of the page. It is known only after all have been asked."""

    request: Request
    answer: Value | None = None

    @property
    def value(self) -> Value:
        if self.answer is None:
            raise LookupError("the cell has not been answered")
        return self.answer

    @property
    def number(self) -> int | float | None:
        """For charts and sums; None where nothing was recorded."""
        found = plain(self.value)
        return float(found) if isinstance(found, str) else found

    @property
    def text(self) -> str:
        return text_of_value(self.value, form="cell")

    @property
    def share(self) -> str:
        """分子/分母 of a rate."""
        whole = self.value.whole
        return f"{self.value.part or 0}/{whole}" if whole else ""

    @cached_property
    def url(self) -> str:
        return link_to_rows(self.request)

    @property
    def unit(self) -> str:
        """A rate carries its own; what was not recorded has none."""
        is_bare = self.value.whole is not None or plain(self.value) is None
        return "" if is_bare else self.value.unit


@dataclass
class Asking:
    """Collects the cells of a page; the number of queries does not grow with theirs."""

    cells: list[Cell] = field(default_factory=list)
    _named: dict[Period, Period] = field(default_factory=dict)

    def cell(self, key: str, scope: Scope) -> Cell:
        cell = Cell(Request(key, scope.over(self._days(scope.period))))
        self.cells.append(cell)
        return cell

    def _days(self, period: Period) -> Period:
        """The same days under two names are one question."""
        if period not in self._named:
            self._named[period] = Period.between(period.first_day, period.last_day)
        return self._named[period]

    def answer(self) -> None:
        values = evaluate(cell.request for cell in self.cells)
        for cell in self.cells:
            cell.answer = values[cell.request]


@dataclass(frozen=True)
class Span:
    """The period of the page, cut at today while it runs, and the two it is compared with."""

    office: Office
    today: date
    period: Period

    @classmethod
    def of(cls, office: Office, period: Period, *, today: date) -> Span:
        """PeriodProblem for a period that has not begun."""
        if period.first_day > today:
            raise PeriodProblem(f"{period.label}还没有开始，请选择已经开始的统计期。")
        return cls(office, today, period.cut(today))

    @property
    def scope(self) -> Scope:
        return Scope((self.office.pk,), self.period)

    @property
    def before(self) -> Period:
        """The period before; while this one runs, as many days of it."""
        previous = self.period.previous()
        if self.period.kind == "range" or not self.period.is_cut:
            return previous
        days = self.period.last_day - self.period.first_day
        return previous.cut(min(previous.last_day, previous.first_day + days))

    @property
    def year_ago(self) -> Period:
        return self.period.same_period_last_year()

    def months(self, number: int = 12) -> list[Period]:
        """The months up to the last day of the period, the last one cut."""
        found = [Period.containing(self.period.last_day)]
        while len(found) < number:
            found.append(found[-1].previous())
        return [month.cut(min(month.last_day, self.period.last_day)) for month in reversed(found)]


def difference(now: Cell, then: Cell) -> Decimal | None:
    """None where one of the two is no number."""
    numbers = [plain(cell.value) for cell in (now, then)]
    if any(number is None for number in numbers):
        return None
    first, second = (Decimal(str(found)) for found in numbers)
    return first - second
