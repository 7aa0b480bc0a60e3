"""Charts: well-formed, inside their frame, readable without colour."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.papers import chart
from township_safety.documents.charts import NARROW, WIDTH, sparkline, svg, table_of
from township_safety.documents.html import chart_html
from township_safety.documents.model import Chart, Series, text_of
from township_safety.documents.scales import Scale, number_text, text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"
LONG = "人员密集场所及大型群众性活动场所（含学校、医院、养老机构）"


def drawn(shown, width=WIDTH):
    return ElementTree.fromstring(svg(shown, width=width))  # noqa: S314 -- our own drawing


def box(text):
    """Left, top, right and bottom of a text, by the widths the drawing itself reckons with."""
    x, y, size = (float(text.get(name)) for name in ("x", "y", "font-size"))
    width = text_width(text.text or "", size)
    if text.get("transform"):
        return x - size * 0.8, y - width, x + size * 0.2, y
    left = x - {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
    return left, y - size * 0.8, left + width, y + size * 0.2


def made(kind, count, *, names, series=1, top=1500):
    values = tuple((number * 137) % (top + 1) for number in range(count))
    many = [Series(f"第{number}组", values, "处") for number in range(series)]
    if kind == "bar_line":
        many[-1] = Series("整改率", tuple(value % 101 for value in values), "%", "right")
    labels = tuple(f"{names}{number}" for number in range(count))
    return Chart(kind, "题", "处", labels, tuple(many), "")


@pytest.mark.parametrize("kind", ["bar", "line", "bar_line"])
@pytest.mark.parametrize("count", [1, 2, 5, 12, 20])
@pytest.mark.parametrize("names", ["消", "道路交通", LONG])
@pytest.mark.parametrize("series", [2, 3])
@pytest.mark.parametrize("wide", [WIDTH, NARROW])
def test_nothing_leaves_the_frame(kind, count, names, series, wide):
    drawing = drawn(made(kind, count, names=names, series=series), wide)
    _, _, width, height = (float(part) for part in drawing.get("viewBox").split())

    assert width == wide
    assert height < 620
    for text in drawing.iter(f"{SVG}text"):
        left, top, right, bottom = box(text)
        assert left >= -1, text.text
        assert top >= -1, text.text
        assert right <= width + 1, text.text
        assert bottom <= height + 1, text.text
    for bar in drawing.iter(f"{SVG}rect"):
        if bar.get("x"):
            assert float(bar.get("x")) >= -1
            assert float(bar.get("x")) + float(bar.get("width")) <= width + 1
            assert float(bar.get("y")) + float(bar.get("height")) <= height + 1


@pytest.mark.parametrize("count", [2, 12, 20])
@pytest.mark.parametrize("names", ["消防", "道路交通", LONG])
def test_names_of_categories_do_not_run_into_each_other(count, names):
    drawing = drawn(made("bar", count, names=names))
    labels = [[box(text) for text in group.iter(f"{SVG}text")] for group in drawing.iter(f"{SVG}g")]

    assert len(labels) == count
    for one, other in pairwise(labels):
        for a in one:
            for b in other:
                apart = a[2] <= b[0] + 0.5 or a[3] <= b[1] + 0.5
                assert apart, (a, b)


def test_every_value_is_written_and_named():
    drawing = drawn(chart())
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    titles = [title.text for title in drawing.iter(f"{SVG}title")]

    assert {"12", "8", "91.5%", "100%", "消防", "交通", "燃气", "单位：处", "整改率"} <= set(texts)
    assert {"消防 隐患数：12处", "交通 整改率：100%"} <= set(titles)
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == "三类隐患的数量和整改率"


def test_series_differ_without_colour():
    drawing = drawn(made("bar", 3, names="甲", series=3))
    fills = {bar.get("fill") for bar in drawing.iter(f"{SVG}rect") if bar.get("x")}

    assert len(fills) == 3
    lines = drawn(made("line", 3, names="甲", series=3))
    dashes = {line.get("stroke-dasharray") for line in lines.iter(f"{SVG}polyline")}
    assert len(dashes) == 3


@pytest.mark.parametrize(("last", "is_whole"), [("期末未整改", True), ("期末还没有整改的", False)])
def test_names_of_series_are_cut_only_where_they_have_no_room(last, is_whole):
    series = tuple(Series(name, (1,)) for name in ("排查", "整改", "上期结转", last))
    drawing = drawn(Chart("lying", "甲", "处", ("乙",), series, "甲"), NARROW)
    assert (last in [text.text for text in drawing.iter(f"{SVG}text")]) is is_whole


def test_what_was_not_recorded_is_not_drawn_as_zero():
    drawing = drawn(Chart("bar", "题", "处", ("甲", "乙"), (Series("数", (None, 0)),), ""))
    bars = [bar for bar in drawing.iter(f"{SVG}rect") if bar.get("x")]

    assert len(bars) == 1


def test_without_data_it_says_so():
    assert "无数据" in svg(Chart("bar", "题", "处", (), (), ""))


def test_a_value_too_many_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        svg(Chart("bar", "题", "处", ("甲",), (Series("数", (1, 2)),), ""))


def test_only_presentation_attributes():
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|xlink", svg(chart()))


@given(st.lists(st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9) | st.none(), max_size=20))
def test_scales_hold_their_values_and_end_on_ticks(values):
    scale = Scale.over(values, start=200, end=20)

    assert scale.low <= 0 <= scale.high
    for value in values:
        if value is not None:
            assert 19 <= scale.at(value) <= 201
    assert 2 <= len(scale.ticks()) <= 12


def test_counts_have_whole_ticks():
    assert Scale.over([1, 2], start=0, end=1).ticks() == [0, 1, 2]
    assert Scale.over([], start=0, end=1).ticks() == [0, 1]


@given(
    st.text(st.characters(codec="utf-8", categories=["Lo", "Nd"]), max_size=60), st.integers(1, 6)
)
def test_wrapping_keeps_the_text_or_says_it_is_cut(text, lines):
    rows = wrapped(text, width=40, size=9, lines=lines)

    assert len(rows) <= lines
    assert all(text_width(row, 9) <= 45 for row in rows)
    assert "".join(rows) == text or rows[-1].endswith("…")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(12, "处", "12"), (12.0, "", "12"), (91.25, "%", "91.25%"), (1.239, "", "1.24"), (0, "", "0")],
)
def test_value_texts(value, unit, text):
    assert number_text(value, unit) == text


def some(kind, *, hrefs=()):
    many = (
        Series("一般", (7, 3, 0), "处", hrefs=hrefs),
        Series("重大", (1, None, 2), "处", hrefs=("",) * len(hrefs)),
    )
    return Chart(kind, "题", "处", ("消防", "交通", "燃气"), many, "各行业隐患")


@pytest.mark.parametrize("kind", ["lying", "stacked", "heat"])
@pytest.mark.parametrize("count", [1, 5, 12])
@pytest.mark.parametrize("names", ["消防", LONG])
def test_the_further_kinds_stay_in_their_frame(kind, count, names):
    drawing = drawn(made(kind, count, names=names, series=3))
    _, _, width, height = (float(part) for part in drawing.get("viewBox").split())

    for text in drawing.iter(f"{SVG}text"):
        left, top, right, bottom = box(text)
        assert left >= -1, text.text
        assert top >= -1, text.text
        assert right <= width + 1, text.text
        assert bottom <= height + 1, text.text
    for bar in drawing.iter(f"{SVG}rect"):
        if bar.get("x"):
            assert float(bar.get("x")) + float(bar.get("width")) <= width + 1
            assert float(bar.get("y")) + float(bar.get("height")) <= height + 1


def test_bars_lie_when_they_are_asked_to():
    bars = [bar for bar in drawn(some("lying")).iter(f"{SVG}rect") if bar.get("x")]
    drawn_bars = [bar for bar in bars if float(bar.get("y")) > 15]

    assert all(float(bar.get("x")) == float(drawn_bars[0].get("x")) for bar in drawn_bars)


def test_a_stack_is_as_high_as_its_sum():
    drawing = drawn(some("stacked"))
    texts = [text.text for text in drawing.iter(f"{SVG}text")]

    assert {"8", "3", "2"} <= set(texts)
    assert "消防 重大：1处" in [title.text for title in drawing.iter(f"{SVG}title")]


def test_a_grid_writes_every_number_and_says_what_is_not_known():
    drawing = drawn(some("heat"))
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    shades = {rect.get("fill") for rect in drawing.iter(f"{SVG}rect") if rect.get("x")}

    assert {"7", "3", "0", "1", "—", "2", "一般", "重大"} <= set(texts)
    assert "重大 交通：无数据" in [title.text for title in drawing.iter(f"{SVG}title")]
    assert len(shades) > 2


@pytest.mark.parametrize("kind", ["bar", "lying", "stacked", "line", "heat"])
def test_a_mark_leads_to_its_rows_on_the_screen_alone(kind):
    shown = some(kind, hrefs=("/a", "//evil.example", "javascript:x"))
    on_screen = ElementTree.fromstring(svg(shown, links=True))  # noqa: S314 -- our own drawing
    links = [link.get("href") for link in on_screen.iter(f"{SVG}a")]

    assert links == ["/a"]
    assert on_screen.get("role") == "group"
    assert "<a " not in svg(shown)


def test_a_chart_on_a_page_has_its_numbers_as_a_table():
    html = chart_html(some("bar", hrefs=("/a", "/b", "/c")), name="one")

    assert "<summary>数据表</summary>" in html
    assert '<tr><th scope="row">交通</th><td>3</td><td>—</td></tr>' in html
    assert 'href="/b"' in html
    assert "<script" not in chart_html(
        Chart("bar", "<script>", "", ("<b>",), (Series("<i>", (1,)),), ""), name="x"
    )


def test_the_table_of_a_chart_names_units_that_differ():
    shown = table_of(chart())

    assert [text_of(cell.runs) for cell in shown.head[0]] == ["", "隐患数", "整改率（%）"]
    assert [text_of(cell.runs) for cell in shown.rows[0]] == ["消防", "12", "91.5"]


@pytest.mark.parametrize("values", [(), (3,), (None, None), (1, None, 4), (5, 5, 5)])
def test_a_small_line_stays_in_its_frame(values):
    drawing = ElementTree.fromstring(sparkline(values, label="近三月"))  # noqa: S314 -- our own drawing
    points = drawing.find(f"{SVG}polyline").get("points").split()

    assert len(points) == sum(value is not None for value in values)
    for point in points:
        x, y = map(float, point.split(","))
        assert 0 <= x <= 80
        assert 0 <= y <= 20
    assert drawing.get("aria-label") == "近三月"
