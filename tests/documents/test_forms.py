"""Papers that are signed: their text, their pages, what may be lost without harm."""

import base64
import time
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.blanks import DIGEST, every_part, form, full_form, jpeg, ledger, record
from tests.documents.papers import full_paper
from tests.documents.printed import extracted, opened, squeezed
from tests.documents.test_html import Tags
from township_safety.documents import forms, model
from township_safety.documents.breaks import MAY_BREAK, MUST_NOT_BREAK
from township_safety.documents.characters import legible
from township_safety.documents.html import render_html
from township_safety.documents.pdf import render_pdf

SOURCES = {DIGEST: "data:image/jpeg;base64," + base64.b64encode(jpeg()).decode()}
# What the faces hold and what no other character is drawn alike.
PRINTABLE = (
    "".join(map(chr, range(0x21, 0x7F)))
    + "，。；：、！？（）《》〔〕“”%㎡安全隐患排查整改销号某村企业一二三四五六七八九十"
)
LONG = "\n".join(f"{number}.配电箱前堆放杂物，安全出口上锁。" for number in range(1, 81))
GOLDEN = """安全生产监督检查文书
现场检查记录
梧安检记〔2024〕12号
被检查单位 梧桐镇五金厂 地址 梧桐村3组
负责人 某负责人
送达方式 □当面 √留置 □邮寄
检查情况
1.配电箱前堆放杂物。
2.灭火器压力不足。
签名
检查人员（签名）： 证号： ZJ012
年 月 日
被检查单位负责人（签名）： 2024年4月8日
梧桐镇人民政府（印章）
年 月 日
本文书一式两份：一份由检查机关备案，一份交被检查单位。
QA-2024-0012 第 1 页 共 1 页
"""


def pdf_of(*papers):
    return render_pdf(*(render_html(one, mode="paper", sources=SOURCES) for one in papers))


def lines(pdf):
    """The text in the order it is drawn in."""
    found = (" ".join(line.split()) for line in extracted(pdf, "-raw").splitlines())
    return [line for line in found if line]


def test_the_text_of_a_form():
    assert lines(pdf_of(full_form())) == GOLDEN.splitlines()


def test_every_part_reaches_the_paper():
    pdf = pdf_of(every_part())
    printed = squeezed("".join(lines(pdf)))

    for line in model.plain_text(every_part()).replace("\t", "\n").splitlines():
        assert squeezed(line) in printed
    assert printed.count("照片缺失") == 2
    assert len(opened(pdf).pages) == 2


def test_a_long_record_goes_on_under_its_name_and_counts_its_pages():
    pages = [squeezed(page.extract_text()) for page in opened(pdf_of(record(LONG))).pages]

    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
        assert "QA-2024-0012" in page
        assert ("现场检查记录（续页）" in page) is (number > 1)
        assert "梧安检记〔2024〕12号" in page


def test_a_batch_counts_each_paper_by_itself():
    pages = [
        squeezed(page.extract_text())
        for page in opened(pdf_of(full_form(), record(LONG), full_form())).pages
    ]

    assert "第1页共1页" in pages[0]
    assert "第1页共3页" in pages[1]
    assert "第1页共1页" in pages[-1]


def test_a_ledger_lies_and_repeats_its_head():
    pages = opened(pdf_of(ledger(80))).pages

    assert len(pages) > 1
    for page in pages:
        assert page.width > page.height
        assert "序号单位隐患期限状态" in squeezed(page.extract_text())


def test_a_picture_that_cannot_be_decoded_prints_as_lost():
    broken = {DIGEST: "data:image/jpeg;base64," + base64.b64encode(jpeg()[:200]).decode()}
    shown = form(model.Picture(DIGEST))
    pdf = render_pdf(render_html(shown, mode="paper", sources=broken))

    assert "照片缺失" in squeezed(extracted(pdf))
    assert "照片缺失" not in squeezed(extracted(pdf_of(shown)))


def test_thousands_of_characters_in_one_field_are_printed_in_seconds():
    started = time.monotonic()
    pdf = pdf_of(record("安" * 8000))

    assert time.monotonic() - started < 8
    assert squeezed(extracted(pdf)).count("安" * 30) > 100


def test_pictures_are_named_once():
    assert model.pictures_of(every_part()) == (DIGEST, "b" * 64)
    assert model.pictures_of(full_paper()) == ()


def test_what_is_no_picture_has_no_kind():
    assert model.picture_kind(jpeg()) == "image/jpeg"
    assert model.picture_kind(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert model.picture_kind(b"<svg/>") == ""


@pytest.mark.parametrize("paper", [full_form(), every_part(), ledger(2)])
def test_a_form_survives_its_json(paper):
    assert model.from_json(model.to_json(paper)) == paper


def test_the_screen_has_no_inline_style():
    html = render_html(every_part(), sources={DIGEST: "/files/1/"})

    assert "style" not in html
    assert '<article class="paper form sheet" lang="zh-CN">' in html
    assert '<img src="/files/1/" alt="照片缺失"' in html


def test_fields_fill_their_rows():
    rows = forms.fields((("甲", "1"), ("乙", "2"), ("丙", "3")))

    assert [[cell.colspan for cell in row.cells] for row in rows] == [[1, 1, 1, 1], [1, 3]]


def test_blanks_are_as_wide_as_said():
    assert model.BlankRun("甲", 4).padded == "\u3000甲\u3000\u3000"
    assert model.BlankRun("甲乙丙", 2).padded == "甲乙丙"
    long = form(forms.line(model.BlankRun("梧桐镇五金厂", 3)))
    assert '<span class="written">梧桐镇五金厂</span>' in render_html(long)


def test_choices_are_ticked():
    shown = model.text_of(forms.choices(("当面", "留置"), chosen=["留置"]))

    assert shown == "□当面　√留置"


def test_a_day_is_printed_or_left_open():
    open_day = model.plain_text(form(forms.signature("见证人（签名）")))
    signed = model.plain_text(form(forms.signature("见证人（签名）", on=date(2024, 1, 5))))

    assert open_day.endswith("年　　月　　日")
    assert signed.endswith("2024年1月5日")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_in_the_page_as_it_was_written(text):
    table = model.FormTable((forms.row(forms.label(text), forms.value(text)),), (1, 2))
    html = render_html(form(table, forms.note(text), number=text), mode="paper")
    shown = Tags(html).text.replace(MAY_BREAK, "").replace(MUST_NOT_BREAK, "")

    said = legible(text).replace(MAY_BREAK, "").replace(MUST_NOT_BREAK, "")
    assert squeezed(shown).count(squeezed(said)) >= 4


@settings(max_examples=20, deadline=None)
@given(st.text(PRINTABLE, max_size=60))
def test_any_text_comes_out_of_the_pdf_as_it_went_in(text):
    row = forms.row(forms.label("描述"), forms.value(text))
    printed = squeezed("".join(lines(pdf_of(form(model.FormTable((row,), (1, 4)))))))

    assert Counter(squeezed(text)) <= Counter(printed)
