"""Many figures and many rows cost the same few queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hazards.models import Hazard
from reports.figures import REGISTRY, Request, Scope, evaluate
from reports.figures.evaluation import Value
from tests.factories.hazards import make_count, make_hazard
from tests.factories.inspections import make_operation, make_result, make_unnamed_target
from tests.factories.organisation import make_office
from tests.factories.register import make_result_kind, make_site
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

YEAR = Period.parse("2024")
# Hazards, rectifications and count-only entries, each as a whole and by sector;
# data from before, what stations told, and when the office began.
QUERIES = 9
HAZARD_KEYS = ("hazard.found", "hazard.rectified", "hazard.opening", "hazard.remaining")


def requests(office, how_many):
    """Different questions over the same registers: the whole, and many sectors."""
    scope = Scope((office.pk,), YEAR)
    parts = [scope.narrowed(sector=f"sector_{n}") for n in range(how_many)]
    return [Request(key, part) for part in (scope, *parts) for key in HAZARD_KEYS][:how_many]


def queries(asked):
    with CaptureQueriesContext(connection) as captured:
        evaluate(asked)
    return len(captured)


@pytest.mark.parametrize("figures", [10, 300])
def test_queries_do_not_grow_with_the_number_of_figures(figures):
    office = make_office()
    make_hazard(office=office)

    assert queries(requests(office, figures)) == QUERIES


@pytest.mark.parametrize("rows", [10, 1000])
def test_queries_do_not_grow_with_the_number_of_rows(rows):
    office = make_office()
    make_count(office=office, on=date(2024, 1, 1), found=3)
    Hazard.objects.bulk_create(
        Hazard(office=office, number=f"甲{n}", found_on=date(2024, 2, 1), description="线路老化")
        for n in range(rows)
    )
    asked = requests(office, 50)

    assert queries(asked) == QUERIES
    assert evaluate(asked)[asked[0]].number == rows + 3


def test_visits_count_each_time_and_sites_once():
    office = make_office()
    site = make_site(office=office)
    scope = Scope((office.pk,), YEAR)
    for _ in range(2):
        operation = make_operation(office=office, on=date(2024, 5, 1))
        operation.targets.add_to(operation, by=None, site=site)
    make_unnamed_target(operation, quantity=12)

    values = evaluate([Request("target.visits", scope), Request("target.sites", scope)])

    assert [value.number for value in values.values()] == [14, 13]


def test_result_of_bags_and_strings_has_no_single_unit():
    office = make_office()
    kind = make_result_kind("seized", unit="件")
    operation = make_operation(office=office, on=date(2024, 5, 1))
    scope = Scope((office.pk,), YEAR)

    make_result(operation, kind=kind, quantity=60, unit="袋", item="过期食品")
    first = answer("result.quantity", scope)
    make_result(operation, kind=kind, quantity=6, unit="挂", item="烟花爆竹")
    both = answer("result.quantity", scope)
    bags = answer("result.quantity", scope.narrowed(thing="过期食品"))

    assert (first.number, first.unit) == (60, "袋")
    assert set(both.unit.split("、")) == {"袋", "挂"}
    assert (bags.number, bags.unit) == (60, "袋")


def answer(key, scope) -> Value:
    request = Request(key, scope)
    return evaluate([request])[request]


def test_every_figure_says_what_it_is():
    silent = [
        key
        for key, figure in REGISTRY.figures.items()
        if not figure.name or "." not in figure.name or len(figure.definition) < 5
    ]
    assert silent == []


def test_names_are_told_apart():
    names = [figure.name for figure in REGISTRY.figures.values()]
    assert len(set(names)) == len(names)
