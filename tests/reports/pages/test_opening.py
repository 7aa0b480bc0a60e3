"""Opening a report: the period proposed, the draft that is there, three clicks."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.models import Report
from tests.reports.pages.drafts import PDF_OF, TODAY, make_report, page, save_slot
from township_safety.organisation.models import AuditEvent
from township_safety.periods import Period

pytestmark = pytest.mark.django_db


def test_new_report_begins_with_the_last_closed_month(client, clerk):
    form = client.get(reverse("reports:create")).context["form"]

    assert (form["year"].value(), form["part"].value()) == (2024, "4")


@pytest.mark.parametrize(
    ("code", "data", "first_day", "last_day"),
    [
        ("monthly", {"year": "2024", "part": "4"}, date(2024, 4, 1), date(2024, 4, 30)),
        (
            "monthly",
            {"year": "2024", "part": "4", "cut_off": "2024.4.27"},
            date(2024, 4, 1),
            date(2024, 4, 27),
        ),
        ("monthly", {"year": "2024", "part": "5"}, date(2024, 5, 1), TODAY),
        ("half_year", {"year": "2023", "part": "2"}, date(2023, 7, 1), date(2023, 12, 31)),
        ("half_year", {"year": "2024", "part": "1"}, date(2024, 1, 1), TODAY),
        ("year", {"year": "2023"}, date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_chosen_period_gives_the_days(client, clerk, code, data, first_day, last_day):
    response = client.post(f"{reverse('reports:create')}?template={code}", data)

    report = Report.objects.get()
    assert response.url == report.get_absolute_url()
    assert (report.first_day, report.last_day, report.signed_on) == (first_day, last_day, last_day)
    assert report.created_by == clerk
    assert AuditEvent.objects.filter(action="新建报告", target_id=str(report.pk)).exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"year": "2024", "part": "6"}, "还没有开始"),
        ({"year": "2024", "part": "5", "cut_off": "2024-05-20"}, "还没有到"),
        ({"year": "2024", "part": "4", "cut_off": "2024-05-02"}, "不在2024年4月之内"),
        ({"year": "1024", "part": "4"}, "年份"),
        ({"year": "今年", "part": "4"}, "年份"),
        ({"year": "2024", "part": "13"}, "月份"),
        ({"year": "2024"}, "月份"),
        ({"year": "2024", "part": "4", "cut_off": "2024-02-30"}, "数据截至"),
    ],
)
def test_wrong_period_is_said_and_nothing_opened(client, clerk, data, words):
    response = client.post(reverse("reports:create"), data)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Report.objects.exists()


def test_same_period_opens_the_draft_that_is_there(client, clerk, office):
    report = make_report(office, cut_off=date(2024, 4, 27))
    save_slot(client, report, text="已经写好的一段。")

    response = client.post(reverse("reports:create"), {"year": "2024", "part": "4"})

    assert response.url == report.get_absolute_url()
    assert Report.objects.get().last_day == date(2024, 4, 27)
    assert "已经写好的一段。" in page(client, report)


def test_a_second_draft_of_the_same_period_cannot_be_kept(office):
    report = make_report(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            office=office,
            template=report.template,
            period_code=report.period_code,
            first_day=report.first_day,
            last_day=report.last_day,
        )


def test_next_report_follows_on_the_issued_one(office):
    issued = make_report(office, cut_off=date(2024, 4, 26))
    issued.state = Report.State.ISSUED
    issued.save()

    following = make_report(office, period=Period.of_month(2024, 5))
    assert following.first_day == date(2024, 4, 27)
    half = make_report(office, code="half_year", period=Period.of_half(2024, 1))
    assert half.first_day == date(2024, 1, 1)


def test_unknown_template_is_said(client, clerk):
    response = client.get(f"{reverse('reports:create')}?template=hourly")

    assert response.status_code == 404
    assert "没有这个模板" in response.content.decode()


def test_three_clicks_from_the_start_page_to_the_newest_pdf(client, clerk, monkeypatch):
    monkeypatch.setattr(PDF_OF, lambda document, **_: b"%PDF-1.7 " + document.name.encode())
    home = client.get(reverse("home")).content.decode()
    assert "生成最近一期" in home

    first = client.post(reverse("reports:open_latest", args=["monthly"]))
    links = re.findall(r'href="([^"]*/pdf/)"', client.get(first.url).content.decode())
    pdf = client.get(links[0])

    assert pdf.content.startswith(b"%PDF")
    assert Report.objects.get().period_code == "2024-04"
    assert first.url in client.get(reverse("home")).content.decode()
