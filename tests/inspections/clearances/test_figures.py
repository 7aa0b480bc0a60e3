"""月末销号例检例查 in the reports: how many were held, took and closed, and the rows behind."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.urls import reverse

from hazards.workflow import Status
from inspections.clearing import sessions
from inspections.clearing.deciding import Said, decide
from inspections.clearing.proposing import Proposed
from reports.figures import Scope, value
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_kind
from township_safety.organisation.models import Role
from township_safety.periods import Period
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

EVE, FIRST, LAST, NEXT = (
    date(2024, 3, 31),
    date(2024, 4, 1),
    date(2024, 4, 30),
    date(2024, 5, 1),
)
APRIL = Period.of_month(2024, 4)
KEYS = ("clearance.sessions", "clearance.taken", "clearance.closed")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    make_kind(Kind.Domain.OPERATION, sessions.KIND, name="月末销号例检例查")
    return make_user(Role.CLERK, office)


def hold(office, clerk, *hazards, on, chair_class="main"):
    """A session that closes what was rectified and goes on with the rest."""
    clearance = sessions.draw_up(
        [Proposed(hazard, "重大隐患") for hazard in hazards],
        office=office,
        month=on.replace(day=1),
        by=clerk,
        uid=uuid.uuid4(),
    )
    facts = {"held_on": on, "chair": "某书记", "chair_class": chair_class, "participants": ""}
    clearance = sessions.hold(clearance, by=clerk, facts=facts)
    for item in clearance.items.select_related("hazard"):
        decision = "go_on" if item.hazard.is_open else "close"
        decide(item, Said(decision, "某乙", NEXT), by=clerk)
    return clearance


def asked(office, **parts):
    scope = Scope((office.pk,), APRIL).narrowed(**parts)
    return [value(key, scope).number for key in KEYS]


@pytest.mark.parametrize(
    ("on", "numbers"),
    [(EVE, [0, 0, 0]), (FIRST, [1, 2, 1]), (LAST, [1, 2, 1]), (NEXT, [0, 0, 0])],
)
def test_counted_on_the_day_of_the_meeting(office, clerk, on, numbers):
    rectified = make_hazard(Status.RECTIFIED, office=office)
    hold(office, clerk, rectified, make_hazard(office=office), on=on)

    assert asked(office) == numbers


def test_a_list_without_a_meeting_counts_nothing(office, clerk):
    proposed = [Proposed(make_hazard(office=office), "逾期")]
    sessions.draw_up(proposed, office=office, month=FIRST, by=clerk, uid=uuid.uuid4())

    assert asked(office) == [0, 0, 0]


def test_narrowed_by_village_grade_and_leader(office, clerk):
    village = make_village(office=office)
    here = make_hazard(Status.RECTIFIED, office=office, village=village, grade="major")
    hold(office, clerk, here, make_hazard(office=office), on=LAST)

    scope = Scope((office.pk,), APRIL)
    for parts in ({"village": str(village.uid)}, {"grade": "major"}):
        found = [value(key, scope.narrowed(**parts)).number for key in KEYS[1:]]
        assert found == [1, 1]
    assert asked(office, led_by="main") == [1, 2, 1]
    assert asked(office, led_by="other") == [0, 0, 0]


def test_the_outing_is_counted_once_and_led_by_the_main_leader(office, clerk):
    hold(office, clerk, on=LAST)

    scope = Scope((office.pk,), APRIL)
    assert value("operation.count", scope.narrowed(kind=sessions.KIND)).number == 1
    assert value("inspection.led", scope.narrowed(led_by="main")).number == 1


def test_each_number_opens_to_its_rows(client, office, clerk):
    rectified = make_hazard(Status.RECTIFIED, office=office)
    clearance = hold(office, clerk, rectified, make_hazard(office=office), on=LAST)
    client.force_login(clerk)
    for key, number in zip(KEYS, (1, 2, 1), strict=True):
        query = {"first": FIRST.isoformat(), "last": LAST.isoformat()}
        page = client.get(reverse("reports:figure", args=[key]), query)
        assert page.status_code == 200
        assert clearance.get_absolute_url() in page.content.decode()
        assert asked(office)[KEYS.index(key)] == number
