"""Charts as SVG, the same markup on the screen and in the PDF.

Text stays text; bars differ by hatching and lines by their marks, every value is written beside
its mark, so that a black and white copy says the same. Only presentation attributes are used: the
pages forbid inline style. Lengths are in pt, the drawing is as wide as the type area.
"""

from collections.abc import Iterator
from html import escape

from township_safety.documents.parts import Chart, Series
from township_safety.documents.scales import Scale, number_text, text_width, wrapped

WIDTH = 442.0
SIZE = 9.0
VALUE_SIZE = 8.0
TOP = 34.0
PLOT = 190.0
TALLEST = 560.0
# Width of a mark in the legend with the space around it.
LEGEND_MARK = 28.0
FACES = "宋体, SimSun, STSong, GW Song, GW Rare, serif"
INK = "#1f4e79"
GREY = "#c8c8c8"

# What fills the bars of the first, second, … series: (ground, strokes); None is plain ink.
HATCHES = (
    None,
    ("#fff", "M-1 1L1 -1M0 5L5 0M4 6L6 4"),
    ("#d9d9d9", ""),
    ("#fff", "M0 2.5H5"),
    ("#fff", "M0 0L5 5M0 5L5 0"),
    ("#fff", "M2.5 0V5"),
)
DASHES = ("", "6 3", "2 2", "8 2 2 2")
LINE_INK = "#b03a2e"


def svg(chart: Chart, *, name: str = "chart") -> str:
    """The drawing; `name` keeps its patterns apart from those of other charts on the page."""
    canvas = _Canvas(name)
    if not chart.categories or not chart.series:
        canvas.text(WIDTH / 2, TOP, "无数据", anchor="middle")
        height = TOP * 2
    elif chart.kind == "bar" and not _fits_upright(chart):
        height = _lying_bars(canvas, chart)
    else:
        height = _upright(canvas, chart)
    label = escape(chart.alt or chart.title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="{label}" '
        f'viewBox="0 0 {WIDTH:g} {height:.1f}" width="{WIDTH:g}pt" height="{height:.1f}pt" '
        f'font-family="{FACES}" font-size="{SIZE:g}"><title>{escape(chart.title)}</title>'
        f"<defs>{canvas.patterns()}</defs>{''.join(canvas.parts)}</svg>"
    )


class _Canvas:
    """Collects the drawing's elements; everything that came as text is escaped here."""

    def __init__(self, name: str) -> None:
        self.name = escape(name)
        self.parts: list[str] = []

    def patterns(self) -> str:
        return "".join(
            f'<pattern id="{self.name}-{number}" width="5" height="5" '
            f'patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="{hatch[0]}"/>'
            f'<path d="{hatch[1] or "M0 0"}" stroke="{INK}" stroke-width="0.8" fill="none"/>'
            "</pattern>"
            for number, hatch in enumerate(HATCHES)
            if hatch
        )

    def fill(self, series: int) -> str:
        number = series % len(HATCHES)
        return f"url(#{self.name}-{number})" if HATCHES[number] else INK

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        upward: bool = False,
    ) -> None:
        turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if upward else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}"{turned}>'
            f"{escape(text)}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, *, ink: str = GREY) -> None:
        self.parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{ink}" '
            'stroke-width="0.6"/>'
        )

    def bar(
        self, x: float, y: float, width: float, height: float, *, series: int, tip: str
    ) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
            f'height="{max(height, 0):.1f}" fill="{self.fill(series)}" stroke="{INK}" '
            f'stroke-width="0.6"><title>{escape(tip)}</title></rect>'
        )

    def path(self, points: list[tuple[float, float]], *, series: int) -> None:
        dash = DASHES[series % len(DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{where}" fill="none" stroke="{LINE_INK}" stroke-width="1.4"'
            f"{dashed}/>"
        )

    def mark(self, x: float, y: float, *, series: int, tip: str) -> None:
        """A disc, a square, a triangle or an open circle."""
        ink = f'fill="{LINE_INK}"'
        shape = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" {ink}>',
            f'<rect x="{x - 2.2:.1f}" y="{y - 2.2:.1f}" width="4.4" height="4.4" {ink}>',
            f'<path d="M{x:.1f} {y - 3:.1f}l3 5h-6z" {ink}>',
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="#fff" stroke="{LINE_INK}">',
        )[series % 4]
        tag = shape[1:].split(" ", 1)[0]
        self.parts.append(f"{shape}<title>{escape(tip)}</title></{tag}>")

    def label(
        self, x: float, y: float, text: str, *, width: float, lines: int, anchor: str = "middle"
    ) -> int:
        """A category's name, broken to the width; the number of lines it took."""
        rows = wrapped(text, width=width, size=SIZE, lines=lines)
        self.parts.append(f"<g><title>{escape(text)}</title>")
        for number, row in enumerate(rows):
            self.text(x, y + number * (SIZE + 1.5), row, anchor=anchor)
        self.parts.append("</g>")
        return len(rows)


