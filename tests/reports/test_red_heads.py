"""A report as 普通稿 or 红头文件: what is printed, and the number it goes out under."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from reports import actions, red_heads
from reports.composing import Commission, compose
from reports.freezing.sources import recomposed
from reports.freezing.text import unlinked
from reports.models import RedHead, Report, ReportTemplate
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_issued, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.documents.model import plain_text
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL, MAY = Period.of_month(2024, 4), Period.of_month(2024, 5)


@pytest.fixture(autouse=True)
def _june():
    make_sector("fire", name="消防")
    load_list("report_templates")
    with time_machine.travel("2024-06-03 10:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return make_office(
        name="测试乡",
        government_name="测试乡人民政府",
        red_head_word="测政",
        imprint_body="测试乡党政综合办公室",
    )


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def report(office, clerk):
    return draft(office, clerk, APRIL)


def draft(office, by, period):
    return actions.open_draft(
        ReportTemplate.objects.get(code="monthly"),
        office=office,
        period=period,
        by=by,
        today=date(2024, 6, 3),
    )


def reddened(report, by, **said):
    head = RedHead(report=report, office=report.office, **said)
    return red_heads.dress(head, by=by)


def printed(report):
    return compose(Commission.of(Report.objects.get(pk=report.pk))).document


def chosen(**said):
    return {"kind": "red", "direction": "up"} | said


def test_a_report_is_plain_until_somebody_chooses(report):
    document = printed(report)

    assert document.head is None
    assert document.imprint is None
    assert not document.signature.sealed


def test_the_office_fills_what_nobody_typed(client, report, office):
    answer = client.post(
        reverse("reports:layout", args=[report.pk]),
        chosen(signed_by="某甲", attachments=" 统计表 \n\n名单\n"),
    )
    document = printed(report)

    assert answer.status_code == 302
    assert document.head.mark == "测试乡人民政府文件"
    assert document.head.number == "测政〔2024〕　号"
    assert document.head.signer == "某甲"
    assert document.attachments == ("统计表", "名单")
    assert document.imprint.body == "测试乡党政综合办公室"
    assert document.imprint.on == report.signed_on
    assert document.signature.sealed
    assert "签发人：某甲" in plain_text(document)
    assert AuditEvent.objects.filter(action="设置报告版式").exists()


def test_a_document_downwards_names_no_signer(report, clerk):
    reddened(report, clerk, direction="level", signed_by="某甲")

    assert printed(report).head.signer == ""


def test_going_back_to_plain_keeps_what_was_typed(client, report):
    where = reverse("reports:layout", args=[report.pk])
    client.post(where, chosen(number="测政〔2024〕9号"))
    client.post(where, {"kind": "plain", "direction": "up", "number": "测政〔2024〕9号"})

    assert printed(report).head is None
    assert RedHead.objects.get(report=report).number == "测政〔2024〕9号"


def test_numbers_follow_each_other_and_those_typed_by_hand(office, clerk, report):
    reddened(report, clerk, number="测政〔2024〕31号")
    second = draft(office, clerk, MAY)
    reddened(second, clerk)

    assert red_heads.give_number(second, by=clerk).number == "测政〔2024〕32号"
    with pytest.raises(Refused, match="已经编号"):
        red_heads.give_number(second, by=clerk)


def test_a_number_of_another_word_moves_nothing(office, clerk, report):
    reddened(report, clerk, number="测党〔2024〕31号")
    second = draft(office, clerk, MAY)
    reddened(second, clerk)

    assert red_heads.give_number(second, by=clerk).number == "测政〔2024〕1号"


def test_a_number_is_used_once(client, office, clerk, report):
    reddened(report, clerk, number="测政〔2024〕31号")
    second = draft(office, clerk, MAY)
    page = client.post(
        reverse("reports:layout", args=[second.pk]), chosen(number="测政〔2024〕31号")
    )

    assert page.status_code == 200
    assert "已经用在另一份报告上" in page.content.decode()


def test_a_plain_report_is_given_no_number(client, report):
    client.post(reverse("reports:number", args=[report.pk]))

    assert not RedHead.objects.exists()


def test_without_a_word_the_number_is_typed(client, clerk, office, report):
    office.red_head_word = ""
    office.save()
    reddened(report, clerk)

    with pytest.raises(Refused, match="没有填发文代字"):
        red_heads.give_number(Report.objects.get(pk=report.pk), by=clerk)
    with pytest.raises(Refused, match="还没有发文字号"):
        red_heads.settle(Report.objects.get(pk=report.pk), by=clerk)


def test_what_is_issued_keeps_the_words_of_its_day(office, clerk, report):
    reddened(report, clerk)
    red_heads.settle(report, signed_by="某乙", by=clerk)
    office.imprint_body = "改名后的办公室"
    office.save()
    head = printed(report).head

    assert (head.number, head.signer) == ("测政〔2024〕1号", "某乙")
    assert printed(report).imprint.body == "测试乡党政综合办公室"


def test_a_plain_report_settles_without_a_number(clerk, report):
    red_heads.settle(report, by=clerk)

    assert not RedHead.objects.exists()


def test_an_issued_report_keeps_its_layout(client, clerk, report):
    Report.objects.update(state=Report.State.ISSUED)

    client.post(reverse("reports:layout", args=[report.pk]), chosen())
    assert not RedHead.objects.exists()
    with pytest.raises(Refused, match="已经签发"):
        red_heads.settle(report, by=clerk)


def test_too_many_attachments_are_refused(client, report):
    names = "\n".join(f"附表{number}" for number in range(31))
    page = client.post(reverse("reports:layout", args=[report.pk]), chosen(attachments=names))

    assert "附件最多30个" in page.content.decode()


def test_the_page_offers_the_next_number(client, clerk, report):
    reddened(report, clerk)
    page = client.get(reverse("reports:layout", args=[report.pk])).content.decode()
    client.post(reverse("reports:number", args=[report.pk]))

    assert "按“测政”顺编下一个号" in page
    assert RedHead.objects.get().number == "测政〔2024〕1号"


def test_issuing_gives_the_number_and_the_signer(office, clerk, report, monkeypatch):
    stand_in_files(monkeypatch)
    reddened(report, clerk)
    deputy = make_user(Role.DEPUTY, office)
    issued = make_issued(report, on=date(2024, 6, 3), by=deputy)
    head = issued.paper().head

    assert (head.number, head.signer) == ("测政〔2024〕1号", str(deputy))
    assert unlinked(recomposed(issued).document) == issued.paper()
    office.imprint_body = "改名后的办公室"
    office.save()
    assert recomposed(issued).document.imprint.body == "测试乡党政综合办公室"


def test_an_issued_plain_report_is_written_again_alike(report, monkeypatch):
    stand_in_files(monkeypatch)
    issued = make_issued(report, on=date(2024, 6, 3))

    assert unlinked(recomposed(issued).document) == issued.paper()
