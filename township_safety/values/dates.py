"""Dates in all the shapes people type, and as the day numbers a workbook keeps."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from township_safety.values.text import ValueProblem, clean_text, half_width, is_blank

FIRST_YEAR = 1990
LAST_YEAR = 2100

# Day 0 of the two calendars of Excel; 1904 is the old Macintosh one.
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 -- a wall-clock origin, workbooks know no zones
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 -- as above
_SERIALS = range(20_000, 80_000)

_HOW = "请写成 2024-3-5、2024.3.5 或 2024年3月5日"
_CLOCK = (
    r"(?:[\sT]*(?:上午|下午|早上|晚上|[AP]M)?\s*(?P<hour>[0-9]{1,2})[:时点]"
    r"(?:(?P<minute>[0-9]{1,2})(?:[:分](?P<second>[0-9]{1,2})(?:\.[0-9]+)?秒?)?分?)?"
    r"(?:\+0?8:?00)?)?"
)
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_FULL = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{2})\s*(?:年|[./\-–—_\\。、,·])\s*(?P<month>[0-9]{1,2})\s*(?:月|[./\-–—_\\。、,·])\s*"
    r"(?P<day>[0-9]{1,2})\s*[日号]?" + _WEEKDAY + _CLOCK
)
_COMPACT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})" + _WEEKDAY + _CLOCK)
_NO_YEAR = re.compile(
    r"(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*[日号]?" + _WEEKDAY + _CLOCK
)
_NO_DAY = re.compile(r"[0-9]{4}\s*(?:年|[./\-])\s*[0-9]{1,2}\s*月?")
_LATE = re.compile("下午|晚上|PM")

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "两": "2",
}
_CHINESE_YEAR = re.compile(r"([零〇○一二三四五六七八九]{4}|[零〇○一二三四五六七八九]{2})\s*年")
_CHINESE_PART = re.compile(
    r"([一二三四五六七八九]?[十廿卅][一二三四五六七八九]?|[一二三四五六七八九])\s*(?=[月日号])"
)


def parse_date(
    value: object,
    *,
    default_year: int | None = None,
    date_1904: bool = False,
    first_year: int = FIRST_YEAR,
) -> date | None:
    """The day meant, or None for an empty cell.

    A bare 3月5日 needs ``default_year``; without it the problem asks for the year. ``date_1904``
    is a property of the workbook the number comes from. Raises ValueProblem, also for years
    before ``first_year``: facts of the ledger are recent, the founding of a village is not.
    """
    moment = parse_moment(
        value, default_year=default_year, date_1904=date_1904, first_year=first_year
    )
    return None if moment is None else moment.date()


def parse_moment(
    value: object,
    *,
    default_year: int | None = None,
    date_1904: bool = False,
    first_year: int = FIRST_YEAR,
) -> datetime | None:
    """Like parse_date, with the clock time down to the minute; local, without a zone."""
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=None)
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    elif is_blank(value) or value == "无":
        return None
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        moment = _from_number(value, date_1904=date_1904)
    else:
        moment = _from_text(clean_text(value), default_year=default_year, date_1904=date_1904)
    if not first_year <= moment.year <= LAST_YEAR:
        raise ValueProblem(
            f"日期“{_shown(value)}”的年份不在 {first_year}—{LAST_YEAR} 之内，请检查。"
        )
    return moment.replace(second=0, microsecond=0)


def _from_number(value: float | Decimal, *, date_1904: bool) -> datetime:
    """A day number of Excel, or eight digits."""
    if not Decimal(value).is_finite():
        raise ValueProblem(f"“{value}”不是日期；{_HOW}。")
    days = int(value)
    if days in _SERIALS:
        epoch = _EPOCH_1904 if date_1904 else _EPOCH
        return epoch + timedelta(days=days, seconds=int(float(value) % 1 * 86400))
    if days == value and (found := _COMPACT.fullmatch(str(days))):
        return _moment(found, int(found["year"]), str(days))
    raise ValueProblem(f"“{clean_text(value)}”不是日期；{_HOW}。")


def _from_text(text: str, *, default_year: int | None, date_1904: bool) -> datetime:
    plain = _with_digits(half_width(text)).upper().strip(" .,;，。；")
    if re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", plain):
        return _from_number(float(plain), date_1904=date_1904)
    if found := _FULL.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _moment(found, _full_year(found["year"], text), text)
    if found := _NO_YEAR.fullmatch(plain):
        if default_year is None:
            raise ValueProblem(f"日期“{text}”没有年份，请写上年份，如 2024年{plain}。")
        return _moment(found, default_year, text)
    if _NO_DAY.fullmatch(plain):
        raise ValueProblem(f"“{text}”只有年月，没有日；{_HOW}。")
    raise ValueProblem(f"“{_shown(text)}”不是一个日期；{_HOW}。")


def _moment(found: re.Match[str], year: int, text: str) -> datetime:
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    if hour < 12 and _LATE.search(found[0]):
        hour += 12
    try:
        return datetime(year, int(found["month"]), int(found["day"]), hour, minute)  # noqa: DTZ001 -- local wall clock
    except ValueError:
        raise ValueProblem(f"没有“{text}”这一天（或这个时刻），请检查。") from None


def _full_year(digits: str, text: str) -> int:
    """Two digits mean this century up to 60 and the last one from 90."""
    year = int(digits)
    if len(digits) == 4:
        return year
    if 60 < year < 90:
        raise ValueProblem(f"“{text}”的年份“{digits}”不明确，请写四位年份。")
    return year + (2000 if year <= 60 else 1900)


def _with_digits(text: str) -> str:
    """二〇二四年三月五日 as 2024年3月5日; other text unchanged."""
    text = _CHINESE_YEAR.sub(lambda m: "".join(_DIGITS[c] for c in m[1]) + "年", text)
    return _CHINESE_PART.sub(lambda m: str(_small_number(m[1])), text)


def _small_number(text: str) -> int:
    for ten, base in (("廿", 20), ("卅", 30)):
        if text.startswith(ten):
            return base + int(_DIGITS.get(text[1:], "0"))
    tens, ten, ones = text.partition("十")
    if not ten:
        return int(_DIGITS[tens])
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))


def _shown(value: object) -> str:
    text = clean_text(value)
    return text if len(text) <= 30 else f"{text[:30]}…"
