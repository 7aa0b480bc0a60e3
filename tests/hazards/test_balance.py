"""上期结转＋本期发现＋退回＝本期整改＋期末未整改, whatever the office did."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazards import actions
from hazards.actions import ActionDenied
from hazards.models import Hazard, Outcome, Rectification
from hazards.models.classification import RectifyMode
from hazards.workflow import Status
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role

FIRST = date(2024, 1, 1)
ONE_DAY = timedelta(days=1)
NAMES = ["claim", "fail", "claim", "pass", "extend", "redate", "void"]
# What is tried, and how many days from the latest fact: people also enter things backwards.
STEP = st.tuples(st.sampled_from(NAMES), st.integers(min_value=-2, max_value=3))
LIFE = st.tuples(st.booleans(), st.integers(0, 4), st.lists(STEP, max_size=7))


def live(lives, *, office, reporter, checker) -> None:
    """What the rules refuse has no effect."""
    for on_spot, start, steps in lives:
        day = FIRST + timedelta(days=start)
        mode = RectifyMode.ON_SPOT if on_spot else RectifyMode.WITHIN_LIMIT
        hazard = make_hazard(office=office, by=reporter, found_on=day, rectify_mode=mode)
        for step, offset in steps:
            try:
                move(hazard, step, day + timedelta(days=offset), reporter=reporter, checker=checker)
            except ActionDenied:
                continue
            day += timedelta(days=offset)


def move(hazard, step, day, *, reporter, checker) -> None:
    later = day + timedelta(days=10)
    if step == "claim":
        actions.claim(hazard, by=reporter, on=day, measures="已更换")
    elif step == "fail":
        actions.fail_check(hazard, by=checker, on=day, due_on=later)
    elif step == "pass":
        actions.pass_check(hazard, by=checker, on=day)
    elif step == "extend":
        actions.assign(hazard, by=reporter, on=day, due_on=later)
    elif step == "redate":
        actions.correct(
            hazard, by=reporter, on=date(2024, 6, 1), reason="录入有误", values={"found_on": day}
        )
    elif step == "void":
        actions.void(hazard, by=reporter, on=day, reason="重复登记")


@pytest.mark.django_db
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=st.lists(LIFE, min_size=1, max_size=3))
def test_the_balance_holds_for_every_day_and_so_for_every_stretch(lives):
    with transaction.atomic():
        office = make_office()
        reporter, checker = make_user(Role.CLERK, office), make_user(Role.CLERK, office)
        live(lives, office=office, reporter=reporter, checker=checker)

        opening, day = 0, min(Hazard.objects.values_list("found_on", flat=True))
        while day < FIRST + timedelta(days=25):
            opening = check_day_balance(day, opening=opening)
            day += ONE_DAY
        check_derived_columns()
        transaction.set_rollback(True)


def check_day_balance(day: date, *, opening: int) -> int:
    counted, attempts = Hazard.objects.counted(), Rectification.objects.counted()
    found = counted.found_in(day, day).count()
    rectified = attempts.filter(claimed_on=day).count()
    returned = attempts.filter(outcome=Outcome.FAILED, decided_on=day).count()
    remaining = counted.open(on=day).count()
    assert opening + found + returned == rectified + remaining, day
    return remaining


def check_derived_columns() -> None:
    """The columns on the hazard say what its dated rows say."""
    for hazard in Hazard.objects.all():
        rows = list(hazard.rectifications.all())
        assert hazard.status == actions.derived_status(hazard, rows)
        if hazard.status == Status.VOIDED:
            continue
        standing = [row for row in rows if row.outcome != Outcome.FAILED]
        assert hazard.rectified_on == (standing[-1].claimed_on if standing else None)
        due = hazard.deadlines.in_force_now().first()
        assert hazard.due_on == (due.due_on if due else None)
        assert hazard.is_open == (hazard in Hazard.objects.open(on=date(2024, 12, 31)))
