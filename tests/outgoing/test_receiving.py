"""收报台: the district sees who sent, who did not, and what became of it."""

from __future__ import annotations

import json
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.dispatching import actions as dispatching
from reports.models import Delivery, Dispatch, ReturnDemand
from reports.receiving import actions, delivering
from reports.receiving.board import board, cells_of, reminder, summary_of
from reports.receiving.packages import package
from tests.factories.files import distinct_picture, upload
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_issued, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Level, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)
SIGNED = date(2024, 5, 3)
TODAY = date(2024, 5, 6)
DUE = date(2024, 5, 5)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-06 10:00+08:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def _world(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    make_sector("fire", name="消防")
    load_list("report_templates")
    stand_in_files(monkeypatch)


@pytest.fixture
def district():
    return make_office(name="青山区", level=Level.COUNTY)


@pytest.fixture
def townships(district):
    return [make_office(name=name, parent=district) for name in ("甲乡", "乙乡", "丙乡")]


@pytest.fixture
def receiver(client, district):
    user = make_user(Role.CLERK, district)
    client.force_login(user)
    return user


@pytest.fixture
def monthly(district, receiver):
    return actions.demand_returns(
        ReturnDemand(office=district, name="4月月报告", period_code=APRIL.code, due_on=DUE),
        by=receiver,
    )


def issued_of(office, period=APRIL):
    return make_issued(make_draft(office, period), on=SIGNED).report


def sent(office, *, on=TODAY, report=None):
    report = report or issued_of(office)
    row = Dispatch(
        report=report,
        sent_on=on,
        addressee="青山区",
        channel=Dispatch.Channel.SYSTEM,
        sent_by="某甲",
    )
    with time_machine.travel(f"{on} 12:00+08:00", tick=False):
        return dispatching.send(row, by=make_user(Role.CLERK, office)).delivery


def test_a_day_written_too_early_is_not_in_time(monthly, townships):
    report = issued_of(townships[0])
    row = Dispatch(
        report=report,
        sent_on=DUE,
        addressee="青山区",
        channel=Dispatch.Channel.SYSTEM,
        sent_by="某甲",
    )
    dispatching.send(row, by=make_user(Role.CLERK, townships[0]))
    assert states(monthly)["甲乡"] == "迟报"


def states(demand, today=TODAY):
    return {str(cell.office): cell.state for cell in cells_of(demand, today=today)}


def entered(demand, office, by, **fields):
    said = {"delivered_on": DUE, "note": "电话报送，某乙接听"}
    row = Delivery(demand=demand, sender=office, **(said | fields))
    return actions.enter_for(row, upload=None, by=by)


def test_a_report_answers_the_demand_of_its_period(monthly, townships):
    assert set(states(monthly).values()) == {"未报"}
    assert sent(townships[0], on=DUE).demand == monthly
    assert states(monthly) == {"甲乡": "已报", "乙乡": "未报", "丙乡": "未报"}


def test_the_due_day_is_in_time_and_the_day_after_is_late(monthly, townships):
    sent(townships[0], on=DUE)
    sent(townships[1], on=TODAY)
    assert states(monthly)["甲乡"] == "已报"
    assert states(monthly)["乙乡"] == "迟报"


def test_what_came_before_the_demand_is_taken_as_its_answer(district, receiver, townships):
    early = sent(townships[0], on=DUE)
    assert early.demand is None
    demand = actions.demand_returns(
        ReturnDemand(office=district, name="4月月报告", period_code=APRIL.code, due_on=DUE),
        by=receiver,
    )
    assert states(demand)["甲乡"] == "已报"


def test_a_month_from_the_26th_answers_the_demand_of_that_month(monthly):
    assert monthly.is_answered_by("2024-03-26..2024-04-25", "monthly")
    assert not monthly.is_answered_by("2024-05", "monthly")
    assert not monthly.is_answered_by("2024-04-30", "daily")


def test_another_kind_of_report_is_no_answer(monthly):
    monthly.template = monthly.office.pk and _template("monthly")
    assert monthly.is_answered_by(APRIL.code, "monthly")
    assert not monthly.is_answered_by(APRIL.code, "special")


def _template(code):
    from reports.models import ReportTemplate

    return ReportTemplate.objects.get(code=code)


def test_accepting_is_once_and_sending_back_wants_a_reason(monthly, townships, receiver):
    delivery = sent(townships[0], on=DUE)
    with pytest.raises(Refused, match="原因"):
        delivering.send_back(delivery, by=receiver, reason=" ")
    delivering.send_back(delivery, by=receiver, reason="缺附表")
    assert states(monthly)["甲乡"] == "已退回"
    with pytest.raises(Refused, match="已退回"):
        delivering.accept(delivery, by=receiver)

    again = sent(townships[0], report=delivery.dispatch.report)
    assert states(monthly)["甲乡"] == "迟报"
    delivering.accept(again, by=receiver)
    assert states(monthly)["甲乡"] == "已接收"
    (cell,) = [one for one in cells_of(monthly, today=TODAY) if str(one.office) == "甲乡"]
    assert cell.note == "迟报"
    again.dispatch.refresh_from_db()
    assert again.dispatch.received_on == TODAY


def test_a_person_of_another_office_decides_nothing(monthly, townships):
    delivery = sent(townships[0], on=DUE)
    with pytest.raises(Refused, match="权限"):
        delivering.accept(delivery, by=make_user(Role.CLERK, townships[0]))


def test_entered_for_others_is_counted_apart(monthly, townships, receiver):
    sent(townships[0], on=DUE)
    entered(monthly, townships[1], receiver, is_nil=True)
    cells = cells_of(monthly, today=TODAY)
    found = {str(cell.office): (cell.state, cell.note) for cell in cells}
    assert found["乙乡"] == ("已接收", "零报告、代录")
    words = summary_of(cells).words
    assert "应报3个单位" in words
    assert "本系统1" in words
    assert "代录1" in words
    assert "未报1" in words


def test_a_report_entered_for_others_has_a_paper_or_a_word_about_it(monthly, townships, receiver):
    with pytest.raises(Refused, match="零报告也要有凭据"):
        entered(monthly, townships[0], receiver, is_nil=True, note="")
    with pytest.raises(Refused, match="在今天之后"):
        entered(monthly, townships[0], receiver, delivered_on=date(2024, 5, 7))
    with pytest.raises(Refused, match="下级单位"):
        entered(monthly, make_office(name="外乡"), receiver)


def test_the_reminder_names_who_owes_and_why(monthly, townships, receiver):
    delivering.send_back(sent(townships[0], on=DUE), by=receiver, reason="缺附表")
    entered(monthly, townships[1], receiver)
    text = reminder(monthly, cells_of(monthly, today=TODAY), today=TODAY)
    for words in ("4月月报告", "2024年5月5日", "已经超过期限", "丙乡", "甲乡", "缺附表"):
        assert words in text
    assert "乙乡" not in text
    assert "超过期限" not in reminder(monthly, cells_of(monthly, today=DUE), today=DUE)
    for office in (townships[0], townships[2]):
        entered(monthly, office, receiver)
    assert reminder(monthly, cells_of(monthly, today=TODAY), today=TODAY) == ""


def test_the_board_asks_twice_for_any_number(
    monthly, townships, receiver, django_assert_num_queries
):
    entered(monthly, townships[0], receiver)
    with django_assert_num_queries(2):
        rows = board(monthly.office, [monthly], today=TODAY)
        assert [cell.state for row in rows for cell in row.cells] == ["已接收", "未报", "未报"]


# 上报文件


def test_a_file_of_another_machine_is_checked_and_received(monthly, townships, receiver, district):
    report = issued_of(townships[0])
    content = package(report.frozen)
    assert content == package(report.frozen)
    delivery = actions.take_in(content, office=district, by=receiver)
    assert (delivery.sender, delivery.demand) == (townships[0], monthly)
    assert delivery.digest == report.frozen.digest
    assert {one["key"] for one in delivery.figures} >= {"hazard.found"}
    assert states(monthly)["甲乡"] == "迟报"
    with pytest.raises(Refused, match="已经收到过"):
        actions.take_in(content, office=district, by=receiver)


def changed(content, change):
    said = json.loads(content)
    change(said)
    return json.dumps(said, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said["figures"][0].update(text="99"),
        lambda said: said.update(office="乙乡"),
        lambda said: said["report"].update(period="2024-03"),
        lambda said: said.update(digest="0" * 64),
        lambda said: said.pop("digest"),
    ],
)
def test_a_file_changed_on_its_way_is_refused(monthly, townships, receiver, district, change):
    content = package(issued_of(townships[0]).frozen)
    with pytest.raises(Refused, match="改动过"):
        actions.take_in(changed(content, change), office=district, by=receiver)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"[]", b"{}", b"[" * 100_000, "月报".encode("gb18030")],
)
def test_what_is_no_such_file_is_refused(receiver, district, content):
    with pytest.raises(Refused, match="上报文件"):
        actions.take_in(content, office=district, by=receiver)


