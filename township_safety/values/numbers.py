"""Whole numbers, money and yes/no as people type them, with units and separators."""

import re
from decimal import Decimal, InvalidOperation

from township_safety.values.text import ValueProblem, clean_text, half_width, is_blank

LARGEST_WHOLE = 2_147_483_647  # what the databases keep in a PositiveIntegerField

_CENT = Decimal("0.01")
_LARGEST_AMOUNT = Decimal("999999999999.99")
_UNITS = (
    "家次|人次|场次|批次|车次|户次|个|处|条|家|次|份|人|项|起|名|户|场|台|辆|件|套|所|座|块|期|篇"
    "|本|册|张|艘|队|支|班|天|日|幅|只|宗|例|门|部|栋|间|盏|具|村|批"
)
# Thousands by commas or single spaces; never the digits of other scripts.
_NUMBER = r"(?P<number>[+-]?(?:[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|[+-]?\.[0-9]+)"
_WHOLE = re.compile(rf"{_NUMBER}\s*(?:{_UNITS})?")
_AMOUNT = re.compile(
    rf"(?:人民币|RMB|CNY)?\s*[¥￥]?\s*{_NUMBER}\s*(?P<scale>亿|千万|百万|万|千|百)?\s*(?P<yuan>元|圆|块)?整?"
)
_SCALES = {"亿": 8, "千万": 7, "百万": 6, "万": 4, "千": 3, "百": 2}

_YES_WORDS = "是 有 对 √ ✓ ✔ ☑ Y YES T TRUE 1 1.0 已 已整改 已完成 已销号 已落实 完成 属实 合格"
_NO_WORDS = "否 无 不 × ✗ ✘ X N NO F FALSE 0 0.0 未 未整改 未完成 未销号 未落实 没有 不是 非 不合格"
_YES = frozenset(_YES_WORDS.split())
_NO = frozenset(_NO_WORDS.split())


def parse_whole(value: object, *, allow_negative: bool = False) -> int | None:
    """The whole number meant, or None for an empty cell; a counting unit behind it is dropped."""
    if is_blank(value):
        return None
    number = _decimal_of(value, _WHOLE, what="整数")
    if number != number.to_integral_value():
        raise ValueProblem(f"“{_shown(value)}”不是整数，请填整数。")
    _refuse_negative(number, value, allow_negative=allow_negative)
    if abs(number) > LARGEST_WHOLE:
        raise ValueProblem(f"“{_shown(value)}”太大，请检查是否多打了位数。")
    return int(number)


def parse_decimal(
    value: object, *, places: int = 2, allow_negative: bool = False
) -> Decimal | None:
    """The number meant with at most so many decimals, or None for an empty cell."""
    if is_blank(value):
        return None
    number = _decimal_of(value, _WHOLE, what="数字")
    _refuse_negative(number, value, allow_negative=allow_negative)
    return _rounded(number, value, places=places)


def parse_amount(
    value: object, *, unit: str = "元", allow_negative: bool = False
) -> Decimal | None:
    """Money in 元 with two decimals, or None for an empty cell.

    ``unit`` ("元" or "万元") is what a bare number means; a unit written in the cell wins.
    """
    if is_blank(value):
        return None
    power = {"元": 0, "万元": 4}[unit]
    if isinstance(value, str):
        found = _AMOUNT.fullmatch(half_width(clean_text(value)).upper())
        if found is None:
            raise ValueProblem(f"“{_shown(value)}”不是金额；请填数字，如 12000 或 1.2万元。")
        number = Decimal(_bare(found["number"]))
        if found["scale"] or found["yuan"]:
            power = _SCALES.get(found["scale"] or "", 0)
    else:
        number = _decimal_of(value, _WHOLE, what="金额")
    _refuse_negative(number, value, allow_negative=allow_negative)
    amount = _rounded(number.scaleb(power), value, places=2)
    if abs(amount) > _LARGEST_AMOUNT:
        raise ValueProblem(f"金额“{_shown(value)}”太大，请检查单位是元还是万元。")
    return amount


def parse_flag(value: object) -> bool | None:
    """Yes or no, or None for an empty cell."""
    if isinstance(value, bool):
        return value
    if is_blank(value):
        return None
    word = half_width(clean_text(value)).upper().strip(" 。.")
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem(f"“{_shown(value)}”看不懂，请填“是”或“否”。")


def _decimal_of(value: object, pattern: re.Pattern[str], *, what: str) -> Decimal:
    """The number in a cell: a number as it is, a text by the pattern."""
    if isinstance(value, bool):
        raise ValueProblem(f"“{'是' if value else '否'}”不是{what}，请填数字。")
    if isinstance(value, int | float | Decimal):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            raise ValueProblem(f"“{value}”不是{what}，请填数字。")
        return number
    found = pattern.fullmatch(half_width(clean_text(value)))
    if found is None:
        raise ValueProblem(f"“{_shown(value)}”不是{what}，请只填阿拉伯数字。")
    return Decimal(_bare(found["number"]))


def _bare(number: str) -> str:
    return number.replace(",", "").replace(" ", "")


def _refuse_negative(number: Decimal, value: object, *, allow_negative: bool) -> None:
    if number < 0 and not allow_negative:
        raise ValueProblem(f"“{_shown(value)}”是负数，请填 0 或正数。")


def _rounded(number: Decimal, value: object, *, places: int) -> Decimal:
    """Rounding only undoes what binary fractions do to a typed decimal."""
    try:
        rounded = number.quantize(Decimal(1).scaleb(-places))
    except InvalidOperation:
        raise ValueProblem(f"“{_shown(value)}”太大，请检查。") from None
    if abs(rounded - number) > Decimal("0.000001"):
        raise ValueProblem(f"“{_shown(value)}”小数位太多，最多保留{places}位小数。")
    return rounded


def _shown(value: object) -> str:
    text = clean_text(value)
    return text if len(text) <= 30 else f"{text[:30]}…"
