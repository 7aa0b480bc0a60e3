"""往日台账 in the browser and on the command line."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from hazards import actions
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from township_safety.organisation.models import Membership, Role

pytestmark = pytest.mark.django_db

DAYS = {"on": "2024-04-30", "known": "2024-04-30"}


def at(day):
    return time_machine.travel(f"{day} 10:00+08:00", tick=False)


@pytest.fixture
def office():
    with at("2024-01-02"):
        return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    with at("2024-01-02"):
        user = make_user(Role.CLERK, office, full_name="某甲")
    with at("2024-05-08"):
        client.force_login(user)
        yield user


@pytest.fixture
def late(office, clerk):
    with at("2024-05-06"):
        return make_hazard(office=office, by=clerk, found_on=date(2024, 4, 20))


@pytest.fixture
def known(office, clerk):
    with at("2024-04-10"):
        hazard = make_hazard(
            office=office, by=clerk, found_on=date(2024, 4, 9), due_on=date(2024, 4, 20)
        )
    with at("2024-05-06"):
        return actions.claim(hazard, by=clerk, on=date(2024, 4, 25), measures="已更换")


def page(client, name, *args, **asked):
    response = client.get(reverse(name, args=args), asked)
    return response, response.content.decode()


def test_the_figures_stand_beside_those_of_today(client, known, late):
    response, text = page(client, "reports:past", span="month", **DAYS)

    (found,) = [line for line in response.context["moved"] if line.name == "隐患：排查数"]
    assert (found.then, found.now) == ("1", "2")
    assert "与今天不同的数" in text


def test_a_day_ahead_is_refused_in_words(client, clerk):
    _, text = page(client, "reports:past", on="2024-06-01")

    assert "2024-06-01还没有到" in text


def test_a_figure_names_the_rows_that_make_the_difference(client, known, late):
    asked = {"first": "2024-04-01", "last": "2024-04-30", "known": "2024-04-30"}
    _, text = page(client, "reports:past_figure", "hazard.found", **asked)

    assert late.number in text
    assert "补录 1 条" in text
    assert known.number not in text


def test_the_list_is_that_of_the_day(client, known, late):
    response, text = page(client, "reports:past_hazards", **DAYS)

    (row,) = response.context["page"].rows
    assert row.hazard.number == known.number
    assert (row.then.state, row.then.is_overdue) == ("待整改", True)
    assert "已整改待复查" in text
    assert late.number not in text


def test_the_list_of_today_s_knowledge_has_the_late_row(client, known, late):
    response, _ = page(client, "reports:past_hazards", on="2024-04-30", known="2024-05-08")

    assert [row.hazard.number for row in response.context["page"].rows] == [late.number]


def test_a_hazard_is_shown_then_and_today(client, known):
    response, text = page(client, "reports:past_hazard", known.pk, **DAYS)

    moved = {fact.label: (fact.then, fact.now) for fact in response.context["past"].facts}
    assert moved["状态"] == ("待整改", "已整改待复查")
    assert "后来登记的办理和更正" in text
    assert "已逾期" in text


def test_a_hazard_not_entered_by_then_says_so(client, late):
    _, text = page(client, "reports:past_hazard", late.pk, **DAYS)

    assert "还没有登记" in text


def test_an_inspector_sees_the_past_of_the_own_village_only(client, office, clerk):
    with at("2024-04-10"):
        near, far = make_village(office=office), make_village(office=office)
        own = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9), village=near)
        other = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9), village=far)
        inspector = make_user(Role.VILLAGE, office)
        Membership.objects.get(user=inspector).villages.set([near])
    client.force_login(inspector)

    assert page(client, "reports:past_hazard", own.pk, **DAYS)[0].status_code == 200
    assert page(client, "reports:past_hazard", other.pk, **DAYS)[0].status_code == 404
    assert page(client, "reports:past_hazards", **DAYS)[0].status_code == 403


def test_the_figures_of_a_known_day_on_the_command_line(known, late):
    def told(*more):
        out = io.StringIO()
        call_command("figures", "--period", "2024-04", "--json", *more, stdout=out)
        figures = {one["key"]: one["value"] for one in json.loads(out.getvalue())["figures"]}
        return figures["hazard.found"], figures["hazard.remaining"]

    assert told() == (2, 1)
    assert told("--as-known", "2024-04-30") == (1, 1)
