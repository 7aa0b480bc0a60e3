"""An office and a clerk who loads her ledgers."""

import pytest

from tests.factories.organisation import make_office, make_user
from tests.hazards.loading.tables import KNOWN
from tests.workbook.tables import loaded
from township_safety.organisation.models import Role


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def load(office, clerk):
    def run(*tables, **options):
        return loaded(*tables, office=office, by=clerk, sheets=KNOWN, **options)

    return run
