"""红头文件 on the page and in Word: where the standard wants each part of it."""

import io
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn

from tests.documents import printed
from tests.documents.papers import paper, say
from tests.documents.printed import BOTTOM, LEFT, MM, RIGHT, TOP, opened, pdf_bytes
from township_safety.documents import model, pdf
from township_safety.documents.docx import render_docx
from township_safety.documents.html import render_html
from township_safety.documents.html_heads import FOOT, FOOT_AFTER_BLANK, FOOT_APART

CHARACTER = 156 / 28
LINE = 225 / 22
NAMES = ("各村隐患排查整改情况统计表和重大事故隐患清单以及挂牌督办情况一览表", "责任单位名单")


def document(lines=3, *, signer="某甲", names=NAMES, **more):
    head = model.RedHead("梧桐镇人民政府文件", "梧政〔2024〕7号", signer=signer, **more)
    imprint = model.Imprint("县应急管理局，县水利局", "梧桐镇党政综合办公室", date(2024, 4, 8))
    return paper(
        *[say(f"第{number}件事已经办结。") for number in range(lines)],
        head=head,
        attachments=names,
        imprint=imprint,
        signature=model.Signature("梧桐镇人民政府", date(2024, 4, 8), sealed=True),
    )


def line_of(page, text):
    return page.search(text)[0]["chars"]


def red_rule(page):
    """The box whose lower edge is drawn."""
    return next(one for one in page.rects if one["non_stroking_color"][0] > 0.8)


def word(document_):
    return docx.Document(io.BytesIO(render_docx(document_, {})))


def place_of(document_):
    return pdf.foot_of(render_html(document_, mode="paper"))


def lines_until(place):
    """How many short paragraphs it takes until the foot stands there."""
    return next(count for count in range(1, 60) if place_of(document(count)) == place)


def test_the_mark_is_red_and_begins_35_mm_under_the_top():
    with opened(pdf_bytes(document())) as read:
        page = read.pages[0]
        mark = line_of(page, "梧桐镇人民政府文件")
        rule = red_rule(page)

    assert mark[0]["top"] * MM == pytest.approx(TOP + 35, abs=1.5)
    red, green, blue = mark[0]["non_stroking_color"]
    assert (red > 0.8, green < 0.1, blue < 0.2) == (True, True, True)
    middle = (mark[0]["x0"] + mark[-1]["x1"]) / 2 * MM
    assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    assert rule["x0"] * MM == pytest.approx(LEFT, abs=0.3)
    assert rule["x1"] * MM == pytest.approx(RIGHT, abs=0.3)


def test_the_number_stands_four_mm_over_the_rule_and_the_signer_beside_it():
    with opened(pdf_bytes(document())) as read:
        page = read.pages[0]
        number, signer = line_of(page, "梧政〔2024〕7号"), line_of(page, "签发人：某甲")
        rule = red_rule(page)

    assert number[0]["x0"] * MM == pytest.approx(LEFT + CHARACTER, abs=0.4)
    assert signer[-1]["x1"] * MM == pytest.approx(RIGHT - CHARACTER, abs=0.5)
    assert number[0]["bottom"] == pytest.approx(signer[0]["bottom"], abs=0.5)
    assert "Kai" in signer[-1]["fontname"]
    assert (rule["bottom"] - 2 - number[0]["bottom"]) * MM == pytest.approx(4, abs=1)


def test_a_document_for_those_below_names_no_signer_and_centres_its_number():
    with opened(pdf_bytes(document(signer=""))) as read:
        number = line_of(read.pages[0], "梧政〔2024〕7号")
        text = read.pages[0].extract_text()

    middle = (number[0]["x0"] + number[-1]["x1"]) / 2 * MM
    assert middle == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    assert "签发人" not in text


def test_what_stands_over_the_mark_does_not_move_it():
    with opened(pdf_bytes(document(copy_number="000012", urgency="特急"))) as read:
        page = read.pages[0]
        first, second = line_of(page, "000012"), line_of(page, "特急")
        mark = line_of(page, "梧桐镇人民政府文件")

    assert first[0]["top"] < second[0]["top"] < mark[0]["top"]
    assert "Hei" in second[0]["fontname"]
    assert mark[0]["top"] * MM == pytest.approx(TOP + 35, abs=1.5)


