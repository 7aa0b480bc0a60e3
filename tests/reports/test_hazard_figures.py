"""The hazard account: what is opening, found, returned, rectified and remaining."""

from __future__ import annotations

from datetime import date

import pytest

from hazards import actions
from hazards.workflow import Status
from reports.figures import REGISTRY, Figure, Scope, value
from tests.factories.hazards import make_count, make_hazard, make_returned_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency, make_campaign, make_sector, make_site
from tests.reports.test_delay_figures import STANDING as DELAYS
from tests.reports.test_governance_figures import STANDING as PLANS
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Period.parse(f"2024-0{month}") for month in (3, 4, 5))
EVE = date(2024, 3, 31)
FIRST, LAST, NEXT = date(2024, 4, 1), date(2024, 4, 30), date(2024, 5, 1)


def numbers(office, period, *keys):
    scope = Scope((office.pk,), period)
    return tuple(value(f"hazard.{key}", scope).number for key in keys)


ACCOUNT = ("opening", "found", "returned", "rectified", "remaining")


@pytest.mark.parametrize(
    ("found_on", "claimed_on", "account"),
    [
        (EVE, None, (1, 0, 0, 0, 1)),
        (EVE, EVE, (0, 0, 0, 0, 0)),
        (EVE, FIRST, (1, 0, 0, 1, 0)),
        (FIRST, LAST, (0, 1, 0, 1, 0)),
        (LAST, NEXT, (0, 1, 0, 0, 1)),
        (NEXT, NEXT, (0, 0, 0, 0, 0)),
    ],
)
def test_hazard_stands_in_the_account_of_the_month_of_each_fact(found_on, claimed_on, account):
    office = make_office()
    status = Status.RECTIFIED if claimed_on else Status.OPEN
    make_hazard(status, office=office, found_on=found_on, claimed_on=claimed_on)

    assert numbers(office, APRIL, *ACCOUNT) == account


def test_hazard_rectified_after_cut_off_counts_as_remaining():
    office = make_office()
    make_hazard(Status.RECTIFIED, office=office, found_on=FIRST, claimed_on=date(2024, 4, 28))

    assert numbers(office, APRIL.cut(date(2024, 4, 27)), "rectified", "remaining") == (0, 1)
    assert numbers(office, APRIL, "rectified", "remaining") == (1, 0)


@pytest.mark.parametrize(
    ("failed_on", "april", "may"),
    [
        (LAST, (0, 1, 1, 1, 1), (1, 0, 0, 0, 1)),
        (NEXT, (0, 1, 0, 1, 0), (0, 0, 1, 0, 1)),
    ],
)
def test_failed_check_opens_the_hazard_again_on_the_day_of_the_decision(failed_on, april, may):
    office = make_office()
    make_returned_hazard(
        office=office, found_on=FIRST, claimed_on=date(2024, 4, 10), failed_on=failed_on
    )

    assert numbers(office, APRIL, *ACCOUNT) == april
    assert numbers(office, MAY, *ACCOUNT) == may


def test_voided_hazard_is_in_no_account():
    office = make_office()
    make_hazard(Status.VOIDED, office=office, found_on=FIRST)

    assert numbers(office, APRIL, *ACCOUNT) == (0, 0, 0, 0, 0)
    assert numbers(office, APRIL, "voided") == (1,)


def test_count_only_entry_adds_what_it_says_and_its_follow_up_later():
    office = make_office()
    entry = make_count(office=office, on=EVE, found=442, rectified=400)
    make_count(office=office, on=LAST, found=0, rectified=30, follows=entry)

    assert numbers(office, MARCH, *ACCOUNT) == (0, 442, 0, 400, 42)
    assert numbers(office, APRIL, *ACCOUNT) == (42, 0, 0, 30, 12)
    assert numbers(office, MAY, *ACCOUNT) == (12, 0, 0, 0, 12)


def test_hazard_itemised_later_from_a_count_is_not_counted_twice():
    office = make_office()
    entry = make_count(office=office, on=FIRST, found=3, rectified=3)
    make_hazard(Status.RECTIFIED, office=office, found_on=FIRST, counted_in=entry)

    assert numbers(office, APRIL, *ACCOUNT) == (0, 3, 0, 3, 0)


@pytest.mark.parametrize(
    ("due_on", "overdue"), [(date(2024, 4, 29), 1), (LAST, 0), (NEXT, 0), (None, 0)]
)
def test_hazard_is_overdue_from_the_day_after_its_deadline(due_on, overdue):
    office = make_office()
    make_hazard(office=office, found_on=FIRST, due_on=due_on)

    assert numbers(office, APRIL, "overdue") == (overdue,)


def test_extension_agreed_in_may_leaves_april_overdue():
    office = make_office()
    clerk = make_user(office=office)
    hazard = make_hazard(office=office, by=clerk, found_on=FIRST, due_on=date(2024, 4, 20))

    deputy = make_user(Role.DEPUTY, office)
    actions.extend(hazard, by=deputy, on=NEXT, due_on=date(2024, 6, 30), reason="等配件")

    assert numbers(office, APRIL, "overdue") == (1,)
    assert numbers(office, MAY, "overdue") == (0,)


