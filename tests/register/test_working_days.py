"""Counting working days: the laws that hold for every calendar, and real years."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.organisation import make_office
from township_safety.register.holidays import add_holidays, published_years
from township_safety.register.models import Holiday
from township_safety.register.working_days import (
    Calendar,
    OutsideCalendar,
    calendar_for,
    fixed_holidays,
    guess_note,
)

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2023, 2029
# Far enough from both ends for every count below.
DAYS = st.dates(date(2024, 6, 1), date(2028, 6, 30))
# Few enough that some day is always worked.
EXCEPTIONS = st.dictionaries(DAYS, st.booleans(), max_size=40)
NUMBERS = st.integers(0, 60)


def calendar(days=None):
    return Calendar(FIRST_YEAR, LAST_YEAR, days or {})


# --- Laws


@given(exceptions=EXCEPTIONS, off=DAYS, start=DAYS, number=NUMBERS)
def test_a_day_off_never_makes_a_deadline_earlier(exceptions, off, start, number):
    before, after = calendar(exceptions), calendar({**exceptions, off: False})
    assert after.add_working_days(start, number) >= before.add_working_days(start, number)
    assert after.last_day_within(start, number) >= before.last_day_within(start, number)


@given(exceptions=EXCEPTIONS, off=DAYS, start=DAYS, end=DAYS)
def test_a_day_off_never_adds_working_days(exceptions, off, start, end):
    before, after = calendar(exceptions), calendar({**exceptions, off: False})
    assert abs(after.working_days_between(start, end)) <= abs(
        before.working_days_between(start, end)
    )


@given(exceptions=EXCEPTIONS, worked=DAYS, start=DAYS, number=NUMBERS)
def test_a_make_up_day_never_makes_a_deadline_later(exceptions, worked, start, number):
    before, after = calendar(exceptions), calendar({**exceptions, worked: True})
    assert after.add_working_days(start, number) <= before.add_working_days(start, number)


@given(exceptions=EXCEPTIONS, start=DAYS, number=st.integers(-60, 60))
def test_counting_undoes_adding(exceptions, start, number):
    known = calendar(exceptions)
    end = known.add_working_days(start, number)
    assert known.working_days_between(start, end) == number
    assert number == 0 or known.is_working_day(end)


@given(exceptions=EXCEPTIONS, start=DAYS, ahead=st.integers(0, 90))
def test_adding_undoes_counting_up_to_the_last_working_day(exceptions, start, ahead):
    known, end = calendar(exceptions), start + timedelta(days=ahead)
    reached = known.add_working_days(start, known.working_days_between(start, end))
    assert start <= reached <= end
    between = (reached + timedelta(days=n) for n in range(1, (end - reached).days + 1))
    assert not any(known.is_working_day(day) for day in between)


@given(exceptions=EXCEPTIONS, start=DAYS, middle=st.integers(0, 60), rest=st.integers(0, 60))
def test_stretches_add_up(exceptions, start, middle, rest):
    known, half = calendar(exceptions), start + timedelta(days=middle)
    end = half + timedelta(days=rest)
    parts = known.working_days_between(start, half) + known.working_days_between(half, end)
    assert parts == known.working_days_between(start, end)


@given(exceptions=EXCEPTIONS, start=DAYS, ahead=st.integers(0, 60), number=st.integers(0, 10))
def test_within_means_no_more_working_days_left(exceptions, start, ahead, number):
    known, due = calendar(exceptions), start + timedelta(days=ahead)
    is_within = due <= known.last_day_within(start, number)
    assert is_within == (known.working_days_between(start, due) <= number)


@given(exceptions=EXCEPTIONS, start=DAYS, number=st.integers(0, 59))
def test_one_more_is_later(exceptions, start, number):
    known = calendar(exceptions)
    assert known.add_working_days(start, number + 1) > known.add_working_days(start, number)


# --- Single days


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        # Friday to Monday, and a week-end that belongs to nobody.
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
        # Leap day, and a February without one.
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
        (date(2027, 2, 26), 1, date(2027, 3, 1)),
        # New Year's Day 2027 is a Friday: off by law although nothing is published.
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2027, 1, 4), -1, date(2026, 12, 31)),
        (date(2027, 4, 30), 1, date(2027, 5, 3)),
        (date(2027, 9, 30), 1, date(2027, 10, 4)),
    ],
)
def test_without_anything_entered(start, number, end):
    assert calendar().add_working_days(start, number) == end


def test_the_second_of_may_is_off_by_law_since_2025():
    assert date(2024, 5, 2) not in fixed_holidays(2024)
    assert date(2025, 5, 2) in fixed_holidays(2025)


def test_days_beyond_the_years_read_are_refused():
    with pytest.raises(OutsideCalendar):
        calendar().is_working_day(date(LAST_YEAR + 1, 1, 1))
    with pytest.raises(OutsideCalendar):
        calendar().add_working_days(date(LAST_YEAR, 12, 30), 10)


# --- Published years


@pytest.fixture
def _published(db):
    add_holidays()


published = pytest.mark.usefixtures("_published")

# First and last day of the break around 国庆节 and 中秋节, then the week-ends worked for it.
AUTUMN = {
    2023: [("09-29", "10-06", ["10-07", "10-08"])],
    2024: [("09-15", "09-17", ["09-14"]), ("10-01", "10-07", ["09-29", "10-12"])],
    2025: [("10-01", "10-08", ["09-28", "10-11"])],
    2026: [("09-25", "09-27", []), ("10-01", "10-07", ["09-20", "10-10"])],
}


def read(year):
    return calendar_for(None, first=date(year, 1, 1), last=date(year, 12, 31))


@published
@pytest.mark.parametrize("year", AUTUMN)
def test_the_long_autumn_breaks(year):
    known = read(year)
    for first, last, worked in AUTUMN[year]:
        start, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
        assert known.working_days_between(start - DAY, end) == 0
        assert known.add_working_days(start - DAY, 1) == end + DAY
        for text in worked:
            assert known.is_working_day(date.fromisoformat(f"{year}-{text}"))


@published
@pytest.mark.parametrize("year", AUTUMN)
def test_every_day_agrees_with_the_published_list(year):
    known = read(year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [d for d in days if known.is_working_day(d) != chinese_calendar.is_workday(d)] == []
    assert known.is_official(year)
    assert known.guessed_years(days[0], days[-1]) == []


@published
def test_ten_working_days_over_the_autumn_break():
    """The week-end days worked before and after the break count."""
    assert read(2023).add_working_days(date(2023, 9, 25), 10) == date(2023, 10, 13)
    assert read(2024).add_working_days(date(2024, 9, 25), 10) == date(2024, 10, 14)


def test_the_fixed_days_are_off_in_every_published_year():
    wrong = [
        day
        for year in published_years()
        for day in fixed_holidays(year)
        if chinese_calendar.is_workday(day)
    ]
    assert wrong == []


@pytest.mark.django_db
def test_published_days_are_added_once_and_edits_stay():
    added = add_holidays([2025, 2026])
    assert added == Holiday.objects.count() > 60
    assert {row.day.year for row in Holiday.objects.all()} == {2025, 2026}
    assert Holiday.history.count() == added
    Holiday.objects.filter(day=date(2026, 10, 10)).update(is_workday=False)

    assert add_holidays([2026]) == 0

    assert not Holiday.objects.get(day=date(2026, 10, 10)).is_workday


@published
def test_names_are_chinese():
    names = set(Holiday.objects.values_list("name", flat=True))
    assert {"元旦", "春节", "清明", "劳动节", "端午", "中秋", "国庆节"} <= names
    assert not any(name.isascii() for name in names)


@published
def test_a_year_not_published_is_a_guess():
    year = published_years()[-1] + 1
    assert add_holidays([year]) == 0
    known = calendar_for(None, first=date(year - 1, 12, 20))
    assert known.guessed_years(date(year - 1, 12, 20), date(year, 1, 10)) == [year]
    assert not known.is_working_day(date(year, 1, 1))
    assert f"{year}年" in guess_note(year)


@pytest.mark.django_db
def test_days_before_new_year_do_not_make_a_year_official():
    """31 December belongs to the arrangement of the next year."""
    Holiday.objects.create(day=date(2030, 12, 31), is_workday=False, name="元旦")
    Holiday.objects.create(
        day=date(2030, 4, 3), is_workday=False, name="三月三", source=Holiday.Source.LOCAL
    )
    assert not read(2030).is_official(2030)
    Holiday.objects.create(day=date(2030, 2, 4), is_workday=False, name="春节")
    assert read(2030).is_official(2030)


@published
def test_the_office_s_own_day_prevails_and_stays_its_own():
    office, other = make_office(), make_office()
    day, shared = date(2026, 4, 20), date(2026, 10, 10)
    for own, is_workday in ((day, False), (shared, False)):
        Holiday.objects.create(
            office=office, day=own, is_workday=is_workday, name="三月三", source="local"
        )
    mine, theirs = (calendar_for(one, first=date(2026, 4, 1)) for one in (office, other))
    assert not mine.is_working_day(day)
    assert not mine.is_working_day(shared)
    assert theirs.is_working_day(day)
    assert theirs.is_working_day(shared)


@published
def test_a_calendar_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        known = calendar_for(None, first=date(2026, 12, 20))
        known.add_working_days(date(2026, 12, 20), 15)
