"""常用语, 沿用上期 and missing rows as the page of a draft shows them."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from reports import actions
from reports.models import ReportTemplate, Snippet
from tests.factories.organisation import make_office, make_user
from tests.factories.reports import make_snippet
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

TODAY = date(2024, 5, 8)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture
def clerk(client):
    load_list("report_templates")
    user = make_user(Role.CLERK, make_office())
    client.force_login(user)
    return user


def draft(clerk, month=4):
    template = ReportTemplate.objects.get(code="monthly")
    period = Period.of_month(2024, month)
    return actions.open_draft(template, office=clerk.office, period=period, by=clerk, today=TODAY)


def page(client, report):
    answer = client.get(report.get_absolute_url())
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("days", "offered"),
    [
        ({}, True),
        ({"valid_to": date(2024, 5, 8)}, True),
        ({"valid_to": date(2024, 5, 7)}, False),
        ({"valid_from": date(2024, 5, 8)}, True),
        ({"valid_from": date(2024, 5, 9)}, False),
    ],
)
def test_only_phrases_that_hold_today_are_offered(client, clerk, days, offered):
    make_snippet(office=clerk.office, name="汛期套话", **days)

    assert ("汛期套话" in page(client, draft(clerk))) is offered
    assert Snippet.objects.get().holds_on(TODAY) is offered


def test_a_phrase_is_put_behind_what_is_written(client, clerk):
    report = draft(clerk)
    phrase = make_snippet(office=clerk.office, text="特此报告。")

    answer = client.post(
        reverse("reports:slot_snippet", args=[report.pk]),
        {"slot": "ending", "text": "以上各项。", "version": 0, "snippet": phrase.pk},
    )

    assert answer.status_code == 302
    assert report.slots.get(name="ending").text == "以上各项。\n特此报告。"


def test_an_expired_or_foreign_phrase_is_not_put_in(client, clerk):
    report = draft(clerk)
    expired = make_snippet(office=clerk.office, valid_to=date(2024, 5, 7))
    foreign = make_snippet(name="别处的")

    for one in (expired, foreign):
        answer = client.post(
            reverse("reports:slot_snippet", args=[report.pk]),
            {"slot": "ending", "text": "", "version": 0, "snippet": one.pk},
        )
        assert answer.status_code == 404
    assert not report.slots.exists()


def test_a_phrase_does_not_overwrite_what_somebody_else_wrote(client, clerk):
    report = draft(clerk)
    phrase = make_snippet(office=clerk.office)
    actions.write_slot(report, name="ending", text="同事写的。", version=0, by=clerk)

    client.post(
        reverse("reports:slot_snippet", args=[report.pk]),
        {"slot": "ending", "text": "我的。", "version": 0, "snippet": phrase.pk},
    )

    assert report.slots.get(name="ending").text == "同事写的。"


def test_phrases_are_made_and_changed_on_their_page(client, clerk):
    where = reverse("reports:snippet_new")
    client.post(where, {"name": "结尾", "kind": "ending", "text": "特此报告。"})
    phrase = Snippet.objects.get()
    assert (phrase.office, phrase.kind) == (clerk.office, "ending")

    again = client.post(where, {"name": "结尾", "kind": "ending", "text": "另一句。"})
    assert "已经有叫这个名称的常用语" in unescape(again.content.decode())
    wrong = client.post(
        reverse("reports:snippet_edit", args=[phrase.pk]),
        {
            "name": "结尾",
            "kind": "ending",
            "text": "改。",
            "valid_from": "2024-05-02",
            "valid_to": "2024-05-01",
        },
    )
    assert "不能早于" in unescape(wrong.content.decode())
    assert "结尾" in unescape(client.get(reverse("reports:snippets")).content.decode())


def test_a_passage_from_last_issue_is_marked_until_confirmed(client, clerk):
    actions.write_slot(draft(clerk, 3), name="next", text="加强巡查。", version=0, by=clerk)
    report = draft(clerk)
    assert page(client, report).count("沿用上期，未改") == 2

    client.post(reverse("reports:slot_confirm", args=[report.pk]), {"slot": "next"})

    assert "沿用上期，未改" not in page(client, report)
    assert "加强巡查。" in page(client, report)


def test_missing_registers_are_listed_with_a_link(client, clerk):
    html = page(client, draft(clerk))

    assert "这一期没有登记会议" in html
    assert reverse("records:new", args=["meetings"]) in html
