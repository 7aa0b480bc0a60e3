"""Each figure over the days of a period: rows on both sides of each boundary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hazards import actions
from hazards.workflow import Status
from reports.figures import REGISTRY, Computed, Figure, Scope, value
from tests.factories.activities import (
    make_accident,
    make_drill,
    make_fund,
    make_insurance_claim,
    make_letter,
    make_meeting,
    make_policy,
    make_public_report,
    make_publicity,
    make_roster,
    make_sampling,
    make_standardisation,
    make_submission,
    make_survey,
    make_training,
)
from tests.factories.clearances import make_clearance, make_clearance_item
from tests.factories.hazards import (
    make_hazard,
    make_notice,
    make_notice_kind,
    make_returned_hazard,
)
from tests.factories.inspections import make_operation, make_result, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency, make_kind, make_nil_return, make_site
from township_safety.organisation.models import Office, Role
from township_safety.periods import Period
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 4, 1), date(2024, 4, 27)
PERIOD = Period.parse("2024-04").cut(LAST)
LONG_AGO = date(2023, 6, 1)

POINTS = (
    "plan_goals",
    "plan_methods",
    "plan_resources",
    "plan_people",
    "plan_schedule",
    "plan_safeguards",
)

Maker = Callable[[Office, date], Any]


def outing(**fields: Any) -> Maker:
    return lambda office, on: make_operation(office=office, on=on, **fields)


def visit(**fields: Any) -> Maker:
    return lambda office, on: make_target(make_operation(office=office, on=on), **fields)


def outcome(**fields: Any) -> Maker:
    return lambda office, on: make_result(make_operation(office=office, on=on), **fields)


def rectified(office: Office, on: date) -> Any:
    return make_hazard(Status.RECTIFIED, office=office, found_on=LONG_AGO, claimed_on=on)


def closed(office: Office, on: date) -> Any:
    return make_hazard(
        Status.CLOSED, office=office, found_on=LONG_AGO, claimed_on=LONG_AGO, closed_on=on
    )


def closed_at_once(office: Office, on: date) -> Any:
    return make_hazard(Status.CLOSED, office=office, found_on=on, claimed_on=on, closed_on=on)


def come_back(office: Office, on: date) -> Any:
    site = make_site(office=office)
    old = make_hazard(Status.CLOSED, office=office, found_on=LONG_AGO, site=site)
    return make_hazard(office=office, found_on=on, site=site, recurs=old)


def governed(office: Office, on: date) -> Any:
    """A major hazard with its plan and money, watched by the province and by the city."""
    words: dict[str, Any] = dict.fromkeys(POINTS, "已定")
    hazard = make_hazard(office=office, found_on=on, grade="major", funds=Decimal(500), **words)
    for level in ("province", "city"):
        actions.place_on_list(
            hazard, by=make_user(Role.DEPUTY, office), on=on, body=f"{level}安委办", level=level
        )
    return hazard


def returned(office: Office, on: date) -> Any:
    return make_returned_hazard(office=office, found_on=LONG_AGO, claimed_on=LONG_AGO, failed_on=on)


def listed(office: Office, on: date) -> Any:
    hazard = make_hazard(office=office, found_on=LONG_AGO)
    return actions.place_on_list(
        hazard, by=make_user(Role.DEPUTY, office), on=on, body="县安委办", level="county"
    )


def referred(office: Office, on: date) -> Any:
    site = make_site(office=office)
    hazard = make_hazard(office=office, found_on=LONG_AGO, site=site)
    agency = make_agency(office=office)
    words: dict[str, Any] = {"reason": "no_power", "interim_measures": "设警示标志"}
    return actions.refer(hazard, by=make_user(office=office), on=on, to_agency=agency, **words)


def notice(*, orders: bool = True) -> Maker:
    def make(office: Office, on: date) -> Any:
        kind = make_notice_kind("order" if orders else "advice", orders_rectification=orders)
        hazard = make_hazard(office=office, found_on=LONG_AGO)
        return make_notice(hazard, office=office, kind=kind, issued_on=on)

    return make


def punished(office: Office, on: date) -> Any:
    operation = make_operation(office=office, on=on)
    return make_result(operation, site=make_site(office=office), quantity=6)


def served(office: Office, on: date) -> Any:
    hazard = make_hazard(office=office, found_on=LONG_AGO)
    return make_notice(
        hazard, office=office, kind=make_notice_kind(), issued_on=LONG_AGO, served_on=on
    )


def letter(**fields: Any) -> Maker:
    return lambda office, on: make_letter(office=office, signed_on=on, **fields)


def taken(office: Office, on: date) -> Any:
    return make_clearance_item(office=office, held_on=on)


# Figure: how to make one row of the day, and what the row adds.
FLOWS: dict[str, tuple[Maker, int | Decimal]] = {
    "hazard.found": (lambda office, on: make_hazard(office=office, found_on=on), 1),
    "hazard.affected": (
        lambda office, on: make_hazard(
            office=office, found_on=on, affected_quantity=58, affected_unit="座"
        ),
        58,
    ),
    "hazard.rectified": (rectified, 1),
    "hazard.returned": (returned, 1),
    "hazard.closed": (closed, 1),
    "hazard.found_and_closed": (closed_at_once, 1),
    "hazard.recurring": (come_back, 1),
    "hazard.recurring_sites": (come_back, 1),
    "hazard.funds": (governed, 500),
    "site.inspected": (visit(), 1),
    "hazard.listings": (listed, 1),
    "hazard.referred": (referred, 1),
    "hazard.referred_sites": (referred, 1),
    "hazard.voided": (
        lambda office, on: make_hazard(Status.VOIDED, office=office, found_on=on),
        1,
    ),
    "notice.issued": (notice(), 1),
    "notice.advisory": (notice(orders=False), 1),
    "notice.served": (served, 1),
    "operation.count": (outing(), 1),
    "inspection.count": (outing(category="inspection"), 1),
    "enforcement.count": (outing(category="enforcement"), 1),
    "operation.joint": (outing(is_joint=True), 1),
    "enforcement.joint": (outing(category="enforcement", is_joint=True), 1),
    "inspection.led": (outing(leader_class="main"), 1),
    "operation.person_times": (outing(person_times=7), 7),
    "operation.police_times": (outing(person_times=7, police_times=3), 3),
    "operation.vehicle_times": (outing(vehicle_times=2), 2),
    "operation.boat_times": (outing(boat_times=2), 2),
    "operation.vehicles_checked": (outing(vehicles_checked=9), 9),
    "operation.mileage": (outing(mileage_km=Decimal("15.2")), Decimal("15.2")),
    "operation.expert_times": (outing(with_experts=True, expert_times=4), 4),
    "operation.groups": (outing(groups=3), 3),
    "target.visits": (visit(), 1),
    "target.sites": (visit(), 1),
    "target.refused": (visit(outcome="refused"), 1),
    "result.quantity": (outcome(quantity=6), 6),
    "result.rows": (outcome(quantity=6), 1),
    "result.sites": (punished, 1),
    "result.fines": (outcome(fine_amount=Decimal("1500.50")), Decimal("1500.50")),
    "result.tonnage": (outcome(tonnage=Decimal("70.68")), Decimal("70.68")),
    "meeting.count": (lambda office, on: make_meeting(office=office, on=on), 1),
    "meeting.attendees": (
        lambda office, on: make_meeting(office=office, on=on, attendee_count=30),
        30,
    ),
    "meeting.regular_and_training": (
        lambda office, on: make_meeting(
            office=office, on=on, kind=make_kind(Kind.Domain.MEETING, "regular_meeting")
        ),
        1,
    ),
    "training.count": (lambda office, on: make_training(office=office, on=on, sessions=2), 1),
    "training.sessions": (lambda office, on: make_training(office=office, on=on, sessions=2), 2),
    "training.attendees": (
        lambda office, on: make_training(office=office, on=on, attendee_count=45),
        45,
    ),
    "publicity.count": (lambda office, on: make_publicity(office=office, on=on, quantity=8), 1),
    "publicity.quantity": (lambda office, on: make_publicity(office=office, on=on, quantity=8), 8),
    "publicity.participants": (
        lambda office, on: make_publicity(office=office, on=on, participant_count=60),
        60,
    ),
    "publicity.places": (
        lambda office, on: make_publicity(office=office, on=on, place_count=3),
        3,
    ),
    "drill.count": (lambda office, on: make_drill(office=office, on=on), 1),
    "drill.participants": (
        lambda office, on: make_drill(office=office, on=on, participant_count=25),
        25,
    ),
    "letter.copies": (letter(person="客运驾驶员", copies=5), 5),
    "letter.kinds": (
        lambda office, on: make_letter(
            office=office, signed_on=on, kind=make_kind(Kind.Domain.LETTER, f"letter_{on}")
        ),
        1,
    ),
    "letter.parties": (letter(person="客运驾驶员", copies=5), 5),
    "fund.amount": (
        lambda office, on: make_fund(office=office, on=on, amount=Decimal("30000.00")),
        Decimal("30000.00"),
    ),
    "survey.households": (lambda office, on: make_survey(office=office, on=on, households=40), 40),
    "survey.quantity": (
        lambda office, on: make_survey(office=office, on=on, quantity=12, unit="栋"),
        12,
    ),
    "accident.count": (lambda office, on: make_accident(office=office, occurred_on=on), 1),
    "accident.deaths": (
        lambda office, on: make_accident(office=office, occurred_on=on, deaths=2),
        2,
    ),
    "report.accepted": (
        lambda office, on: make_public_report(office=office, received_on=on, accepted_on=on),
        1,
    ),
    "submission.sent": (
        lambda office, on: make_submission(
            office=office, first_day=LONG_AGO, last_day=LONG_AGO, due_on=on, submitted_on=on
        ),
        1,
    ),
    "submission.late": (
        lambda office, on: make_submission(
            office=office,
            first_day=LONG_AGO,
            last_day=LONG_AGO,
            due_on=on - timedelta(days=1),
            submitted_on=on,
        ),
        1,
    ),
    "policy.count": (lambda office, on: make_policy(office=office, adopted_on=on), 1),
    "roster.days": (lambda office, on: make_roster(office=office, on=on), 1),
    "insurance.claims": (
        lambda office, on: make_insurance_claim(office=office, on=on, claims=4),
        4,
    ),
    "insurance.amount": (
        lambda office, on: make_insurance_claim(office=office, on=on, amount=Decimal("880.50")),
        Decimal("880.50"),
    ),
    "sampling.rounds": (lambda office, on: make_sampling(office=office, on=on, rounds=2), 2),
    "sampling.batches": (
        lambda office, on: make_sampling(office=office, on=on, batches=8, passed=7),
        8,
    ),
    "sampling.passed": (
        lambda office, on: make_sampling(office=office, on=on, batches=8, passed=7),
        7,
    ),
    "standardisation.applied": (
        lambda office, on: make_standardisation(office=office, applied_on=on),
        1,
    ),
    "standardisation.passed": (
        lambda office, on: make_standardisation(office=office, applied_on=LONG_AGO, passed_on=on),
        1,
    ),
    "clearance.sessions": (lambda office, on: make_clearance(office=office, held_on=on), 1),
    "clearance.taken": (taken, 1),
    "clearance.closed": (taken, 1),
    "nil.count": (
        lambda office, on: make_nil_return(office=office, first_day=LONG_AGO, last_day=on),
        1,
    ),
}
# Asked of a stretch but made of other figures; their own tests stand in test_hazard_figures.
MIXED = {"hazard.found_and_rectified", "hazard.to_rectify", "site.uninspected"}


@pytest.mark.parametrize("key", FLOWS)
def test_figure_counts_the_first_day_and_the_cut_off_and_not_the_days_beside_them(key):
    office = make_office()
    scope = Scope((office.pk,), PERIOD)
    make, adds = FLOWS[key]

    numbers = []
    for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST + timedelta(days=1)):
        make(office, day)
        numbers.append(value(key, scope).number)

    assert numbers == [0, adds, 2 * adds, 2 * adds]


@pytest.mark.parametrize("key", FLOWS)
def test_figure_leaves_out_rows_of_another_office(key):
    office = make_office()
    make, _ = FLOWS[key]

    make(make_office(), FIRST)

    assert value(key, Scope((office.pk,), PERIOD)).number == 0


def test_every_flow_figure_is_tested_here_or_with_the_mixed_ones():
    flows = {
        key
        for key, figure in REGISTRY.figures.items()
        if isinstance(figure, Figure) and figure.is_flow and not isinstance(figure, Computed)
    }
    assert flows == set(FLOWS) | MIXED
