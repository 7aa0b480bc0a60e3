"""Text cleaning: idempotent, and always exportable."""

import io

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from township_safety.values import ValueProblem, bigrams, clean_text, half_width

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=60)
POISON = ["\x00", "\x0b", "\x1f", "\x7f", "\x85", "\ufffe", "\uffff", "\ud800", "\u202e", "\u2066",
          "\ufeff", "\u200b", "\u200d", "\u00ad", "\U0001fffe"]  # fmt: skip


@given(ANY_TEXT, st.booleans())
def test_cleaning_twice_changes_nothing(text, multiline):
    once = clean_text(text, multiline=multiline)
    assert clean_text(once, multiline=multiline) == once


@given(ANY_TEXT, st.booleans())
def test_cleaned_text_survives_every_export(text, multiline):
    cleaned = clean_text(text, multiline=multiline)
    cleaned.encode("utf-8")
    assert not ILLEGAL_CHARACTERS_RE.search(cleaned)
    escaped = cleaned.replace("&", "&amp;").replace("<", "&lt;")
    document = io.BytesIO(f"<a>{escaped}</a>".encode())
    assert (ElementTree.parse(document).getroot().text or "") == cleaned


@pytest.mark.parametrize("bad", POISON)
def test_a_poisonous_character_goes_and_its_neighbours_stay(bad):
    assert clean_text(f"甲{bad}乙").replace(" ", "") == "甲乙"
    assert clean_text(f"甲{bad}乙", multiline=True).replace("\n", "") == "甲乙"


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        (None, ""),
        ("\u3000 灭火器\u3000", "灭火器"),
        ("一\r\n二\u2028三", "一 二 三"),
        ("e\u0301", "é"),
        ("㎡²", "㎡²"),
        ("a\u00a0b", "a b"),
        (13800001111.0, "13800001111"),
        (3.5, "3.5"),
        (True, "是"),
        ("𠮷", "𠮷"),
    ],
)
def test_one_line(value, cleaned):
    assert clean_text(value) == cleaned


def test_several_lines_keep_their_breaks():
    assert clean_text(" 一  \r\n二\x0b三 ", multiline=True) == "一\n二\n三"


def test_too_long_is_said_and_never_cut():
    assert clean_text(" 1234 ", max_length=4) == "1234"
    with pytest.raises(ValueProblem, match=r"超过3字（现有4字），请缩短"):
        clean_text("一二三四", max_length=3)


def test_half_width_leaves_small_digits_alone():
    assert half_width("Ａ１（²㎡）\u3000") == "A1(²㎡) "


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("液化气LPG 罐3只", ["液化", "化气", "lpg", "罐", "3", "只"]),
        ("燃气", ["燃气"]),
        ("火", ["火"]),
        ("ＡＢ－１２", ["ab", "12"]),
        ("", []),
    ],
)
def test_bigrams(text, terms):
    assert bigrams(text) == terms


@given(st.text(alphabet="燃气灶瓶间", min_size=2, max_size=8), st.data())
def test_every_two_characters_of_a_text_are_found(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    assert text[start : start + 2] in bigrams(text)
