"""工作要点 against the ledger: how far each item of a work plan has come, quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from inspections.duties import sums
from reports.figures import (
    REGISTRY,
    DimensionProblem,
    Request,
    Scope,
    UnknownFigure,
    Value,
    evaluate,
    rows_behind,
)
from reports.printing import link_to_rows, plain, text_of_value
from reports.questions import accepts
from reports.rows import plain_number
from township_safety.activities.duties import light_of, rounds
from township_safety.activities.models import PlanItem
from township_safety.organisation.models import Village
from township_safety.periods import Period

DONE = "done"
NOT_BEGUN = "not_begun"
NORMAL, DUE, OVERDUE = "normal", "due", "overdue"
WORDS = {DONE: "已完成", NOT_BEGUN: "未启动", NORMAL: "正常", DUE: "临期", OVERDUE: "逾期"}
_SOON_DAYS = 30
# For these the ledger cannot say how many there are; a duty can.
_COUNTED_PER = {PlanItem.Per.OFFICE, PlanItem.Per.VILLAGE}


@dataclass(frozen=True)
class Cell:
    text: str
    url: str = ""


@dataclass(frozen=True)
class Progress:
    """One item on one day; `cells` are the four quarters of the year."""

    item: PlanItem
    state: str
    done: Cell
    target: str
    note: str = ""
    cells: tuple[Cell, ...] = ()
    # Of what comes round: nothing is left to do until the present round ends.
    is_round_done: bool = False

    @property
    def word(self) -> str:
        return WORDS[self.state]

    @property
    def deadline(self) -> str:
        """The rhythm of what comes round, else the day."""
        if self.item.frequency:
            return f"{self.item.get_frequency_display()}{self.item.times}次"
        return (self.item.planned_completion or self.item.last_day).isoformat()


@dataclass
class _Questions:
    """What has to be asked of the figures for one item; None where nothing can be asked."""

    item: PlanItem
    whole: Request | None = None
    quarters: list[Request | None] = field(default_factory=list)
    rounds: list[Period] = field(default_factory=list)
    by_round: list[Request] = field(default_factory=list)
    problem: str = ""

    def all(self) -> Iterator[Request]:
        yield from (one for one in (self.whole, *self.quarters, *self.by_round) if one)


def progress_of(items: Iterable[PlanItem], *, year: int, today: date) -> list[Progress]:
    """All items at once: the figures in one pass, two queries for each linked duty."""
    asked = [_questions(item, year=year, today=today) for item in items]
    answers = evaluate(request for one in asked for request in one.all())
    villages: dict[int, int] = {}
    return [_progress(one, answers, villages, today=today) for one in asked]


def _questions(item: PlanItem, *, year: int, today: date) -> _Questions:
    found = _Questions(item)
    last = min(item.last_day, today)
    if last < item.first_day:
        return found
    if item.frequency and item.frequency != PlanItem.Frequency.DAY:
        found.rounds = list(rounds(item.duty or item, item.first_day, last))
    if not item.figure_key:
        return found
    try:
        found.whole = request_of(item, Period.between(item.first_day, last))
    except (UnknownFigure, DimensionProblem, ValueError) as problem:
        found.problem = f"取数不对：{problem}"
        return found
    for number in range(1, 5):
        part = _overlap(Period.of_quarter(year, number), item.first_day, last)
        found.quarters.append(request_of(item, part) if part else None)
    if not item.duty_id and item.per in _COUNTED_PER:
        found.by_round = [request_of(item, _until(one, last)) for one in found.rounds]
    return found


def request_of(item: PlanItem, period: Period) -> Request:
    """The item's figure over a period; raises where the figure or a condition is unknown."""
    figure = REGISTRY.get(item.figure_key)
    for dimension in item.filters:
        if not accepts(figure, dimension):
            raise DimensionProblem(f"“{figure.name}”不能按“{dimension}”筛选")
    request = Request(item.figure_key, Scope((item.office_id,), period).narrowed(**item.filters))
    rows_behind(request)
    return request


def _overlap(period: Period, first: date, last: date) -> Period | None:
    first, last = max(period.first_day, first), min(period.last_day, last)
    return Period.between(first, last) if first <= last else None


def _until(period: Period, last: date) -> Period:
    return Period.between(period.first_day, min(period.last_day, last))


def _progress(
    asked: _Questions,
    answers: dict[Request, Value],
    villages: dict[int, int],
    *,
    today: date,
) -> Progress:
    item = asked.item
    whole = answers[asked.whole] if asked.whole else None
    cells = tuple(
        Cell(text_of_value(answers[one]), link_to_rows(one)) if one else Cell("")
        for one in asked.quarters
    )
    done = Cell(text_of_value(whole), link_to_rows(whole.request)) if whole else Cell("")
    target = ""
    note = asked.problem
    if item.target_quantity is not None:
        target = f"{plain_number(item.target_quantity)}{item.unit}"
    state = _state(item, whole, today=today)
    is_round_done = False
    if asked.rounds and (item.duty_id or asked.by_round):
        fulfilled, state = _by_rounds(asked, answers, villages, today=today)
        done_rounds = sum(fulfilled)
        is_round_done = fulfilled[-1] and asked.rounds[-1].contains(today)
        target, extra = f"至今{len(asked.rounds)}期", f"完成{done_rounds}期"
        note = note or extra
        if item.duty is not None:
            done = Cell(f"{done_rounds}期", item.duty.get_absolute_url())
    return Progress(item, state, done, target, note, cells, is_round_done)


def _state(item: PlanItem, whole: Value | None, *, today: date) -> str:
    if item.completed_on is not None and item.completed_on <= today:
        return DONE
    if item.first_day > today:
        return NOT_BEGUN
    target = item.target_quantity
    if target is not None and whole is not None and _number(whole) >= target:
        return DONE
    left = ((item.planned_completion or item.last_day) - today).days
    if item.frequency:
        return NORMAL
    return OVERDUE if left < 0 else DUE if left <= _SOON_DAYS else NORMAL


def _by_rounds(
    asked: _Questions,
    answers: dict[Request, Value],
    villages: dict[int, int],
    *,
    today: date,
) -> tuple[list[bool], str]:
    """Which rounds are fulfilled, and the light: a round that is over is not made up for."""
    item = asked.item
    if item.duty is not None:
        found = sums(item.duty, asked.rounds, today=today)
        fulfilled = [not one.missing for one in found]
    else:
        needed = (item.times or 1) * _times(item, villages, today=today)
        fulfilled = [_number(answers[one]) >= needed for one in asked.by_round]
    lights = [
        light_of(period, today=today)
        for period, is_done in zip(asked.rounds, fulfilled, strict=True)
        if not is_done
    ]
    state = next((one for one in (OVERDUE, DUE) if one in lights), NORMAL)
    if item.completed_on is not None and item.completed_on <= today:
        state = DONE
    return fulfilled, state


def _times(item: PlanItem, villages: dict[int, int], *, today: date) -> int:
    if item.per != PlanItem.Per.VILLAGE:
        return 1
    if item.office_id not in villages:
        standing = Village.objects.for_offices([item.office_id]).active(on=today)
        villages[item.office_id] = standing.count()
    return villages[item.office_id]


def _number(value: Value) -> Decimal:
    number: Any = plain(value)
    try:
        return Decimal(str(number if number is not None else 0))
    except ArithmeticError:
        return Decimal(0)
