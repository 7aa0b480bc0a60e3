"""Every number of seven documents comes out of the rows, as a figure of the registry."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from reports.figures import (
    REGISTRY,
    Attribute,
    Figure,
    Ratio,
    Request,
    Scope,
    Value,
    evaluate,
    rows_behind,
    value,
)
from tests.seeds.build import COUNTED, FOLDER, build, workbook_of
from tests.seeds.table import PROPERTY
from township_safety.activities.models import PlanItem
from township_safety.desk.reference_data import load_reference_data
from township_safety.organisation.models import Level, Office
from township_safety.periods import Period
from township_safety.register.models import Campaign
from township_safety.spreadsheets import read_workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_ledgers")]

CONTENT: dict[str, Any] = tomllib.loads((FOLDER / "counted.toml").read_text())
PAPERS: dict[str, Any] = CONTENT["document"]
EXPECTED: list[dict[str, Any]] = [
    {"document": document, "filters": {}, **figure}
    for document, content in PAPERS.items()
    for figure in content["figures"]
]


@dataclass(frozen=True)
class Ledger:
    office: str
    level: Level
    period: str
    cut_off: date | None = None

    @property
    def days(self) -> Period:
        period = Period.parse(self.period)
        return period.cut(self.cut_off) if self.cut_off else period


LEDGERS = {
    "street_2023": Ledger("河西街道", Level.STREET, "2023-H1"),
    "transport_2023": Ledger("县交通运输局", Level.COUNTY, "2023-H1", date(2023, 6, 14)),
    "town_sweeps_2023": Ledger("向阳镇", Level.ZHEN, "2023-H1"),
    "town_duties_2023": Ledger("平安镇", Level.ZHEN, "2023-H1"),
    "city_2023": Ledger("市应急管理局", Level.CITY, "2023-H1"),
    "town_sectors_2023": Ledger("临河镇", Level.ZHEN, "2023-H1"),
    "work_plan_2024": Ledger("东坪镇", Level.ZHEN, "2024"),
}


@pytest.fixture(scope="module")
def _ledgers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for all tests of this module, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        for document, ledger in LEDGERS.items():
            day = ledger.days.first_day
            Office.objects.create(name=ledger.office, level=ledger.level, started_on=day)
            call_command("loadworkbook", str(workbook_of(document)), township=ledger.office)
        yield
        transaction.set_rollback(True)


def asked(figure: dict[str, Any]) -> Request:
    """Campaigns are named in the list, and asked for by the number of their record."""
    ledger = LEDGERS[figure["document"]]
    office = Office.objects.get(name=ledger.office)
    filters = dict(figure["filters"])
    if name := filters.get("campaign"):
        filters["campaign"] = str(Campaign.objects.for_offices([office.pk]).get(name=name).uid)
    return Request(figure["key"], Scope((office.pk,), ledger.days).narrowed(**filters))


@pytest.fixture(scope="module")
def answers(_ledgers: None) -> dict[str, tuple[Request, Value]]:
    requests = {figure["id"]: asked(figure) for figure in EXPECTED}
    values = evaluate(requests.values())
    return {number: (request, values[request]) for number, request in requests.items()}


def is_equal(figure: dict[str, Any], value: Value) -> bool:
    """Number and unit, and nothing that differs from row to row."""
    number = Decimal(str(figure["value"]))
    same = value.number is not None and Decimal(value.number) == number
    return same and value.last in (None, value.number) and value.unit == figure["unit"]


@pytest.mark.parametrize("figure", EXPECTED, ids=lambda figure: figure["id"])
def test_figure_of_the_document_comes_out_of_the_rows(figure, answers):
    _, value = answers[figure["id"]]

    said = (value.number, value.last, value.unit)
    assert is_equal(figure, value), (said, figure["value"], figure["unit"])


@pytest.mark.parametrize("document", COUNTED)
def test_figures_are_their_measure_over_the_rows_behind_them(document, answers):
    """The same number once more, each row read one by one."""
    wrong = []
    for figure in EXPECTED:
        if figure["document"] != document:
            continue
        request, value = answers[figure["id"]]
        match REGISTRY.get(request.key):
            case Figure():
                true = sum(each.term.measure.recompute(each.rows) for each in rows_behind(request))
                right = true == value.number
            case Ratio():
                right = value.number == Decimal(value.part or 0) * 100 / Decimal(value.whole or 1)
            case Attribute() as attribute:
                found = rows_behind(request)[0].rows.values_list(attribute.column, flat=True)
                right = set(found) == {value.number}
        if not right:
            wrong.append(figure["id"])
    assert wrong == []


@pytest.mark.parametrize("document", COUNTED)
def test_workbook_holds_what_the_rows_say(document, tmp_path):
    build(document, tmp_path / "built.xlsx")

    assert read_workbook(workbook_of(document)) == read_workbook(tmp_path / "built.xlsx")


@pytest.mark.parametrize("document", COUNTED)
def test_every_explicit_figure_is_expected_or_left_out_for_a_reason(document):
    paper = PAPERS[document]
    listed = [*paper["figures"], *paper["left_out"]]

    assert Counter(each["record"] for each in listed) == paper["explicit"]
    assert len({each["id"] for each in listed}) == len(listed)
    assert all(each["why"] for each in paper["left_out"])


@pytest.mark.parametrize("document", COUNTED)
def test_plan_items_show_what_was_done(document):
    """Each by the figure that the item itself names, over the days of the document."""
    ledger = LEDGERS[document]
    office = Office.objects.get(name=ledger.office)
    items = PlanItem.objects.for_offices([office.pk]).exclude(figure_key="")
    days = ledger.days
    done = {
        item.text: value(item.figure_key, Scope((office.pk,), days).narrowed(**item.filters))
        for item in items.touching(days.first_day, days.last_day)
    }

    shown = {text: f"{one.number}{one.unit}" for text, one in done.items()}
    assert shown == PAPERS[document].get("done", {})


def test_units_that_differ_from_the_document_are_explained():
    explained = {
        (figure, unit["said"], unit["counted"])
        for unit in CONTENT["unit"]
        for figure in unit["figures"]
    }
    differing = {(each["id"], each["said"], each["unit"]) for each in EXPECTED if "said" in each}
    assert differing == explained


def test_readings_speak_of_figures_that_are_expected():
    known = {(figure["document"], figure["id"]) for figure in EXPECTED}
    read = {
        (reading["document"], figure)
        for reading in CONTENT["reading"]
        for figure in reading["figures"]
    }
    assert read <= known


def test_table_of_all_figures(answers, record_property):
    """Printed at the end of the run: python -m pytest tests/seeds"""
    rows = [row for document in COUNTED for row in table_of(document, answers)]
    record_property(PROPERTY, rows)

    assert [row for row in rows if row["equal"] + row["left out"] != row["expected"]] == []


def table_of(document: str, answers: dict[str, tuple[Request, Value]]) -> Iterator[dict[str, Any]]:
    """One line for each kind of record, then one for the whole document."""
    own = [figure for figure in EXPECTED if figure["document"] == document]
    paper = PAPERS[document]
    named = paper["explicit"]
    for record in (*named, "all"):
        part = [figure for figure in own if record in ("all", figure["record"])]
        out = [each for each in paper["left_out"] if record in ("all", each["record"])]
        values = [answers[figure["id"]][1] for figure in part]
        yield {
            "document": document,
            "figures": record,
            "expected": sum(named.values()) if record == "all" else named[record],
            "left out": len(out),
            "computed": sum(value.number is not None for value in values),
            "equal": sum(
                is_equal(figure, value) for figure, value in zip(part, values, strict=True)
            ),
        }