def _split(chart: Chart) -> tuple[list[Series], list[Series]]:
    """The series drawn as bars and those drawn as lines."""
    if chart.kind == "line":
        return [], list(chart.series)
    if chart.kind == "bar":
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


def _slot_width(chart: Chart) -> float:
    return (WIDTH - 70) / len(chart.categories)


def _fits_upright(chart: Chart) -> bool:
    """Whether the names fit under the bars in three lines."""
    width = _slot_width(chart) - 3
    return max(len(wrapped(text, width=width, size=SIZE, lines=9)) for text in chart.categories) < 4


def _tip(category: str, series: Series, value: float, unit: str) -> str:
    unit = series.unit or unit
    return f"{category} {series.name}：{number_text(value)}{unit}"


def _legend(canvas: _Canvas, chart: Chart) -> None:
    """The unit at the left, the series' names with their marks at the right, one row."""
    if chart.unit:
        canvas.text(2, 10, f"单位：{chart.unit}")
    if len(chart.series) < 2:
        return
    most = (WIDTH - 70) / len(chart.series) - LEGEND_MARK
    names = {
        series: wrapped(series.name, width=most, size=SIZE, lines=1)[0] for series in chart.series
    }
    x = WIDTH - sum(text_width(name, SIZE) + LEGEND_MARK for name in names.values())
    bars, lines = _split(chart)
    for number, series in [*enumerate(bars), *enumerate(lines)]:
        if series in bars:
            canvas.bar(x, 3, 14, 8, series=number, tip=series.name)
        else:
            canvas.path([(x - 1, 7), (x + 15, 7)], series=number)
            canvas.mark(x + 7, 7, series=number, tip=series.name)
        canvas.text(x + 18, 10, names[series])
        x += text_width(names[series], SIZE) + LEGEND_MARK


def _upright(canvas: _Canvas, chart: Chart) -> float:
    """Names along the bottom; with both bars and lines, the lines have the upper third alone."""
    bars, lines = _split(chart)
    _legend(canvas, chart)
    bottom = TOP + PLOT
    left, right = 36.0, WIDTH - 34.0
    slot = (right - left) / len(chart.categories)
    turned = max(_widest(bars) * max(len(bars), 1), _widest(lines)) > slot
    room = 34.0 if turned else 14.0
    both = bool(bars and lines)
    if bars:
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
    canvas: _Canvas,
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
    canvas: _Canvas,
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
            canvas.bar(x, min(y, floor), width, abs(y - floor), series=number, tip=tip)
            text = number_text(value, series.unit)
            middle, above = x + width / 2, min(y, floor) - 3
            if upward:
                size = min(VALUE_SIZE, width)
                canvas.text(middle + size * 0.35, above, text, size=size, upward=True)
            else:
                canvas.text(middle, above, text, anchor="middle", size=VALUE_SIZE)


def _drawn_lines(
    canvas: _Canvas,
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
            canvas.mark(x, y, series=number, tip=tip)
            text = number_text(value, series.unit)
            if upward:
                canvas.text(x + 3, y - 5, text, size=VALUE_SIZE, upward=True)
            else:
                away = 5 if highest[place] == number else -11
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


def _lying_bars(canvas: _Canvas, chart: Chart) -> float:
    """Names at the left, for many categories or long names."""
    bars = list(chart.series)
    _legend(canvas, chart)
    names = max(text_width(text, SIZE) for text in chart.categories)
    left = min(names, WIDTH * 0.34) + 8
    pitch = min(len(bars) * 12 + 7, TALLEST / len(chart.categories))
    thick = (pitch - 5) / len(bars)
    top = 20.0
    bottom = top + pitch * len(chart.categories)
    scale = Scale.over(_values(bars), start=left, end=WIDTH - _widest(bars) - 6)
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
    canvas: _Canvas,
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
        canvas.bar(min(x, start), y, abs(x - start), thick - 1, series=number, tip=tip)
        text = number_text(value, series.unit)
        canvas.text(max(x, start) + 3, y + thick / 2 + size * 0.3, text, size=size)
