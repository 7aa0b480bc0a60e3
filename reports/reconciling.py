"""口径核对表: why the issued monthly figures do not add up to the half-year's, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import IO

from reports.bridging import CORRECTED, LATE, LATE_RECTIFIED, VOIDED, Facts
from reports.composing import Commission, compose
from reports.figures import REGISTRY, Request, Value
from reports.figures.prior import filters_text
from reports.freezing.sources import request_of, value_of
from reports.identities import Key, Weights, has_rows, is_additive, weights_kept, weights_now
from reports.models import IssuedFigure, Report
from reports.rows import plain_number
from township_safety.organisation import audit
from township_safety.organisation.models import User
from township_safety.periods import Period
from township_safety.spreadsheets import SheetOut, write_workbook

KINDS = ("quarter", "half", "year")
UNCOVERED, OUTSIDE = "月报未覆盖的天数", "月报中不属本期的天数"
COLUMNS = (UNCOVERED, OUTSIDE, LATE, LATE_RECTIFIED, VOIDED, CORRECTED)
_MONTHLY = "monthly"


@dataclass(frozen=True)
class Difference:
    key: Key
    why: str
    amount: Decimal


@dataclass(frozen=True)
class Line:
    """months + differences = whole. Without identities only the sums are known."""

    label: str
    unit: str
    months: tuple[str, ...]
    sum: Decimal
    whole: Decimal
    differences: tuple[Difference, ...] = ()
    is_partial: bool = False

    def amount(self, why: str) -> Decimal:
        if self.is_partial:
            return self.whole - self.sum if why == CORRECTED else Decimal(0)
        return sum((one.amount for one in self.differences if one.why == why), Decimal(0))

    @property
    def holds(self) -> bool:
        return self.sum + sum(self.amount(why) for why in COLUMNS) == self.whole

    @property
    def cells(self) -> list[str]:
        """As the table shows them: the months, their sum, the differences, this report."""
        return [
            *self.months,
            plain_number(self.sum),
            *(signed(self.amount(why)) for why in COLUMNS),
            plain_number(self.whole),
        ]


@dataclass(frozen=True)
class Reconciliation:
    """`left_out` are figures of this report that not every month stated."""

    months: tuple[Report, ...]
    lines: tuple[Line, ...]
    left_out: tuple[str, ...] = ()
    gaps: tuple[Period, ...] = field(default=())

    @property
    def holds(self) -> bool:
        return all(line.holds for line in self.lines)

    @property
    def headings(self) -> list[str]:
        return [
            *(month.period.label for month in self.months),
            "各月合计",
            *COLUMNS,
            "本报告",
        ]


def reconcile(report: Report) -> Reconciliation | None:
    """Nothing for a report that no months add up to, or of whose months none is issued."""
    if report.period.kind not in KINDS:
        return None
    months = tuple(_months(report))
    if not months:
        return None
    gaps = tuple(uncovered(report.period, [month.period for month in months]))
    lines, left_out = [], []
    for request, value, kept in _questions(report):
        figures = [_of_month(month, request) for month in months]
        known = [figure for figure in figures if figure is not None]
        label = known[0].label if known else _label(request, kept)
        if len(known) < len(months):
            left_out.append(label)
            continue
        lines.append(_line(label, request, value, kept, known, gaps))
    return Reconciliation(months, tuple(lines), tuple(left_out), gaps)


def _months(report: Report) -> list[Report]:
    """The issued months that touch the period; of several series the general one."""
    found = (
        Report.objects.for_offices([report.office_id])
        .standing()
        .of_kind("month")
        .touching(report.period)
        .order_by("first_day", "pk")
        .select_related("template", "frozen")
    )
    kept = [month for month in found if hasattr(month, "frozen") and not month.about]
    codes = [month.template.code for month in kept]
    if not codes:
        return []
    series = _MONTHLY if _MONTHLY in codes else max(dict.fromkeys(codes), key=codes.count)
    return [month for month in kept if month.template.code == series]


def _questions(report: Report) -> list[tuple[Request, Value, IssuedFigure | None]]:
    """The sums over the whole period that this report states, kept or of today."""
    if report.is_issued:
        figures = report.frozen.figures.over_whole_period(report.frozen).prefetch_related("lists")
        kept = [(request_of(one), value_of(one), one) for one in figures if has_rows(one)]
        return [each for each in kept if _adds_up(each[0], report)]
    composition = compose(Commission.of(report))
    return [
        (request, value, None)
        for request, value in composition.values.items()
        if _adds_up(request, report)
        and (request in composition.asked or (request.key in _CORE and not request.scope.filters))
    ]


_CORE = ("hazard.found", "hazard.returned", "hazard.rectified")


def _adds_up(request: Request, report: Report) -> bool:
    figure = REGISTRY.figures.get(request.key)
    is_whole = (request.scope.first_day, request.scope.last_day) == (
        report.first_day,
        report.last_day,
    )
    return is_whole and is_additive(request.key) and getattr(figure, "is_flow", False)


def _of_month(month: Report, request: Request) -> IssuedFigure | None:
    figures = month.frozen.figures.asked(request.key, filters_text(request.scope.filters))
    found = figures.over_whole_period(month.frozen).prefetch_related("lists").first()
    return found if found is not None and has_rows(found) else None


def _label(request: Request, kept: IssuedFigure | None) -> str:
    name = REGISTRY.get(request.key).name
    if kept is not None:
        return kept.label
    return f"{name}（{filters_text(request.scope.filters)}）" if request.scope.filters else name


def _line(
    label: str,
    request: Request,
    value: Value,
    kept: IssuedFigure | None,
    months: list[IssuedFigure],
    gaps: Iterable[Period],
) -> Line:
    whole = weights_kept(kept) if kept is not None else weights_now(request)
    parts = [weights_kept(month) for month in months]
    texts = tuple(month.text for month in months)
    total = sum((Decimal(month.exact or 0) for month in months), Decimal(0))
    number = Decimal(value.number or 0)
    known = [part for part in parts if part is not None]
    if whole is None or len(known) < len(parts):
        return Line(label, value.unit, texts, total, number, is_partial=True)
    found = _Case(request, whole, months, known, gaps).differences()
    return Line(label, value.unit, texts, total, number, tuple(found))


@dataclass(frozen=True)
class _Reasons:
    facts: Facts
    summed: Weights
    whole: Weights
    between: set[Key]
    outside: set[Key]
    known_at: dict[Key, datetime]

    def why(self, key: Key, amount: Decimal) -> str:
        is_new = key not in self.summed
        if is_new and key in self.between:
            return UNCOVERED
        if self.facts.is_void(key):
            return VOIDED
        if key not in self.whole and key in self.outside:
            return OUTSIDE
        known_at = self.known_at.get(key)
        if is_new and known_at is not None and self.facts.is_late(key, known_at=known_at):
            return LATE if amount > 0 else LATE_RECTIFIED
        return CORRECTED


@dataclass
class _Case:
    """One figure: its rows in this report, in each month, and in the days between."""

    request: Request
    whole: Weights
    months: list[IssuedFigure]
    parts: list[dict[Key, Decimal]]
    gaps: Iterable[Period]

    def differences(self) -> list[Difference]:
        summed: dict[Key, Decimal] = {}
        for part in self.parts:
            for key, amount in part.items():
                summed[key] = summed.get(key, Decimal(0)) + amount
        moved = sorted(k for k in {*summed, *self.whole} if summed.get(k) != self.whole.get(k))
        if not moved:
            return []
        reasons = _Reasons(
            facts=Facts.about(moved),
            summed=summed,
            whole=self.whole,
            between=self._asked(self.gaps),
            outside=self._asked(self._outside()),
            known_at=self._known_at() if any(key not in summed for key in moved) else {},
        )
        amounts = ((k, self.whole.get(k, Decimal(0)) - summed.get(k, Decimal(0))) for k in moved)
        return [Difference(key, reasons.why(key, amount), amount) for key, amount in amounts]

    def _asked(self, periods: Iterable[Period]) -> set[Key]:
        scope = self.request.scope
        return {
            key
            for period in periods
            for key in weights_now(Request(self.request.key, scope.over(period)))
        }

    def _outside(self) -> list[Period]:
        """The days of the months before and after this report's."""
        first, last = self.request.scope.first_day, self.request.scope.last_day
        found = []
        for month in self.months:
            if month.first_day < first:
                found.append(_days(month.first_day, min(month.last_day, _before(first))))
            if month.last_day > last:
                found.append(_days(max(month.first_day, _after(last)), month.last_day))
        return found

    def _known_at(self) -> dict[Key, datetime]:
        """When the month was issued in which the row's day lies."""
        return {
            key: month.issued.recorded_at
            for month in self.months
            for key in self._asked([month.period])
        }


