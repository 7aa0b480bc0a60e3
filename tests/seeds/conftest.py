"""The three workbooks loaded into three empty offices, and the reports composed from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from reports.commissions import commission, days_of, template_named
from reports.composing import Composition, compose
from reports.models import Series
from tests.seeds.build import workbook_of
from township_safety.desk.reference_data import load_reference_data
from township_safety.organisation.models import Level, Office
from township_safety.periods import Period


@dataclass(frozen=True)
class Seed:
    """One document: whose it is, and by which template and for which days it is written."""

    office: str
    level: Level
    template: str
    period: str
    cut_off: date | None = None


SEEDS = {
    "monthly_2022_04": Seed("小召乡", Level.XIANG, "monthly", "2022-04", date(2022, 4, 27)),
    "half_year_2024": Seed("青山乡", Level.XIANG, "half_year", "2024-H1"),
    "risk_2023": Seed("长岭镇", Level.ZHEN, "risk_rectification", "2023"),
}


@pytest.fixture(scope="module")
def _ledgers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loaded once for all tests of a module, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        for document, seed in SEEDS.items():
            started_on = Period.parse(seed.period).whole.first_day.replace(month=1, day=1)
            Office.objects.create(name=seed.office, level=seed.level, started_on=started_on)
            call_command("loadworkbook", str(workbook_of(document)), township=seed.office)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def compositions(_ledgers: None) -> dict[str, Composition]:
    return {document: composed(seed) for document, seed in SEEDS.items()}


def composed(seed: Seed, **slots: str) -> Composition:
    office = Office.objects.get(name=seed.office)
    template = template_named(seed.template, office=office)
    period = days_of(
        Series.of(office.pk, template), Period.parse(seed.period), cut_off=seed.cut_off
    )
    return compose(commission(office, template, period, slots=slots))
