"""The answer: number, villages, months, a sentence to copy, and what was reported before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from reports.figures import NONE, REGISTRY, Figure, Request, Value, evaluate
from reports.figures.prior import filters_text
from reports.models import IssuedFigure
from reports.overview import subject_and_name, unit_beside
from reports.printing import link_to_rows, text_of_value
from reports.questions import EMPTY, accepts, filter_words
from township_safety.documents.parts import Chart, Series
from township_safety.organisation.models import Office, Village
from township_safety.periods import Period

MOST_MONTHS = 24


@dataclass(frozen=True)
class Part:
    """`text` as it is printed; `number` for the drawing, none where there is none."""

    label: str
    text: str
    url: str
    number: int | float | None


@dataclass(frozen=True)
class Reported:
    """The same question in a report that was issued."""

    figure: IssuedFigure
    differs: bool

    @property
    def report(self) -> Any:
        return self.figure.issued.report


@dataclass(frozen=True)
class Answer:
    request: Request
    value: Value
    text: str
    unit: str
    url: str
    sentence: str
    villages: list[Part]
    months: list[Part]
    reported: list[Reported]

    @property
    def conflicts(self) -> list[Reported]:
        return [one for one in self.reported if one.differs]


def answer(request: Request, *, office: Office) -> Answer:
    """All parts in as few queries as one number."""
    villages = list(_villages(request, office))
    months = list(_months(request))
    values = evaluate([request, *(one for _, one in villages), *(one for _, one in months)])
    value = values[request]
    return Answer(
        request,
        value,
        text_of_value(value),
        unit_beside(value),
        link_to_rows(request),
        sentence(value, office=office),
        [_part(name, values[one]) for name, one in villages if _is_told(name, values[one])],
        [_part(name, values[one]) for name, one in months],
        list(_reported(value, office)),
    )


def _villages(request: Request, office: Office) -> Iterator[tuple[str, Request]]:
    filtered = dict(request.scope.filters)
    if "village" in filtered or not accepts(REGISTRY.get(request.key), "village"):
        return
    for village in Village.objects.for_offices([office.pk]).counted():
        yield (
            str(village),
            Request(request.key, request.scope.narrowed(village=str(village.uid))),
        )
    yield EMPTY, Request(request.key, request.scope.narrowed(village=NONE))


def _is_told(name: str, value: Value) -> bool:
    return name != EMPTY or not value.is_zero


def _months(request: Request) -> Iterator[tuple[str, Request]]:
    """A flow month by month, what stands as of each month's end."""
    months = request.scope.period.months()
    if not 1 < len(months) <= MOST_MONTHS:
        return
    several = months[0].first_day.year != months[-1].first_day.year
    for month in months:
        day = month.first_day
        label = f"{day.year}年{day.month}月" if several else f"{day.month}月"
        yield label, Request(request.key, request.scope.over(month))


def _part(label: str, value: Value) -> Part:
    return Part(label, text_of_value(value), link_to_rows(value.request), _drawn(value))


def _drawn(value: Value) -> int | float | None:
    number = value.number if value.recorded else None
    if isinstance(number, Decimal):
        return float(round(number, 2))
    return number if isinstance(number, int) else None


def sentence(value: Value, *, office: Office) -> str:
    """Finished, with the day up to which the ledger was read."""
    request = value.request
    figure = REGISTRY.get(request.key)
    period = request.scope.period
    last = _day(request.scope.last_day)
    parts = "".join(
        text if label in {"行业", "村（居）"} else f"{label}{text}"
        for label, text in filter_words(request, office=office)
    )
    subject, name = subject_and_name(figure)
    named = f"{subject}{name}" if subject not in name else name
    number = f"{text_of_value(value)}{unit_beside(value)}"
    is_flow = not isinstance(figure, Figure) or figure.is_flow
    when = f"{period.label}，" if is_flow else ""
    return f"截至{last}，{when}{office.name}{parts}{named}为{number}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _reported(value: Value, office: Office) -> Iterator[Reported]:
    """Flows of the same days; what stands as of the same day."""
    request = value.request
    figure = REGISTRY.get(request.key)
    first = None
    if not isinstance(figure, Figure) or figure.is_flow:
        first = request.scope.first_day
    kept = (
        IssuedFigure.objects.asked(request.key, filters_text(request.scope.filters))
        .standing_for(office.pk)
        .printed()
        .up_to(request.scope.last_day, first_day=first)
        .with_report()
    )
    seen: set[int] = set()
    for one in kept:
        if one.issued_id not in seen:
            seen.add(one.issued_id)
            yield Reported(one, one.text != text_of_value(value)[:100])


def charts(found: Answer) -> list[tuple[str, Chart]]:
    """(name on the page, drawing) of the parts that have numbers."""
    unit = found.unit or "%"
    drawn = [
        ("chart-villages", "按村（居）", "lying", found.villages),
        ("chart-months", "按月", "bar", found.months),
    ]
    return [
        (name, _chart(title, kind, unit, parts))
        for name, title, kind, parts in drawn
        if len(parts) > 1 and any(part.number for part in parts)
    ]


def _chart(title: str, kind: Any, unit: str, parts: list[Part]) -> Chart:
    told = "，".join(f"{part.label}{part.text}" for part in parts)
    series = Series(
        title, tuple(part.number for part in parts), unit, hrefs=tuple(part.url for part in parts)
    )
    return Chart(kind, title, unit, tuple(part.label for part in parts), (series,), told)


def quick_periods(today: date) -> list[tuple[str, Period]]:
    month, quarter = Period.containing(today), Period.containing(today, kind="quarter")
    year = Period.containing(today, kind="year")
    found = [
        ("本月", month),
        ("上月", month.previous()),
        ("本季度", quarter),
        ("上季度", quarter.previous()),
        ("上半年", Period.of_half(today.year, 1)),
        ("今年以来", year),
        ("去年全年", year.previous()),
    ]
    return [(label, period.cut(today)) for label, period in found]