def test_a_file_of_an_office_elsewhere_is_refused(receiver, district):
    content = package(issued_of(make_office(name="外乡")).frozen)
    with pytest.raises(Refused, match="不是青山区的下级单位"):
        actions.take_in(content, office=district, by=receiver)


def test_a_sealed_file_with_missing_parts_is_refused(receiver, district, townships):
    from reports.receiving.packages import _digest

    said = json.loads(package(issued_of(townships[0]).frozen))
    del said["digest"]
    for part in ("report", "document", "figures", "document_digest"):
        less = {key: value for key, value in said.items() if key != part}
        sealed = json.dumps(less | {"digest": _digest(less)}).encode()
        with pytest.raises(Refused, match=r"不完整|不符"):
            actions.take_in(sealed, office=district, by=receiver)


# Pages


def test_the_clerk_of_the_district_works_through_a_month(client, district, receiver, townships):
    client.post(
        reverse("reports:demand_new"),
        {"name": "4月月报告", "period_code": APRIL.code, "due_on": "2024-05-05"},
    )
    demand = ReturnDemand.objects.get()
    again = {"name": "4月月报告", "period_code": APRIL.code, "due_on": "2024-05-05"}
    assert client.post(reverse("reports:demand_new"), again).status_code == 400
    early = {"name": "5月月报告", "period_code": "2024-05", "due_on": "2024-04-30"}
    assert client.post(reverse("reports:demand_new"), early).status_code == 400

    delivery = sent(townships[0], on=DUE)
    home = client.get(reverse("home"))
    assert {duty.label: duty.number for duty in home.context["duties"]}["来件待接收"] == 1
    assert reverse("reports:receiving") in home.content.decode()
    page = client.get(reverse("reports:receiving")).content.decode()
    assert "待接收（1份）" in page
    shown = client.get(delivery.get_absolute_url()).content.decode()
    assert "报来的数" in shown
    assert "安全生产" in shown

    decide = reverse("reports:delivery_decide", args=[delivery.pk])
    client.post(decide, {"decision": "return", "reason": ""})
    client.post(decide, {})
    delivery.refresh_from_db()
    assert delivery.is_waiting
    client.post(decide, {"decision": "accept"})
    enter = reverse("reports:delivery_enter", args=[demand.pk])
    said = {"sender": townships[1].pk, "delivered_on": "2024-05-05"}
    assert client.post(enter, said).status_code == 400
    client.post(enter, {**said, "file": upload(distinct_picture(), "报表.jpg")})
    assert Delivery.objects.get(way="proxy").file.claimed

    shown = client.get(demand.get_absolute_url()).content.decode()
    assert "还没有报的有1个单位：丙乡" in shown
    assert "已接收" in shown


