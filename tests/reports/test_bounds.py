"""A query reads the rows of the days it is asked about, and loses none that counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from hazards.models import Hazard, HazardCount, Rectification
from hazards.workflow import Action, Status
from reports.figures import REGISTRY, Computed, Figure, Ratio, Request, Scope, evaluate
from reports.figures.bounds import bound_of
from tests.factories.hazards import act, make_hazard, make_returned_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector
from township_safety.organisation.models import Role
from township_safety.periods import Period

MARCH = Period.parse("2024-03")
DAY = date(2024, 3, 31)


APRIL, EVER = date(2024, 4, 1), date.max


def terms():
    """Of the ledger's large tables; the others are small."""
    for key, figure in REGISTRY.figures.items():
        if isinstance(figure, Ratio | Computed):
            continue
        found = figure.terms if isinstance(figure, Figure) else (figure.term,)
        yield from ((key, term) for term in found if term.model in (Hazard, Rectification))


@pytest.mark.django_db
def test_every_question_to_the_ledger_says_which_days_it_is_about():
    scope = Scope((make_office().pk,), MARCH)

    silent = [key for key, term in terms() if not bound_of(term.where(scope), term.model)]

    assert silent == []


@pytest.mark.parametrize(
    ("condition", "column", "first", "last", "or_none"),
    [
        (Q(found_on__gte=DAY, found_on__lte=DAY), "found_on", DAY, DAY, False),
        (Q(found_on=DAY) & Q(grade="major"), "found_on", DAY, DAY, False),
        (Q(found_on__lte=DAY, closed_on__gt=DAY), "closed_on", APRIL, EVER, False),
        (Q(found_on__lte=DAY) & ~Q(rectified_on__lte=DAY), "rectified_on", APRIL, EVER, True),
        (Q(closed_on__isnull=True) | Q(closed_on__gt=DAY), "closed_on", APRIL, EVER, True),
        (Q(found_on=DAY) | Q(found_on=APRIL), "found_on", DAY, APRIL, False),
    ],
)
def test_days_are_read_off_the_condition(condition, column, first, last, or_none):
    (found,) = bound_of(condition, Hazard)

    assert (found.column, found.first, found.last, found.or_none) == (column, first, last, or_none)


@pytest.mark.parametrize(
    "condition",
    [
        Q(),
        Q(grade="major"),
        Q(found_on__lte=DAY),
        Q(found_on=DAY) | Q(grade="major"),
        ~Q(found_on__gte=DAY),
        ~Q(found_on=DAY, grade="major"),
        Q(recorded_at__gte=DAY),
        Q(deadlines__due_on=DAY),
    ],
)
def test_what_says_nothing_of_days_bounds_nothing(condition):
    assert bound_of(condition, Hazard) is None


def test_rectifications_of_a_count_are_found_by_the_day_of_its_entry():
    (found,) = bound_of(Q(follows__on=DAY), HazardCount)

    assert found.column == "follows__on"


@pytest.mark.django_db
def test_no_row_that_counts_is_left_unread():
    """Each figure alone, with rows on both sides of the first and the last day."""
    clerk = make_user(Role.CLERK)
    first, last, day = MARCH.first_day, MARCH.last_day, timedelta(days=1)
    days = [first - day, first, last, last + day]
    for number, found_on in enumerate(days):
        known = {"by": clerk, "found_on": found_on}
        listed = make_hazard(**known, due_on=max(found_on, days[number - 1]))
        act(listed, Action.LIST, by=clerk, on=found_on)
        for done in days[number:]:
            make_hazard(Status.CLOSED, **known, claimed_on=done, closed_on=done)
            make_returned_hazard(**known, claimed_on=found_on, failed_on=done)
    scope = Scope((clerk.office.pk,), MARCH)

    for _, term in terms():
        every = term.base.rows_of(term.model, scope.office_ids).filter(term.where(scope))
        assert set(term.rows(scope)) == set(every)


@pytest.mark.django_db
def test_same_questions_by_several_columns_take_one_query_of_each_register():
    office = make_office()
    villages = [make_village(office=office) for _ in range(3)]
    sectors = [make_sector(f"bound{n}") for n in range(3)]
    for village in villages:
        for sector in sectors:
            make_hazard(office=office, village=village, sector=sector, found_on=DAY)
    make_hazard(office=office, village=None, sector=sectors[0], found_on=DAY)
    scope = Scope((office.pk,), MARCH)
    by_sector = [scope.narrowed(sector=one.code) for one in sectors]
    by_village = [scope.narrowed(village=str(one.uid)) for one in villages]
    both = scope.narrowed(village=[str(villages[0].uid), "none"], sector=sectors[0].code)

    found, few = answers(by_sector)
    more, many = answers([*by_sector, *by_village, both])

    assert found == [4, 3, 3]
    assert more == [4, 3, 3, 3, 3, 3, 2]
    assert few == many


def answers(scopes):
    requests = [Request("hazard.found", scope) for scope in scopes]
    with CaptureQueriesContext(connection) as queries:
        values = evaluate(requests)
    return [values[request].number for request in requests], len(queries)
