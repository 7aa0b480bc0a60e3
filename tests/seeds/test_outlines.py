"""The outline of each of the seventeen reports can be composed from its rows by a template."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from reports.commissions import commission
from reports.composing import Composition, compose
from reports.models import ReportTemplate
from tests.seeds.build import FOLDER
from tests.seeds.papers import LEDGERS, PAPERS, load_ledgers
from tests.seeds.test_seeds import marks_out_of_order
from township_safety.desk.reference_data import load_reference_data
from township_safety.documents.model import Heading, Item, number_headings, plain_text, text_of
from township_safety.organisation.models import Office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("_ledgers"),
]

_OUTLINES = FOLDER / "outlines"
OUTLINES: dict[str, Any] = tomllib.loads((_OUTLINES / "outlines.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def _ledgers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        load_ledgers()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def compositions(_ledgers: None) -> dict[str, Composition]:
    return {number: composed(number) for number in OUTLINES}


def composed(number: str) -> Composition:
    """By the template that lies beside the outline; 003-06 has no rows but its words."""
    fields = json.loads((_OUTLINES / f"{number}.json").read_text("utf-8"))
    fields.pop("paper")
    ledger = LEDGERS[PAPERS[number].ledger or "gas_2023"]
    template = ReportTemplate(code=f"outline_{number}", name="工作报告", **fields)
    office = Office.objects.get(name=ledger.office)
    return compose(commission(office, template, ledger.days))


def outline_of(composition: Composition) -> list[str]:
    document = composition.document
    found, level = [], 0
    for block, label in zip(document.blocks, number_headings(document), strict=True):
        if isinstance(block, Heading):
            level = block.level
            sign = "▪" if block.run_in is None else "▸"
            found.append(">" * (level - 1) + sign + label + text_of(block.runs))
        elif isinstance(block, Item):
            found.append(">" * level + "–" + label)
    return found


def test_there_is_an_outline_for_every_report():
    assert set(OUTLINES) == set(PAPERS)
    assert {path.stem for path in _OUTLINES.glob("*.json")} == set(PAPERS)


@pytest.mark.parametrize("number", sorted(OUTLINES))
def test_outline_is_composed(number, compositions):
    assert outline_of(compositions[number]) == OUTLINES[number]["lines"]


@pytest.mark.parametrize("number", sorted(OUTLINES))
def test_marks_are_in_order(number, compositions):
    assert marks_out_of_order(plain_text(compositions[number].document)) == []