def test_the_file_goes_from_one_page_to_the_other(client, district, receiver, townships):
    report = issued_of(townships[0])
    client.force_login(make_user(Role.CLERK, townships[0]))
    answer = client.get(reverse("reports:package", args=[report.pk]))
    client.force_login(receiver)
    where = reverse("reports:delivery_import")
    assert client.post(where, {}).status_code == 400
    broken = SimpleUploadedFile("上报.json", answer.content[:-9])
    assert client.post(where, {"file": broken}).status_code == 400
    client.post(where, {"file": SimpleUploadedFile("上报.json", answer.content)})
    assert Delivery.objects.get().sender == townships[0]


def test_the_received_files_open_for_the_receiver_and_not_for_a_neighbour(
    client, receiver, townships, monthly
):
    delivery = sent(townships[0], on=DUE)
    assert client.get(delivery.pdf.get_absolute_url()).status_code == 200
    client.force_login(make_user(Role.CLERK, townships[1]))
    assert client.get(delivery.pdf.get_absolute_url()).status_code == 404
    assert client.get(delivery.get_absolute_url()).status_code == 404
    assert client.get(monthly.get_absolute_url()).status_code == 404


def test_a_draft_has_no_file_to_send(client, townships):
    clerk = make_user(Role.CLERK, townships[0])
    client.force_login(clerk)
    draft = make_draft(townships[0], APRIL, by=clerk)
    answer = client.get(reverse("reports:package", args=[draft.pk]))
    assert answer.url == draft.get_absolute_url()