@pytest.mark.parametrize(
    ("referred_on", "replied_on", "waiting_and_overdue"),
    [
        (NEXT, None, (0, 1)),
        (LAST, None, (1, 0)),
        (LAST, NEXT, (1, 0)),
        (FIRST, LAST, (0, 1)),
    ],
)
def test_referred_hazard_waits_instead_of_being_overdue(
    referred_on, replied_on, waiting_and_overdue
):
    office = make_office()
    clerk = make_user(office=office)
    hazard = make_hazard(office=office, by=clerk, found_on=FIRST, due_on=date(2024, 4, 20))
    agency = make_agency(office=office)
    hazard = actions.refer(
        hazard,
        by=clerk,
        on=referred_on,
        to_agency=agency,
        reason="no_power",
        interim_measures="设警示标志",
    )
    if replied_on is not None:
        actions.record_reply(hazard.referrals.get(), by=clerk, on=replied_on, reply="退回")

    assert numbers(office, APRIL, "referred_waiting", "overdue") == waiting_and_overdue
    assert numbers(office, APRIL, "remaining") == (1,)


@pytest.mark.parametrize(("closed_on", "unclosed"), [(LAST, 0), (NEXT, 1)])
def test_hazard_is_unclosed_until_the_day_it_is_closed(closed_on, unclosed):
    office = make_office()
    make_hazard(Status.CLOSED, office=office, found_on=FIRST, claimed_on=FIRST, closed_on=closed_on)

    assert numbers(office, APRIL, "unclosed", "remaining") == (unclosed, 0)


def test_listed_hazard_counts_once_and_until_the_day_before_it_is_lifted():
    office = make_office()
    deputy = make_user(Role.DEPUTY, office)
    hazard = make_hazard(
        Status.RECTIFIED, office=office, by=deputy, found_on=FIRST, claimed_on=LAST
    )
    for body in ("县安委办", "市安委办"):
        hazard = actions.place_on_list(hazard, by=deputy, on=LAST, body=body, level="county")

    assert numbers(office, APRIL, "listed", "listings") == (1, 2)
    for listing in hazard.listings.all():
        actions.accept(listing, by=deputy, on=NEXT, people="某丙", outcome="passed")
        actions.lift_listing(listing, by=deputy, on=NEXT)
    assert numbers(office, APRIL, "listed") == (1,)
    assert numbers(office, MAY, "listed") == (0,)


def test_rate_is_of_the_hazards_found_in_the_period():
    office = make_office()
    make_hazard(Status.RECTIFIED, office=office, found_on=EVE, claimed_on=FIRST)
    make_hazard(Status.RECTIFIED, office=office, found_on=FIRST, claimed_on=LAST)
    make_hazard(Status.RECTIFIED, office=office, found_on=FIRST, claimed_on=NEXT)
    make_count(office=office, on=LAST, found=8, rectified=6)
    scope = Scope((office.pk,), APRIL)

    rate, flow = value("hazard.rate", scope), value("hazard.flow_rate", scope)

    assert (rate.part, rate.whole, rate.number) == (7, 10, 70)
    assert (flow.part, flow.whole) == (8, 11)


def test_rate_of_nothing_found_has_no_value():
    office = make_office()

    rate = value("hazard.rate", Scope((office.pk,), APRIL))

    assert (rate.number, rate.part, rate.whole) == (None, 0, 0)


def test_late_rectification_of_a_count_belongs_to_the_cohort_of_its_entry():
    office = make_office()
    entry = make_count(office=office, on=EVE, found=10, rectified=1)
    make_count(office=office, on=FIRST, found=0, rectified=5, follows=entry)

    quarter = Period.between(date(2024, 3, 1), LAST)
    assert numbers(office, MARCH, "found_and_rectified") == (1,)
    assert numbers(office, APRIL, "found_and_rectified") == (0,)
    assert numbers(office, quarter, "found_and_rectified") == (6,)


def test_two_campaigns_do_not_count_a_hazard_twice():
    office = make_office()
    campaigns = [make_campaign(office=office) for _ in range(2)]
    hazard = make_hazard(office=office, found_on=FIRST)
    hazard.campaigns.set(campaigns)
    scope = Scope((office.pk,), APRIL)

    both = scope.narrowed(campaign=[str(one.uid) for one in campaigns])
    assert value("hazard.found", scope).number == 1
    assert value("hazard.found", both).number == 1


def test_site_with_two_categories_is_one_site_and_its_hazard_one_hazard():
    office = make_office()
    site = make_site(office=office, categories=("workshop", "confined_space"))
    make_hazard(office=office, found_on=FIRST, site=site)
    scope = Scope((office.pk,), APRIL).narrowed(site_category=["workshop", "confined_space"])

    assert value("site.count", scope).number == 1
    assert value("hazard.found", scope).number == 1


def test_extra_sector_counts_only_as_touching():
    office = make_office()
    fire, gas = make_sector("fire"), make_sector("gas")
    hazard = make_hazard(office=office, found_on=FIRST, sector=fire)
    hazard.extra_sectors.set([gas])
    scope = Scope((office.pk,), APRIL)

    assert value("hazard.found", scope.narrowed(sector="gas")).number == 0
    assert value("hazard.found", scope.narrowed(touching="gas")).number == 1


def test_hazard_without_sector_is_found_under_none():
    office = make_office()
    make_hazard(office=office, found_on=FIRST)

    assert value("hazard.found", Scope((office.pk,), APRIL).narrowed(sector="none")).number == 1


def test_every_hazard_figure_as_of_a_day_is_tested_here():
    standing = {
        key.removeprefix("hazard.")
        for key, figure in REGISTRY.figures.items()
        if isinstance(figure, Figure) and not figure.is_flow and key.startswith("hazard.")
    }
    here = {"opening", "remaining", "overdue", "referred_waiting", "listed", "unclosed"}
    assert standing == here | PLANS | DELAYS
