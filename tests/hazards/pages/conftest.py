"""An office that needs no leader's word, its clerk and one open hazard."""

from datetime import date

import pytest

from tests.factories.hazards import (
    make_hazard,
)
from tests.factories.opinions import ask_no_leader
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role


@pytest.fixture
def office():
    return ask_no_leader(make_office(document_word="测安"))


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def hazard(office):
    return make_hazard(office=office, due_on=date(2024, 4, 1))
