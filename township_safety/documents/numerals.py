"""Numbers as official Chinese writes them."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

HAN = re.compile("[\u2e80-\u9fff]")

DIGITS = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """一 … 九十九."""
    if not 1 <= number <= 99:
        raise ValueError(f"序号只能是1至99，不能是{number}。")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def chinese_date(day: date) -> str:
    """2024年1月5日: no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def trimmed(amount: Decimal, *, decimals: int) -> str:
    """Rounded half up to at most so many decimals, without trailing zeros or a minus zero."""
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = format(rounded, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def wan(yuan: Decimal) -> str:
    """An amount in 元, printed in 万元 with at most two decimals; the unit is not included."""
    return trimmed(yuan / 10000, decimals=2)


def percent(part: int | Decimal, whole: int | Decimal, *, decimals: int = 1) -> str:
    """90.4%; without decimals when whole; / when there is nothing to divide by."""
    if whole == 0:
        return "/"
    return trimmed(Decimal(part) * 100 / Decimal(whole), decimals=decimals) + "%"
