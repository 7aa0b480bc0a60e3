"""事故快报: limits from 接报 on, versions in order, casualties as of a moment, the sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.factories.activities import make_accident
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_site
from township_safety.activities.accident_reporting import report
from township_safety.activities.models import AccidentReport, AccidentTerms
from township_safety.activities.models.accident_reports import terms_of
from township_safety.activities.paper.accidents import accident_forms
from township_safety.documents.model import plain_text
from township_safety.organisation.actions import Refused, void_row
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

Kind = AccidentReport.Kind
RECEIVED = datetime(2024, 3, 20, 2, 0, tzinfo=UTC)  # 10:00 here


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2024-03-20 13:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def accident(office):
    return make_accident(
        office=office,
        occurred_on=date(2024, 3, 20),
        received_at=RECEIVED,
        place="某工地",
        site=make_site(office=office, name="某某建筑公司"),
    )


def sent(accident, by, kind, minutes, **fields):
    at = RECEIVED + timedelta(minutes=minutes)
    facts = {"sent_to": "县应急局", "course": "正在核实", "as_of": at} | fields
    return report(AccidentReport(kind=kind, sent_at=at, **facts), accident=accident, by=by)


class TestTerms:
    def words(self, accident, minutes):
        return [one.words for one in terms_of(accident, now=RECEIVED + timedelta(minutes=minutes))]

    def test_count_down_from_receipt(self, accident):
        assert self.words(accident, 20) == ["还剩10分钟", "还剩40分钟"]
        assert self.words(accident, 30) == ["还剩0分钟", "还剩30分钟"]
        assert self.words(accident, 75) == ["已超时45分钟，请立即报", "已超时15分钟，请立即报"]

    def test_sent_in_time_and_late(self, accident, clerk):
        sent(accident, clerk, Kind.PHONE, 30)
        sent(accident, clerk, Kind.FIRST, 61)
        assert self.words(accident, 300) == ["已按时报", "已报，超时1分钟"]

    def test_the_office_s_own_limits(self, accident, office):
        AccidentTerms.objects.create(office=office, by_phone=15, in_writing=45)
        assert self.words(accident, 5) == ["还剩10分钟", "还剩40分钟"]

    def test_none_without_receipt(self, office):
        assert terms_of(make_accident(office=office), now=timezone.now()) == []


class TestVersions:
    def test_numbered_and_carried_into_the_accident(self, accident, clerk):
        sent(accident, clerk, Kind.PHONE, 10)
        sent(accident, clerk, Kind.FIRST, 50, injuries=2)
        sent(accident, clerk, Kind.FOLLOW, 120, deaths=1, injuries=1)
        accident.refresh_from_db()
        assert (accident.deaths, accident.injuries) == (1, 1)
        assert accident.reported_at == RECEIVED + timedelta(minutes=10)
        assert accident.reported_on == date(2024, 3, 20)
        assert [one.number for one in AccidentReport.objects.of(accident)] == [1, 2, 3]
        assert AuditEvent.objects.filter(action="事故快报").count() == 3

    def test_casualties_as_of_a_moment(self, accident, clerk):
        sent(accident, clerk, Kind.FIRST, 50, injuries=2)
        sent(accident, clerk, Kind.FOLLOW, 120, deaths=1, injuries=1)
        rows = AccidentReport.objects.of(accident)
        before = rows.as_of(RECEIVED + timedelta(minutes=119))
        assert (before.deaths, before.injuries) == (0, 2)
        assert rows.as_of(RECEIVED + timedelta(minutes=120)).deaths == 1
        assert rows.as_of(RECEIVED) is None

    def test_an_older_state_does_not_overwrite_the_newest(self, accident, clerk):
        sent(accident, clerk, Kind.FIRST, 100, injuries=3)
        sent(accident, clerk, Kind.PHONE, 20, injuries=1)
        accident.refresh_from_db()
        assert accident.injuries == 3
        assert accident.reported_at == RECEIVED + timedelta(minutes=20)

    def test_after_the_last_one_another_may_follow(self, accident, clerk):
        sent(accident, clerk, Kind.FIRST, 50)
        sent(accident, clerk, Kind.FINAL, 100)
        with pytest.raises(Refused, match="先登记续报"):
            sent(accident, clerk, Kind.FINAL, 110)
        sent(accident, clerk, Kind.FOLLOW, 120, deaths=1)
        assert str(sent(accident, clerk, Kind.FINAL, 130, deaths=1)) == "第4报（终报）"

    @pytest.mark.parametrize(
        ("kind", "minutes", "fields", "words"),
        [
            (Kind.FOLLOW, 50, {}, "先登记书面首报"),
            (Kind.FIRST, -1, {}, "不能早于接报时间"),
            (Kind.FIRST, 181, {}, "现在之后"),
            (Kind.FIRST, 50, {"as_of": RECEIVED + timedelta(minutes=51)}, "不能晚于报出时间"),
        ],
    )
    def test_refused_with_the_reason(self, accident, clerk, kind, minutes, fields, words):
        with pytest.raises(Refused, match=words):
            sent(accident, clerk, kind, minutes, **fields)

    def test_first_ones_once(self, accident, clerk):
        sent(accident, clerk, Kind.PHONE, 10)
        with pytest.raises(Refused, match="已经登记过"):
            sent(accident, clerk, Kind.PHONE, 20)

    def test_not_of_a_voided_one_nor_without_receipt(self, accident, office, clerk):
        void_row(accident, by=clerk, reason="录错")
        with pytest.raises(Refused, match="作废"):
            sent(accident, clerk, Kind.PHONE, 10)
        with pytest.raises(Refused, match="接报时间"):
            sent(make_accident(office=office), clerk, Kind.PHONE, 10)


class TestPages:
    def test_from_the_accident_to_the_report(self, client, accident, clerk):
        client.force_login(clerk)
        detail = reverse("records:detail", args=["accidents", accident.pk])
        assert "已超时150分钟，请立即报" in client.get(detail).content.decode()
        where = reverse("accident_report", args=[accident.pk])
        form = client.get(where).context["form"]
        assert form.initial["kind"] == Kind.PHONE
        said = {
            "kind": "phone",
            "sent_at": "2024-03-20T10:20",
            "sent_to": "县应急局",
            "as_of": "2024-03-20T10:15",
            "deaths": "0",
            "missing": "1",
            "injuries": "2",
            "course": "脚手架倒塌",
        }
        assert client.post(where, said).status_code == 302
        text = client.get(detail).content.decode()
        assert "已按时报" in text
        assert "下落不明1人，受伤2人" in text
        assert client.get(where).context["form"].initial["injuries"] == 2
        answer = client.post(where, said)
        assert "已经登记过" in answer.content.decode()

    def test_sheet_says_what_the_law_asks(self, accident, clerk):
        (blank,) = accident_forms(accident)
        assert "某某建筑公司" in plain_text(blank)
        sent(accident, clerk, Kind.FIRST, 50, injuries=2, course="脚手架倒塌")
        sent(accident, clerk, Kind.FOLLOW, 60, injuries=3)
        newest, first = map(plain_text, accident_forms(accident))
        assert "第2报（续报）" in newest
        assert "受伤3人" in newest
        assert "脚手架倒塌" in first
        assert "待认定" in first

    def test_limits_are_kept(self, client, office, clerk):
        client.force_login(clerk)
        where = reverse("accident_terms")
        assert client.post(where, {"by_phone": "20", "in_writing": "50"}).status_code == 302
        assert AccidentTerms.objects.get(office=office).by_phone == 20
        assert client.post(where, {"by_phone": "", "in_writing": "50"}).status_code == 200

    def test_waits_at_home_until_it_is_reported(self, client, accident, clerk):
        client.force_login(clerk)
        assert "事故待书面首报" in client.get(reverse("home")).content.decode()
        sent(accident, clerk, Kind.FIRST, 50)
        assert "事故待书面首报" not in client.get(reverse("home")).content.decode()
