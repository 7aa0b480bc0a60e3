"""The wording of templates: what is understood, what is refused, and that nothing runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.text import Clause, Literal, Token, Word, WordingProblem, parse, tokens


def test_wording_with_figure_word_and_clause():
    pieces = parse(
        "{单位}排查{hazard.found|grade=major}处[，整改{hazard.rectified}处//，均未整改]。"
    )

    assert pieces == (
        Word("单位"),
        Literal("排查"),
        Token("hazard.found", (("grade", ("major",)),)),
        Literal("处"),
        Clause(
            (Literal("，整改"), Token("hazard.rectified", ()), Literal("处")),
            (Literal("，均未整改"),),
        ),
        Literal("。"),
    )


def test_clause_inside_a_clause():
    pieces = parse("[检查{inspection.count}次[，其中联合{operation.joint}次]]")

    assert [token.key for token in tokens(pieces)] == ["inspection.count", "operation.joint"]


def test_same_part_in_another_order_is_the_same_question():
    one = parse("{hazard.found|source=joint,daily_patrol|grade=major}")
    other = parse("{hazard.found|grade=major|source=daily_patrol,joint}")

    assert one == other


@pytest.mark.parametrize(
    ("wording", "says"),
    [
        ("{hazard.lost}处", "没有“hazard.lost”这个数据项"),
        ("{hazard.found|colour=red}", "看不懂“colour=red”"),
        ("{hazard.found|as=roman}", "没有“roman”这种写法"),
        ("{hazard.found|sector=}", "看不懂“sector=”"),
        ("排查{hazard.found处", "“{”不成对"),
        ("排查hazard.found}处", "“}”不成对"),
        ("[排查{hazard.found}处", "缺少“]”"),
        ("排查]", "多了一个“]”"),
        ("[甲//乙//丙]", "只能有一处“//”"),
        ("{县长}", "没有“县长”这个数据项"),
    ],
)
def test_wrong_wording_is_refused_with_its_place(wording, says):
    with pytest.raises(WordingProblem) as problem:
        parse(wording)
    assert says in str(problem.value)


@pytest.mark.parametrize(
    "wording", ["{{ 7 * 7 }}", "{% load static %}", "${x}", "{hazard.found.__class__}", "{0}"]
)
def test_code_of_other_languages_is_refused_or_plain_text(wording):
    try:
        pieces = parse(wording)
    except WordingProblem:
        return
    assert all(isinstance(piece, Literal) for piece in pieces)


@given(st.text(alphabet="{}[]/|=甲a.，hazard.found", max_size=60))
def test_any_text_is_understood_or_refused_never_more(wording):
    try:
        pieces = parse(wording)
    except WordingProblem:
        return
    assert all(isinstance(piece, Literal | Word | Token | Clause) for piece in pieces)
