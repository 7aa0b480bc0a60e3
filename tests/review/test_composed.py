"""Which faults a composed report cannot have, shown on reports from fourteen ledgers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from reports.commissions import commission, template_named
from reports.composing import compose
from reports.review.drafts import edit_draft
from reports.review.editing import Edited
from reports.review.findings import RULES
from tests.seeds.papers import LEDGERS, load_ledgers
from township_safety.desk.reference_data import load_reference_data
from township_safety.organisation.models import Office

pytestmark = pytest.mark.django_db

_TEMPLATES = {"month": "monthly", "half": "half_year", "year": "year"}


@pytest.fixture(scope="module")
def edited(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Edited]]:
    """Loaded once for all tests of this module, and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()
        load_ledgers()
        yield {name: _edited(name) for name in LEDGERS}
        transaction.set_rollback(True)


def _edited(name: str) -> Edited:
    ledger = LEDGERS[name]
    office = Office.objects.get(name=ledger.office)
    template = template_named(_TEMPLATES[ledger.days.kind], office=office)
    asked = commission(office, template, ledger.days)
    return edit_draft(asked, compose(asked))


# What the composer cannot do, whatever the rows: it numbers, dates, adds and names by itself.
IMPOSSIBLE = {
    "all_against_counts",
    "all_without_number",
    "assessed_too_early",
    "bare_rate",
    "blank",
    "date_beyond_period",
    "double_minimum",
    "double_unit",
    "garbled",
    "garbled_name",
    "grade_within_general",
    "hazard_units",
    "hazards_without_numbers",
    "impossible_date",
    "level_missing",
    "listing_unclear",
    "mistake_as_rectified",
    "no_signature",
    "no_title",
    "not_backed",
    "number_gap",
    "number_twice",
    "office_names",
    "one_term",
    "other_year",
    "parts_and_total",
    "passage_twice",
    "percentage",
    "period_word",
    "phrase_twice",
    "placeholder",
    "plan_as_done",
    "reach",
    "rest_of_file",
    "season",
    "several_cut_offs",
    "stale_phrase",
    "status_unclear",
    "two_dimensions",
    "typo",
    "unit_of_record",
    "zero_without_inspection",
}


def test_only_rules_that_there_are():
    assert set(RULES) >= IMPOSSIBLE


@pytest.mark.parametrize("name", LEDGERS)
def test_a_composed_report_cannot_break_these_rules(name, edited):
    review = edited[name].review
    found = {*review.findings, *edited[name].findings}
    told = [(one.rule.code, review.quote(one)) for one in found]

    assert [said for said in told if said[0] in IMPOSSIBLE] == []


def test_doubts_about_numbers_of_the_ledger_are_not_told_in_a_draft(edited):
    told = {one.rule.severity for each in edited.values() for one in each.findings}
    found = {one.rule.severity for each in edited.values() for one in each.review.findings}

    assert "doubt" in found
    assert "doubt" not in told
