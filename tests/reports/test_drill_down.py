"""A figure's value is its measure over the rows its link opens: every figure, period and part."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from django.apps import apps

from reports.figures import (
    REGISTRY,
    Attribute,
    Computed,
    DimensionProblem,
    Figure,
    Middle,
    Ratio,
    Request,
    Scope,
    evaluate,
    rows_behind,
)
from reports.figures.dimensions import dimensions_of
from tests.factories.activities import make_duty, make_submission
from tests.factories.hazards import make_count, make_hazard
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_sector
from tests.reports.test_flow_figures import FLOWS
from tests.reports.test_standing_figures import STANDING
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

DAYS = (date(2023, 12, 31), date(2024, 4, 1), date(2024, 4, 30), date(2024, 6, 30))
PERIODS = ("2024-04", "2024-H1", "2023", "2024-04-02..2024-04-30")
LEDGER = ("hazards", "inspections", "activities", "register")


@pytest.fixture
def office():
    """Rows of every kind on days inside, outside and at the edges, half of them in fire safety."""
    office = make_office()
    for make, _ in FLOWS.values():
        for day in DAYS:
            make(office, day)
    for make, _ in STANDING.values():
        make(office=office)
    for days in (0, 20, 120):
        make_hazard(office=office, found_on=DAYS[-1] - timedelta(days=days), due_on=DAYS[-1])
    make_submission(office=office, due_on=DAYS[-1])
    entry = make_count(office=office, on=DAYS[0], found=20, rectified=3)
    make_duty(office=office, per="office", first_day=DAYS[0])
    make_count(office=office, on=DAYS[1], found=0, rectified=4, follows=entry)
    _give_every_second_row(office, sector=make_sector("fire"), village=make_village(office=office))
    return office


def _give_every_second_row(office, **parts) -> None:
    for app in LEDGER:
        for model in apps.get_app_config(app).get_models():
            names = {field.name for field in model._meta.get_fields()}
            if "Historical" in model.__name__ or "office" not in names:
                continue
            for name, part in parts.items():
                # A letter has exactly one counterparty; its village is not a place.
                if name in names and not (name == "village" and "counterparty" in dir(model)):
                    rows = model._default_manager.filter(office=office)
                    every_second = [row.pk for row in rows.order_by("pk")[::2]]
                    rows.filter(pk__in=every_second).update(**{name: part})


def _scopes(office, models):
    """The whole, and each part that all the figure's registers can be narrowed to."""
    village = str(office_village(office).uid)
    parts = [
        {},
        {"sector": "fire"},
        {"sector": "none"},
        {"village": village},
        {"village": "none"},
        {"grade": "general"},
        {"sector": "fire", "village": village},
        {"led_by": "main"},
        {"kind": "none"},
    ]
    for code in PERIODS:
        whole = Scope((office.pk,), Period.parse(code))
        for part in parts:
            if all(set(part) <= set(dimensions_of(model)) for model in models):
                yield whole.narrowed(**part)


def office_village(office):
    from township_safety.organisation.models import Village

    return Village.objects.for_offices([office.pk]).latest("pk")


def _models(figure):
    match figure:
        case Ratio():
            return _models(REGISTRY.get(figure.part)) + _models(REGISTRY.get(figure.whole))
        case Attribute():
            return [figure.term.model]
        case Figure():
            return [term.model for term in figure.terms]


def recomputed(figure, scope):
    """The sum of the measures, each read from its list row by row."""
    lists = rows_behind(Request(figure.key, scope))
    if isinstance(figure, Computed):
        own, *more = lists
        reckoned = sum(figure.each(row, scope) for row in own.rows)
        return reckoned + sum(each.term.measure.recompute(each.rows) for each in more)
    return sum((behind.term.measure.recompute(behind.rows) for behind in lists), start=Decimal(0))


def test_every_figure_equals_its_measure_over_the_rows_behind_its_link(office):
    asked = [
        Request(key, scope)
        for key, figure in REGISTRY.figures.items()
        for scope in _scopes(office, _models(figure))
    ]

    values = evaluate(asked)

    wrong = []
    for request, value in values.items():
        match REGISTRY.get(request.key):
            case Figure() as figure:
                said, true = value.number, recomputed(figure, request.scope)
            case Ratio() as ratio:
                said = (value.part, value.whole)
                true = tuple(
                    recomputed(REGISTRY.total(key), request.scope)
                    for key in (ratio.part, ratio.whole)
                )
            case Middle() as figure:
                said = value.number
                own = rows_behind(request)[0].rows
                days = [(row.closed_on - row.found_on).days for row in own]
                true = median(days) if days else None
            case Attribute() as attribute:
                said = {value.number, value.last} - {None}
                found = rows_behind(request)[0].rows.values_list(attribute.column, flat=True)
                answers = {answer for answer in found if answer is not None}
                true = {min(answers), max(answers)} if answers else set()
        if said != true:
            wrong.append((request.key, request.scope.filters, said, true))
    assert wrong == []
    assert len(asked) > 500


def test_world_has_rows_behind_every_figure(office):
    """Else the test above would prove nothing for the figure."""
    whole = Scope((office.pk,), Period.between(DAYS[0] - timedelta(days=400), DAYS[-1]))
    values = evaluate([Request(key, whole) for key in REGISTRY.figures])

    empty = {request.key for request, value in values.items() if not value.rows}

    assert empty <= {
        "hazard.opening",
        "result.goods_year",
        "plan.items",
        "plan.sectors",
        "plan.target",
        "plan.times",
        "letter.required",
    }


def test_figure_refuses_a_part_its_register_does_not_know(office):
    scope = Scope((office.pk,), Period.parse("2024-04")).narrowed(grade="major")

    with pytest.raises(DimensionProblem, match="“会议”不能按“等级”筛选"):
        evaluate([Request("meeting.count", scope)])
