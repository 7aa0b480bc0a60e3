"""Figures as of a day: what stands on the last day of the period counts, its last day included."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reports.figures import REGISTRY, Figure, Scope, value
from tests.factories.activities import make_letter, make_obligation, make_plan_item
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_agency, make_sector, make_site, make_staff, make_team
from township_safety.organisation.models import Office
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

PERIOD = Period.parse("2024-H1")
DAY = PERIOD.last_day
EVE, NEXT = date(2024, 6, 29), date(2024, 7, 1)

STANDING = {
    "village.count": (make_village, 1),
    "site.count": (make_site, 1),
    "agency.count": (make_agency, 1),
    "team.count": (make_team, 1),
    "team.members": (lambda **fields: make_team(member_count=30, **fields), 30),
    "staff.count": (make_staff, 1),
    "staff.certified": (lambda **fields: make_staff(certificate="甲001", **fields), 1),
}


@pytest.mark.parametrize("key", STANDING)
@pytest.mark.parametrize(
    ("active_from", "active_to", "counts"),
    [
        (None, None, True),
        (DAY, None, True),
        (NEXT, None, False),
        (None, DAY, True),
        (None, EVE, False),
    ],
)
def test_row_counts_from_its_first_to_its_last_day(key, active_from, active_to, counts):
    office = make_office()
    make, adds = STANDING[key]

    make(office=office, active_from=active_from, active_to=active_to)

    assert value(key, Scope((office.pk,), PERIOD)).number == (adds if counts else 0)


def letters(office: Office, **fields: Any) -> None:
    village = make_village(office=office)
    make_obligation(office=office, village=village, year=2024)
    make_letter(office=office, village=village, **{"year": 2024, **fields})


@pytest.mark.parametrize(("signed_on", "signed"), [(DAY, 1), (NEXT, 0)])
def test_letter_signed_after_the_cut_off_is_still_owed(signed_on, signed):
    office = make_office()
    letters(office, signed_on=signed_on)
    scope = Scope((office.pk,), PERIOD)

    assert value("letter.required", scope).number == 1
    assert value("letter.signed", scope).number == signed
    assert value("letter.rate", scope).part == signed


def test_letter_of_last_year_is_not_this_years():
    office = make_office()
    letters(office, year=2023, signed_on=date(2024, 1, 3))

    assert value("letter.signed", Scope((office.pk,), PERIOD)).number == 0


def test_two_letters_with_one_village_are_one_counterparty_and_two_copies():
    office = make_office()
    village = make_village(office=office)
    for _ in range(2):
        make_letter(office=office, village=village, signed_on=DAY)
    scope = Scope((office.pk,), PERIOD)

    assert value("letter.parties", scope).number == 1
    assert value("letter.copies", scope).number == 2


@pytest.mark.parametrize(
    ("first_day", "last_day", "counts"),
    [
        (DAY, NEXT, 1),
        (NEXT, NEXT, 0),
        (date(2023, 1, 1), PERIOD.first_day, 1),
        (date(2023, 1, 1), date(2023, 12, 31), 0),
    ],
)
def test_plan_item_counts_when_its_time_touches_the_period(first_day, last_day, counts):
    office = make_office()
    make_plan_item(
        office=office,
        first_day=first_day,
        last_day=last_day,
        sector=make_sector("fire"),
        target_quantity=30,
        unit="人",
    )

    scope = Scope((office.pk,), PERIOD)
    assert value("plan.items", scope).number == counts
    assert value("plan.sectors", scope).number == counts
    assert value("plan.target", scope).number == (30 if counts else None)


def test_frequency_of_a_plan_item_is_read_from_the_item():
    office = make_office()
    make_plan_item(office=office, text="加油站例行检查", frequency="month", times=1)
    make_plan_item(office=office, text="道路交通劝导", frequency="week", times=2)
    scope = Scope((office.pk,), PERIOD)

    assert value("plan.times", scope.narrowed(topic="加油站")).number == 1
    both = value("plan.times", scope)
    assert (both.number, both.last) == (1, 2)


def test_unit_of_a_frequency_tells_how_often_and_for_whom():
    office = make_office()
    make_plan_item(office=office, text="劝导", frequency="week", times=2, per="village")
    make_plan_item(office=office, text="例会", frequency="quarter", times=1, per="office")
    scope = Scope((office.pk,), PERIOD)

    weekly = value("plan.times", scope.narrowed(frequency="week", subject="village"))
    quarterly = value("plan.times", scope.narrowed(frequency="quarter"))

    assert (weekly.number, weekly.unit) == (2, "次/周·村")
    assert (quarterly.number, quarterly.unit) == (1, "次/季度")


def test_size_of_teams_is_a_range_when_they_differ():
    office = make_office()
    scope = Scope((office.pk,), PERIOD)
    make_team(office=office, member_count=20, active_to=DAY)
    make_team(office=office, member_count=99, active_to=EVE)
    assert (value("team.size", scope).number, value("team.size", scope).last) == (20, 20)

    make_team(office=office, member_count=24)

    assert (value("team.size", scope).number, value("team.size", scope).last) == (20, 24)


def test_size_of_teams_without_numbers_is_nothing():
    office = make_office()
    make_team(office=office, member_count=None)

    assert value("team.size", Scope((office.pk,), PERIOD)).is_zero


def test_every_standing_figure_is_tested_here_or_with_the_hazards():
    standing = {
        key
        for key, figure in REGISTRY.figures.items()
        if isinstance(figure, Figure) and not figure.is_flow and not key.startswith("hazard.")
    }
    beside = {"letter.signed", "letter.required", "plan.items", "plan.sectors", "submission.owed"}
    assert standing == {*STANDING, *beside}
