"""Parts by establishment, equipment, campaign and case, and sums that count each thing once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reports.figures import Scope, value
from tests.factories.activities import make_letter
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation, make_result
from tests.factories.organisation import make_office, make_village
from tests.factories.register import (
    make_campaign,
    make_kind,
    make_result_kind,
    make_site,
    make_staff,
    make_team,
)
from township_safety.periods import Period
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

DAY, EVE = date(2024, 5, 6), date(2023, 12, 31)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def scope(office):
    return Scope((office.pk,), Period.parse("2024-H1"))


def number(key, scope, **filters):
    return value(key, scope.narrowed(**filters)).number


def test_staff_by_establishment_add_up_to_all(office, scope):
    for establishment, people in (("civil", 2), ("public", 3), ("contract", 1), ("", 1)):
        for _ in range(people):
            make_staff(office=office, establishment=establishment)

    assert number("staff.count", scope) == 7
    parts = [
        number("staff.count", scope, establishment=code)
        for code in ("civil", "public", "contract", "none")
    ]
    assert parts == [2, 3, 1, 1]


def test_sites_with_a_piece_of_equipment(office, scope):
    make_site(office=office, equipment="防溺水警示牌、救生圈")
    make_site(office=office, equipment="救生圈")
    make_site(office=office)

    assert number("site.count", scope, equipment="防溺水警示牌") == 1
    assert number("site.count", scope, equipment="救生圈") == 2
    assert number("site.count", scope, equipment="救生绳") == 0


def test_teams_of_a_campaign_and_by_a_word_of_their_name(office, scope):
    campaign = make_campaign(office=office)
    make_team(office=office, name="服装产业整治领导小组", campaign=campaign)
    make_team(office=office, name="取暖安全领导小组")

    assert number("team.count", scope, campaign=str(campaign.uid)) == 1
    assert number("team.count", scope, campaign="none") == 1
    assert number("team.count", scope, topic="取暖") == 1
    assert number("team.count", scope, topic="领导小组") == 2


def test_cases_by_their_grade(office, scope):
    operation, case = make_operation(office=office, on=DAY), make_result_kind("case", unit="起")
    make_result(operation, kind=case, case_grade="major", fine_amount=Decimal(100000))
    make_result(operation, kind=case, case_grade="ordinary", quantity=4, fine_amount=Decimal(800))
    make_result(operation, kind=case)

    assert number("result.quantity", scope, kind="case") == 6
    assert number("result.quantity", scope, grade="major") == 1
    assert number("result.fines", scope, grade="major") == Decimal(100000)
    assert number("result.quantity", scope, grade="none") == 1


def test_fine_of_each_case_is_a_range_when_they_differ(office, scope):
    operation = make_operation(office=office, on=DAY)
    make_result(make_operation(office=office, on=EVE), fine_amount=Decimal(9))
    make_result(operation, fine_amount=Decimal(1000))
    make_result(operation)
    one = value("result.fine_each", scope)
    assert (one.number, one.last, one.unit) == (1000, 1000, "元")

    make_result(operation, fine_amount=Decimal(2500))

    both = value("result.fine_each", scope)
    assert (both.number, both.last) == (1000, 2500)


def test_a_place_dealt_with_twice_is_one_place(office, scope):
    site, kind = make_site(office=office), make_result_kind("suspension", unit="家")
    for on in (DAY, date(2024, 5, 7)):
        make_result(make_operation(office=office, on=on), kind=kind, site=site)
    make_result(make_operation(office=office, on=DAY), kind=kind)

    assert number("result.sites", scope, kind="suspension") == 1
    assert number("result.quantity", scope, kind="suspension") == 3


def test_two_villages_that_sign_the_same_paper_sign_one_kind(office, scope):
    target, fire = (make_kind(Kind.Domain.LETTER, code) for code in ("target", "fire"))
    for kind in (target, fire):
        for village in (make_village(office=office), make_village(office=office)):
            make_letter(office=office, village=village, kind=kind, signed_on=DAY)
    make_letter(
        office=office,
        village=make_village(office=office),
        kind=make_kind(Kind.Domain.LETTER, "old"),
        signed_on=EVE,
    )

    assert number("letter.kinds", scope) == 2
    assert number("letter.copies", scope) == 4


def test_things_a_hazard_concerns_are_summed_in_their_own_unit(office, scope):
    make_hazard(office=office, found_on=DAY, affected_quantity=58, affected_unit="座")
    make_hazard(office=office, found_on=EVE, affected_quantity=3, affected_unit="座")
    make_hazard(office=office, found_on=DAY)

    found = value("hazard.affected", scope)

    assert (found.number, found.unit) == (58, "座")
    assert number("hazard.found", scope) == 2
