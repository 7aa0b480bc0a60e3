"""Whole numbers, money and flags."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_safety.values import (
    ValueProblem,
    parse_amount,
    parse_decimal,
    parse_flag,
    parse_whole,
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12), ("１２３", 123), ("12个", 12), ("3 家次", 3), ("1,234", 1234),
        ("1，234处", 1234),
        ("1 234", 1234), ("12.0", 12), (12.0, 12), (Decimal(7), 7), ("0", 0), (0, 0), ("+5", 5),
        (None, None), ("/", None), ("\u3000", None),
    ],
)  # fmt: skip
def test_whole(value, number):
    assert parse_whole(value) == number


@pytest.mark.parametrize(
    "value",
    ["²", "3²", "٣", "1_000", "12,34", "百", "100余", "约5", "12.5", 12.5, "-3", -3, True, "家",
     "1e3", "99999999999", float("nan"), float("inf"), "12 3", "五"],
)  # fmt: skip
def test_what_is_no_whole_number(value):
    with pytest.raises(ValueProblem, match=r"[请]"):
        parse_whole(value)


def test_negative_where_it_makes_sense():
    assert parse_whole("-3", allow_negative=True) == -3


@pytest.mark.parametrize(
    ("value", "yuan"),
    [
        ("1200", "1200.00"), ("￥1,200.00", "1200.00"), ("¥1200元", "1200.00"),
        ("１２００", "1200.00"),
        ("1.5万", "15000.00"), ("3万元", "30000.00"), ("0.12345万元", "1234.50"),
        ("1.2亿元", "120000000"),
        ("5千元", "5000"), ("12块", "12"), (0.1 + 0.2, "0.30"), (1200.1000000000001, "1200.10"),
        (Decimal("9.99"), "9.99"), ("人民币20元整", "20"), (0, "0"),
    ],
)  # fmt: skip
def test_amount(value, yuan):
    assert parse_amount(value) == Decimal(yuan)


def test_the_column_says_what_a_bare_number_means():
    assert parse_amount("1.5", unit="万元") == Decimal(15000)
    assert parse_amount(1.5, unit="万元") == Decimal(15000)
    assert parse_amount("1.5元", unit="万元") == Decimal("1.50")
    assert parse_amount("", unit="万元") is None


@pytest.mark.parametrize(
    "value",
    ["1.234", 1.239, "-5", "五万", "千元", "1.5.2", True, 10**13, float("nan"), "1e5", 1e300],
)
def test_what_is_no_amount(value):
    with pytest.raises(ValueProblem):
        parse_amount(value)


def test_decimal():
    assert parse_decimal("31.234567", places=6) == Decimal("31.234567")
    assert parse_decimal("/") is None
    assert parse_decimal("-1.5", allow_negative=True) == Decimal("-1.50")
    with pytest.raises(ValueProblem, match="最多保留2位小数"):
        parse_decimal("1.239")
    with pytest.raises(ValueProblem, match="太大"):
        parse_decimal("9" * 40)


@pytest.mark.parametrize(
    "value", ["是", "有", "√", "✓", "Y", "ｙ", "1", 1, True, "已整改", "TRUE", 1.0]
)
def test_yes(value):
    assert parse_flag(value) is True


@pytest.mark.parametrize("value", ["否", "无", "×", "N", "0", 0, False, "未整改", "x"])
def test_no(value):
    assert parse_flag(value) is False


def test_flag_says_what_to_write():
    assert parse_flag(" ") is None
    with pytest.raises(ValueProblem, match="请填“是”或“否”"):
        parse_flag("也许")


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.decimals()))
def test_anything_is_a_number_or_a_problem(value):
    for parse in (parse_whole, parse_amount, parse_flag, parse_decimal):
        with suppress(ValueProblem):
            parse(value)
