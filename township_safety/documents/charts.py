"""Charts as SVG, the same markup on the screen and in the PDF.

Text stays text; bars differ by hatching and lines by their marks, every value is written beside
its mark, so that a black and white copy says the same. Only presentation attributes are used: the
pages forbid inline style. Lengths are in pt, the drawing is as wide as the type area unless told.
"""

from collections.abc import Iterator
from html import escape

from township_safety.documents.chart_canvas import (
    FACES,
    GREY,
    LEGEND_MARK,
    NARROW,
    PLOT,
    SIZE,
    TALLEST,
    TOP,
    VALUE_SIZE,
    WIDTH,
    Canvas,
)
from township_safety.documents.chart_grids import heat_grid, sparkline, table_of
from township_safety.documents.parts import Chart, Series
from township_safety.documents.scales import Scale, number_text, text_width, wrapped

__all__ = ["NARROW", "WIDTH", "sparkline", "svg", "table_of"]


def svg(chart: Chart, *, name: str = "chart", links: bool = False, width: float = WIDTH) -> str:
    """The drawing; `name` keeps its patterns apart from those of other charts on the page.

    With `links` a mark leads to the page behind its value.
    """
    canvas = Canvas(name, links=links, width=width)
    if not chart.categories or not chart.series:
        canvas.text(width / 2, TOP, "无数据", anchor="middle")
        height = TOP * 2
    elif chart.kind == "heat":
        height = heat_grid(canvas, chart)
    elif chart.kind == "lying" or (chart.kind == "bar" and not _fits_upright(chart, width)):
        height = _lying_bars(canvas, chart)
    else:
        height = _upright(canvas, chart)
    label = escape(chart.alt or chart.title)
    # A drawing with links in it is no single picture to a reader's ear.
    role = "group" if links and any(series.hrefs for series in chart.series) else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="{role}" aria-label="{label}" '
        f'viewBox="0 0 {width:g} {height:.1f}" width="{width:g}pt" height="{height:.1f}pt" '
        f'font-family="{FACES}" font-size="{SIZE:g}"><title>{escape(chart.title)}</title>'
        f"<defs>{canvas.patterns()}</defs>{''.join(canvas.parts)}</svg>"
    )


def _split(chart: Chart) -> tuple[list[Series], list[Series]]:
    """The series drawn as bars and those drawn as lines."""
    if chart.kind == "line":
        return [], list(chart.series)
    if chart.kind in ("bar", "lying", "stacked"):
        return list(chart.series), []
    return (
        [series for series in chart.series if series.axis == "left"],
        [series for series in chart.series if series.axis == "right"],
    )


def _values(series: list[Series]) -> list[int | float | None]:
    return [value for one in series for value in one.values]


def _widest(series: list[Series]) -> float:
    texts = (number_text(v, one.unit) for one in series for v in one.values if v is not None)
    return max((text_width(text, VALUE_SIZE) for text in texts), default=0)


def _fits_upright(chart: Chart, width: float) -> bool:
    """Whether the names fit under the bars in three lines."""
    slot = (width - 70) / len(chart.categories) - 3
    return max(len(wrapped(text, width=slot, size=SIZE, lines=9)) for text in chart.categories) < 4


def _tip(category: str, series: Series, value: float, unit: str) -> str:
    unit = series.unit or unit
    return f"{category} {series.name}：{number_text(value)}{unit}"


def _href(series: Series, place: int) -> str:
    return series.hrefs[place] if series.hrefs else ""


def _legend(canvas: Canvas, chart: Chart) -> None:
    """The unit at the left, the series' names with their marks at the right, one row."""
    if chart.unit:
        canvas.text(2, 10, f"单位：{chart.unit}")
    if len(chart.series) < 2:
        return
    names = _legend_names(chart, canvas.width - 70)
    x = canvas.width - sum(text_width(name, SIZE) + LEGEND_MARK for name in names.values())
    bars, lines = _split(chart)
    for number, series in [*enumerate(bars), *enumerate(lines)]:
        if series in bars:
            canvas.bar(x, 3, 14, 8, series=number, tip=series.name)
        else:
            canvas.path([(x - 1, 7), (x + 15, 7)], series=number)
            canvas.mark(x + 7, 7, series=number, tip=series.name)
        canvas.text(x + 18, 10, names[series])
        x += text_width(names[series], SIZE) + LEGEND_MARK


