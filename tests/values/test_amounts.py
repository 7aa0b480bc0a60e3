"""大写: as banks write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_safety.values.amounts import amount_in_words

_DIGITS = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.00", "壹拾元整"),
        ("105.00", "壹佰零伍元整"),
        ("1205.30", "壹仟贰佰零伍元叁角整"),
        ("12000.00", "壹万贰仟元整"),
        ("12000.07", "壹万贰仟元零柒分"),
        ("305000.50", "叁拾万伍仟元伍角整"),
        ("100000001.00", "壹亿零壹元整"),
        ("1000010000.00", "壹拾亿零壹万元整"),
    ],
)
def test_by_hand(amount, words):
    assert amount_in_words(Decimal(amount)) == words


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_it_reads_back(amount):
    assert read(amount_in_words(amount)) == amount


def read(words: str) -> Decimal:
    """The sum that the words say, worked out another way round."""
    total, part, digit, cents = 0, 0, 0, 0
    for character in words.removesuffix("整"):
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _PLACES:
            part, digit = part + digit * _PLACES[character], 0
        elif character in "万亿":
            power = 10_000 if character == "万" else 100_000_000
            total, part, digit = total + (part + digit) * power, 0, 0
        elif character == "元":
            total, part, digit = total + part + digit, 0, 0
        else:
            cents, digit = cents + digit * (10 if character == "角" else 1), 0
    return Decimal(total) + Decimal(cents) / 100
