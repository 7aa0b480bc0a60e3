"""Which days an office means: 上半年, 2024年第三季度, 上月, 今年以来, 1至6月, 6月15日."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from township_safety.periods import Period, PeriodProblem

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?:(?P<year>20\d\d)年?|(?P<word>今年|本年|去年|上年|前年))?"
_BACK = {"今年": 0, "本年": 0, "去年": 1, "上年": 1, "前年": 2}
_MONTH = r"(1[0-2]|0?[1-9])"

_Read = Callable[[re.Match[str], int | None, date], Period]


def period_in(text: str, *, today: date) -> tuple[Period | None, str]:
    """The days that are named, and the text without them."""
    for pattern, read in _PATTERNS:
        found = pattern.search(text)
        if found is None:
            continue
        try:
            period = read(found, _year_of(found, today), today)
        except (PeriodProblem, ValueError):
            continue
        if period.first_day > today:
            continue
        return period.cut(today), text[: found.start()] + " " + text[found.end() :]
    return None, text


def _year_of(found: re.Match[str], today: date) -> int | None:
    groups = found.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    word = groups.get("word")
    return today.year - _BACK[word] if word else None


def _latest(make: Callable[[int], Period], year: int | None, today: date) -> Period:
    """Without a year the last such days that have begun."""
    if year is not None:
        return make(year)
    this = make(today.year)
    return this if this.first_day <= today else make(today.year - 1)


def _months(found: re.Match[str], year: int | None, today: date) -> Period:
    first, last = int(found[3]), int(found[4])
    return _latest(
        lambda one: Period.between(
            Period.of_month(one, first).first_day, Period.of_month(one, last).last_day
        ),
        year,
        today,
    )


def _day(found: re.Match[str], year: int | None, today: date) -> Period:
    return _latest(lambda one: Period.of_day(date(one, int(found[3]), int(found[4]))), year, today)


def _iso(found: re.Match[str], year: int | None, today: date) -> Period:
    return Period.of_day(date.fromisoformat(found[0]))


def _to_date(found: re.Match[str], year: int | None, today: date) -> Period:
    return Period.containing(today, kind="year")


def _relative(kind: str, *, back: bool) -> _Read:
    def read(found: re.Match[str], year: int | None, today: date) -> Period:
        period = Period.containing(today, kind=kind)  # type: ignore[arg-type]  # the kinds below
        return period.previous() if back else period

    return read


def _ago(days: int) -> _Read:
    return lambda found, year, today: Period.of_day(today - timedelta(days=days))


_PATTERNS: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (re.compile(r"20\d\d-\d\d-\d\d"), _iso),
    (re.compile(rf"{_YEAR}{_MONTH}月?(?:份)?[至到—~-]{_MONTH}月(?:份)?"), _months),
    (re.compile(rf"{_YEAR}{_MONTH}月(\d\d?)[日号]"), _day),
    (
        re.compile(rf"{_YEAR}(?:的)?(上|下)半年"),
        lambda found, year, today: _latest(
            lambda one: Period.of_half(one, 1 if found[3] == "上" else 2), year, today
        ),
    ),
    (
        re.compile(rf"{_YEAR}(?:的)?第?([一二三四1-4])季度"),
        lambda found, year, today: _latest(
            lambda one: Period.of_quarter(one, _DIGITS[found[3]]), year, today
        ),
    ),
    (
        re.compile(rf"{_YEAR}(?:的)?{_MONTH}月(?:份)?"),
        lambda found, year, today: _latest(
            lambda one: Period.of_month(one, int(found[3])), year, today
        ),
    ),
    (re.compile("今年以来|年初以来|本年以来|今年至今|截至目前|到目前|截止目前"), _to_date),
    (re.compile("上个?月(?:份)?"), _relative("month", back=True)),
    (re.compile("这个月|本月(?:份)?|当月"), _relative("month", back=False)),
    (re.compile("上个?季度"), _relative("quarter", back=True)),
    (re.compile("这个?季度|本季度"), _relative("quarter", back=False)),
    (re.compile("上个?(?:周|星期)"), _relative("week", back=True)),
    (re.compile("这个?(?:周|星期)|本周"), _relative("week", back=False)),
    (re.compile("今天|今日|当天|当日"), _ago(0)),
    (re.compile("昨天|昨日"), _ago(1)),
    (
        re.compile(r"(?:(?P<year>20\d\d)年|(?P<word>今年|本年|去年|上年|前年))(?:全年|度)?"),
        lambda found, year, today: Period.of_year(year or today.year),
    ),
    (re.compile("全年"), _to_date),
)


def named(first: date, last: date) -> Period:
    """The calendar period that these days are, whole or up to its cut-off; else a range."""
    for kind in ("year", "half", "quarter", "month"):
        whole = Period.containing(last, kind=kind)
        if (whole.first_day, whole.last_day) == (first, last):
            return whole
    year = Period.containing(last, kind="year")
    return year.cut(last) if year.first_day == first else Period.between(first, last)
