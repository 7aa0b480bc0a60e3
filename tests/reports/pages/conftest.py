"""The eighth of May 2024 in an office with its templates and a clerk."""

from __future__ import annotations

import pytest
import time_machine

from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def _templates():
    make_sector("fire", name="消防")
    load_list("report_templates")


@pytest.fixture
def office():
    return make_office(name="青山乡", government_name="青山乡人民政府")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user
