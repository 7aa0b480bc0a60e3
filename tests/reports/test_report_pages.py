"""Opening a report, its preview with links and passages, its days, its PDF."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Word

from reports import actions
from reports.models import Report, ReportSlot, ReportTemplate
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector
from township_safety.desk.reference_data import load_list
from township_safety.jobs import JobFailed, JobTimeout
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

TODAY = date(2024, 5, 8)
APRIL = Period.of_month(2024, 4)
PDF_OF = "reports.views.printed.pdf_of"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def _templates():
    make_sector("fire", name="消防")
    load_list("report_templates")


@pytest.fixture
def office():
    return make_office(name="青山乡", government_name="青山乡人民政府")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def template(code="monthly"):
    return ReportTemplate.objects.get(code=code)


def make_report(office, *, code="monthly", period=APRIL, by=None, **days):
    by = by or make_user(Role.CLERK, office)
    return actions.open_draft(
        template(code), office=office, period=period, by=by, today=TODAY, **days
    )


def page(client, report):
    response = client.get(report.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def save_slot(client, report, *, text, version=0, name="opening", json=True):
    headers = {"Accept": "application/json"} if json else {}
    data = {"slot": name, "text": text, "version": version}
    return client.post(reverse("reports:slot", args=[report.pk]), data, headers=headers)


# Opening


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


# The preview


def test_every_number_opens_to_rows_that_give_it(client, clerk, office):
    fire, village = make_sector("fire"), make_village(office=office)
    for day in (3, 9, 20):
        make_hazard(office=office, found_on=date(2024, 4, day), sector=fire, village=village)
    html = page(client, make_report(office))

    links = re.findall(r'<a class="figure" href="([^"]+)" title="([^"]+)"[^>]*>([^<]+)</a>', html)

    assert len(links) > 10
    for href, definition, text in links:
        answer = client.get(unescape(href))
        assert answer.status_code == 200, href
        assert unescape(definition).split("：")[0] in answer.content.decode()
        shown = re.search(r'<data id="value"[^>]*>([^<]+)<', answer.content.decode())
        assert shown[1].startswith(text), (href, text, shown[1])


def test_preview_asks_as_often_for_thirty_rows_as_for_one(client, clerk, office):
    report = make_report(office)
    fire = make_sector("fire")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(client, report)
        return len(captured)

    make_hazard(office=office, found_on=date(2024, 4, 2), sector=fire)
    queries()
    one = queries()
    for day in range(1, 31):
        make_hazard(office=office, found_on=date(2024, 4, day), sector=fire)
    assert queries() == one


def test_relations_that_hold_are_counted_and_folded(client, clerk, office):
    response = client.get(make_report(office).get_absolute_url())

    assert response.context["wrong"] == []
    assert "都对得上" in response.content.decode()
    assert "<details>" in response.content.decode()


def test_a_zero_without_backing_names_the_way_out(client, clerk, office):
    html = page(client, make_report(office))

    assert "缺少的数据" in html
    assert reverse("records:list", args=["nil_returns"]) in html


def test_a_character_no_face_holds_is_named_before_printing(client, clerk, office):
    report = make_report(office)
    save_slot(client, report, text="安全员\U00030ede某")
    html = page(client, report)

    assert "\U00030ede" in html
    assert "U+30EDE" in html
    assert "substitute=1" in html


def test_someone_who_may_not_compose_only_reads(client, office):
    report = make_report(office)
    client.force_login(make_user(Role.STATION, office))
    html = page(client, report)

    assert "slot-form" not in html
    assert "按新日期重算" not in html
    assert "下载 PDF" not in html


# Passages


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


# Days


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


# PDF


def test_pdf_is_printed_under_its_chinese_name(client, clerk, office):
    report = make_report(office)
    response = client.get(reverse("reports:pdf", args=[report.pk]))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%9D%92")
    viewed = client.get(reverse("reports:pdf", args=[report.pk]), {"view": "1"})
    assert viewed["Content-Disposition"].startswith("inline")


def test_report_comes_as_a_word_file_under_its_chinese_name(client, clerk, office):
    report = make_report(office)
    response = client.get(reverse("reports:word", args=[report.pk]))

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E9%9D%92")
    text = "\n".join(paragraph.text for paragraph in Word(BytesIO(response.content)).paragraphs)
    assert "2024年4月" in text
    assert reverse("reports:word", args=[report.pk]) in page(client, report)


@pytest.mark.parametrize("problem", [JobTimeout("超过60秒仍未完成。"), JobFailed("处理时出错。")])
def test_printing_that_fails_says_the_way_out(client, clerk, office, monkeypatch, problem):
    def fail(document, **_):
        raise problem

    monkeypatch.setattr(PDF_OF, fail)
    report = make_report(office)
    response = client.get(reverse("reports:pdf", args=[report.pk]))

    assert response.status_code == 503
    assert str(problem) in response.content.decode()
    assert "再试一次" in response.content.decode()


def test_a_missing_character_stops_the_pdf_and_is_named(client, clerk, office):
    report = make_report(office)
    save_slot(client, report, text="安全员\U00030ede某")
    response = client.get(reverse("reports:pdf", args=[report.pk]))

    assert response.status_code == 409
    assert "U+30EDE" in response.content.decode()
    assert "以〓代替" in response.content.decode()


# Who may


def addresses(report):
    return {
        "list": reverse("reports:list"),
        "create": reverse("reports:create"),
        "detail": report.get_absolute_url(),
        "pdf": reverse("reports:pdf", args=[report.pk]),
        "days": reverse("reports:days", args=[report.pk]),
        "slot": reverse("reports:slot", args=[report.pk]),
        "latest": reverse("reports:open_latest", args=["monthly"]),
    }


def statuses(client, report):
    urls = addresses(report)
    asked = {name: client.get(urls[name]) for name in ("list", "create", "detail", "pdf")}
    asked |= {name: client.post(urls[name]) for name in ("days", "slot", "latest")}
    return {name: response.status_code for name, response in asked.items()}


READ = {"list": 200, "detail": 200, "pdf": 200}
WRITE_REFUSED = {"create": 403, "days": 403, "slot": 403, "latest": 403}
ALL_REFUSED = WRITE_REFUSED | {"list": 403, "detail": 403, "pdf": 403}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.CLERK, READ | {"create": 200, "days": 400, "slot": 400, "latest": 302}),
        (Role.LEADER, READ | {"create": 200, "days": 400, "slot": 400, "latest": 302}),
        (Role.STATION, READ | WRITE_REFUSED | {"pdf": 403}),
        (Role.VIEWER, READ | WRITE_REFUSED),
        (Role.VILLAGE, ALL_REFUSED),
        (Role.AUDITOR, ALL_REFUSED),
        (Role.ADMIN, ALL_REFUSED),
    ],
)
def test_each_role_reaches_its_pages(client, office, monkeypatch, role, expected):
    monkeypatch.setattr(PDF_OF, lambda document, **_: b"%PDF")
    report = make_report(office)
    client.force_login(make_user(role, office, villages=[make_village(office=office)]))

    assert statuses(client, report) == expected


def test_another_office_finds_nothing(client, office):
    report = make_report(office)
    client.force_login(make_user(Role.CLERK, make_office()))

    found = statuses(client, report)
    assert {name: found[name] for name in ("detail", "pdf", "days", "slot")} == dict.fromkeys(
        ("detail", "pdf", "days", "slot"), 404
    )
    assert "青山乡" not in client.get(reverse("reports:list")).content.decode()


def test_the_district_reads_the_reports_below_and_opens_their_numbers(client):
    district = make_office(name="云溪县")
    below = make_office(name="青山乡", parent=district)
    make_hazard(office=below, found_on=date(2024, 4, 2))
    report = make_report(below)
    client.force_login(make_user(Role.VIEWER, district))

    assert "青山乡" in client.get(reverse("reports:list")).content.decode()
    href = re.search(r'排查发现<span class="together"><a[^>]*href="([^"]+)"', page(client, report))
    answer = client.get(unescape(href[1]))
    assert '<data id="value" value="1">' in answer.content.decode()
    assert client.post(reverse("reports:days", args=[report.pk])).status_code == 403


def test_strangers_are_sent_to_the_door(client, office):
    report = make_report(office)
    for url in addresses(report).values():
        response = client.get(url)
        assert response.status_code == 302
        assert response.url.startswith(reverse("login"))
