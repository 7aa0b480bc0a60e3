"""The page of the work plan, its table on paper and as Excel, the choice of its evidence."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from tests.factories.activities import make_drill, make_meeting, make_plan_item
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_kind, make_sector
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import Kind
from township_safety.spreadsheets import read_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2024-08-15 09:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(client, office):
    client.force_login(make_user(Role.CLERK, office))
    return client


@pytest.fixture
def items(office):
    make_drill(office=office, on=date(2024, 2, 1))
    fields = {"office": office, "plan_document": "2024年安全生产工作要点"}
    return [
        make_plan_item(
            **fields,
            theme="五、应急",
            text="开展演练",
            figure_key="drill.count",
            target_quantity=Decimal(8),
            unit="次",
        ),
        make_plan_item(
            **fields, theme="一、责任", text="签责任书", planned_completion=date(2024, 3, 31)
        ),
        make_plan_item(
            **fields, theme="一、责任", text="定制度", completed_on=date(2024, 3, 1)
        ),
        make_plan_item(office=office, text="往年的", first_day=date(2023, 1, 1),
                       last_day=date(2023, 12, 31)),
    ]  # fmt: skip


def texts(page):
    return [line.item.text for _, lines in page.context["groups"] for line in lines]


def test_items_stand_under_their_parts(clerk, items):
    page = clerk.get(reverse("plan"))
    assert [name for name, _ in page.context["groups"]] == [
        "2024年安全生产工作要点　一、责任",
        "2024年安全生产工作要点　五、应急",
    ]
    assert texts(page) == ["签责任书", "定制度", "开展演练"]
    text = page.content.decode()
    assert "逾期" in text
    assert "8次" in text


def test_the_reminder_list_has_what_is_late(clerk, items):
    page = clerk.get(reverse("plan"), {"state": "remind"})
    assert texts(page) == ["签责任书"]
    assert [tab["count"] for tab in page.context["tabs"]] == [3, 1, 1]


def test_each_number_opens_its_rows(clerk, items):
    page = clerk.get(reverse("plan"))
    line = page.context["groups"][1][1][0]
    rows = clerk.get(line.done.url)
    assert rows.status_code == 200
    assert str(rows.context["text"]) == line.done.text == "1"


def test_years_are_turned(clerk, items):
    assert texts(clerk.get(reverse("plan"), {"year": "2023"})) == ["往年的"]


@pytest.mark.parametrize("asked", ["20", "abcd", "9999", "1000"])
def test_what_is_no_year_is_not_found(clerk, asked):
    assert clerk.get(reverse("plan"), {"year": asked}).status_code == 404


def test_the_table_is_printed(clerk, items):
    response = clerk.get(reverse("plan_pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_the_table_goes_out_as_excel(clerk, items, office):
    response = clerk.get(reverse("plan_sheet"))
    assert response.status_code == 200
    (sheet,) = read_workbook(io.BytesIO(response.content))
    assert "开展演练" in str(list(sheet.rows))
    assert AuditEvent.objects.filter(action="导出", summary__contains="季度调度表").exists()


def test_evidence_is_tried_and_then_saved(clerk, items, office):
    item = items[1]
    kind = make_kind(Kind.Domain.MEETING, "regular_meeting")
    make_meeting(office=office, on=date(2024, 5, 1), kind=kind)
    make_meeting(office=office, on=date(2024, 5, 2))
    url = reverse("plan_evidence", args=[item.pk])
    assert "次数（2次）" in clerk.get(url).content.decode()
    asked = {"figure_key": "meeting.count", "kind": kind.code}
    tried = clerk.post(url, asked | {"try": "1"})
    assert tried.context["trial"] == "1次"
    item.refresh_from_db()
    assert item.figure_key == ""
    saved = clerk.post(url, asked | {"save": "1"})
    assert saved.status_code == 302
    item.refresh_from_db()
    assert (item.figure_key, item.filters) == ("meeting.count", {"kind": "regular_meeting"})
    assert AuditEvent.objects.filter(action="修改", target_id=str(item.pk)).exists()


def test_a_condition_the_figure_does_not_know_is_refused(clerk, items):
    make_sector("fire")
    kind = make_kind(Kind.Domain.MEETING, "regular_meeting")
    url = reverse("plan_evidence", args=[items[1].pk])
    page = clerk.post(url, {"figure_key": "accident.count", "kind": kind.code, "save": "1"})
    assert "不能按它筛选" in page.content.decode()
    items[1].refresh_from_db()
    assert items[1].figure_key == ""
    emptied = clerk.post(reverse("plan_evidence", args=[items[0].pk]), {"save": "1"})
    assert emptied.status_code == 302
    items[0].refresh_from_db()
    assert (items[0].figure_key, items[0].filters) == ("", {})


def test_parts_stand_by_their_numbers(clerk, office):
    themes = ["其他", "十一、考核", "二、排查", "（三）行业", "十、督办", "九、宣传", "无号"]
    for theme in themes:
        make_plan_item(office=office, theme=theme)
    shown = [name for name, _ in clerk.get(reverse("plan")).context["groups"]]
    assert shown == ["二、排查", "（三）行业", "九、宣传", "十、督办", "十一、考核", "其他", "无号"]
