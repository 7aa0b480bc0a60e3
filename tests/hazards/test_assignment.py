"""交办 to a person of the office: who can be chosen, who finds it, what stays of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from hazards import actions
from hazards.steps import ActionDenied
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 6)
DUE = date(2024, 4, 6)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def test_those_who_can_see_to_it_are_offered(client, office, clerk):
    village = make_village(office=office)
    hazard = make_hazard(office=office, by=clerk, village=village)
    station = make_user(Role.STATION, office)
    near = make_user(Role.VILLAGE, office, villages=[village])
    make_user(Role.VILLAGE, office, villages=[make_village(office=office)])
    make_user(Role.STATION, office, is_active=False)
    make_user(Role.LEADER, office)
    make_user(Role.CLERK, make_office())
    client.force_login(clerk)
    form = client.get(reverse("hazards:act", args=[hazard.pk, "assign"])).context["form"]
    assert set(form.fields["assigned_to"].queryset) == {
        *hazard.handlers.filter(memberships__role=Role.CLERK),
        station,
        near,
    }
    assert clerk in form.fields["assigned_to"].queryset


def test_it_is_found_shown_and_told(client, office, clerk):
    station = make_user(Role.STATION, office, full_name="某站长")
    hazard = make_hazard(office=office, by=clerk, found_on=date(2024, 3, 5))
    make_hazard(office=office, by=clerk)
    client.force_login(clerk)
    said = {"on": DAY, "due_on": DUE, "assigned_to": station.pk, "version": hazard.version}
    client.post(reverse("hazards:act", args=[hazard.pk, "assign"]), said)
    hazard.refresh_from_db()
    assert hazard.assigned_to == station
    page = client.get(hazard.get_absolute_url()).content.decode()
    assert page.count("某站长") >= 2
    client.force_login(station)
    rows = client.get(reverse("hazards:list"), {"mine": "on"}).context["rows"]
    assert [row.pk for row in rows] == [hazard.pk]


def test_nobody_of_another_office_or_village(office, clerk):
    hazard = make_hazard(office=office, by=clerk, found_on=date(2024, 3, 5))
    for person in (
        make_user(Role.CLERK, make_office()),
        make_user(Role.VILLAGE, office, villages=[make_village(office=office)]),
    ):
        with pytest.raises(ActionDenied, match="换一位承办人"):
            actions.assign(hazard, by=clerk, on=DAY, due_on=DUE, assigned_to=person)
    hazard.refresh_from_db()
    assert hazard.due_on is None
