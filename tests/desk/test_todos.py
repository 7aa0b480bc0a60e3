"""Every kind of to-do: its number is its list, for every role; and records that look wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from hazards.models import Hazard
from hazards.workflow import Action
from tests.factories.activities import make_duty, make_obligation, make_submission
from tests.factories.hazards import act, make_hazard, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from township_safety.desk.digest.content import ask_of
from township_safety.desk.duties import KINDS
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 10)
ROLES = [Role.CLERK, Role.DEPUTY, Role.LEADER, Role.VILLAGE, Role.STATION, Role.VIEWER]


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-06-10 09:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def days(number):
    return TODAY + timedelta(days=number)


def fill(office, clerk, village):
    """Something of most kinds in the village and beside it."""
    for where in (village, None):
        make_hazard(office=office, by=clerk, village=where, found_on=days(-40), due_on=days(-1))
        make_hazard(office=office, by=clerk, village=where, found_on=days(-3), due_on=TODAY)
        make_hazard(office=office, by=clerk, village=where, found_on=days(-3))
        referred = make_hazard(office=office, by=clerk, village=where, found_on=days(-60))
        act(referred, Action.REFER, by=clerk, on=days(-60))
        claimed = make_hazard(office=office, by=clerk, village=where, found_on=days(-5))
        act(claimed, Action.CLAIM, by=clerk, on=TODAY)
    make_notice(make_hazard(office=office, by=clerk, village=village, found_on=days(-2)))
    for due in (-1, 0, 7, 8, None):
        make_obligation(
            office=office,
            year=TODAY.year,
            due_on=due if due is None else days(due),
            village=make_village(office=office),
        )
    for due in (-1, 0, 7, 8):
        make_submission(
            office=office,
            first_day=date(2026, 5, 1),
            last_day=date(2026, 5, 31),
            due_on=days(due),
        )
    make_duty(office=office, work="meeting", per="office", first_day=date(2026, 4, 1))
    make_site(office=office, village=None, sector=make_sector())


def listed(client, url):
    context = client.get(url).context
    if "summary" in context:
        return context["summary"]["total"]
    if "page" in context:
        return context["page"].paginator.count
    return len(context["table"].rows)


@pytest.mark.parametrize("role", ROLES)
def test_each_number_is_its_list(client, office, clerk, role):
    village = make_village(office=office)
    fill(office, clerk, village)
    other = make_office()
    fill(other, make_user(Role.CLERK, other), None)
    client.force_login(make_user(role, office, villages=[village]))

    duties = client.get(reverse("home")).context["duties"]

    assert duties
    for duty in duties:
        if duty.key == "unlevelled":  # chosen there before they are levelled
            continue
        assert listed(client, duty.url) == duty.number, duty.label
        assert listed(client, reverse("todo", args=[duty.key])) == duty.number, duty.label


def test_the_office_is_told_of_all_that_is_owed(office, clerk):
    fill(office, clerk, make_village(office=office))
    ask = ask_of(clerk, today=TODAY)
    numbers = {kind.key: kind.number(ask) for kind in KINDS if kind.asks(ask)}
    assert numbers["letter_late"] == 1
    assert numbers["letter_coming"] == 4
    assert numbers["return_late"] == 1
    assert numbers["return_due"] == 2
    assert numbers["round_late"] == 1
    assert numbers["urge"] == 2
    assert numbers["site_doubt"] == 1


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.STATION, Role.VIEWER])
def test_the_office_s_own_kinds_are_no_one_else_s(client, office, role):
    client.force_login(make_user(role, office))
    for key in ("return_late", "round_late", "hazard_doubt"):
        assert client.get(reverse("todo", args=[key])).status_code == 404
    assert client.get(reverse("todo", args=["nothing"])).status_code == 404


def test_a_return_sent_today_is_owed_no_more(office, clerk):
    make_submission(
        office=office,
        first_day=date(2026, 5, 1),
        last_day=date(2026, 5, 31),
        due_on=days(3),
        submitted_on=TODAY,
    )
    ask = ask_of(clerk, today=TODAY)
    assert {kind.key: kind.number(ask) for kind in KINDS}["return_due"] == 0


class TestDoubts:
    def reasons(self, client, about="hazards"):
        page = client.get(reverse("doubts"), {"about": about})
        return {
            line["row"].pk: [label for label, _ in line["reasons"]]
            for line in page.context["lines"]
        }

    @pytest.fixture
    def usual(self, office, clerk):
        return {
            "office": office,
            "by": clerk,
            "village": make_village(office=office),
            "sector": make_sector(),
            "responsible_level": "village",
            "found_on": TODAY,
            "due_on": days(10),
        }

    def test_what_is_in_order_is_not_doubted(self, client, clerk, usual):
        make_hazard(**usual)
        client.force_login(clerk)
        assert self.reasons(client) == {}
        assert "没有存疑的数据" in client.get(reverse("doubts")).content.decode()

    @pytest.mark.parametrize(
        ("fields", "reason"),
        [
            ({"found_on": date(2026, 6, 11)}, "检查日期在今天之后"),
            ({"found_on": date(2016, 6, 1)}, "检查日期在十年以前"),
            ({"due_on": date(2026, 6, 9)}, "整改期限早于检查日期"),
            ({"due_on": date(2029, 6, 10)}, "整改期限在三年以后"),
            ({"due_on": None}, "没有整改期限"),
            ({"village": None}, "没有写明村（居）"),
            ({"responsible_level": "", "found_on": date(2026, 6, 2)}, "过了期限没有定责任层级"),
        ],
    )
    def test_each_reason_is_named_with_the_way_to_mend_it(
        self, client, clerk, usual, fields, reason
    ):
        hazard = make_hazard(**usual)
        Hazard.objects.filter(pk=hazard.pk).update(**fields)
        client.force_login(clerk)
        assert self.reasons(client) == {hazard.pk: [reason]}
        page = client.get(reverse("doubts"))
        (line,) = page.context["lines"]
        assert client.get(line["reasons"][0][1]).status_code == 200

    @pytest.mark.parametrize(
        "fields",
        [
            {"found_on": TODAY},
            {"due_on": TODAY},
            {"responsible_level": "", "found_on": date(2026, 6, 3)},
        ],
    )
    def test_at_the_boundary_nothing_is_doubted(self, client, clerk, usual, fields):
        hazard = make_hazard(**usual)
        Hazard.objects.filter(pk=hazard.pk).update(**fields)
        client.force_login(clerk)
        assert self.reasons(client) == {}

    def test_a_site_without_a_village_is_mended_on_its_form(self, client, clerk, office):
        site = make_site(office=office, village=None, sector=make_sector())
        client.force_login(clerk)
        assert self.reasons(client, "sites") == {site.pk: ["没有写明村（居）"]}

    def test_one_reason_alone(self, client, clerk, usual):
        make_hazard(**usual | {"village": None})
        make_hazard(**usual | {"due_on": None})
        client.force_login(clerk)
        page = client.get(reverse("doubts"), {"about": "hazards", "reason": "no_place"})
        assert page.context["page"].paginator.count == 1
        assert client.get(reverse("doubts"), {"reason": "吗"}).context["page"].paginator.count == 2
