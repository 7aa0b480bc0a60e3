"""Money written out in capital Chinese numerals, as on receipts (大写)."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def amount_in_words(amount: Decimal) -> str:
    """1205.30 as 壹仟贰佰零伍元叁角整; the amount has two decimals and is not negative."""
    yuan, cents = divmod(int(amount.scaleb(2).to_integral_value()), 100)
    whole = f"{_whole(yuan)}元" if yuan or not cents else ""
    jiao, fen = divmod(cents, 10)
    if not cents:
        return f"{whole}整"
    gap = "零" if yuan and not jiao else ""
    tenths = f"{_DIGITS[jiao]}角" if jiao else ""
    return f"{whole}{gap}{tenths}" + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    text, gap = "", False
    for power in range(len(_GROUPS) - 1, -1, -1):
        four = number // 10_000**power % 10_000
        if four == 0:
            gap = bool(text)
            continue
        text += "零" if text and (gap or four < 1000) else ""
        text += _four(four) + _GROUPS[power]
        gap = False
    return text


def _four(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text
