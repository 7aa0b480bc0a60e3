"""The passages and the days of a draft."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from reports.models import Report, ReportSlot
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_user
from tests.reports.pages.drafts import make_report, page, save_slot
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db


def test_passage_is_saved_and_shown(client, clerk, office):
    report = make_report(office)

    answer = save_slot(client, report, text=" 第一段。\r\n\r\n第二段。").json()

    assert answer == {"version": 1, "lines": ["第一段。", "第二段。"]}
    slot = ReportSlot.objects.get()
    assert (slot.version, slot.updated_by) == (1, clerk)
    assert "<p>第二段。</p>" in page(client, report)
    assert AuditEvent.objects.filter(action="填写报告").count() == 1


def test_passage_without_a_script_comes_back_to_the_report(client, clerk, office):
    report = make_report(office)
    response = save_slot(client, report, text="一段。", json=False)

    assert response.url == f"{report.get_absolute_url()}#slot-opening"


def test_saving_the_same_text_again_changes_nothing(client, clerk, office):
    report = make_report(office)
    save_slot(client, report, text="一段。")

    assert save_slot(client, report, text="一段。", version=0).json()["version"] == 1
    assert AuditEvent.objects.filter(action="填写报告").count() == 1


def test_two_people_at_once_lose_nothing(client, clerk, office):
    report = make_report(office)
    save_slot(client, report, text="甲写的。")
    client.force_login(make_user(Role.DEPUTY, office))

    answer = save_slot(client, report, text="乙写的。", version=0)
    assert answer.status_code == 409
    assert answer.json() == {"who": str(clerk), "theirs": "甲写的。", "version": 1}

    asked = save_slot(client, report, text="乙写的。", version=0, json=False)
    html = asked.content.decode()
    assert asked.status_code == 409
    assert f"{clerk}刚修改过这一段" in html
    assert "甲写的。" in html
    assert "乙写的。" in html
    assert ReportSlot.objects.get().text == "甲写的。"

    save_slot(client, report, text="甲和乙写的。", version=1)
    assert ReportSlot.objects.get().text == "甲和乙写的。"


@pytest.mark.parametrize("data", [{"name": "unknown"}, {"text": "长" * 20_001}, {"version": "x"}])
def test_refused_passage_gives_the_text_back(client, clerk, office, data):
    report = make_report(office)
    sent = {"text": "写了很久的一段。"} | data

    assert save_slot(client, report, **sent).status_code == 400
    plain = save_slot(client, report, json=False, **sent)
    assert plain.status_code == 400
    assert sent["text"] in plain.content.decode()
    assert not ReportSlot.objects.exclude(text="").exists()


def test_markup_in_a_passage_stays_text(client, clerk, office):
    report = make_report(office)
    save_slot(client, report, text="<script>alert(1)</script>")
    html = page(client, report)

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_days_can_be_changed_and_the_numbers_follow(client, clerk, office):
    make_hazard(office=office, found_on=date(2024, 4, 28))
    report = make_report(office)
    data = {"first_day": "2024-04-01", "last_day": "2024年4月27日", "signed_on": "2024-04-28"}

    response = client.post(reverse("reports:days", args=[report.pk]), data)

    assert response.url == report.get_absolute_url()
    html = page(client, report)
    assert "2024年4月28日" in html
    assert re.search(r'排查发现<span class="together"><a[^>]*>0</a>', html)
    event = AuditEvent.objects.get(action="修改报告日期")
    assert event.changes["last_day"] == ["2024-04-30", "2024-04-27"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"last_day": "2024-05-03"}, "应在2024年4月之内"),
        ({"last_day": "2024-04-31"}, "这一天"),
        ({"first_day": "2024-04-29", "last_day": "2024-04-27"}, "不能早于起始日期"),
        ({"first_day": ""}, "请填写这一项"),
    ],
)
def test_wrong_days_are_said_and_not_kept(client, clerk, office, change, words):
    report = make_report(office)
    data = {"first_day": "2024-04-01", "last_day": "2024-04-30", "signed_on": ""} | change

    response = client.post(reverse("reports:days", args=[report.pk]), data)

    assert response.status_code == 400
    assert words in response.content.decode()
    report.refresh_from_db()
    assert report.last_day == date(2024, 4, 30)


def test_an_issued_report_stays_as_it_is(client, clerk, office):
    report = make_report(office)
    Report.objects.update(state=Report.State.ISSUED)
    days = {"first_day": "2024-04-01", "last_day": "2024-04-20", "signed_on": ""}

    client.post(reverse("reports:days", args=[report.pk]), days)
    assert save_slot(client, report, text="改").status_code == 400

    report.refresh_from_db()
    assert report.last_day == date(2024, 4, 30)
    assert not ReportSlot.objects.exists()
    assert "slot-form" not in page(client, report)
