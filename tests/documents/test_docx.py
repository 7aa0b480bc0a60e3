"""A Word file says what the page says, and is one that Word and WPS read alike."""

import io
import re
import time
import zipfile
from dataclasses import replace
from datetime import date
from unittest import mock

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.blanks import DIGEST, every_part, form, full_form, jpeg, ledger, record
from tests.documents.papers import cell, chart, full_paper, paper, say, table
from tests.documents.printed import squeezed
from tests.documents.test_html import HOSTILE, Tags, saying
from tests.documents.test_model import DOCUMENTS
from township_safety import jobs
from township_safety.documents import docx as writer
from township_safety.documents import forms, model, rendering
from township_safety.documents.breaks import MAY_BREAK, MUST_NOT_BREAK
from township_safety.documents.characters import legible
from township_safety.documents.docx import render_docx
from township_safety.documents.html import render_html

PAPERS = {
    "report": full_paper(),
    "form": full_form(),
    "every part": every_part(),
    "ledger": ledger(40),
}
NO_CONTENT = {"Picture"}


def opened(document, pictures=None):
    pictures = {DIGEST: jpeg()} if pictures is None else pictures
    return docx.Document(io.BytesIO(render_docx(document, pictures)))


def said(word):
    """The text in the order of the file, without what stands in the place of a picture."""
    lost = {
        text
        for one in word.element.body.iter(qn("w:p"))
        if one.pPr is not None and one.pPr.style in NO_CONTENT
        for text in one.iter(qn("w:t"))
    }
    return squeezed(
        "".join(text.text or "" for text in word.element.body.iter(qn("w:t")) if text not in lost)
    )


def on_the_page(document):
    """The text layer of the printed page's HTML, charts' labels and pictures left out."""
    html = render_html(document, mode="paper", sources={DIGEST: "data:image/jpeg;base64,"})
    body = html.partition("<body")[2]
    for furniture in (
        "<svg.*?</svg>",
        '<div class="form-code">.*?</div>',
        '<p class="no-pic.*?</p>',
    ):
        body = re.sub(furniture, "", body, flags=re.DOTALL)
    text = Tags("<body" + body).text
    return squeezed(text.replace(MAY_BREAK, "").replace(MUST_NOT_BREAK, ""))


def cells(word, number=0):
    return word.element.body.findall(qn("w:tbl"))[number]


def value(node, path, name="val"):
    found = node.find("/".join(qn(f"w:{tag}") for tag in path.split("/")))
    return None if found is None else found.get(qn(f"w:{name}"))


@pytest.mark.parametrize("name", PAPERS)
def test_word_says_what_the_page_says(name):
    word = said(opened(PAPERS[name]))

    assert word == squeezed(model.plain_text(PAPERS[name]))
    if name == "report":
        assert word == on_the_page(PAPERS[name])
    else:
        assert sorted(word) == sorted(on_the_page(PAPERS[name]))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text(text):
    document = saying(text)
    word = said(opened(document))

    assert squeezed(text) in word
    assert "attachment" not in str(list(opened(document).part.rels.values()))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_file_that_opens(text):
    run = (model.TextRun(text),)
    table = model.FormTable((forms.row(forms.label(text), forms.value(text)),), (1, 2))
    document = form(
        model.Paragraph(run), table, forms.note(text), title=model.Title((text,)), number=text
    )

    shown = squeezed("".join(c if c.isprintable() or ord(c) > 126 else " " for c in text))
    legal = "".join(
        c for c in shown if not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF)
    )
    assert legal in said(opened(document))


@settings(max_examples=25, deadline=None)
@given(DOCUMENTS)
def test_any_document_says_what_its_text_says(document):
    undrawn = mock.patch.multiple(writer, svg=lambda chart: "", pdf=mock.DEFAULT)
    with undrawn as drawing:
        drawing["pdf"].picture_of.return_value = b""
        word = opened(document, {})

    assert said(word) == squeezed(legible(model.plain_text(document)))


def test_a_row_of_too_many_cells_is_not_cut():
    row = forms.row(forms.value("甲"), forms.value("乙"))

    with pytest.raises(ValueError, match="比它的列多"):
        render_docx(form(model.FormTable((row,), (1,))), {})


def test_a_poisoned_text_leaves_a_space():
    assert "甲 乙 丙" in opened(paper(say("甲\x0b乙\ufffe丙"))).paragraphs[2].text


def test_widths_stand_on_the_grid_and_on_every_cell():
    grid = cells(opened(full_form()))
    columns = [int(one.get(qn("w:w"))) for one in grid.tblGrid.iter(qn("w:gridCol"))]

    assert sum(columns) == round(165 * 1440 / 25.4)
    for row in grid.tr_lst:
        widths = [int(value(one, "tcPr/tcW", "w")) for one in row.tc_lst]
        assert sum(widths) == sum(columns)
    assert value(grid, "tblPr/tblLayout", "type") == "fixed"


def test_heads_repeat_and_rows_hold_together():
    rows = cells(opened(ledger(3))).tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True] + [False] * 3
    assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in rows)

    rows = cells(opened(full_form())).tr_lst
    splitting = [row for row in rows if row.trPr.find(qn("w:cantSplit")) is None]
    assert len(splitting) == 1
    assert value(splitting[0], "trPr/trHeight") == str(round(60 * 1440 / 25.4))


