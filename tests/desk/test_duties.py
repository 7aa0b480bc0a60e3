"""The pages of recurring duties, and what the start page says of them."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.factories.activities import make_duty, make_meeting
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_site, make_site_category
from township_safety.activities.models import Obligation
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-06-10 09:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(client, office):
    client.force_login(make_user(Role.CLERK, office))
    return client


@pytest.fixture
def stations(office):
    village = make_village(office=office, name="前进村")
    return [
        make_site(office=office, village=village, categories=("petrol",), name=name)
        for name in ("甲加油站", "乙加油站")
    ]


@pytest.fixture
def monthly(office, stations):
    """Of two stations one was visited this month, both in May."""
    duty = make_duty(
        office=office,
        name="加油站每月检查",
        site_category=make_site_category("petrol", name="加油站"),
        first_day=date(2026, 5, 1),
    )
    for site, on in (
        (stations[0], date(2026, 5, 4)),
        (stations[1], date(2026, 5, 31)),
        (stations[0], date(2026, 6, 1)),
    ):
        make_target(make_operation(office=office, on=on), site=site)
    return duty


def test_the_list_tells_the_current_round(clerk, monthly, office):
    make_duty(office=office, name="下半年的任务", first_day=date(2026, 7, 1))
    text = clerk.get(reverse("duties")).content.decode()
    assert "加油站每月检查" in text
    assert "2026年6月" in text
    assert f'{monthly.get_absolute_url()}?on=2026-06-01&amp;state=missing">1</a>' in text
    assert "2026-07-01开始" in text


def test_a_duty_lists_rounds_and_who_is_missing(clerk, monthly):
    page = clerk.get(monthly.get_absolute_url(), {"state": "missing"})
    rounds = [
        (line.sum.round.label, line.sum.required, line.sum.done) for line in page.context["rounds"]
    ]
    assert rounds == [("2026年6月", 2, 1), ("2026年5月", 2, 2)]
    assert [line["standing"].target.name for line in page.context["lines"]] == ["乙加油站"]
    assert "正常" in page.content.decode()


@pytest.mark.parametrize(("today", "word"), [("2026-06-29", "临期"), ("2026-07-01", "逾期")])
def test_the_light_has_its_word(client, office, monthly, today, word):
    with time_machine.travel(f"{today} 09:00+08:00"):
        client.force_login(make_user(Role.CLERK, office))
        page = client.get(monthly.get_absolute_url(), {"on": "2026-06-01", "state": "missing"})
    assert word in page.content.decode()


def test_each_number_opens_its_rows(clerk, monthly, stations):
    page = clerk.get(monthly.get_absolute_url(), {"on": "2026-05-20"})
    urls = {line["standing"].target.name: line["rows_url"] for line in page.context["lines"]}
    for site in stations:
        rows = clerk.get(urls[site.name]).context["table"].rows
        assert len(rows) == 1
    everything = clerk.get(reverse("duty_rows", args=[monthly.pk]), {"on": "2026-05-20"})
    assert len(everything.context["table"].rows) == 2


@pytest.mark.parametrize("asked", ["2026-13-01", "吗"])
def test_a_day_that_is_none_is_not_found(clerk, monthly, asked):
    assert clerk.get(monthly.get_absolute_url(), {"on": asked}).status_code == 404


@pytest.mark.parametrize("asked", ["1990-01-01", "2100-12-31"])
def test_days_outside_the_duty_show_its_nearest_round(clerk, monthly, asked):
    page = clerk.get(monthly.get_absolute_url(), {"on": asked})
    assert page.status_code == 200
    assert page.context["picked"] is not None


def test_a_duty_that_has_not_begun_is_shown(clerk, office):
    duty = make_duty(office=office, frequency="week", first_day=date(2026, 12, 30))
    assert clerk.get(duty.get_absolute_url()).status_code == 200


def test_weeks_are_shown_by_quarter(clerk, office):
    make_village(office=office)
    duty = make_duty(
        office=office, per="village", frequency="week", times=2, first_day=date(2025, 1, 1)
    )
    page = clerk.get(duty.get_absolute_url())
    assert page.context["stretch"].label == "2026年第二季度"
    assert page.context["before"]["label"] == "2026年第一季度"
    assert page.context["after"] is None
    assert len(page.context["rounds"]) == 11


def test_a_clerk_enters_a_duty(clerk, office):
    response = clerk.post(
        reverse("records:new", args=["duties"]),
        {
            "name": "每季度开一次会",
            "work": "meeting",
            "per": "office",
            "frequency": "quarter",
            "times": "1",
            "first_day": "2026-01-01",
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    assert Obligation.objects.get().often == "每季度1次"


def test_the_start_page_tells_what_is_left(clerk, office, monthly):
    duty = make_duty(
        office=office,
        name="每季度开会",
        work="meeting",
        per="office",
        frequency="quarter",
        first_day=date(2026, 1, 1),
    )
    make_meeting(office=office, on=date(2026, 4, 1))
    month = clerk.get(reverse("home")).context["month"]
    assert [(one.text, one.day, one.is_late) for one in month[:2]] == [
        ("每季度开会（2026年第一季度）：应完成1项，已完成0项", date(2026, 3, 31), True),
        ("加油站每月检查（2026年6月）：应完成2家，已完成1家", date(2026, 6, 30), False),
    ]
    page = clerk.get(month[0].url)
    assert page.context["picked"].missing == 1
    assert page.context["duty"] == duty


def test_the_list_adds_up_by_who_is_responsible(clerk, monthly, office):
    station = make_agency(office=office, name="市监所")
    monthly.agency = station
    monthly.save()
    make_duty(office=office, work="meeting", per="office", first_day=date(2026, 1, 1))
    make_duty(office=office, work="drill", per="office", agency=station, first_day=date(2026, 1, 1))
    make_duty(office=office, per="office", agency=station, first_day=date(2026, 7, 1))
    shares = clerk.get(reverse("duties")).context["shares"]
    assert [tuple(share.values()) for share in shares] == [
        ("市监所", 2, 3, 1, 2),
        ("", 1, 1, 0, 1),
    ]
