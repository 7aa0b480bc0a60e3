"""Numbers as official Chinese writes them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_safety.documents.numerals import chinese_date, ordinal, percent, wan

READ = {character: number for number, character in enumerate("零一二三四五六七八九")}


def read_ordinal(text):
    tens, ten, ones = text.rpartition("十")
    return (READ[tens] if tens else 1) * 10 * bool(ten) + (READ[ones] if ones else 0)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_ordinals(number, text):
    assert ordinal(number) == text


def test_all_ordinals_read_back():
    assert [read_ordinal(ordinal(number)) for number in range(1, 100)] == list(range(1, 100))


@pytest.mark.parametrize("number", [0, -1, 100])
def test_ordinals_end_at_ninety_nine(number):
    with pytest.raises(ValueError, match="1至99"):
        ordinal(number)


def test_dates_have_no_leading_zeros():
    assert chinese_date(date(2024, 1, 5)) == "2024年1月5日"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        ("30000", "3"),
        ("125000", "12.5"),
        ("0", "0"),
        ("100", "0.01"),
        ("49.99", "0"),
        ("50", "0.01"),
        ("-30", "0"),
        ("1000000", "100"),
        ("12345678.90", "1234.57"),
    ],
)
def test_amounts_in_ten_thousands(yuan, text):
    assert wan(Decimal(yuan)) == text


@given(st.decimals(0, 10**12, places=2))
def test_amounts_are_near_and_short(yuan):
    text = wan(yuan)

    assert abs(Decimal(text) - yuan / 10000) <= Decimal("0.005")
    assert "." not in text or (len(text.split(".")[1]) <= 2 and not text.endswith("0"))


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (463, 512, "90.4%"),
        (1, 2, "50%"),
        (3, 3, "100%"),
        (0, 3, "0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (0, 0, "/"),
        (1, 1600, "0.1%"),
    ],
)
def test_rates(part, whole, text):
    assert percent(part, whole) == text


def test_rates_with_other_decimals():
    assert percent(1, 3, decimals=2) == "33.33%"
    assert percent(2, 3, decimals=0) == "67%"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_rates_round_half_up(part, whole):
    exact = Decimal(part) * 100 / whole
    rounded = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert Decimal(percent(part, whole).removesuffix("%")) == rounded