@pytest.mark.parametrize("length", [4, 9, 14, 20, 24, 40])
def test_a_long_mark_stays_on_the_page(length):
    head = model.RedHead("镇" * length, "梧政〔2024〕7号")
    with opened(pdf_bytes(paper(say("甲。"), head=head))) as read:
        for page in read.pages:
            assert all(one["x1"] * MM < RIGHT + 1 for one in page.chars)
            assert all(one["x0"] * MM > LEFT - 1 for one in page.chars)


def test_the_further_lines_of_an_attachment_stand_under_its_name():
    with opened(pdf_bytes(paper(say("甲。"), attachments=NAMES))) as read:
        page = read.pages[0]
        lines = printed.body_lines(page)
    first = next(
        number
        for number, line in enumerate(lines)
        if "".join(one["text"] for one in line).startswith("附件：1.")
    )
    name = next(one for one in lines[first] if one["text"] == "各")

    assert lines[first][0]["x0"] * MM == pytest.approx(LEFT + 2 * CHARACTER, abs=0.5)
    assert lines[first + 1][0]["x0"] == pytest.approx(name["x0"], abs=4)
    text = "".join(one["text"] for one in lines[first + 2])
    assert text == "2.责任单位名单"


def test_one_attachment_has_no_number():
    with opened(pdf_bytes(document(names=("责任单位名单",)))) as read:
        text = "\n".join(page.extract_text() for page in read.pages)

    assert "附件：责任单位名单" in text


@pytest.mark.parametrize("place", [FOOT, FOOT_APART, FOOT_AFTER_BLANK])
def test_the_foot_ends_the_last_even_page(place):
    count = lines_until(place)
    with opened(pdf_bytes(document(count))) as read:
        pages = read.pages
        text = [page.extract_text() for page in pages]
        printed_on = line_of(pages[-1], "2024年4月8日印发")
        numbers = ["".join(c["text"] for c in printed.page_number(page)) for page in pages]

    assert len(pages) % 2 == 0
    assert [("抄送：" in one) for one in text] == [False] * (len(pages) - 1) + [True]
    assert printed_on[0]["bottom"] * MM == pytest.approx(BOTTOM, abs=3)
    if place == FOOT:
        assert "梧桐镇人民政府" in text[-1].partition("抄送：")[0]
    if place == FOOT_AFTER_BLANK:
        assert numbers[-2:] == ["", ""]
        assert not text[-2].strip()
    else:
        assert numbers[-1] == f"—{len(pages)}—"


@pytest.mark.parametrize("lines", [1, 3, 8, 14, 22])
def test_the_page_says_what_the_document_says(lines):
    written = document(lines, copy_number="000012", secrecy="内部", urgency="加急")
    text = printed.squeezed(printed.extracted(pdf_bytes(written), "-raw"))
    for number in range(1, 9):
        text = text.replace(f"—{number}—", "")

    assert text == printed.said(written)


def test_word_says_the_same():
    written = document(copy_number="000012", secrecy="内部", urgency="加急")
    texts = word(written).element.body.iter(qn("w:t"))

    assert printed.squeezed("".join(one.text for one in texts)) == printed.said(written)


def test_words_mark_is_red_and_has_its_style():
    mark = next(one for one in word(document()).paragraphs if one.style.name == "发文机关标志")

    assert mark.text == "梧桐镇人民政府文件"
    assert str(mark.style.font.color.rgb) == "E60012"
    assert mark.style.element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"


@pytest.mark.parametrize("place", [FOOT, FOOT_APART, FOOT_AFTER_BLANK])
def test_words_foot_is_held_at_the_bottom_of_an_even_page(place):
    written = word(document(lines_until(place)))
    held = written.tables[-1]._tbl.tblPr.find(qn("w:tblpPr"))
    sections = written.sections

    assert held.get(qn("w:tblpYSpec")) == "bottom"
    assert "梧桐镇党政综合办公室" in written.tables[-1].rows[-1].cells[0].text
    assert (sections[-1].start_type == docx.enum.section.WD_SECTION.EVEN_PAGE) == (place != FOOT)
    if place == FOOT_AFTER_BLANK:
        assert sections[-1].footer.paragraphs[0].text == ""
        assert sections[0].footer.paragraphs[0].text == "— 1 —"


def test_a_plain_report_has_none_of_it():
    html = render_html(paper(say("甲。")), mode="paper").partition("<body")[2]

    assert not any(word_ in html for word_ in ("red-head", "attachment", "imprint"))
