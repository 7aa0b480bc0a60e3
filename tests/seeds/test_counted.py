"""Every number of seventeen reports comes out of the rows, as a figure of the registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from reports.figures import REGISTRY, Attribute, Figure, Ratio, Request, Scope, Value, rows_behind
from reports.figures import value as value_of
from tests.seeds.build import COUNTED, build, workbook_of
from tests.seeds.papers import (
    LEDGERS,
    PAPERS,
    STATED,
    UNITS,
    Stated,
    answered,
    computed,
    is_equal,
    load_ledgers,
)
from tests.seeds.table import PROPERTY, table_of
from township_safety.activities.models import PlanItem
from township_safety.desk.reference_data import load_reference_data
from township_safety.organisation.models import Office
from township_safety.spreadsheets import read_workbook

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_ledgers"),
]

Answer = tuple[Request, Value, Value | None]


@pytest.fixture(scope="module")
def _ledgers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for all tests of this module, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        load_ledgers()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def answers(_ledgers: None) -> dict[str, Answer]:
    return answered(STATED)


@pytest.mark.parametrize("figure", STATED, ids=lambda figure: figure.number)
def test_figure_of_the_document_comes_out_of_the_rows(figure, answers):
    _, value, whole = answers[figure.number]

    said = (*computed(value, whole), value.last)
    assert is_equal(figure, value, whole), (said, figure.entry["value"], figure.entry["unit"])


@pytest.mark.parametrize("paper", PAPERS)
def test_figures_are_their_measure_over_the_rows_behind_them(paper, answers):
    """The same number once more, each row read one by one."""
    asked = [answers[figure.number][:2] for figure in PAPERS[paper].stated]

    assert [request for request, value in asked if not is_recomputed(request, value)] == []


def is_recomputed(request: Request, value: Value) -> bool:
    match REGISTRY.get(request.key):
        case Ratio():
            return bool(value.number == Decimal(value.part or 0) * 100 / Decimal(value.whole or 1))
        case Attribute() as attribute:
            found = rows_behind(request)[0].rows.values_list(attribute.column, flat=True)
            return bool((min(found), max(found)) == (value.number, value.last))
        case Figure():
            lists = rows_behind(request)
            return bool(sum(one.term.measure.recompute(one.rows) for one in lists) == value.number)


@pytest.mark.parametrize("ledger", COUNTED)
def test_workbook_holds_what_the_rows_say(ledger, tmp_path):
    build(ledger, tmp_path / "built.xlsx")

    assert read_workbook(workbook_of(ledger)) == read_workbook(tmp_path / "built.xlsx")


@pytest.mark.parametrize("number", PAPERS)
def test_every_figure_with_a_value_is_expected_or_left_out_for_a_reason(number):
    paper = PAPERS[number]
    listed = [*paper.stated, *paper.left_out]
    explicit = [figure for figure in listed if not figure.is_implied]

    assert Counter(figure.record for figure in explicit) == paper.content["explicit"]
    assert len(listed) - len(explicit) == paper.content["implied_count"]
    assert len({figure.number for figure in listed}) == len(listed)
    assert all(figure.entry["why"] for figure in paper.left_out)


@pytest.mark.parametrize("number", [number for number, paper in PAPERS.items() if paper.ledger])
def test_plan_items_show_what_was_done(number):
    """Each by the figure that the item itself names, over the days of the document."""
    ledger = LEDGERS[PAPERS[number].ledger]
    office = Office.objects.get(name=ledger.office)
    items = PlanItem.objects.for_offices([office.pk]).exclude(figure_key="")
    days = ledger.days
    done = {
        item.text: value_of(item.figure_key, Scope((office.pk,), days).narrowed(**item.filters))
        for item in items.touching(days.first_day, days.last_day)
    }

    shown = {text: f"{one.number}{one.unit}" for text, one in done.items()}
    assert shown == PAPERS[number].content.get("done", {})


def test_units_that_differ_from_the_document_are_explained():
    explained = {
        (figure, unit["said"], unit["counted"]) for unit in UNITS for figure in unit["figures"]
    }
    counted = [figure for figure in STATED if "document" not in figure.entry]
    differing = {
        (figure.number, figure.entry["said"], figure.entry["unit"])
        for figure in counted
        if "said" in figure.entry
    }
    assert differing == explained


@pytest.mark.parametrize("number", PAPERS)
def test_readings_speak_of_figures_that_are_expected(number):
    known = {figure.number for figure in PAPERS[number].stated}
    readings = PAPERS[number].content.get("reading", [])

    assert {figure for reading in readings for figure in reading["figures"]} <= known
    assert all(reading["question"] and reading["rows"].strip() for reading in readings)


def test_table_of_all_figures(answers, record_property):
    """Printed at the end of the run: python -m pytest tests/seeds"""
    rows = table_of(PAPERS.values(), {number: _outcome(number, answers) for number in answers})
    record_property(PROPERTY, rows)

    sums = {row["figures"]: row for row in rows if row["document"] == "all 17"}
    assert [row for row in rows if row["equal"] + row["left out"] != row["expected"]] == []
    explicit, implied, partly = (sums[kind] for kind in ("explicit", "implied", "partly"))
    assert (explicit["expected"], explicit["left out"], explicit["equal"]) == (328, 0, 328)
    assert (implied["expected"], implied["left out"], implied["equal"]) == (77, 2, 75)
    assert (partly["expected"], partly["left out"], partly["equal"]) == (13, 6, 7)


_BY_NUMBER: dict[str, Stated] = {figure.number: figure for figure in STATED}


def _outcome(number: str, answers: dict[str, Answer]) -> tuple[bool, bool]:
    """Whether it was computed, and whether it is what the report states."""
    _, value, whole = answers[number]
    return computed(value, whole)[0] is not None, is_equal(_BY_NUMBER[number], value, whole)
