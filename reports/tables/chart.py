"""Charts of a report, drawn from the same figures as its tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.figures import Request, Scope, Value
from reports.printing import UNRECORDED
from township_safety.documents import model as paper

CHARTS = {"months": "各月隐患排查整改情况", "sectors": "分行业隐患排查整改情况"}


@dataclass(frozen=True)
class ChartPlan:
    title: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[Request, ...]], ...]

    def requests(self) -> Iterator[Request]:
        for _, points in self.series:
            yield from points

    def chart(self, values: Mapping[Request, Value]) -> Iterator[paper.Chart]:
        """Bars side by side; categories where every series is zero are left out."""
        kept = [
            index
            for index in range(len(self.categories))
            if any(not values[points[index]].is_zero for _, points in self.series)
        ]
        if not kept:
            return
        series = tuple(
            paper.Series(name, tuple(_point(values[points[index]]) for index in kept), "处")
            for name, points in self.series
        )
        categories = tuple(self.categories[index] for index in kept)
        alt = "；".join(
            f"{one.name}："
            + "，".join(
                f"{c}{UNRECORDED if v is None else f'{v}处'}"
                for c, v in zip(categories, one.values, strict=True)
            )
            for one in series
        )
        yield paper.Chart("bar", self.title, "处", categories, series, alt)


def _point(value: Value) -> int | None:
    return value.number if value.recorded else None


def plan_chart(name: str, scope: Scope, sectors: Mapping[str, str]) -> ChartPlan:
    if name == "months":
        scopes = {
            f"{month.first_day.month}月": scope.over(month) for month in scope.period.months()
        }
        keys = {
            "排查": "hazard.found",
            "整改": "hazard.rectified",
            "月末未整改": "hazard.remaining",
        }
    else:
        scopes = {label: scope.narrowed(sector=code) for code, label in sectors.items()}
        keys = {"排查": "hazard.found", "整改": "hazard.rectified"}
    series = tuple(
        (label, tuple(Request(key, each) for each in scopes.values()))
        for label, key in keys.items()
    )
    return ChartPlan(CHARTS[name], tuple(scopes), series)