def uncovered(whole: Period, months: Iterable[Period]) -> list[Period]:
    """The days of a period that lie in none of the months."""
    found, day = [], whole.first_day
    for month in sorted(months, key=lambda month: month.first_day):
        if month.first_day > day:
            found.append(_days(day, min(_before(month.first_day), whole.last_day)))
        day = max(day, _after(month.last_day))
    if day <= whole.last_day:
        found.append(_days(day, whole.last_day))
    return found


def _days(first: date, last: date) -> Period:
    return Period.between(first, last)


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _after(day: date) -> date:
    return day + timedelta(days=1)


def signed(number: Decimal) -> str:
    """+3, −2, 0."""
    if not number:
        return "0"
    return f"＋{plain_number(number)}" if number > 0 else f"－{plain_number(-number)}"


def write_table(found: Reconciliation, report: Report, *, target: IO[bytes], by: User) -> str:
    """The table as a workbook; the name for the file."""
    head = f"口径核对表　{report}　{report.first_day}至{report.last_day}"
    sheet = SheetOut(
        title="口径核对表",
        headers=["数据项", "单位", *found.headings],
        rows=[[line.label, line.unit, *line.cells] for line in found.lines],
        title_row=head,
    )
    write_workbook([sheet], target)
    audit.record("导出口径核对表", by=by, office=report.office_id, target=report)
    return f"口径核对表（{report.period.label}）.xlsx"