def _legend_names(chart: Chart, width: float) -> dict[Series, str]:
    """Whole where all have room in one row, else each cut to its share."""
    whole = sum(text_width(series.name, SIZE) + LEGEND_MARK for series in chart.series)
    most = width if whole <= width else width / len(chart.series) - LEGEND_MARK
    return {
        series: wrapped(series.name, width=most, size=SIZE, lines=1)[0] for series in chart.series
    }


def _upright(canvas: Canvas, chart: Chart) -> float:
    """Names along the bottom; with both bars and lines, the lines have the upper third alone."""
    bars, lines = _split(chart)
    _legend(canvas, chart)
    bottom = TOP + PLOT
    left, right = 36.0, canvas.width - 34.0
    slot = (right - left) / len(chart.categories)
    turned = max(_widest(bars) * max(len(bars), 1), _widest(lines)) > slot
    room = 34.0 if turned else 14.0
    both = bool(bars and lines)
    if chart.kind == "stacked":
        scale = Scale.over(_sums(bars), start=bottom, end=TOP + 14)
        _rule(canvas, scale, left=left, right=right)
        _stacked_bars(canvas, chart, scale, left=left, slot=slot)
    elif bars:
        top = TOP + (PLOT * 0.4 if both else 0) + room
        scale = Scale.over(_values(bars), start=bottom, end=top)
        _rule(canvas, scale, left=left, right=right)
        _standing_bars(canvas, chart, bars, scale, left=left, slot=slot, upward=turned)
    if lines:
        end = TOP + PLOT * 0.4 - 8 if both else bottom
        scale = Scale.over(_values(lines), start=end, end=TOP + room)
        unit = lines[0].unit
        _rule(canvas, scale, left=left, right=right, at_right=both, unit=unit)
        _drawn_lines(canvas, chart, lines, scale, left=left, slot=slot, upward=turned)
    rows = [
        canvas.label(left + slot * (number + 0.5), bottom + 12, text, width=slot - 3, lines=6)
        for number, text in enumerate(chart.categories)
    ]
    return bottom + 10 + max(rows) * (SIZE + 1.5)


def _rule(
    canvas: Canvas,
    scale: Scale,
    *,
    left: float,
    right: float,
    at_right: bool = False,
    unit: str = "",
) -> None:
    for tick in scale.ticks():
        y = scale.at(tick)
        canvas.line(left, y, right, y, ink="#000" if tick == 0 else GREY)
        text = number_text(tick, unit)
        x, anchor = (right + 4, "start") if at_right else (left - 4, "end")
        canvas.text(x, y + 3, text, anchor=anchor, size=VALUE_SIZE)


def _standing_bars(
    canvas: Canvas,
    chart: Chart,
    bars: list[Series],
    scale: Scale,
    *,
    left: float,
    slot: float,
    upward: bool,
) -> None:
    width = min(slot * 0.8 / len(bars), 34)
    floor = scale.at(0)
    for number, series in enumerate(bars):
        for place, category, value in _places(chart, series):
            x = left + slot * (place + 0.5) + width * (number - len(bars) / 2)
            y = scale.at(value)
            tip = _tip(category, series, value, chart.unit)
            canvas.bar(
                x,
                min(y, floor),
                width,
                abs(y - floor),
                series=number,
                tip=tip,
                href=_href(series, place),
            )
            text = number_text(value, series.unit)
            middle, above = x + width / 2, min(y, floor) - 3
            if upward:
                size = min(VALUE_SIZE, width)
                canvas.text(middle + size * 0.35, above, text, size=size, upward=True)
            else:
                canvas.text(middle, above, text, anchor="middle", size=VALUE_SIZE)


def _sums(bars: list[Series]) -> list[int | float]:
    return [
        sum(value or 0 for value in values)
        for values in zip(*(series.values for series in bars), strict=True)
    ]


def _stacked_bars(canvas: Canvas, chart: Chart, scale: Scale, *, left: float, slot: float) -> None:
    """Each value in its part of the bar where there is room for it, the sum over all."""
    bars = list(chart.series)
    width = min(slot * 0.7, 46)
    heights = [0.0] * len(chart.categories)
    for number, series in enumerate(bars):
        for place, category, value in _places(chart, series):
            x = left + slot * (place + 0.5) - width / 2
            lower, upper = scale.at(heights[place]), scale.at(heights[place] + value)
            heights[place] += value
            tip, href = _tip(category, series, value, chart.unit), _href(series, place)
            canvas.bar(x, upper, width, lower - upper, series=number, tip=tip, href=href)
            text = number_text(value, series.unit)
            if lower - upper > VALUE_SIZE + 3 and text_width(text, VALUE_SIZE) + 4 < width:
                middle = (lower + upper) / 2 + VALUE_SIZE * 0.35
                canvas.ground(x + width / 2, middle, text, size=VALUE_SIZE)
    for place, total in enumerate(_sums(bars)):
        x, y = left + slot * (place + 0.5), scale.at(total) - 3
        canvas.text(x, y, number_text(total), anchor="middle", size=VALUE_SIZE)


