"""Tables and charts of a report: every cell is a figure with its own rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.blocks import CHARTS, TABLES
from reports.figures import NONE, Request, Scope, Value
from reports.printing import UNRECORDED, figure_run
from township_safety.documents import model as paper

_COLUMNS = (
    ("上期结转", "hazard.opening"),
    ("本期排查", "hazard.found"),
    ("其中重大", "hazard.found|major"),
    ("复查退回", "hazard.returned"),
    ("本期整改", "hazard.rectified"),
    ("期末未整改", "hazard.remaining"),
    ("排查整改率", "hazard.rate"),
)
_FIRST_COLUMN_MM = 36.0
_OTHER_COLUMN_MM = 17.0
# Rows without any of these are left out of the table; the total row always stays.
_SPEAKS = ("hazard.opening", "hazard.found", "hazard.returned", "hazard.rectified")


@dataclass(frozen=True)
class TablePlan:
    """Rows of requests; the last row is the total."""

    caption: str
    head: str
    rows: tuple[tuple[str, tuple[Request, ...]], ...]

    def requests(self) -> Iterator[Request]:
        for _, cells in self.rows:
            yield from cells

    def table(self, values: Mapping[Request, Value]) -> Iterator[paper.Table]:
        """The table; nothing when the ledger has nothing to put in it."""
        *parts, total = self.rows
        spoken = [row for row in parts if _speaks(row[1], values)]
        if not spoken:
            return
        columns = [
            index
            for index, (_, key) in enumerate(_COLUMNS)
            if key != "hazard.returned" or not values[total[1][index]].is_zero
        ]
        heads = (self.head, *(_COLUMNS[index][0] for index in columns))
        yield paper.Table(
            caption=self.caption,
            unit="处",
            head=(tuple(paper.TableCell((paper.TextRun(head),), header=True) for head in heads),),
            rows=tuple(_row(row, columns, values) for row in (*spoken, total)),
            widths=(_FIRST_COLUMN_MM, *(_OTHER_COLUMN_MM for _ in columns)),
            total_row=True,
        )


def _speaks(cells: tuple[Request, ...], values: Mapping[Request, Value]) -> bool:
    return any(request.key in _SPEAKS and not values[request].is_zero for request in cells)


def _row(
    row: tuple[str, tuple[Request, ...]], columns: list[int], values: Mapping[Request, Value]
) -> tuple[paper.TableCell, ...]:
    name, cells = row
    first = paper.TableCell((paper.TextRun(name),), align="left")
    return (
        first,
        *(paper.TableCell((figure_run(values[cells[index]], form="cell"),)) for index in columns),
    )


def plan_table(
    name: str, scope: Scope, sectors: Mapping[str, str], villages: Mapping[str, str]
) -> TablePlan:
    dimension, head, parts = {
        "sectors": ("sector", "行业领域", sectors),
        "villages": ("village", "村（居）", villages),
    }[name]
    rows = [(label, _cells(scope.narrowed(**{dimension: code}))) for code, label in parts.items()]
    rows.append(("未分", _cells(scope.narrowed(**{dimension: NONE}))))
    rows.append(("合计", _cells(scope)))
    return TablePlan(TABLES[name], head, tuple(rows))


def _cells(scope: Scope) -> tuple[Request, ...]:
    return tuple(
        Request("hazard.found", scope.narrowed(grade="major"))
        if key == "hazard.found|major"
        else Request(key, scope)
        for _, key in _COLUMNS
    )


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