def test_spans_are_spans():
    head = ((cell("村", rowspan=2), cell("隐患", colspan=2)), (cell("一般"), cell("重大")))
    shown = model.Table("", "", head, ((cell("甲"), cell("1"), cell("0")),), (20, 10, 10))
    top, second, _ = cells(opened(paper(shown))).tr_lst

    assert value(top.tc_lst[0], "tcPr/vMerge") == "restart"
    assert value(top.tc_lst[1], "tcPr/gridSpan") == "2"
    assert second.tc_lst[0].tcPr.find(qn("w:vMerge")) is not None
    assert ["".join(text.text for text in one.iter(qn("w:t"))) for one in second.tc_lst] == [
        "",
        "一般",
        "重大",
    ]


def test_faces_are_named_for_chinese_text():
    word = opened(full_paper())
    faces = {
        name: value(word.styles[name].element, "rPr/rFonts", "eastAsia")
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }

    assert faces == {
        "Normal": "仿宋_GB2312",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
    }
    assert value(word.styles["Normal"].element, "pPr/spacing", "line") == "579"
    assert value(word.styles["Normal"].element, "pPr/spacing", "lineRule") == "exact"
    theme = zipfile.ZipFile(io.BytesIO(render_docx(full_paper(), {}))).read("word/theme/theme1.xml")
    assert '<a:ea typeface="宋体"/>' in theme.decode()


def test_headings_are_headings():
    styles = [(one.style.name, one.text) for one in opened(full_paper()).paragraphs if one.text]

    assert styles[0] == ("Title", "梧桐镇2024年第一季度\n安全隐患排查治理情况的报告")
    assert ("Heading 1", "一、排查情况") in styles
    assert ("Heading 2", "（一）总体情况") in styles


def test_a_report_numbers_its_pages_at_the_outer_edge():
    section = opened(full_paper()).sections[0]

    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]
        assert line.text == "— 1 —"
        assert value(line._p, "pPr/jc") == side
    assert section.page_width.mm == pytest.approx(210, abs=0.1)
    assert section.left_margin.mm == pytest.approx(28, abs=0.1)


@pytest.mark.parametrize(("rows", "held"), [(5, 5), (6, 0)])
def test_rows_of_a_short_table_stay_on_one_page(rows, held):
    found = opened(paper(table(rows))).tables[0]

    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in found.rows]
    assert kept == [True] * held + [None] * (rows + 1 - held)


def test_only_the_wide_table_lies():
    sections = opened(full_paper()).sections

    assert [section.orientation for section in sections] == [0, 1, 0]
    last = opened(paper(table(2, landscape=True), signature=None)).sections
    assert [section.orientation for section in last] == [0, 1]


def test_a_form_names_itself_on_further_pages():
    section = opened(full_form()).sections[0]
    foot = "".join(section.footer._element.itertext())

    assert section.header.paragraphs[0].text == "现场检查记录（续页）\t梧安检记〔2024〕12号"
    assert section.first_page_header.paragraphs[0].text == ""
    assert "QA-2024-0012" in foot
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert opened(replace(full_form(), code="")).sections[0].footer.part.rels == {}


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\xff\xd8\xff", jpeg()[:40], jpeg()[:-900]])
def test_a_picture_that_is_none_leaves_a_frame(content):
    word = opened(form(model.Picture(DIGEST)), {DIGEST: content})

    assert "照片缺失" in [one.text for one in word.paragraphs]


def test_a_chart_is_a_picture_with_its_meaning():
    word = opened(paper(chart()))
    (drawing,) = word.inline_shapes

    assert drawing._inline.docPr.get("descr") == "三类隐患的数量和整改率"
    assert drawing.width.mm == pytest.approx(156, abs=1)


def test_the_same_paper_gives_the_same_bytes():
    assert render_docx(full_paper(), {}) == render_docx(full_paper(), {})
    assert render_docx(every_part(), {}) == render_docx(every_part(), {})


@pytest.mark.parametrize(
    ("signature", "indents"),
    [
        (model.Signature("梧桐镇人民政府", date(2024, 4, 8)), ["200", "100"]),
        (model.Signature("梧桐镇", date(2024, 12, 28)), ["800", "200"]),
        (model.Signature("梧桐镇人民政府", date(2024, 4, 8), sealed=True), ["350", "400"]),
    ],
)
def test_where_the_signature_stands(signature, indents):
    lines = opened(paper(signature=signature)).paragraphs[-2:]

    assert [value(one._p, "pPr/ind", "rightChars") for one in lines] == indents


def test_two_grids_stay_two():
    grid = model.FormTable((forms.row(forms.label("甲")),), (1,))
    tags = [one.tag for one in opened(form(grid, grid)).element.body]

    assert tags[-5:] == [qn("w:tbl"), qn("w:p"), qn("w:tbl"), qn("w:p"), qn("w:sectPr")]


def test_a_grid_may_have_no_rules():
    row = forms.row(forms.value("甲方签名："), forms.value("乙方签名："))
    plain = form(model.FormTable((row,), (1, 1), ruled=False))

    assert cells(opened(plain)).tblPr.find(f"{qn('w:tblBorders')}/{qn('w:top')}") is None
    assert '<table class="grid plain">' in render_html(plain)


def test_thousands_of_characters_take_no_time():
    started = time.monotonic()
    render_docx(record("安" * 8000), {})

    assert time.monotonic() - started < 2


def test_the_child_writes_it(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    content = rendering.docx_of(every_part(), pictures={DIGEST: jpeg()})
    jobs.stop()

    assert content == render_docx(every_part(), {DIGEST: jpeg()})


def test_who_wrote_it_and_when():
    properties = opened(full_form()).core_properties

    assert properties.title == "现场检查记录"
    assert properties.author == "梧桐镇安全办"
    assert properties.created.isoformat() == "2024-04-08T01:00:00+00:00"
