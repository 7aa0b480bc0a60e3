"""查数 in the browser: the answer with all that has to be said of it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards.workflow import Status
from reports.asking.answering import answer
from reports.asking.days import named
from reports.figures import Request, Scope
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_issued, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-08-15 10:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def ledger(office, clerk):
    fire = make_sector("fire", name="消防安全")
    village = make_village(office=office, name="东山村")
    make_hazard(office=office, by=clerk, found_on=date(2024, 2, 5), sector=fire, village=village)
    make_hazard(office=office, by=clerk, found_on=date(2024, 3, 5), sector=fire)
    make_hazard(office=office, by=clerk, found_on=date(2024, 3, 6))
    make_hazard(Status.RECTIFIED, office=office, by=clerk, found_on=date(2024, 3, 6), sector=fire)
    return fire


def asked(client, **query):
    response = client.get(reverse("reports:ask"), query)
    return response, response.content.decode()


def test_the_empty_page_gives_examples(client, clerk):
    _, text = asked(client)

    assert "上半年 消防 未整改" in text


def test_a_question_in_words_is_answered(client, ledger):
    response, text = asked(client, q="上半年 消防 未整改")

    found = response.context["answer"]
    assert (found.text, found.unit) == ("2", "处")
    assert found.sentence == "截至2024年6月30日，青山乡消防安全隐患期末未整改数为2处。"
    assert found.sentence in text
    assert {part.label: part.text for part in found.villages} == {"东山村": "1", "未分": "1"}
    assert [part.text for part in found.months] == ["0", "1", "2", "2", "2", "2"]
    assert "sector=fire" in found.url


def test_a_flow_says_its_period(client, ledger):
    response, _ = asked(client, q="上半年排查隐患")

    found = response.context["answer"]
    assert found.sentence == "截至2024年6月30日，2024年上半年，青山乡隐患排查数为4处。"
    assert [part.text for part in found.months] == ["0", "1", "3", "0", "0", "0"]


def test_switches_ask_the_same(client, ledger):
    response, _ = asked(
        client, figure="hazard.remaining", first="2024-01-01", last="2024-06-30", sector="fire"
    )

    assert response.context["answer"].text == "2"


def test_a_switch_that_does_not_fit_is_left_out_with_a_word(client, ledger):
    _, text = asked(
        client, figure="village.count", first="2024-01-01", last="2024-06-30", grade="major"
    )

    assert "这个数不能按“等级”分" in text


def test_wrong_days_are_told(client, ledger):
    response, text = asked(client, figure="hazard.found", first="2024-06-01", last="2024-01-01")

    assert response.status_code == 200
    assert "条件有误" in text


def test_words_that_mean_nothing_are_told(client, clerk):
    response, text = asked(client, q="星期八的天气")

    assert response.status_code == 200
    assert "没有读懂" in text


def test_an_issued_report_with_another_number_is_named(
    settings, tmp_path, monkeypatch, client, office, clerk
):
    settings.MEDIA_ROOT = tmp_path
    load_list("report_templates")
    stand_in_files(monkeypatch)
    day = date(2024, 4, 10)
    make_hazard(office=office, by=clerk, found_on=day)
    report = make_issued(make_draft(office, Period.of_month(2024, 4))).report
    period = named(report.first_day, report.last_day)
    assert period.contains(day)
    question = Request("hazard.found", Scope((office.pk,), period))
    (same,) = answer(question, office=office).reported

    make_hazard(office=office, by=clerk, found_on=day)
    (conflict,) = answer(question, office=office).conflicts
    asked_of = {"first": period.first_day, "last": period.last_day}
    _, text = asked(client, figure="hazard.found", **asked_of)

    assert not same.differs
    assert conflict.report == report
    assert "已签发的报告里不一样" in text
