"""月末重点隐患销号例检例查: a month without one is told, one led by the main leader fulfils it."""

from __future__ import annotations

from datetime import date

import pytest

from inspections.duties import current_sums, sums
from tests.factories.activities import make_duty
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office
from tests.factories.register import make_kind
from township_safety.periods import Period
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

MONTHS = [Period.of_month(2024, number) for number in (3, 4)]


@pytest.fixture
def duty():
    office = make_office()
    kind = make_kind(Kind.Domain.OPERATION, "month_end_clearance", name="月末销号例检例查")
    return make_duty(
        office=office, kind=kind, per="office", frequency="month", first_day=date(2024, 3, 1)
    )


def test_the_month_without_one_is_missing(duty):
    make_operation(office=duty.office, kind=duty.kind, on=date(2024, 3, 29), leader_class="main")
    make_operation(office=duty.office, on=date(2024, 4, 29), leader_class="main")

    march, april = sums(duty, MONTHS, today=date(2024, 5, 1))

    assert (march.missing, april.missing) == (0, 1)
    assert (march.light, april.light) == ("normal", "overdue")


@pytest.mark.parametrize(("today", "light"), [
    (date(2024, 3, 10), "normal"), (date(2024, 3, 31), "due"),
])  # fmt: skip
def test_before_the_month_is_over_it_is_asked_for(duty, today, light):
    (found,) = current_sums([duty], today=today)

    assert (found.missing, found.light) == (1, light)
