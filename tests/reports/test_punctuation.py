"""Marks stay in order whatever clauses vanish between them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.punctuation import tidied
from township_safety.documents.model import FigureRun, TextRun, text_of

NUMBER = FigureRun("3", "hazard.found", 3, "处", (), "")


def said(*texts: str) -> str:
    """What is printed of texts with a number between each two."""
    runs = [run for text in texts for run in (TextRun(text), NUMBER)][:-1]
    return text_of(tidied(runs))


@pytest.mark.parametrize(
    ("left", "stays"),
    [
        ("检查中，。", "检查中。"),
        ("检查3次，，罚款1起。", "检查3次，罚款1起。"),
        ("检查3次、，罚款1起。", "检查3次，罚款1起。"),
        ("检查3次、。", "检查3次。"),
        ("检查3次；。", "检查3次。"),
        ("健全机制。，召开会议。", "健全机制。召开会议。"),
        ("其中：，村级1处。", "其中：村级1处。"),
        ("，召开会议。", "召开会议。"),
        ("。另有1处误录。", "另有1处误录。"),
        ("召开会议，", "召开会议。"),
        ("联合执法（，其中公安2次、）3次。", "联合执法（其中公安2次）3次。"),
        ("整改（）完成。", "整改完成。"),
        ("现报告如下：", "现报告如下："),
    ],
)
def test_marks_around_a_vanished_clause(left, stays):
    assert said(left) == stays


def test_marks_beside_a_number_stay():
    assert said("检查", "次，，罚款", "起、。") == "检查3次，罚款3起。"


def test_number_at_the_start_and_at_the_end_stays():
    assert text_of(tidied((NUMBER, TextRun("处，")))) == "3处。"
    assert text_of(tidied((TextRun("，共"), NUMBER))) == "共3"


def test_sentence_of_marks_only_is_no_sentence():
    assert tidied((TextRun("，。"),)) == ()


@given(st.lists(st.text(alphabet="，。；：、（）甲乙", max_size=8), min_size=1, max_size=4))
def test_no_two_marks_meet_and_none_opens_the_sentence(texts):
    shown = said(*texts)

    assert not re.search("[，。；：、]{2}", shown)
    assert not re.match("[，。；：、]", shown)
    assert not re.search("[（][，。；：、]|[，；：、][）]", shown)
    assert shown.count("3") == len(texts) - 1
