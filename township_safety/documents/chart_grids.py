"""Numbers as a grid of shaded cells, as a small line, and as a plain table."""

from collections.abc import Sequence
from html import escape

from township_safety.documents.chart_canvas import INK, SIZE, VALUE_SIZE, Canvas
from township_safety.documents.parts import Chart, Series, Table, TableCell, TextRun
from township_safety.documents.scales import number_text, text_width

# From nothing to most; all light enough for black figures on a copy.
SHADES = ("#fff", "#edf3f8", "#d5e3ef", "#b8cfe3", "#9bbad6", "#7ea5c9")
ROW = 18.0
SPARK_WIDTH, SPARK_HEIGHT = 80.0, 20.0
NOTHING = "—"


def heat_grid(canvas: Canvas, chart: Chart) -> float:
    """A row for each series, a column for each category, every number written in its cell."""
    if chart.unit:
        canvas.text(2, 10, f"单位：{chart.unit}")
    longest = max(text_width(series.name, SIZE) for series in chart.series)
    left = min(longest, canvas.width * 0.3) + 8
    slot = (canvas.width - left - 2) / len(chart.categories)
    lines = [
        canvas.label(left + slot * (place + 0.5), 26, text, width=slot - 3, lines=4)
        for place, text in enumerate(chart.categories)
    ]
    top = 22 + max(lines) * (SIZE + 1.5)
    most = max((v for series in chart.series for v in series.values if v is not None), default=0)
    for number, series in enumerate(chart.series):
        y = top + ROW * number
        canvas.label(left - 4, y + ROW * 0.65, series.name, width=left - 8, lines=1, anchor="end")
        _heat_row(canvas, chart, series, left=left, y=y, slot=slot, most=most)
    return top + ROW * len(chart.series) + 4


def _heat_row(
    canvas: Canvas,
    chart: Chart,
    series: Series,
    *,
    left: float,
    y: float,
    slot: float,
    most: float,
) -> None:
    unit = series.unit or chart.unit
    for place, (category, value) in enumerate(zip(chart.categories, series.values, strict=True)):
        text = NOTHING if value is None else number_text(value, series.unit)
        said = "无数据" if value is None else f"{number_text(value)}{unit}"
        x, href = left + slot * place, series.hrefs[place] if series.hrefs else ""
        tip = f"{series.name} {category}：{said}"
        canvas.tile(x, y, slot, ROW, shade=_shade(value, most), tip=tip, href=href)
        size = min(VALUE_SIZE, (slot - 2) / max(text_width(text, 1), 1))
        canvas.text(x + slot / 2, y + ROW * 0.65, text, anchor="middle", size=size)


def _shade(value: float | None, most: float) -> str:
    if not value or most <= 0 or value < 0:
        return SHADES[0]
    return SHADES[max(1, min(round(value / most * (len(SHADES) - 1)), len(SHADES) - 1))]


def sparkline(values: Sequence[float | None], *, label: str) -> str:
    """A small line without axes, its last value marked; `label` says it in words."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0), max(known, default=0)
    span, step = (high - low) or 1, (SPARK_WIDTH - 8) / max(len(values) - 1, 1)
    points = [
        (4 + step * place, SPARK_HEIGHT - 4 - (value - low) / span * (SPARK_HEIGHT - 8))
        for place, value in enumerate(values)
        if value is not None
    ]
    where = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    last = ""
    if points:
        last = f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="2" fill="{INK}"/>'
    said = escape(label)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sparkline" role="img" '
        f'aria-label="{said}" viewBox="0 0 {SPARK_WIDTH:g} {SPARK_HEIGHT:g}" '
        f'width="{SPARK_WIDTH:g}" height="{SPARK_HEIGHT:g}"><title>{said}</title>'
        f'<polyline points="{where}" fill="none" stroke="{INK}" stroke-width="1.4"/>{last}</svg>'
    )


def table_of(chart: Chart) -> Table:
    """The chart's numbers, a row for each category."""
    names = [_named(series, chart) for series in chart.series]
    rows = [
        (_cell(category, align="left"), *(_number(series, place) for series in chart.series))
        for place, category in enumerate(chart.categories)
    ]
    return Table(
        caption=chart.title,
        unit=chart.unit,
        head=(tuple(_cell(text) for text in ("", *names)),),
        rows=tuple(rows),
        widths=(40.0, *(20.0 for _ in names)),
    )


def _named(series: Series, chart: Chart) -> str:
    is_other = series.unit and series.unit != chart.unit
    return f"{series.name}（{series.unit}）" if is_other else series.name


def _number(series: Series, place: int) -> TableCell:
    value = series.values[place]
    return _cell(NOTHING if value is None else number_text(value))


def _cell(text: str, **more: str) -> TableCell:
    return TableCell((TextRun(text),), **more)  # type: ignore[arg-type]  # the alignment
