"""Periods: codes, labels, neighbours, at month and year ends and in leap years."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from township_safety.periods import Period, PeriodProblem

DAYS = st.dates(date(1992, 1, 1), date(2099, 12, 31))
KINDS = st.sampled_from(["day", "week", "month", "quarter", "half", "year"])
CALENDAR = st.builds(lambda day, kind: Period.containing(day, kind=kind), DAYS, KINDS)
RANGES = st.builds(lambda a, b: Period.between(min(a, b), max(a, b)), DAYS, DAYS)


@pytest.mark.parametrize(
    ("code", "first", "last", "label", "word"),
    [
        ("2022-04", "2022-04-01", "2022-04-30", "2022年4月", "本月"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月", "本月"),
        ("2023-12", "2023-12-01", "2023-12-31", "2023年12月", "本月"),
        ("2024-04-10", "2024-04-10", "2024-04-10", "2024年4月10日", "当日"),
        ("2024-W15", "2024-04-08", "2024-04-14", "2024年第15周", "本周"),
        ("2020-W53", "2020-12-28", "2021-01-03", "2020年第53周", "本周"),
        ("2024-Q3", "2024-07-01", "2024-09-30", "2024年第三季度", "本季度"),
        ("2024-H1", "2024-01-01", "2024-06-30", "2024年上半年", "上半年"),
        ("2024-H2", "2024-07-01", "2024-12-31", "2024年下半年", "下半年"),
        ("2024", "2024-01-01", "2024-12-31", "2024年", "全年"),
        ("2024-01-15..2024-02-03", "2024-01-15", "2024-02-03", "2024年1月15日至2月3日", "期间"),
        ("2023-12-26..2024-01-25", "2023-12-26", "2024-01-25",
         "2023年12月26日至2024年1月25日", "期间"),
        ("2024-01-01..2024-05-31", "2024-01-01", "2024-05-31", "2024年1月至5月", "期间"),
        ("2024-02-29..2024-02-29", "2024-02-29", "2024-02-29", "2024年2月29日", "期间"),
    ],
)  # fmt: skip
def test_codes(code, first, last, label, word):
    period = Period.parse(code)
    assert (str(period.first_day), str(period.last_day)) == (first, last)
    assert (period.code, period.label, period.word) == (code, label, word)
    assert str(period) == label


@pytest.mark.parametrize("code", [" 2024-h1 ", "２０２４－Ｈ１", "2024H1"])
def test_lenient_codes(code):
    assert Period.parse(code) == Period.of_half(2024, 1)


@pytest.mark.parametrize(
    "code",
    ["", "2024-13", "2024-00", "2024-Q5", "2024-H3", "1800", "9999", "上半年",
     "2024-02-30..2024-03-01", "2024-02-30", "2023-W53", "2024-W0",
     "2024-02-03..2024-01-01", "2024-01-01..", "0001-01-01..2024-01-01", "2024-1-1..2024-1-2"],
)  # fmt: skip
def test_bad_codes_show_the_way_out(code):
    with pytest.raises(PeriodProblem, match=r"请"):
        Period.parse(code)


def test_first_after_last():
    with pytest.raises(PeriodProblem):
        Period(date(2024, 1, 2), date(2024, 1, 1), "", "range")
    with pytest.raises(PeriodProblem):
        Period.between(date(2024, 1, 2), date(2024, 1, 1))


def test_cut_keeps_the_name():
    april = Period.parse("2022-04")
    cut = april.cut(date(2022, 4, 27))
    assert (cut.last_day, cut.label, cut.code) == (date(2022, 4, 27), "2022年4月", "2022-04")
    assert cut.is_cut
    assert not april.is_cut
    assert cut.whole == april
    assert april.cut(date(2022, 5, 3)) == april
    with pytest.raises(PeriodProblem, match="早于2022年4月的第一天"):
        april.cut(date(2022, 3, 31))


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        (4, "2024-03-26", "2024-04-25"),
        (1, "2023-12-26", "2024-01-25"),
        (3, "2024-02-26", "2024-03-25"),
    ],
)
def test_a_reporting_cycle_begins_in_the_month_before(month, first, last):
    cycle = Period.of_cycle(2024, month, begins_on=26)
    assert (str(cycle.first_day), str(cycle.last_day)) == (first, last)
    assert (cycle.code, cycle.label) == (f"2024-{month:02}", f"2024年{month}月")


def test_cycle_from_the_first_is_the_month():
    assert Period.of_cycle(2024, 4, begins_on=1) == Period.of_month(2024, 4)


def test_a_reporting_cycle_is_named_after_its_end():
    cycle = Period(date(2024, 3, 26), date(2024, 4, 25), "2024年4月", "month")
    assert cycle.code == "2024-04"
    assert cycle.previous() == Period.of_month(2024, 3)


@pytest.mark.parametrize(
    ("code", "before", "year_before"),
    [
        ("2024-01", "2023-12", "2023-01"),
        ("2024-03", "2024-02", "2023-03"),
        ("2025-02", "2025-01", "2024-02"),
        ("2024-Q1", "2023-Q4", "2023-Q1"),
        ("2024-H1", "2023-H2", "2023-H1"),
        ("2024", "2023", "2023"),
        ("2024-03-01..2024-03-10", "2024-02-20..2024-02-29", "2023-03-01..2023-03-10"),
        ("2024-02-29..2024-03-01", "2024-02-27..2024-02-28", "2023-02-28..2023-03-01"),
    ],
)
def test_neighbours(code, before, year_before):
    period = Period.parse(code)
    assert period.previous().code == before
    assert period.same_period_last_year().code == year_before


def test_a_cut_month_compares_with_the_same_days():
    earlier = Period.parse("2024-02").cut(date(2024, 2, 29)).same_period_last_year()
    assert earlier.last_day == date(2023, 2, 28)
    earlier = Period.parse("2024-04").cut(date(2024, 4, 20)).same_period_last_year()
    assert (earlier.last_day, earlier.label) == (date(2023, 4, 20), "2023年4月")


@pytest.mark.parametrize(
    ("today", "kind", "code"),
    [
        ("2024-01-01", "month", "2023-12"),
        ("2024-01-31", "month", "2023-12"),
        ("2024-07-01", "half", "2024-H1"),
        ("2024-06-30", "half", "2023-H2"),
        ("2024-03-31", "quarter", "2023-Q4"),
        ("2024-12-31", "year", "2023"),
    ],
)
def test_latest_closed(today, kind, code):
    assert Period.latest_closed(date.fromisoformat(today), kind=kind).code == code


def test_a_range_has_no_latest_closed():
    with pytest.raises(PeriodProblem):
        Period.latest_closed(date(2024, 1, 1), kind="range")


def test_a_day_alone():
    assert Period.containing(date(2024, 1, 1), kind="range").days == 1


@given(st.one_of(CALENDAR, RANGES))
def test_the_code_reads_back(period):
    assert Period.parse(period.code) == period


@given(st.one_of(CALENDAR, RANGES))
def test_months_cover_the_period_once(period):
    months = period.months()
    assert months[0].first_day == period.first_day
    assert months[-1].last_day == period.last_day
    for one, following in pairwise(months):
        assert one.day_after == following.first_day
    assert sum(month.days for month in months) == period.days
    assert len({month.code for month in months}) == len(months)


@given(st.one_of(CALENDAR, RANGES))
def test_the_previous_ends_the_day_before(period):
    before = period.previous()
    assert before.day_after == period.first_day
    assert before.kind == period.kind
    if period.kind == "range":
        assert before.days == period.days


@given(CALENDAR, DAYS)
def test_a_cut_is_a_part(period, day):
    if day < period.first_day:
        return
    cut = period.cut(day)
    assert cut.first_day == period.first_day
    assert cut.last_day == min(day, period.last_day)
    assert cut.contains(cut.last_day)
    assert not cut.contains(cut.day_after)
    assert cut.whole == period
    assert cut.same_period_last_year().first_day.year == period.first_day.year - 1


@given(DAYS, KINDS)
def test_the_day_lies_in_its_period(day, kind):
    period = Period.containing(day, kind=kind)
    assert period.contains(day)
    assert not period.contains(period.first_day - timedelta(days=1))


@given(st.one_of(CALENDAR, RANGES))
def test_year_to_date(period):
    so_far = period.year_to_date()
    assert so_far.first_day == date(period.last_day.year, 1, 1)
    assert so_far.last_day == period.last_day
