"""The whole page as data: laid out, asked at once, then read by pages, papers and tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from reports.partitions import Lists
from reports.plans import DONE, DUE, NORMAL, NOT_BEGUN, OVERDUE, progress_of
from township_safety.activities.models import PlanItem
from township_safety.desk.dashboard import sections
from township_safety.desk.dashboard.asking import Asking, Cell, Span
from township_safety.desk.dashboard.late import Late, late
from township_safety.desk.dashboard.sections import Grid, Heat, News
from township_safety.desk.dashboard.tiles import STANDING, Tile, tiles

# Word, state of the plan page ("" is all), what it shows.
_PLAN_STATES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("全部", "", frozenset({DONE, NORMAL, DUE, OVERDUE, NOT_BEGUN})),
    ("已完成", "done", frozenset({DONE})),
    ("临期、逾期需催办", "remind", frozenset({DUE, OVERDUE})),
)


@dataclass(frozen=True)
class PlanShare:
    """So many items of this year's plan are in this state."""

    word: str
    state: str
    number: int
    url: str


@dataclass(frozen=True)
class Board:
    span: Span
    tiles: list[Tile]
    trend: Grid
    parts: list[Grid]
    ages: Grid
    heat: Heat
    offenders: Grid
    campaigns: Grid
    news: News
    late: list[Late]
    asking: Asking
    plan: list[PlanShare] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        return self.asking.cells

    @property
    def standing(self) -> list[Tile]:
        return self.tiles[: len(STANDING)]

    @property
    def happened(self) -> list[Tile]:
        return self.tiles[len(STANDING) :]

    @property
    def charted(self) -> list[Grid]:
        return [grid for grid in self.parts if grid.is_charted]

    @property
    def plain(self) -> list[Grid]:
        return [grid for grid in self.parts if not grid.is_charted]

    def part(self, key: str) -> Grid:
        return next(grid for grid in self.parts if grid.key == key)


def board_of(span: Span, *, with_plan: bool = True) -> Board:
    """Some thirty queries, however many hazards, villages and sectors there are."""
    lists = Lists.of(span.office, period=span.period)
    asking = Asking()
    board = Board(
        span=span,
        tiles=tiles(asking, span),
        trend=sections.trend(asking, span),
        parts=sections.parts(asking, span, lists),
        ages=sections.ages(asking, span),
        heat=sections.heat(asking, span, lists),
        offenders=sections.offenders(asking, span),
        campaigns=sections.campaigns(asking, span, lists),
        news=sections.news(asking, span),
        late=late(span),
        asking=asking,
    )
    asking.answer()
    if with_plan:
        board.plan.extend(_plan(span))
    return board


def _plan(span: Span) -> Iterator[PlanShare]:
    """工作要点 of the year in which the period ends, as far as they have come today."""
    year = span.period.last_day.year
    items = PlanItem.objects.for_offices([span.office.pk]).of_year(year)
    found = Counter(one.state for one in progress_of(items, year=year, today=span.today))
    for word, state, states in _PLAN_STATES:
        asked: dict[str, object] = {"office": span.office.pk, "year": year}
        if state:
            asked["state"] = state
        number = sum(found[one] for one in states)
        yield PlanShare(word, state, number, f"{reverse('plan')}?{urlencode(asked)}")