def _drawn_lines(
    canvas: Canvas,
    chart: Chart,
    lines: list[Series],
    scale: Scale,
    *,
    left: float,
    slot: float,
    upward: bool,
) -> None:
    """At each place the value of the highest line stands above it, the others' below."""
    highest = _highest(lines)
    for number, series in enumerate(lines):
        points: list[tuple[float, float]] = []
        for place, category, value in _places(chart, series):
            x, y = left + slot * (place + 0.5), scale.at(value)
            points.append((x, y))
            tip = _tip(category, series, value, series.unit or chart.unit)
            canvas.mark(x, y, series=number, tip=tip, href=_href(series, place))
            text = number_text(value, series.unit)
            if upward:
                canvas.text(x + 3, y - 5, text, size=VALUE_SIZE, upward=True)
            else:
                # Below, unless it would stand among the names of the categories.
                above = highest[place] == number or y > scale.at(scale.low) - 12
                away = 5 if above else -11
                canvas.text(x, y - away, text, anchor="middle", size=VALUE_SIZE)
        if len(points) > 1:
            canvas.path(points, series=number)


def _highest(lines: list[Series]) -> list[int]:
    """For each place the number of the line that is highest there."""
    return [
        max(
            range(len(values)), key=lambda number: (values[number] is not None, values[number] or 0)
        )
        for values in zip(*(series.values for series in lines), strict=True)
    ]


def _places(chart: Chart, series: Series) -> Iterator[tuple[int, str, int | float]]:
    """Where something was recorded: place, category, value."""
    for place, (category, value) in enumerate(zip(chart.categories, series.values, strict=True)):
        if value is not None:
            yield place, category, value


def _lying_bars(canvas: Canvas, chart: Chart) -> float:
    """Names at the left, for many categories or long names."""
    bars = list(chart.series)
    _legend(canvas, chart)
    names = max(text_width(text, SIZE) for text in chart.categories)
    left = min(names, canvas.width * 0.34) + 8
    pitch = min(len(bars) * 12 + 7, TALLEST / len(chart.categories))
    thick = (pitch - 5) / len(bars)
    top = 20.0
    bottom = top + pitch * len(chart.categories)
    scale = Scale.over(_values(bars), start=left, end=canvas.width - _widest(bars) - 6)
    for tick in scale.ticks():
        x = scale.at(tick)
        canvas.line(x, top, x, bottom, ink="#000" if tick == 0 else GREY)
        canvas.text(x, bottom + 10, number_text(tick), anchor="middle", size=VALUE_SIZE)
    for place, category in enumerate(chart.categories):
        middle = top + pitch * (place + 0.5)
        fits = 2 if pitch >= 2 * SIZE + 2 else 1
        rows = wrapped(category, width=left - 8, size=SIZE, lines=fits)
        start = middle + 3 - (len(rows) - 1) * (SIZE + 1.5) / 2
        canvas.label(left - 4, start, category, width=left - 8, lines=fits, anchor="end")
    for number in range(len(bars)):
        _lying_series(canvas, chart, number, scale, top=top, pitch=pitch, thick=thick)
    return bottom + 16


def _lying_series(
    canvas: Canvas,
    chart: Chart,
    number: int,
    scale: Scale,
    *,
    top: float,
    pitch: float,
    thick: float,
) -> None:
    series = chart.series[number]
    size = min(VALUE_SIZE, thick + 1)
    start = scale.at(0)
    for place, category, value in _places(chart, series):
        y = top + pitch * place + 2.5 + thick * number
        x = scale.at(value)
        tip = _tip(category, series, value, chart.unit)
        canvas.bar(
            min(x, start),
            y,
            abs(x - start),
            thick - 1,
            series=number,
            tip=tip,
            href=_href(series, place),
        )
        text = number_text(value, series.unit)
        canvas.text(max(x, start) + 3, y + thick / 2 + size * 0.3, text, size=size)
