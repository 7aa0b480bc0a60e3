"""HTML for the screen and for paper: nothing said is ever markup."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from tests.documents.papers import cell, chart, figure, full_paper, paper, say
from township_safety.documents import model
from township_safety.documents.breaks import MAY_BREAK, MUST_NOT_BREAK, guided
from township_safety.documents.html import render_html, style_sheet

HOSTILE = (
    "</td><link rel=attachment href=file:///etc/passwd>",
    '"><script>alert(1)</script>',
    "{{ settings.SECRET_KEY }}{% include 'x' %}",
    "<img src=http://127.0.0.1/x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<!-- ",
    "]]></svg><style>*{background:url(http://127.0.0.1/x)}</style>",
    "&lt;b&gt; &#60;b&#62;",
)


class Tags(HTMLParser):
    """Collects elements, attributes and text of a page."""

    def __init__(self, html):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def named(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def saying(text):
    """A paper with the text in every place that takes text."""
    run = (model.TextRun(text),)
    return model.Document(
        title=model.Title((text,)),
        period_label=text,
        addressee=model.Addressee(text),
        blocks=(
            model.Paragraph((*run, figure(text, text, key=text, definition=text, href="/" + text))),
            model.Heading(1, run),
            model.Heading(2, run, run_in=run),
            model.Item((model.TextRun(text, bold=True),)),
            model.Slot(text, text, (model.Paragraph(run),), text),
            model.Slot(text, text, (), text),
            model.Table(text, text, ((cell(text),),), ((cell(text),),), (10,)),
            model.Chart("bar", text, text, (text,), (model.Series(text, (1,), text),), text),
            model.Chart("line", text, text, (text,), (model.Series(text, (1,)),) * 2, text),
        ),
        signature=model.Signature(text, date(2024, 1, 5)),
        meta=model.Meta(text, text, (text,), full_paper().meta.created_at),
        language=text,
    )


@pytest.mark.parametrize("mode", ["screen", "paper"])
@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_said_is_never_markup(text, mode):
    shape = [tag for tag, _ in Tags(render_html(saying("甲"), mode=mode)).found]
    found = Tags(render_html(saying(text), mode=mode))
    names = {name for _, attributes in found.found for name in attributes}

    allowed = set(shape)
    assert {tag for tag, _ in found.found} <= allowed
    assert not [name for name in names if name.startswith("on")]
    assert found.named("link") == found.named("img") == found.named("script") == []
    shown = found.text.replace(MAY_BREAK, "").replace(MUST_NOT_BREAK, "")
    assert text in shown


def test_on_the_screen_a_figure_leads_to_its_rows():
    html = render_html(paper(say("发现隐患", figure("13", "处"), "处。")))
    (link,) = Tags(html).named("a")

    assert link == {
        "class": "figure",
        "href": "/figures/hazards.found?sector=fire",
        "title": "统计期内发现的隐患",
        "data-key": "hazards.found",
    }
    assert '<span class="together"><a ' in html
    assert ">13</a>处</span>。" in html


def test_on_the_screen_a_line_may_end_before_the_bracket_of_a_rate():
    html = render_html(paper(say("整改率", figure("96%（285/297）", "%"), "。")))
    assert ">96%<wbr>（285/297）</a>" in html


@pytest.mark.parametrize("href", ["", "javascript:alert(1)", "//other.example/x", "http://x"])
def test_a_figure_leads_nowhere_but_into_this_site(href):
    html = render_html(paper(say(figure("13", "处", href=href))))

    assert Tags(html).named("a") == []
    assert ">13</span>" in html


def test_a_unit_is_not_printed_twice_and_not_added():
    assert "13处。" in Tags(render_html(paper(say(figure("13", "处"), "处。")))).text
    assert "13，" in Tags(render_html(paper(say(figure("13", "处"), "，")))).text
    assert "1320" in Tags(render_html(paper(say(figure("13", "处"), figure("20", "处"))))).text


def test_the_screen_shows_slots_and_paper_does_not():
    screen = Tags(render_html(full_paper()))
    paper_text = Tags(render_html(full_paper(), mode="paper")).text

    assert [slot["data-slot"] for slot in screen.named("section")] == ["opening", "problems"]
    assert "请写其他问题" in screen.text
    assert "请写开头" not in screen.text
    assert "请写其他问题" not in paper_text


def test_the_screen_has_no_inline_style_or_script():
    html = render_html(full_paper())

    assert "style=" not in html
    assert "<style" not in html
    assert "<script" not in html
    assert html.startswith('<article class="paper sheet" lang="zh-CN">')


def test_paper_is_a_whole_page_without_links():
    html = render_html(full_paper(), mode="paper")
    tags = Tags(html)

    assert html.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert tags.named("a") == []
    assert style_sheet() in html
    assert {"name": "author", "content": "梧桐镇安全办"} in tags.named("meta")


def test_the_running_head_is_off_unless_asked_for():
    assert '<body class="paper">' in render_html(full_paper(), mode="paper")
    headed = render_html(full_paper(), mode="paper", running_head=True)
    assert '<body class="paper headed">' in headed


def test_headings_and_items_carry_their_numbers():
    html = render_html(full_paper())

    assert "<h2>一、排查情况</h2>" in html
    assert "<h3>（一）总体情况</h3>" in html
    assert 'aria-level="4">1.消防安全。</span>检查场所86家。</p>' in html
    assert "<p>一是进度不均衡。</p>" in html


def test_table_heads_span_and_say_what_they_head():
    head = ((cell("村", rowspan=2), cell("隐患", colspan=2)), (cell("一般"), cell("重大")))
    row = (cell("梧桐村", header=True), cell("3", align="right"), cell("0"))
    table = model.Table("", "", head, (row, row), (20, 10, 10), total_row=True)
    html = render_html(paper(table))
    tags = Tags(html)

    assert {"scope": "col", "rowspan": "2"} in tags.named("th")
    assert {"scope": "col", "colspan": "2"} in tags.named("th")
    assert {"scope": "row"} in tags.named("th")
    assert html.count('<tr class="total">') == 1
    assert [column["width"] for column in tags.named("col")] == ["50.000%", "25.000%", "25.000%"]
    assert "aria-labelledby" not in html


def test_paragraph_shapes():
    flush = model.Paragraph((model.TextRun("甲", bold=True),), indent=False, align="center")

    assert '<p class="flush center"><strong>甲</strong></p>' in render_html(paper(flush))
    printed = render_html(paper(flush), mode="paper")
    assert '<p class="flush center"><strong>甲</strong></p>' in printed


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        (model.Signature("梧桐镇人民政府", date(2024, 4, 8)), "signature"),
        (model.Signature("梧桐镇", date(2024, 12, 28)), "signature long-date"),
        (model.Signature("梧桐镇人民政府", date(2024, 4, 8), sealed=True), "signature sealed"),
        (model.Signature("梧桐镇人民政府", None), "signature"),
    ],
)
def test_signatures(signature, names):
    html = render_html(replace(full_paper(), signature=signature))

    assert f'<div class="{names}">' in html
    assert ('<p class="on">' in html) is (signature.on is not None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("发现13处。", "发现13⁀处。"),
        ("投入3.5万元", "投入3.5⁀万⁀元"),
        ("参加86人次", "参加86⁀人⁀次"),
        ("2024年1月", "2024⁀年1⁀月"),
        ("占90.4%的", "占90.4%⁀的"),
        ("坚持“甲”和", "坚持|“甲”|和"),
        ("第三季度", "第三季度"),
    ],
)
def test_where_lines_may_end(text, shown):
    assert guided(text).replace(MUST_NOT_BREAK, "⁀").replace(MAY_BREAK, "|") == shown


def test_each_chart_has_patterns_of_its_own():
    html = render_html(paper(chart(), chart()))

    assert 'id="chart-1-1"' in html
    assert 'id="chart-2-1"' in html
