"""The charts of the page: each mark leads to the rows that it counts."""

from __future__ import annotations

from township_safety.desk.dashboard.sections import Grid, Line
from township_safety.documents.model import Chart, Series

# More bars than these cannot be read on a telephone.
MOST_BARS = 15


def trend_chart(grid: Grid) -> Chart:
    """What was found and rectified as bars, what stood before and after as lines."""
    sides = ("right", "left", "left", "right")
    series = tuple(
        Series(
            head,
            tuple(line.cells[place].number for line in grid.every),
            axis="left" if side == "left" else "right",
            hrefs=tuple(line.cells[place].url for line in grid.every),
        )
        for place, (head, side) in enumerate(zip(grid.heads, sides, strict=True))
    )
    months = tuple(_short(line.name) for line in grid.every)
    return Chart("bar_line", grid.title, "处", months, series, _said(grid, grid.every))


def bars_chart(grid: Grid, *, columns: int = 3) -> Chart:
    """排查, 整改 and 期末未整改 side by side; the longest lists by what remains most."""
    lines = grid.lines
    if len(lines) > MOST_BARS:
        lines = sorted(lines, key=lambda line: -(line.cells[columns - 1].number or 0))[:MOST_BARS]
    series = tuple(
        Series(
            head,
            tuple(line.cells[place].number for line in lines),
            hrefs=tuple(line.cells[place].url for line in lines),
        )
        for place, head in enumerate(grid.heads[:columns])
    )
    names = tuple(line.name for line in lines)
    return Chart("lying", grid.title, "处", names, series, _said(grid, lines, columns=columns))


def ages_chart(grid: Grid) -> Chart:
    """All ages, empty ones too: that nothing is old is what one looks for."""
    lines = grid.every
    series = Series(
        grid.heads[0],
        tuple(line.cells[0].number for line in lines),
        hrefs=tuple(line.cells[0].url for line in lines),
    )
    names = tuple(line.name for line in lines)
    return Chart("lying", grid.title, "处", names, (series,), _said(grid, lines))


def _short(month: str) -> str:
    """“2026年1月” needs its year only where a year begins."""
    year, _, rest = month.partition("年")
    return f"{year}年{rest}" if rest in {"1月"} else rest


def _said(grid: Grid, lines: list[Line], *, columns: int = 4) -> str:
    """The chart in words, for those who do not see it."""
    parts = []
    for line in lines:
        numbers = "、".join(
            f"{head}{cell.text}"
            for head, cell in zip(grid.heads[:columns], line.cells, strict=False)
        )
        parts.append(f"{line.name}{numbers}")
    return f"{grid.title}：{'；'.join(parts)}"
