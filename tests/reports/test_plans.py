"""How far an item of the work plan has come, by the ledger, on each edge of its days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reports.plans import progress_of
from tests.factories.activities import make_drill, make_duty, make_meeting, make_plan_item
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_kind
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

TODAY = date(2024, 8, 15)


@pytest.fixture
def office():
    return make_office()


def one(item, today=TODAY, year=2024):
    return progress_of([item], year=year, today=today)[0]


def eight_drills(office, **fields):
    return make_plan_item(
        office=office,
        figure_key="drill.count",
        target_quantity=Decimal(2),
        unit="次",
        **fields,
    )


@pytest.mark.parametrize(
    ("on", "done"),
    [
        (date(2024, 2, 29), "0"),
        (date(2024, 3, 1), "1"),
        (date(2024, 6, 30), "1"),
        (date(2024, 7, 1), "0"),
    ],
)
def test_only_the_days_of_the_item_count(office, on, done):
    make_drill(office=office, on=on)
    item = eight_drills(office, first_day=date(2024, 3, 1), last_day=date(2024, 6, 30))
    assert one(item).done.text == done


@pytest.mark.parametrize(("drills", "state"), [(1, "normal"), (2, "done"), (3, "done")])
def test_the_target_reached_is_done(office, drills, state):
    for _ in range(drills):
        make_drill(office=office, on=date(2024, 2, 1))
    found = one(eight_drills(office))
    assert (found.state, found.target) == (state, "2次")


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2024, 2, 28), "not_begun"),
        (date(2024, 3, 1), "normal"),
        (date(2024, 5, 30), "normal"),
        (date(2024, 5, 31), "due"),
        (date(2024, 6, 30), "due"),
        (date(2024, 7, 1), "overdue"),
    ],
)
def test_the_light_follows_the_deadline(office, today, state):
    item = eight_drills(office, first_day=date(2024, 3, 1), last_day=date(2024, 12, 31))
    item.planned_completion = date(2024, 6, 30)
    assert one(item, today).state == state
    item.completed_on = today
    assert one(item, today).state == "done"


def test_quarters_add_up_and_end_today(office):
    for month in (1, 3, 4, 7):
        make_drill(office=office, on=date(2024, month, 10))
    make_drill(office=office, on=date(2024, 9, 1))
    found = one(eight_drills(office))
    assert [cell.text for cell in found.cells] == ["2", "1", "1", ""]
    assert found.done.text == "4"
    assert "first=2024-07-01&last=2024-08-15" in found.cells[2].url


@pytest.mark.parametrize(
    ("held", "note", "state"),
    [
        ((date(2024, 3, 31), date(2024, 6, 30), date(2024, 7, 1)), "完成3期", "normal"),
        ((date(2024, 3, 31), date(2024, 4, 1)), "完成2期", "normal"),
        ((date(2024, 3, 31), date(2024, 7, 1)), "完成2期", "overdue"),
        ((date(2024, 1, 1), date(2024, 1, 2), date(2024, 7, 1)), "完成2期", "overdue"),
    ],
)
def test_rounds_that_are_over_are_not_made_up_for(office, held, note, state):
    kind = make_kind(Kind.Domain.MEETING, "quarterly_meeting")
    for on in held:
        make_meeting(office=office, on=on, kind=kind)
    make_meeting(office=office, on=date(2024, 5, 1))
    item = make_plan_item(
        office=office,
        frequency="quarter",
        times=1,
        figure_key="meeting.count",
        filters={"kind": "quarterly_meeting"},
    )
    found = one(item)
    assert (found.note, found.target, found.state) == (note, "至今3期", state)


def test_each_village_has_its_share(office):
    for _ in range(2):
        make_village(office=office)
    make_village(office=office, active_to=date(2024, 1, 1))
    item = make_plan_item(
        office=office,
        first_day=date(2024, 8, 1),
        frequency="month",
        times=1,
        per="village",
        figure_key="meeting.count",
    )
    make_meeting(office=office, on=date(2024, 8, 5))
    assert one(item).note == "完成0期"
    make_meeting(office=office, on=date(2024, 8, 6))
    assert one(item).note == "完成1期"


def test_a_duty_measures_the_item(office):
    duty = make_duty(office=office, work="meeting", per="office", first_day=date(2024, 7, 1))
    item = make_plan_item(
        office=office, first_day=date(2024, 7, 1), frequency="month", times=1, duty=duty
    )
    make_meeting(office=office, on=date(2024, 7, 31))
    found = one(item)
    assert (found.done.text, found.target, found.state) == ("1期", "至今2期", "normal")
    assert found.done.url == duty.get_absolute_url()


def test_before_the_duty_began_nothing_is_missing(office):
    duty = make_duty(office=office, work="meeting", per="office", first_day=date(2024, 8, 1))
    item = make_plan_item(office=office, frequency="month", times=1, duty=duty)
    assert (one(item).target, one(item).state) == ("至今1期", "normal")


@pytest.mark.parametrize(
    ("key", "filters"),
    [("no.such", {}), ("drill.count", {"grade": "major"}), ("drill.count", {"village": "x"})],
)
def test_a_figure_that_cannot_be_asked_is_named(office, key, filters):
    item = make_plan_item(office=office, figure_key=key, filters=filters)
    found = one(item)
    assert found.note.startswith("取数不对")
    assert found.done.text == ""


def test_queries_do_not_grow_with_the_items(office, django_assert_max_num_queries):
    items = [eight_drills(office) for _ in range(10)]
    with django_assert_max_num_queries(12):
        progress_of(items, year=2024, today=TODAY)
