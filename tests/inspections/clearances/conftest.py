"""An office, its leader and clerk, and a session held on a list of late hazards."""

from __future__ import annotations

import pytest

from inspections.clearing import sessions
from tests.factories.opinions import make_leader
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_kind
from tests.inspections.clearances.lists import HELD_ON, draw_up
from township_safety.organisation.models import Role
from township_safety.register.models import Kind


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def kind():
    return make_kind(Kind.Domain.OPERATION, sessions.KIND, name="月末销号例检例查")


@pytest.fixture
def leader(office):
    return make_leader(office, Role.LEADER, full_name="某书记")


@pytest.fixture
def clerk(office, client, kind, leader):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def facts():
    return {
        "held_on": HELD_ON,
        "place": "三楼会议室",
        "chair": "某书记",
        "chair_class": "main",
        "participants": "各站所负责人",
        "number": "青会纪〔2024〕3号",
        "note": "",
    }


@pytest.fixture
def held(office, clerk, facts):
    """A session held on a list of one late hazard after another."""

    def hold(*hazards, **more):
        clearance = draw_up(office, by=clerk)
        sessions.add_lines(clearance, hazards, by=clerk)
        return sessions.hold(clearance, by=clerk, facts={**facts, **more})

    return hold
