"""Document numbers, credit codes, phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_safety.values import (
    ValueProblem,
    credit_code,
    credit_code_warning,
    mask_id,
    mask_phone,
    normalise_document_number,
    phone,
    split_document_number,
)

RIGHT = ["9144030071526726XG", "91330100799655058B", "9111000071093123XX", "91110000802100433B"]


@pytest.mark.parametrize("pair", ["〔〕", "﹝﹞", "[]", "［］", "【】", "（）", "()"])
@pytest.mark.parametrize("year", ["2024", "２０２４"])
def test_any_bracket_round_the_year(pair, year):
    text = f"三安办 {pair[0]}{year}{pair[1]} 11 号"
    assert normalise_document_number(text) == "三安办〔2024〕11号"
    assert split_document_number(text) == ("三安办", 2024, 11)


def test_other_brackets_stay():
    text = "（宁）应急责改[2019](12)号"
    assert normalise_document_number(text) == "（宁）应急责改〔2019〕12号"
    assert split_document_number(text) == ("（宁）应急责改", 2019, 12)


@pytest.mark.parametrize("text", ["", "11号", "三安办11号", "三安办〔2024〕号"])
def test_no_document_number(text):
    assert split_document_number(text) is None


@given(st.text(max_size=30))
def test_normalising_a_number_twice_changes_nothing(text):
    once = normalise_document_number(text)
    assert normalise_document_number(once) == once


@pytest.mark.parametrize("code", RIGHT)
def test_right_codes(code):
    assert credit_code_warning(code) is None


@pytest.mark.parametrize("code", RIGHT)
@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_is_noticed(code, place):
    other = "1" if code[place] != "1" else "2"
    assert credit_code_warning(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("110108000123456", "15位"),
        ("71526726X", "9位"),
        ("9144", "应为18位，现有4位"),
        ("9I44030071526726XG", "不该出现的字符"),
        ("9144030071526726X1", "校验位"),
    ],
)
def test_what_is_wrong_is_said(code, said):
    assert said in credit_code_warning(code)


@pytest.mark.parametrize(
    ("value", "code"),
    [(None, ""), ("", ""), (" / ", ""), ("—", ""), ("无", "无"), (" 暂无 ", "无"), ("没有", "无")],
)
def test_none_is_a_legal_answer_and_differs_from_an_empty_cell(value, code):
    assert credit_code(value) == code
    assert credit_code_warning(code) is None


def test_code_is_normalised():
    assert credit_code(" ９１440300 71526726xg ") == RIGHT[0]


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        (13800001111.0, "13800001111"), ("138-0000-1111", "13800001111"),
        ("138 0000 1111", "13800001111"),
        ("+86 13800001111", "13800001111"), ("１３８００００１１１１", "13800001111"),
        ("(0512)65551234", "0512-65551234"), ("0512-65551234转12", "0512-65551234-12"),
        ("051265551234", "0512-65551234"), ("65551234", "65551234"), ("12350", "12350"),
        ("13800001111/0512-65551234", "13800001111、0512-65551234"),
        ("400-800-1234", "400-800-1234"),
        ("无", ""), (None, ""),
    ],
)  # fmt: skip
def test_phone(value, normal):
    assert phone(value) == normal
    assert phone(normal) == normal


@pytest.mark.parametrize("value", ["1380000111", "见名片", "138000011112", "13800001111、微信"])
def test_no_phone(value):
    with pytest.raises(ValueProblem, match="不是电话号码"):
        phone(value)


def test_masks():
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("13800001234、0512-65551234") == "138****1234、0512-65****34"
    assert mask_phone("12350") == "12350"
    assert mask_id("320102199001011234") == "320*************34"
    assert mask_id("12") == "**"
