"""Dates: every shape people type, and clear words for what is none."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_safety.values import ValueProblem, parse_date, parse_moment

FIFTH = date(2024, 3, 5)
MOMENT = datetime.fromisoformat
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    "value",
    [
        "2024.3.5", "2024-3-5", "2024/3/5", "2024.03.05", "2024年3月5日", "2024 年 3 月 5 号",
        "2024年3月5", "20240305", 20240305, "24.3.5", "24年3月5日", "２０２４．３．５",
        "2024．3．5",
        "2024。3。5", "2024、3、5", "2024-03-05 14:30", "2024-03-05T14:30:59",
        "2024-03-05T14:30:59.123+08:00", "2024年3月5日 14时30分", "2024年3月5日下午2点",
        "2024年3月5日（星期二）", "2024/3/5 周二 9:00", "二〇二四年三月五日", "二零二四年三月五号",
        "2024年三月五日", "\u3000 2024-3-5\n", "2024.3.5。", 45356, 45356.0, "45356", 45356.999999,
        Decimal(45356), date(2024, 3, 5), MOMENT("2024-03-05 23:59:59"),
    ],
)  # fmt: skip
def test_the_fifth_of_march(value):
    assert parse_date(value) == FIFTH


@pytest.mark.parametrize("value", [None, "", "  ", "/", "／", "-", "——", "无"])
def test_nothing(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2024-02-30", "没有“2024-02-30”这一天"),
        ("2023年2月29日", "没有"),
        ("2024.13.1", "没有"),
        ("20241301", "没有"),
        ("2024.10", "没有日"),
        ("2024年10月", "没有日"),
        (2024.1, "不是日期"),
        (2024, "不是日期"),
        ("3月5日", "请写上年份"),
        ("2024.3.5-3.8", "不是一个日期"),
        ("75.3.5", "四位年份"),
        ("2024-W10-2", "不是一个日期"),
        ("٢٠٢٤-٣-٥", "不是一个日期"),
        ("2024-3-5 25:00", "没有"),
        ("尽快", "请写成 2024-3-5"),
        ("长" * 5000, "长…”不是一个日期"),
        (True, "不是一个日期"),
        (float("nan"), "不是日期"),
        (float("inf"), "不是日期"),
        (Decimal("NaN"), "不是日期"),
        (10**40, "不是日期"),
        (date(1989, 12, 31), "1990—2100"),
        ("2101-1-1", "1990—2100"),
    ],
)
def test_what_is_no_date(value, said):
    with pytest.raises(ValueProblem, match=said):
        parse_date(value)


def test_a_missing_year_comes_from_the_context_when_there_is_one():
    assert parse_date("3月5日", default_year=2024) == FIFTH
    with pytest.raises(ValueProblem):
        parse_date("2月29日", default_year=2023)


def test_the_same_number_in_the_calendar_of_1904():
    assert parse_date(43894, date_1904=True) == FIFTH
    assert parse_date(43894) == FIFTH - timedelta(days=1462)


def test_two_digit_years():
    assert parse_date("60.1.1") == date(2060, 1, 1)
    assert parse_date("98.1.1") == date(1998, 1, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二四年十月十日", date(2024, 10, 10)),
        ("二〇二四年十一月二十日", date(2024, 11, 20)),
        ("二四年十二月三十一日", date(2024, 12, 31)),
        ("2024年一月廿三日", date(2024, 1, 23)),
        ("2024年一月廿日", date(2024, 1, 20)),
        ("2024年一月卅日", date(2024, 1, 30)),
    ],
)
def test_chinese_numerals(text, day):
    assert parse_date(text) == day


@given(DAYS)
def test_every_day_in_every_shape(day):
    shapes = [
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        (day - date(1899, 12, 30)).days,
        day,
    ]
    assert {parse_date(shape) for shape in shapes} == {day}


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans()))
def test_anything_is_a_date_or_a_problem(value):
    with suppress(ValueProblem):
        day = parse_date(value)
        assert day is None or 1990 <= day.year <= 2100


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-3-5 9:05:59", MOMENT("2024-03-05 09:05")),
        ("2024年3月5日下午2时30分", MOMENT("2024-03-05 14:30")),
        ("2024-3-5 下午12:30", MOMENT("2024-03-05 12:30")),
        (45356.5, MOMENT("2024-03-05 12:00")),
        (date(2024, 3, 5), MOMENT("2024-03-05")),
        ("/", None),
    ],
)
def test_moments_to_the_minute(value, moment):
    assert parse_moment(value) == moment
