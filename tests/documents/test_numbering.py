"""Numbers in front of headings, items, tables and charts."""

import pytest

from tests.documents.papers import chart, paper, say, table
from township_safety.documents.model import (
    Heading,
    Item,
    TextRun,
    number_captions,
    number_headings,
    plain_text,
    with_numbering,
)


def headed(*levels):
    return paper(*(Heading(level, (TextRun("甲"),)) for level in levels))


@pytest.mark.parametrize(
    ("style", "labels"),
    [
        ("standard", ("一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "二、", "（一）")),
        (
            "run_in",
            ("一、", "（一）", "一是", "（1）", "（2）", "二是", "（二）", "二、", "（一）"),
        ),
        ("arabic", ("一、", "1.", "（1）", "1）", "2）", "（2）", "2.", "二、", "1.")),
    ],
)
def test_styles(style, labels):
    document = headed(1, 2, 3, 4, 4, 3, 2, 1, 2)

    assert number_headings(document, style) == labels
    assert number_headings(with_numbering(document, style)) == labels


def test_a_level_may_be_left_out():
    assert number_headings(headed(1, 3, 3, 1, 3)) == ("一、", "1.", "2.", "二、", "1.")


def test_items_count_from_each_heading():
    item = Item((TextRun("甲。"),))
    document = paper(item, item, say("乙。"), item, Heading(2, (TextRun("丙"),)), item, item)

    assert number_headings(document) == ("一是", "二是", "", "三是", "（一）", "一是", "二是")
    assert "三是甲。" in plain_text(document)


def test_an_item_that_stands_alone_has_no_number():
    item = Item((TextRun("甲。"),))
    document = paper(item, Heading(2, (TextRun("乙"),)), item, item)

    assert number_headings(document) == ("", "（一）", "一是", "二是")


def test_captions_are_numbered_when_there_are_several():
    assert number_captions(paper(table(1), chart())) == ("", "")
    assert number_captions(paper(table(1), chart(), table(1), chart(), say("甲"))) == (
        "表1",
        "图1",
        "表2",
        "图2",
        "",
    )


def test_a_table_without_a_caption_has_no_number():
    assert number_captions(paper(table(1), table(1, caption=""), table(1))) == ("表1", "", "表2")


@pytest.mark.parametrize(("count", "first", "last"), [(20, "一是", "二十是"), (21, "1.", "21.")])
def test_long_run_of_items_counts_in_figures(count, first, last):
    labels = number_headings(paper(*[Item((TextRun("甲。"),))] * count))

    assert (labels[0], labels[-1]) == (first, last)
