"""Plans of major hazards, 挂牌 by level, sites seen: what only the statutory tables ask."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hazards import actions
from hazards.workflow import Status
from reports.figures import Scope, value
from tests.factories.hazards import make_count, make_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_site
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

EVE, FIRST, LAST, NEXT = (
    date(2024, 3, 31),
    date(2024, 4, 1),
    date(2024, 4, 30),
    date(2024, 5, 1),
)
APRIL = Period.of_month(2024, 4)
ITEMS = ("goals", "resources", "people", "schedule", "safeguards")
# Figures of hazards as of a day that are tested here.
STANDING = {
    "planned",
    "planned_funds",
    "planned_wholly",
    "listed_city",
    "listed_province",
    *(f"planned_{item}" for item in ITEMS),
}


@pytest.fixture
def office():
    return make_office()


def asked(office, key, **parts):
    return value(key, Scope((office.pk,), APRIL).narrowed(**parts)).number


@pytest.mark.parametrize(
    ("found_on", "closed_on", "stands"),
    [
        (EVE, None, 1),
        (LAST, None, 1),
        (NEXT, None, 0),
        (EVE, LAST, 0),
        (EVE, NEXT, 1),
    ],
)
def test_plan_stands_until_the_hazard_is_closed(office, found_on, closed_on, stands):
    make_hazard(
        Status.CLOSED if closed_on else Status.OPEN,
        office=office,
        found_on=found_on,
        claimed_on=found_on,
        closed_on=closed_on,
        grade="major",
        plan_goals="更换管线",
        funds=Decimal(30000),
    )

    assert asked(office, "hazard.planned", grade="major") == stands
    assert asked(office, "hazard.planned_funds") == 30000 * stands
    assert asked(office, "hazard.planned", grade="general") == 0


def test_cause_and_harm_alone_are_no_plan(office):
    make_hazard(office=office, found_on=FIRST, grade="major", cause="老化", harm="较大")

    assert asked(office, "hazard.planned") == 0


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ({}, "goals"),
        ({"plan_resources": "自筹"}, "resources"),
        ({"funds": Decimal(1)}, "resources"),
        ({"plan_people": "安全科"}, "people"),
        ({"responsible_person": "某乙"}, "people"),
        ({"plan_schedule": "六月底前"}, "schedule"),
        ({"due_on": date(2024, 6, 30)}, "schedule"),
        ({"plan_safeguards": "专人看守"}, "safeguards"),
    ],
)
def test_each_of_the_five_is_assured_by_its_own_words(office, words, item):
    make_hazard(office=office, found_on=FIRST, grade="major", **{"plan_goals": "更换", **words})

    assured = {name for name in ITEMS if asked(office, f"hazard.planned_{name}")}
    assert assured == {"goals", item}
    assert asked(office, "hazard.planned_wholly") == 0


def test_five_assured_is_wholly_in_place(office):
    make_hazard(
        office=office,
        found_on=FIRST,
        due_on=date(2024, 6, 30),
        grade="major",
        plan_goals="更换",
        plan_safeguards="专人看守",
        responsible_person="某乙",
        funds=Decimal(1),
    )

    assert asked(office, "hazard.planned_wholly") == 1


@pytest.mark.parametrize(
    ("listed_on", "lifted_on", "stands"),
    [(EVE, None, 1), (LAST, None, 1), (NEXT, None, 0), (EVE, LAST, 0), (EVE, NEXT, 1)],
)
def test_hazard_is_watched_by_the_level_that_has_not_lifted_it(
    office, listed_on, lifted_on, stands
):
    deputy = make_user(Role.DEPUTY, office)
    hazard = make_hazard(office=office, found_on=EVE, grade="major")
    actions.place_on_list(hazard, by=deputy, on=EVE, body="县安委办", level="county")
    actions.place_on_list(hazard, by=deputy, on=listed_on, body="市安委办", level="city")
    if lifted_on:
        hazard.listings.filter(level="city").update(lifted_on=lifted_on)

    assert asked(office, "hazard.listed_city") == stands
    assert asked(office, "hazard.listed_province") == 0


@pytest.mark.parametrize("day", [EVE, FIRST, LAST, NEXT])
def test_site_is_seen_by_a_visit_a_hazard_or_a_count_of_the_period(office, day):
    visited, searched, counted = (make_site(office=office) for _ in range(3))
    make_target(make_operation(office=office, on=day), site=visited)
    make_target(make_operation(office=office, on=day), site=visited)
    make_hazard(office=office, found_on=day, site=searched)
    make_count(office=office, on=day, found=0, site=counted)
    make_site(office=office)

    assert asked(office, "site.inspected") == (3 if day in (FIRST, LAST) else 0)
    assert asked(office, "site.count") == 4


def test_locked_door_and_mistaken_entry_are_no_search(office):
    locked, mistaken = make_site(office=office), make_site(office=office)
    make_target(make_operation(office=office, on=FIRST), site=locked, outcome="closed")
    make_hazard(Status.VOIDED, office=office, found_on=FIRST, site=mistaken)

    assert asked(office, "site.inspected") == 0


def test_site_that_ended_before_the_last_day_was_not_to_be_searched(office):
    ended = make_site(office=office, active_to=date(2024, 4, 29))
    make_target(make_operation(office=office, on=FIRST), site=ended)

    found = value("site.coverage", Scope((office.pk,), APRIL))
    assert (found.part, found.whole) == (0, 0)
