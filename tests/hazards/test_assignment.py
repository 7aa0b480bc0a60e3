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


def test_the_person_is_taken_away_on_the_page_of_the_hazard(client, office, clerk):
    hazard = make_hazard(office=office, by=clerk, due_on=DUE, found_on=date(2024, 3, 5))
    actions.assign(hazard, by=clerk, on=DAY, due_on=DUE, assigned_to=clerk)
    client.force_login(clerk)
    url = reverse("hazards:act", args=[hazard.pk, "assign"])
    hazard.refresh_from_db()
    said = {"on": DAY, "due_on": DUE, "assigned_to": "", "version": hazard.version}
    client.post(url, said)
    hazard.refresh_from_db()
    assert hazard.assigned_to is None


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


class TestTheList:
    """Asked for by 承办人."""

    url = reverse("hazards:list")

    @pytest.fixture
    def given(self, office, clerk):
        near = make_user(Role.VILLAGE, office, full_name="某网格员", villages=[])
        people = {"mine": clerk, "near": near, "nobody": None}
        for name, person in people.items():
            hazard = make_hazard(office=office, by=clerk, description=name)
            type(hazard).objects.filter(pk=hazard.pk).update(assigned_to=person)
        return people

    def asked(self, client, who):
        rows = client.get(self.url, {"assigned_to": who}).context["rows"]
        return {cell.text for row in rows for cell in row.cells if cell.label == "隐患描述"}

    def test_by_name_mine_and_nobody(self, client, clerk, given):
        client.force_login(clerk)
        assert self.asked(client, "me") == {"mine"}
        assert self.asked(client, "nobody") == {"nobody"}
        assert self.asked(client, given["near"].pk) == {"near"}
        page = client.get(self.url, {"assigned_to": given["near"].pk})
        assert "承办人：某网格员" in dict(page.context["chips"])

    def test_who_left_can_still_be_asked_for_and_strangers_never(self, client, clerk, given):
        given["near"].memberships.all().delete()
        stranger = make_user(Role.CLERK, full_name="外单位的")
        client.force_login(clerk)
        assert self.asked(client, given["near"].pk) == {"near"}
        page = client.get(self.url, {"assigned_to": stranger.pk})
        assert page.context["unreadable"]
        assert "外单位的" not in page.content.decode()

    def test_a_village_inspector_asks_for_the_own_ones_only(self, client, given, office):
        village = make_village(office=office)
        near = make_user(Role.VILLAGE, office, villages=[village])
        client.force_login(near)
        choices = client.get(self.url).context["filters"].fields["assigned_to"].choices
        assert [name for _, name in choices] == ["全部", "我的", "未指定"]
