"""The printed page keeps the official layout: grid, edges, page numbers, faces, bookmarks."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from tests.documents import printed
from tests.documents.papers import cell, figure, full_paper, paper, say, table
from tests.documents.printed import BOTTOM, LEFT, MM, RIGHT, TOP, opened, pdf_bytes
from township_safety.documents import model
from township_safety.documents.numerals import chinese_date

PITCH = 225 / 22 / MM
CHARACTER = 156 / 28


def text_only(text):
    """A paper that is nothing but one flush paragraph after a title of no lines."""
    return paper(say(text, indent=False), title=model.Title(()), addressee=None, signature=None)


@pytest.fixture(scope="module")
def full():
    with opened(pdf_bytes(full_paper())) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def grid():
    """Pages after the first, where no title takes room."""
    with opened(pdf_bytes(text_only("安全生产责任重于泰山务必抓紧抓实抓细" * 120))) as pdf:
        yield pdf.pages[1]


def test_a_page_holds_22_lines_of_28_characters(grid):
    assert [len(line) for line in printed.body_lines(grid)] == [28] * 22


def test_the_lines_keep_their_pitch(grid):
    for upper, lower in pairwise(printed.baselines(grid)):
        assert upper - lower == pytest.approx(PITCH, abs=0.05)


def test_lines_fill_the_type_area(grid):
    for line in printed.body_lines(grid):
        assert line[0]["x0"] * MM == pytest.approx(LEFT, abs=0.1)
        assert line[-1]["x1"] * MM == pytest.approx(RIGHT, abs=0.3)
    lines = printed.body_lines(grid)
    assert lines[0][0]["top"] * MM > TOP
    assert lines[-1][0]["bottom"] * MM < BOTTOM


MIXED = (
    "本期检查企业128家次，发现隐患13处，投入12.5万元，整改率90.4%，面积1280㎡。"
    "坚持“谁检查、谁签字”“谁签字、谁负责”，埗头、邨前、龑村等地（含A区）按《办法》办理。"
)


@pytest.fixture(scope="module")
def mixed():
    with opened(pdf_bytes(text_only(MIXED * 20))) as pdf:
        yield pdf


def test_lines_with_digits_quotes_and_rare_characters_are_justified_on_the_grid(mixed):
    for page in mixed.pages[:2]:
        lines = printed.body_lines(page)
        for line in lines[:-1]:
            assert line[-1]["x1"] * MM == pytest.approx(RIGHT, abs=0.35)
        heights = printed.baselines(page)
        for upper, lower in pairwise(heights):
            assert upper - lower == pytest.approx(PITCH, abs=0.05)


def test_no_line_begins_with_a_unit_or_a_closing_mark(mixed):
    for page in mixed.pages:
        for line in printed.body_lines(page):
            assert line[0]["text"] not in "家处万元%㎡，。”）》、"
            assert line[-1]["text"] not in "“（《0123456789."


def test_no_character_overlaps_the_next(mixed):
    for line in printed.body_lines(mixed.pages[0]):
        for one, other in pairwise(line):
            assert other["x0"] >= one["x1"] - 0.5


def test_headings_and_bold_text_stay_on_the_grid():
    heading = model.Heading(1, (model.TextRun("排查情况"),))
    second = model.Heading(2, (model.TextRun("总体情况"),))
    bold = model.Paragraph((model.TextRun("共"), model.TextRun("挂牌督办", bold=True)))
    document = replace(text_only("甲。"), blocks=(heading, second, bold, say("乙。")) * 3)
    with opened(pdf_bytes(document)) as pdf:
        for upper, lower in pairwise(printed.baselines(pdf.pages[0])):
            assert upper - lower == pytest.approx(PITCH, abs=0.05)


def test_page_numbers_stand_outside_seven_mm_below(full):
    for number, page in enumerate(full.pages, start=1):
        if page.width > page.height:
            continue
        shown = printed.page_number(page)
        assert "".join(one["text"] for one in shown) == f"—{number}—"
        assert all("Song" in one["fontname"] for one in shown)
        assert all(one["size"] == pytest.approx(14, abs=0.01) for one in shown)
        dash = shown[0]
        middle = (dash["top"] + dash["bottom"]) / 2 * MM
        assert middle == pytest.approx(BOTTOM + 7, abs=0.8)
        if number % 2:
            assert shown[-1]["x1"] * MM == pytest.approx(RIGHT - 14 * MM, abs=0.3)
        else:
            assert dash["x0"] * MM == pytest.approx(LEFT + 14 * MM, abs=0.3)


def test_a_wide_table_turns_the_sheet_and_keeps_the_number_beside_it(full):
    (wide,) = [page for page in full.pages if page.width > page.height]
    dashes = [one for one in wide.chars if one["text"] == "—"]

    assert len(dashes) == 2
    for dash in dashes:
        assert not dash["upright"]
        middle = (dash["x0"] + dash["x1"]) / 2 * MM
        assert middle == pytest.approx(35 - 7, abs=0.8)


def test_only_the_vendored_faces_are_used_and_all_embedded():
    used = printed.faces(pdf_bytes(full_paper()))

    assert {name for name, _ in used} == {"GW-Xbs", "GW-Fang", "GW-Kai", "GW-Hei", "GW-Song"}
    assert all(embedded for _, embedded in used)


def test_each_part_has_its_face_and_size(full):
    def set_in(text):
        page = full.pages[0]
        found = page.search(text)[0]["chars"][0]
        return found["fontname"].partition("+")[2], round(found["size"], 1)

    assert set_in("梧桐镇2024年") == ("GW-Xbs", 22)
    assert set_in("现将") == ("GW-Fang", 16)
    assert set_in("一、排查情况") == ("GW-Hei", 16)
    assert set_in("（一）总体情况") == ("GW-Kai", 16)


def test_text_comes_out_as_it_went_in():
    document = replace(
        full_paper(),
        blocks=tuple(block for block in full_paper().blocks if not isinstance(block, model.Chart)),
    )
    text = printed.squeezed(printed.extracted(pdf_bytes(document), "-raw"))

    assert re.sub("—[0-9]+—", "", text) == printed.said(document)


def test_break_marks_leave_no_trace():
    text = printed.extracted(pdf_bytes(text_only(MIXED * 4)))

    assert printed.squeezed(MIXED * 3) in printed.squeezed(text)


def test_the_outline_follows_the_headings(full):
    outline = [(level, title) for level, title, *_ in full.doc.get_outlines()]

    assert outline == [
        (1, "梧桐镇2024年第一季度安全隐患排查治理情况的报告"),
        (2, "一、排查情况"),
        (3, "（一）总体情况"),
        (4, "1.消防安全。"),
        (2, "二、存在问题"),
    ]


def test_metadata_and_language(full):
    assert full.metadata["Title"] == "梧桐镇2024年第一季度安全隐患排查治理情况的报告"
    assert full.metadata["Author"] == "梧桐镇安全办"
    assert full.metadata["Subject"] == "季度报告"
    assert full.metadata["CreationDate"].startswith("D:20240408010000")
    assert full.doc.catalog["Lang"] in {b"zh-CN", "zh-CN"}


def test_title_and_author_may_be_given():
    with opened(pdf_bytes(full_paper(), title="另题", author="另一单位")) as pdf:
        assert pdf.metadata["Title"] == "另题"
        assert pdf.metadata["Author"] == "另一单位"


def test_the_same_paper_gives_the_same_bytes():
    assert pdf_bytes(full_paper()) == pdf_bytes(full_paper())
    assert pdf_bytes(full_paper()) != pdf_bytes(paper(say("甲")))


def test_the_archive_variant():
    with opened(pdf_bytes(full_paper(), pdf_variant="pdf/a-2u")) as pdf:
        described = pdf.doc.catalog["Metadata"].resolve().get_data()

    assert b'pdfaid:part="2"' in described
    assert b'pdfaid:conformance="U"' in described


def test_a_long_table_repeats_its_head_and_splits_no_row():
    with opened(pdf_bytes(paper(table(90)))) as pdf:
        pages = [page.extract_text() for page in pdf.pages]

    assert len(pages) > 2
    tables = [text for text in pages if "梧桐村" in text]
    assert all("村（社区）" in text for text in tables)
    rows = [line for text in pages for line in text.split("\n") if "梧桐村" in line]
    assert rows == [f"{number} 梧桐村 3" for number in range(1, 91)]


def test_a_cell_of_8000_characters_stays_in_its_column():
    wide = model.Table(
        "甲", "", ((cell("序号"), cell("隐患描述")),), ((cell("1"), cell("隐患" * 4000)),), (20, 60)
    )
    with opened(pdf_bytes(paper(wide))) as pdf:
        found = sum(page.extract_text().count("隐") for page in pdf.pages)
        edges = [one["x1"] * MM for page in pdf.pages for one in page.chars]

    assert found >= 4000
    assert max(edges) < RIGHT + 0.5


def test_long_codes_stay_in_their_column():
    code = "YH-2024-0000001-ABCDEFGHIJKLMNOP"
    narrow = model.Table(
        "", "", ((cell("编号"), cell("甲")),), ((cell(code), cell("1")),), (20, 136)
    )
    with opened(pdf_bytes(paper(narrow))) as pdf:
        column = [
            one for one in pdf.pages[0].chars if one["text"] in code and round(one["size"]) == 12
        ]
    shown = [one for one in column if one["x1"] * MM < LEFT + 22]
    assert "".join(one["text"] for one in shown) == code


@pytest.mark.parametrize(
    ("body", "sealed", "right_of_body", "right_of_date"),
    [
        # 9 characters: two in; the date, 6.5 wide, begins two further right.
        ("青山县梧桐镇人民政府", False, 2, 10 - 6.5),
        # Shorter than the date: the date two in, the body begins two before it.
        ("梧桐镇", False, 4 + 6.5 - 3, 2),
        # Sealed: the date four in, the body centred over it.
        ("梧桐镇人民政府", True, 4 + (6.5 - 7) / 2, 4),
        ("青山县梧桐镇人民政府", True, 4 + (6.5 - 10) / 2, 4),
    ],
)
def test_signatures_stand_where_the_standard_says(body, sealed, right_of_body, right_of_date):
    on = date(2024, 12, 8)
    document = paper(say("特此报告。"), signature=model.Signature(body, on, sealed=sealed))
    with opened(pdf_bytes(document)) as pdf:
        *_, above, below = printed.body_lines(pdf.pages[0])

    assert "".join(one["text"] for one in above) == body
    assert "".join(one["text"] for one in below) == chinese_date(on)
    assert (RIGHT - above[-1]["x1"] * MM) / CHARACTER == pytest.approx(right_of_body, abs=0.45)
    assert (RIGHT - below[-1]["x1"] * MM) / CHARACTER == pytest.approx(right_of_date, abs=0.45)


def test_figures_print_as_plain_text():
    with opened(pdf_bytes(paper(say("发现", figure("13", "处"), "处。")))) as pdf:
        assert "发现13处。" in pdf.pages[0].extract_text()
        assert pdf.hyperlinks == []
