"""临期, 未整改时长, 销号用时, 反复反弹, sites nobody saw, returns that are still owed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hazards.models import Hazard, Rectification
from hazards.referring import refer
from hazards.workflow import Status
from reports.figures import Request, Scope, rows_behind, value
from reports.figures.catalogue.delays import AGES
from reports.printing import text_of_value
from tests.factories.activities import make_submission
from tests.factories.hazards import make_count, make_hazard, make_returned_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency, make_site
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)
# A Tuesday before the holidays of May: the third working day after it is Tuesday, 7 May, or
# without an entered arrangement Monday, 6 May.
LAST = APRIL.last_day
# Figures of hazards as of a day that are tested here.
STANDING = {"due_soon", "open_counted", *(key for key, *_ in AGES)}


@pytest.fixture
def office():
    return make_office()


def asked(office, key, **parts):
    return value(key, Scope((office.pk,), APRIL).narrowed(**parts)).number


@pytest.mark.parametrize(
    ("due_on", "soon"),
    [
        (LAST - timedelta(days=1), 0),
        (LAST, 1),
        (date(2024, 5, 6), 1),
        (date(2024, 5, 7), 0),
    ],
)
def test_hazard_is_due_soon_from_its_last_day_back_over_three_working_days(office, due_on, soon):
    make_hazard(office=office, found_on=date(2024, 4, 1), due_on=due_on)

    assert asked(office, "hazard.due_soon") == soon


def test_due_soon_counts_neither_what_is_put_right_nor_what_another_body_has(office):
    make_hazard(Status.RECTIFIED, office=office, found_on=date(2024, 4, 1), due_on=LAST)
    referred = make_hazard(office=office, found_on=date(2024, 4, 1), due_on=LAST)
    clerk = make_user(Role.CLERK, office)
    refer(
        referred,
        by=clerk,
        on=LAST,
        to_agency=make_agency(office=office),
        reason="无权处理",
        interim_measures="已停用",
    )

    assert asked(office, "hazard.due_soon") == 0


def test_due_soon_goes_by_the_deadline_that_was_in_force_on_the_day(office):
    hazard = make_hazard(office=office, found_on=date(2024, 4, 1), due_on=LAST)
    hazard.deadlines.update(superseded_on=date(2024, 5, 2))
    hazard.deadlines.create(office=office, agreed_on=date(2024, 5, 2), due_on=date(2024, 8, 1))

    assert asked(office, "hazard.due_soon") == 1


@pytest.mark.parametrize(
    ("days", "key"),
    [
        (0, "open_week"),
        (7, "open_week"),
        (8, "open_month"),
        (30, "open_month"),
        (31, "open_quarter"),
        (90, "open_quarter"),
        (91, "open_half"),
        (180, "open_half"),
        (181, "open_longer"),
        (3000, "open_longer"),
    ],
)
def test_open_hazard_has_exactly_one_age(office, days, key):
    make_hazard(office=office, found_on=LAST - timedelta(days=days))

    ages = {name: asked(office, f"hazard.{name}") for name, *_ in AGES}

    assert {name for name, number in ages.items() if number} == {key}


def test_ages_and_what_is_only_counted_make_all_that_remains(office):
    for days in (3, 20, 60, 120, 400):
        make_hazard(office=office, found_on=LAST - timedelta(days=days))
    make_hazard(Status.CLOSED, office=office, found_on=date(2024, 1, 2))
    make_returned_hazard(
        office=office,
        found_on=date(2024, 2, 1),
        claimed_on=date(2024, 2, 5),
        failed_on=date(2024, 2, 9),
    )
    make_count(office=office, on=date(2024, 4, 9), found=9, rectified=4)

    parts = [asked(office, f"hazard.{key}") for key, *_ in AGES]

    assert sum(parts) + asked(office, "hazard.open_counted") == asked(office, "hazard.remaining")
    assert asked(office, "hazard.open_counted") == 5


def closed(office, *, after: int, on: date = LAST) -> Hazard:
    """Closed so many days after it was found."""
    found_on = on - timedelta(days=after)
    return make_hazard(
        Status.CLOSED, office=office, found_on=found_on, claimed_on=found_on, closed_on=on
    )


@pytest.mark.parametrize(
    ("days", "middle"),
    [((5,), 5), ((1, 30, 3), 3), ((2, 3), Decimal("2.5")), ((2, 4), 3)],
)
def test_median_of_the_days_until_it_was_closed(office, days, middle):
    for number in days:
        closed(office, after=number)

    assert asked(office, "hazard.days_to_close") == middle


def test_median_of_nothing_is_nothing_and_printed_so(office):
    found = value("hazard.days_to_close", Scope((office.pk,), APRIL))

    assert found.number is None
    assert text_of_value(found) == "—"


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2024, 3, 31), False),
        (date(2024, 4, 1), True),
        (LAST, True),
        (date(2024, 5, 1), False),
    ],
)
def test_median_is_of_what_was_closed_in_the_period(office, on, counts):
    closed(office, after=4, on=on)

    assert (asked(office, "hazard.days_to_close") == 4) is counts


def test_unknown_day_of_rectification_is_in_no_median(office):
    hazard = closed(office, after=9)
    Rectification.objects.filter(hazard=hazard).update(is_date_unknown=True)
    closed(office, after=2)

    request = Request("hazard.days_to_close", Scope((office.pk,), APRIL))

    assert asked(office, "hazard.days_to_close") == 2
    assert rows_behind(request)[0].rows.count() == 1


def test_what_came_back_counts_on_the_day_it_was_found_again(office):
    site = make_site(office=office)
    first = make_hazard(Status.CLOSED, office=office, found_on=date(2024, 2, 1), site=site)
    for _ in range(2):
        make_hazard(office=office, found_on=date(2024, 4, 2), site=site, recurs=first)

    assert asked(office, "hazard.recurring") == 2
    assert asked(office, "hazard.recurring_sites") == 1
    assert asked(office, "hazard.recurring", site=str(site.uid)) == 2


def test_sites_are_inspected_or_not(office):
    seen, unseen = make_site(office=office), make_site(office=office)
    make_site(office=office, active_to=date(2024, 4, 29))
    make_target(make_operation(office=office, on=LAST), site=seen)
    make_target(make_operation(office=office, on=date(2024, 5, 1)), site=unseen)

    assert asked(office, "site.uninspected") == 1
    assert asked(office, "site.inspected") + 1 == asked(office, "site.count")


@pytest.mark.parametrize(
    ("due_on", "submitted_on", "owed"),
    [
        (date(2024, 1, 3), None, 1),
        (date(2024, 5, 7), None, 1),
        (date(2024, 5, 8), None, 0),
        (LAST, LAST, 0),
        (LAST, date(2024, 5, 1), 1),
    ],
)
def test_return_is_owed_until_it_is_sent(office, due_on, submitted_on, owed):
    make_submission(office=office, due_on=due_on, submitted_on=submitted_on)

    assert asked(office, "submission.owed") == owed
