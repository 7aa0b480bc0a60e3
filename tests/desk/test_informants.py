"""举报人: read by the handler and the leaders only, logged, answered, paid, confined."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from tests.factories.activities import make_public_report
from tests.factories.organisation import make_office, make_user, make_village
from township_safety.activities.informing import answer, confine, keep, pay
from township_safety.activities.models import Informant, PublicReport
from township_safety.desk.navigation import menu
from township_safety.desk.workbook_actions import dump_workbook
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Role
from township_safety.spreadsheets import read_workbook

pytestmark = pytest.mark.django_db

NAME, PHONE = "某壬举报", "13900001234"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-03-20 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def report(office):
    return make_public_report(
        office=office,
        content="占用消防通道",
        accepted_on=date(2024, 3, 6),
        concluded_on=date(2024, 3, 10),
        outcome="true",
        reward=Decimal(500),
    )


@pytest.fixture
def informant(report, clerk):
    return keep(Informant(name=NAME, contact=PHONE, handler=clerk), report=report, by=clerk)


def address(report, name="informant"):
    return reverse(name, args=[report.pk])


class TestReading:
    @pytest.mark.parametrize("role", [Role.LEADER, Role.DEPUTY])
    def test_leaders_and_the_handler_each_time_logged(
        self, client, office, report, informant, role
    ):
        for person in (informant.handler, make_user(role, office)):
            client.force_login(person)
            text = client.get(address(report)).content.decode()
            assert NAME in text
            assert PHONE in text
            event = AuditEvent.objects.filter(action="查看举报人信息").latest("pk")
            assert event.by == person

    @pytest.mark.parametrize("role", [Role.CLERK, Role.STATION, Role.VIEWER])
    def test_nobody_else(self, client, office, report, informant, role):
        client.force_login(make_user(role, office))
        for name in ("informant", "informant_edit", "informant_answer", "informant_pay"):
            assert client.get(address(report, name)).status_code == 403
        page = client.get(reverse("records:detail", args=["public_reports", report.pk]))
        assert NAME not in page.content.decode()
        assert PHONE not in page.content.decode()
        assert not AuditEvent.objects.filter(action="查看举报人信息").exists()

    def test_neither_log_nor_workbook_names_the_person(self, office, clerk, report, informant):
        file = io.BytesIO()
        dump_workbook(file, offices=[office], by=clerk)
        cells = str([table.rows for table in read_workbook(io.BytesIO(file.getvalue()))])
        logged = str(list(AuditEvent.objects.values_list("summary", "changes")))
        for text in (cells, logged, str(informant)):
            assert NAME not in text
            assert PHONE not in text

    def test_changing_it_is_reading_it(self, client, clerk, report, informant):
        client.force_login(clerk)
        client.get(address(report, "informant_edit"))
        assert AuditEvent.objects.filter(action="查看举报人信息").count() == 1


class TestSteps:
    def test_kept_answered_paid(self, client, clerk, report):
        client.force_login(clerk)
        said = {"name": NAME, "contact": PHONE, "handler": clerk.pk}
        assert client.post(address(report, "informant_edit"), said).status_code == 302
        assert "待答复举报人" in client.get(reverse("home")).content.decode()
        said = {"on": "2024-03-12", "way": "phone", "said": "已整改"}
        assert client.post(address(report, "informant_answer"), said).status_code == 302
        said = {"on": "2024-03-15", "receipt": "领款单1号"}
        assert client.post(address(report, "informant_pay"), said).status_code == 302
        kept = Informant.objects.get()
        assert (kept.answered_on, kept.paid_on) == (date(2024, 3, 12), date(2024, 3, 15))
        page = client.get(reverse("records:detail", args=["public_reports", report.pk]))
        assert "2024-03-12已答复" in page.content.decode()
        assert "待答复举报人" not in client.get(reverse("home")).content.decode()

    def test_not_before_the_report_is_dealt_with(self, office, clerk):
        informant = keep(
            Informant(handler=clerk), report=make_public_report(office=office), by=clerk
        )
        with pytest.raises(Refused, match="还没有办结"):
            answer(informant, on=date(2024, 3, 10), way="phone", said="", by=clerk)
        with pytest.raises(Refused, match="没有登记奖励"):
            pay(informant, on=date(2024, 3, 10), receipt="条", by=clerk)

    @pytest.mark.parametrize(
        ("on", "words"), [(date(2024, 3, 9), "不能早于"), (date(2024, 3, 21), "今天之后")]
    )
    def test_between_conclusion_and_today(self, clerk, informant, on, words):
        with pytest.raises(Refused, match=words):
            answer(informant, on=on, way="phone", said="", by=clerk)

    def test_stations_keep_none(self, client, office, report):
        client.force_login(make_user(Role.STATION, office))
        assert client.get(address(report, "informant_edit")).status_code == 403


class TestConfined:
    def test_hidden_from_stations_until_released(self, client, office, clerk, report):
        station = make_user(Role.STATION, office)
        client.force_login(clerk)
        assert client.post(address(report, "report_confine")).status_code == 302
        assert not PublicReport.objects.scoped_for(station).exists()
        for role in (Role.CLERK, Role.LEADER, Role.VIEWER):
            assert PublicReport.objects.scoped_for(make_user(role, office)).exists()
        client.force_login(station)
        where = reverse("records:detail", args=["public_reports", report.pk])
        assert client.get(where).status_code == 404
        listed = client.get(reverse("records:list", args=["public_reports"]))
        assert report.content not in listed.content.decode()
        confine(report, is_confined=False, by=clerk)
        assert client.get(where).status_code == 200

    def test_a_viewer_from_above_still_sees_it(self, report, clerk, office):
        district = make_office()
        office.parent = district
        office.save()
        confine(report, is_confined=True, by=clerk)
        assert PublicReport.objects.scoped_for(make_user(Role.VIEWER, district)).exists()

    def test_the_menu_of_villages_has_no_entry(self, office, clerk):
        village = make_village(office=office)
        inspector = make_user(Role.VILLAGE, office, villages=[village])

        def entries(user):
            return [item.label for group in menu(user, path="/") for item in group.items]

        assert "举报" in entries(clerk)
        assert "举报" not in entries(inspector)
