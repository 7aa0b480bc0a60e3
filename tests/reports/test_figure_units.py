"""In what a number is counted, and the parts that look at another row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from hazards import actions
from hazards.workflow import Status
from reports.figures import NONE, Request, Scope, evaluate, rows_behind, value
from reports.printing import text_of_value
from reports.rows import row_lists
from tests.factories.activities import (
    make_plan_item,
    make_policy,
    make_publicity,
    make_roster,
    make_standardisation,
)
from tests.factories.hazards import make_count, make_hazard, make_notice, make_notice_kind
from tests.factories.inspections import make_operation, make_result, make_unnamed_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import (
    make_agency,
    make_campaign,
    make_kind,
    make_publicity_item,
    make_result_kind,
    make_sector,
    make_site,
    make_site_category,
    make_staff,
    make_team,
)
from township_safety.organisation.models import Role
from township_safety.periods import Period
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

DAY = date(2024, 5, 6)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def scope(office):
    return Scope((office.pk,), Period.parse("2024-H1"))


def counted(key, scope, **filters):
    found = value(key, scope.narrowed(**filters))
    return found.number, found.unit


def test_targets_are_counted_in_the_unit_of_their_category(office, scope):
    vessel = make_site_category("vessel", unit="艘")
    make_unnamed_target(make_operation(office=office, on=DAY), category=vessel, quantity=58)

    assert counted("target.sites", scope, site_category="vessel") == (58, "艘")
    assert counted("target.sites", scope) == (58, "家")


def test_categories_with_different_units_are_counted_as_sites(scope):
    make_site_category("wharf", unit="处")
    make_site_category("ferry", unit="处")
    make_site_category("vessel", unit="艘")

    assert counted("site.count", scope, site_category="wharf,ferry") == (0, "处")
    assert counted("site.count", scope, site_category="wharf,vessel") == (0, "家")


def test_a_zero_has_the_unit_of_its_kind(scope):
    make_result_kind("sealed", unit="处")
    make_publicity_item("poster", unit="份")

    assert counted("result.quantity", scope, kind="sealed") == (0, "处")
    assert counted("publicity.quantity", scope, item="poster") == (0, "份")


def test_unit_of_the_row_goes_before_the_unit_of_its_kind(office, scope):
    kind = make_result_kind("sealed", unit="处")
    make_result(make_operation(office=office, on=DAY), kind=kind, quantity=2, unit="间")

    assert counted("result.quantity", scope, kind="sealed") == (2, "间")


@pytest.mark.parametrize(("code", "unit"), [("leading_group", "个"), ("rescue_team", "支")])
def test_groups_and_teams_have_different_units(office, scope, code, unit):
    make_team(office=office, kind=make_kind(Kind.Domain.TEAM, code))

    assert counted("team.count", scope, kind=code) == (1, unit)


def test_lists_of_units_are_read_once(django_assert_num_queries, scope):
    asked = [Request("result.quantity", scope.narrowed(kind=f"kind_{n}")) for n in range(20)]

    # The results, what stations told, what was entered for the time before, the list, and when
    # the office began.
    with django_assert_num_queries(6):
        evaluate(asked)


def test_target_of_a_plan_item_is_printed_without_trailing_zeros(office, scope):
    make_plan_item(office=office, text="防护工程", target_quantity=Decimal("20.509"), unit="公里")
    make_plan_item(office=office, text="救援队伍", target_quantity=Decimal(30), unit="人")

    works = value("plan.target", scope.narrowed(topic="防护"))
    people = value("plan.target", scope.narrowed(topic="队伍"))

    assert (text_of_value(works), works.unit) == ("20.509", "公里")
    assert (text_of_value(people), people.unit) == ("30", "人")


def test_list_behind_a_target_shows_it(office, scope):
    make_plan_item(office=office, text="防护工程", target_quantity=20, unit="公里")

    behind = rows_behind(Request("plan.target", scope))
    (rows,) = row_lists(behind, private=False)

    assert [heading.label for heading in rows.headings()][-2:] == ["目标数量", "单位"]
    (line,) = rows.lines(rows.rows())
    assert [text for text, _ in line.cells][-2:] == ["20", "公里"]


def test_items_without_a_target_or_a_frequency_have_no_part_in_either(office, scope):
    make_plan_item(office=office, text="防护工程", target_quantity=20, unit="公里")
    make_plan_item(office=office, text="例会", frequency="month", times=1)

    target, times = value("plan.target", scope), value("plan.times", scope)

    assert (target.number, target.unit, target.rows) == (20, "公里", 1)
    assert (times.number, times.unit, times.rows) == (1, "次/月", 1)


def test_sectors_of_a_plan_are_counted_once(office, scope):
    for code in ("fire", "fire", "gas"):
        make_plan_item(office=office, sector=make_sector(code))
    make_plan_item(office=office)

    assert counted("plan.sectors", scope) == (2, "个")


def test_two_shifts_of_a_day_are_one_day_on_duty(office, scope):
    for shift in ("白班", "夜班"):
        make_roster(office=office, on=DAY, shift=shift)

    assert counted("roster.days", scope) == (1, "天")


def test_enterprise_that_applies_twice_is_one(office, scope):
    site = make_site(office=office)
    for day in (1, 2):
        make_standardisation(office=office, site=site, applied_on=date(2024, 5, day))

    assert counted("standardisation.applied", scope) == (1, "家")


def test_enterprises_within_another_place_are_found_by_its_category(office, scope):
    shared = make_site_category("factory_in_factory", unit="处")
    place = make_site(office=office, categories=[shared])
    for _ in range(3):
        make_site(office=office, parent=place)

    assert counted("site.count", scope, parent_category="factory_in_factory") == (3, "家")
    assert counted("site.count", scope, site_category="factory_in_factory") == (1, "处")


def test_hazards_that_nobody_listed_are_the_rest(office, scope):
    user = make_user(Role.DEPUTY, office)
    for status in (Status.OPEN, Status.RECTIFIED):
        listed = make_hazard(status, office=office, found_on=DAY, claimed_on=DAY)
        if status is Status.OPEN:
            actions.place_on_list(listed, by=user, on=DAY, body="州安委办", level="city")
    make_count(office=office, on=DAY, found=20, rectified=3)

    assert counted("hazard.found", scope, listing="city") == (1, "处")
    assert counted("hazard.found", scope, listing="county") == (0, "处")
    assert counted("hazard.found", scope, listing=NONE) == (21, "处")
    assert counted("hazard.rectified", scope, listing="city") == (0, "处")
    assert counted("hazard.rectified", scope, listing=NONE) == (4, "处")


def test_enterprise_with_two_referred_hazards_is_one(office, scope):
    site, agency = make_site(office=office), make_agency(office=office)
    for _ in range(2):
        hazard = make_hazard(office=office, found_on=DAY, site=site)
        actions.refer(
            hazard,
            by=make_user(office=office),
            on=DAY,
            to_agency=agency,
            reason="refused",
            interim_measures="停用",
        )

    assert counted("hazard.referred", scope) == (2, "件")
    assert counted("hazard.referred_sites", scope) == (1, "家")


def test_staff_are_told_apart_by_their_post(office, scope):
    make_staff(office=office, role="expert", post="县级专家")
    make_staff(office=office, role="expert", post="市级专家")

    assert counted("staff.count", scope, role="expert", post="县级") == (1, "人")


def test_papers_are_told_apart_by_their_kind_and_title(office, scope):
    duty = make_kind(Kind.Domain.POLICY, "duty_statement")
    make_policy(office=office, kind=duty, title="镇长职责", adopted_on=DAY)
    make_policy(office=office, title="例会制度", adopted_on=DAY)

    assert counted("policy.count", scope, kind="duty_statement") == (1, "份")
    assert counted("policy.count", scope, topic="制度") == (1, "份")


def test_places_of_publicity_are_added_up(office, scope):
    for count in (3, 2, None):
        make_publicity(office=office, on=DAY, place_count=count)

    assert counted("publicity.places", scope) == (5, "个")


def test_notice_has_the_sector_and_the_campaign_of_a_hazard_on_it(office, scope):
    campaign = make_campaign(office=office)
    fire = make_hazard(office=office, found_on=DAY, sector=make_sector("fire"))
    fire.campaigns.add(campaign)
    other = make_hazard(office=office, found_on=DAY)
    for hazard in (fire, other):
        make_notice(hazard, office=office, kind=make_notice_kind(), issued_on=DAY)

    assert counted("notice.issued", scope, sector="fire") == (1, "份")
    assert counted("notice.issued", scope, sector="gas") == (0, "份")
    assert counted("notice.issued", scope, sector=NONE) == (1, "份")
    assert counted("notice.issued", scope, campaign=str(campaign.uid)) == (1, "份")
    assert counted("notice.issued", scope) == (2, "份")
