"""The reports of a full ledger read like those of an office."""

from __future__ import annotations

import pytest

from reports.commissions import commission
from reports.composing import compose
from reports.models import ReportTemplate
from tests.desk.test_demo import _loaded  # noqa: F401 -- the fixture, by its name
from tests.reports.test_templates import out_of_order
from township_safety.documents.model import plain_text
from township_safety.organisation.models import Office
from township_safety.periods import Period

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("monthly", "2026-10"),
        ("monthly", "2024-02"),
        ("half_year", "2026-H1"),
        ("year", "2025"),
        ("risk_rectification", "2025"),
    ],
)
def test_marks_are_in_order(code, period):
    template = ReportTemplate.objects.get(code=code)
    done = compose(commission(Office.objects.get(), template, Period.parse(period)))

    assert done.gaps == ()
    assert [
        wrong for line in plain_text(done.document).splitlines() for wrong in out_of_order(line)
    ] == []
