"""What the office asks of its outings, and which outings the database refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum

from inspections.models import (
    Operation,
    OperationResult,
    OperationTarget,
    in_campaigns,
    in_key_periods,
    joint,
    led_by,
    of_category,
    on_days,
    visiting,
    with_experts,
    with_partners,
)
from tests.factories.inspections import make_operation, make_result, make_target
from tests.factories.organisation import make_office
from tests.factories.register import (
    make_agency,
    make_campaign,
    make_key_period,
    make_kind,
    make_sector,
    make_site,
)
from township_safety.register.models import Kind, LeaderClass, of_kind

pytestmark = pytest.mark.django_db

DAY, AFTER = date(2024, 3, 5), date(2024, 3, 6)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("leaders_only_with_class", {"leaders": "某甲"}),
        ("expert_times_only_with_experts", {"expert_times": 2}),
        ("police_part_of_persons", {"person_times": 3, "police_times": 4}),
        ("police_part_of_persons", {"police_times": 4}),
        ("mileage_not_negative", {"mileage_km": Decimal("-0.1")}),
        ("voided_with_reason", {"void_reason": "重复"}),
    ],
)
def test_refused(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_operation(**fields)


def test_what_goes_together_is_accepted() -> None:
    make_operation(
        leaders="某甲",
        leader_class=LeaderClass.MAIN,
        with_experts=True,
        expert_times=2,
        person_times=4,
        police_times=4,
    )


def test_questions_of_the_office() -> None:
    kind = make_kind(Kind.Domain.OPERATION, "road")
    agency = make_agency(name="派出所")
    wanted = make_operation(
        kind=kind,
        category=Operation.Category.ENFORCEMENT,
        is_joint=True,
        leader_class=LeaderClass.MAIN,
        with_experts=True,
        partner_agencies=(agency,),
        sector=make_sector("road_traffic"),
    )
    make_operation()
    found = (
        Operation.objects.counted()
        .enforcement()
        .joint()
        .led_by([LeaderClass.MAIN])
        .with_experts()
        .with_partners(["派出所"])
        .of_kind(["road"])
        .in_sectors(["road_traffic"])
    )
    assert list(found) == [wanted]
    assert wanted not in Operation.objects.inspections()
    assert wanted.is_led


def test_partners_do_not_multiply_an_outing() -> None:
    office = make_office()
    make_operation(
        partner_agencies=(make_agency(name="派出所"), make_agency(name="市场所")), person_times=5
    )
    make_operation(office=office)
    rows = Operation.objects.with_partners(["派出所", "市场所"])
    assert rows.aggregate(n=Count("pk"), persons=Sum("person_times")) == {"n": 1, "persons": 5}


def test_conditions_merge_into_one_question() -> None:
    """Figures over one table are asked in one query, each with its own condition."""
    campaign = make_campaign()
    make_operation(is_joint=True, leader_class=LeaderClass.MAIN, campaigns=(campaign,))
    make_operation(is_joint=True)
    counts = Operation.objects.counted().aggregate(
        joint=Count("pk", filter=joint()),
        led=Count("pk", filter=led_by([LeaderClass.MAIN])),
        both=Count("pk", filter=joint() & in_campaigns([campaign])),
        experts=Count("pk", filter=with_experts()),
    )
    assert counts == {"joint": 2, "led": 1, "both": 1, "experts": 0}


def test_conditions_reach_the_lines() -> None:
    agency, campaign, period = make_agency(name="派出所"), make_campaign(), make_key_period()
    operation = make_operation(
        kind=make_kind(Kind.Domain.OPERATION, "road"),
        category=Operation.Category.ENFORCEMENT,
        is_joint=True,
        leader_class=LeaderClass.OTHER,
        with_experts=True,
        partner_agencies=(agency,),
        campaigns=(campaign,),
        key_periods=(period,),
    )
    result = make_result(operation, quantity=600)
    make_result(quantity=1)
    way = "operation__"
    condition: Q = (
        of_category(Operation.Category.ENFORCEMENT, prefix=way)
        & joint(prefix=way)
        & led_by([LeaderClass.OTHER], prefix=way)
        & with_experts(prefix=way)
        & of_kind(["road"], prefix=way)
        & with_partners(["派出所"], row="operation")
        & in_campaigns([campaign], row="operation")
        & in_key_periods([period], row="operation")
        & on_days(DAY, DAY)
    )
    assert OperationResult.objects.filter(condition).get() == result


@pytest.mark.parametrize(
    ("first", "last", "count"), [(DAY, DAY, 1), (AFTER, AFTER, 0), (date(2024, 3, 1), DAY, 1)]
)
def test_lines_have_the_day_of_their_outing(first: date, last: date, count: int) -> None:
    make_target(make_operation(on=DAY))
    assert OperationTarget.objects.dated_in(first, last).count() == count
    assert OperationTarget.objects.filter(on_days(first, last)).count() == count


def test_outings_to_a_site_include_refused_visits() -> None:
    office = make_office()
    site = make_site(office=office)
    refused = make_operation(office=office)
    make_target(refused, site=site, outcome=OperationTarget.Outcome.REFUSED)
    make_operation(office=office)
    assert list(Operation.objects.filter(visiting(site))) == [refused]
