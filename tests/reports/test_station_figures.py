"""站所报数 in the figures: numbers of stations count beside the office's own rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from reports.figures import NONE, REGISTRY, Request, Scope, rows_behind, value
from reports.figures.stations import keys_of
from reports.rows import row_lists
from tests.factories.inspections import make_operation, make_result
from tests.factories.organisation import make_office
from tests.factories.register import make_publicity_item, make_result_kind, make_sector
from tests.factories.stations import make_question, make_station_figure
from township_safety.activities.models import Asked, StationFigure
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

MARCH = Period.of_month(2024, 3)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def scope(office):
    return Scope((office.pk,), MARCH)


def behind(key, scope):
    """The sum over the lists that the figure opens to."""
    lists = rows_behind(Request(key, scope))
    return sum(each.term.measure.recompute(each.rows) for each in lists)


@pytest.mark.parametrize("asked", Asked)
def test_every_choice_is_a_sum_over_a_period_with_the_same_unit(asked):
    figure = REGISTRY.total(asked)
    assert figure.is_flow
    fields = {}
    if asked == Asked.RESULTS:
        fields = {"result_kind": make_result_kind(unit="顶")}
    if asked == Asked.PUBLICITY_ITEMS:
        fields = {"publicity_item": make_publicity_item(unit="幅")}
    question = make_question(figure=asked, **fields)
    unit = figure.unit or {Asked.RESULTS: "顶", Asked.PUBLICITY_ITEMS: "幅"}[asked]
    assert question.unit == unit
    assert question.is_money == figure.is_money


def test_a_number_adds_to_the_office_s_own_rows_and_is_listed(office, scope):
    make_operation(office=office, category="enforcement", on=date(2024, 3, 5))
    make_station_figure(make_question(office=office), value=7)
    found = value("enforcement.count", scope)
    assert (found.number, found.rows) == (8, 2)
    assert behind("enforcement.count", scope) == 8
    lists = row_lists(rows_behind(Request("enforcement.count", scope)), private=True)
    station = next(each for each in lists if each.sheet.model is StationFigure)
    (line,) = station.lines(station.rows())
    assert line.url == StationFigure.objects.get().get_absolute_url()
    assert ("7", "number") in line.cells


def test_enforcement_is_a_part_of_all_operations(office, scope):
    make_station_figure(make_question(office=office, figure=Asked.ENFORCEMENT), value=3)
    make_station_figure(make_question(office=office, figure=Asked.INSPECTIONS), value=4)
    for key, number in (("operation.count", 7), ("enforcement.count", 3), ("inspection.count", 4)):
        assert value(key, scope).number == behind(key, scope) == number


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (date(2024, 3, 1), date(2024, 3, 31), True),
        (date(2024, 3, 1), date(2024, 3, 25), True),
        (date(2024, 2, 29), date(2024, 3, 31), False),
        (date(2024, 3, 1), date(2024, 4, 1), False),
    ],
)
def test_only_days_wholly_inside_the_period(office, scope, first, last, counts):
    make_station_figure(make_question(office=office), first_day=first, last_day=last, value=6)
    expected = 6 if counts else 0
    assert value("enforcement.count", scope).number == expected
    assert behind("enforcement.count", scope) == expected


def test_the_parts_make_the_whole(office, scope):
    fire, road = make_sector("fire"), make_sector("road")
    make_station_figure(make_question(office=office, sector=fire), value=2)
    make_station_figure(make_question(office=office, sector=road), value=3)
    make_station_figure(make_question(office=office), value=4)
    parts = {code: scope.narrowed(sector=code) for code in ("fire", "road", NONE)}
    found = {code: value("enforcement.count", part).number for code, part in parts.items()}
    assert found == {"fire": 2, "road": 3, NONE: 4}
    assert {code: behind("enforcement.count", part) for code, part in parts.items()} == found
    assert value("enforcement.count", scope).number == 9


def test_a_kind_of_result_has_its_unit_and_no_other_kind(office, scope):
    helmets = make_result_kind("helmet", unit="顶")
    make_result_kind("school", unit="人次")
    operation = make_operation(office=office, on=date(2024, 3, 5))
    make_result(operation, kind=helmets, quantity=10)
    question = make_question(office=office, figure=Asked.RESULTS, result_kind=helmets)
    make_station_figure(question, value=599)
    asked = value("result.quantity", scope.narrowed(kind="helmet"))
    assert (asked.number, asked.unit) == (609, "顶")
    assert value("result.quantity", scope.narrowed(kind="school")).number == 0


def test_a_dimension_no_question_names_is_unassigned(office, scope):
    make_station_figure(make_question(office=office), value=5)
    assert value("enforcement.count", scope.narrowed(led_by="main")).number == 0
    assert value("enforcement.count", scope.narrowed(village=NONE)).number == 5


def test_voided_numbers_and_other_offices_do_not_count(office, scope):
    make_station_figure(make_question(), value=5)
    make_station_figure(
        make_question(office=office), value=5, voided_at=timezone.now(), void_reason="重复"
    )
    assert value("enforcement.count", scope).number == 0


def test_hazards_are_counted_in_the_ledger_only(office, scope):
    make_station_figure(make_question(office=office, figure=Asked.HAZARDS), value=5)
    assert keys_of(REGISTRY.total("hazard.found")) == ()
    assert value("hazard.found", scope).number == 0


def test_money_keeps_its_fen(office, scope):
    make_station_figure(make_question(office=office, figure=Asked.FINES), value=Decimal("20.50"))
    assert value("result.fines", scope).number == Decimal("20.50")


def test_book_and_list_agree_for_every_dimension(office, scope):
    item = make_publicity_item("banner")
    fire = make_sector("fire")
    for figure, fields in (
        (Asked.PUBLICITY, {"publicity_item": item}),
        (Asked.PUBLICITY, {"sector": fire}),
        (Asked.PUBLICITY, {}),
    ):
        make_station_figure(make_question(office=office, figure=figure, **fields), value=2)
    term = rows_behind(Request("publicity.count", scope))[1].term
    assert term.model is StationFigure
    for dimension, code, number in (
        ("sector", "fire", 2),
        ("sector", NONE, 4),
        ("touching", "fire", 2),
        ("item", "banner", 2),
        ("item", NONE, 4),
        ("village", NONE, 6),
        ("topic", "消防", 0),
    ):
        narrowed = scope.narrowed(**{dimension: code})
        assert value("publicity.count", narrowed).number == number
        assert behind("publicity.count", narrowed) == number
