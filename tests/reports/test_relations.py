"""The figures of any history add up, for every stretch of days and every part."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazards import actions, count_actions
from hazards.models import Hazard, HazardCount
from reports.figures import Scope, evaluate
from reports.relations import Relation, check, relations
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_hazard_source, make_sector
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

START = date(2024, 1, 1)
STEPS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.booleans()), max_size=3)
HAZARDS = st.lists(
    st.tuples(
        st.integers(0, 80),  # found so many days after the start
        STEPS,  # claimed and decided so many days later, and whether it failed
        st.sampled_from(["on_spot", "within_limit"]),
        st.sampled_from(["", "village", "township", "county"]),
        st.booleans(),  # in a sector, a village and with a source, or in none
        st.booleans(),  # voided in the end
    ),
    max_size=6,
)
COUNTS = st.lists(
    st.tuples(st.integers(0, 80), st.integers(0, 9), st.integers(0, 9), st.integers(0, 30)),
    max_size=3,
)


def live(office, clerk, other, parts, history) -> None:
    found, steps, mode, level, placed, voided = history
    on = START + timedelta(days=found)
    hazard = Hazard(
        office=office,
        found_on=on,
        description="线路老化",
        rectify_mode=mode,
        responsible_level=level,
        **(parts if placed else {}),
    )
    hazard = actions.register(hazard, by=clerk)
    for claim_after, decide_after, failed in steps:
        if hazard.is_open:
            on += timedelta(days=claim_after)
            hazard = actions.claim(hazard, by=clerk, on=on, measures="更换")
        on += timedelta(days=decide_after)
        if not failed:
            hazard = actions.pass_check(hazard, by=other, on=on)
            break
        hazard = actions.fail_check(hazard, by=other, on=on, due_on=on + timedelta(days=9))
    if voided:
        actions.void(hazard, by=clerk, on=on, reason="重复登记")


def count(office, clerk, parts, entry) -> None:
    after, found, rectified, later = entry
    on = START + timedelta(days=after)
    at_once = min(found, rectified) // 2
    first = HazardCount(office=office, on=on, found=found, rectified=at_once, **parts)
    first = count_actions.enter(first, by=clerk)
    rest = min(found, rectified) - at_once
    if rest:
        follow = HazardCount(
            office=office, on=on + timedelta(days=later), rectified=rest, follows=first, **parts
        )
        count_actions.enter(follow, by=clerk)


@given(hazards=HAZARDS, counts=COUNTS, first=st.integers(-5, 90), days=st.integers(1, 60))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_adds_up_over_any_days(hazards, counts, first, days):
    with transaction.atomic():
        office = make_office()
        clerk, other = make_user(office=office), make_user(office=office)
        village, sector = make_village(office=office), make_sector("fire")
        parts = {"village": village, "sector": sector, "source": make_hazard_source("joint")}
        for history in hazards:
            live(office, clerk, other, parts, history)
        for entry in counts:
            count(office, clerk, parts, entry)
        first_day = START + timedelta(days=first)
        period = Period.between(first_day, first_day + timedelta(days=days))

        broken = broken_relations(office, period, village)

        transaction.set_rollback(True)
    assert broken == []


def broken_relations(office, period, village) -> list[str]:
    partitions = {
        "sector": ["fire"],
        "village": [str(village.uid)],
        "source": ["joint"],
        "grade": ["general", "major"],
        "level": ["village", "township", "county"],
        "mode": ["on_spot", "within_limit"],
    }
    whole = Scope((office.pk,), period)
    rules: list[Relation] = []
    for scope in (whole, whole.narrowed(sector="fire"), whole.narrowed(village="none")):
        left = {
            name: codes for name, codes in partitions.items() if name not in dict(scope.filters)
        }
        rules += [rule for rule in relations(scope, left) if "letter" not in rule.left[0].key]
    values = evaluate(request for rule in rules for request in rule.requests)
    checks = [check(rule, values) for rule in rules]
    return [f"{one.label} {one.words}" for one in checks if not one.holds]


def test_broken_balance_is_said_with_its_numbers():
    office = make_office()
    scope = Scope((office.pk,), Period.parse("2024-01"))
    balance = relations(scope, {})[0]
    values = evaluate(balance.requests)
    found = balance.left[1]
    values[found] = type(values[found])(found, 6, "处", 6)

    answer = check(balance, values)

    assert not answer.holds
    assert answer.words == "0＋6＋0=0＋0"
