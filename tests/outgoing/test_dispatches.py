"""报送登记: 签发 and 已报送 are two states."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from reports.dispatching import actions
from reports.dispatching.owed import unsent, waiting_to_be_sent
from reports.models import Delivery, Dispatch, Report
from reports.receiving import delivering
from tests.factories.files import distinct_picture, upload
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_kind, make_sector
from tests.factories.reports import make_draft, make_issued, stand_in_files
from township_safety.activities.models import Submission
from township_safety.desk.reference_data import load_list
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Level, Role
from township_safety.periods import Period
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)
SIGNED = date(2024, 5, 3)
TODAY = date(2024, 5, 6)


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
def office(district):
    return make_office(name="青山乡", parent=district, reports_to="区政府安委会办公室")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def report(office):
    return make_issued(make_draft(office, APRIL), on=SIGNED).report


def dispatch(report, **fields):
    said = {
        "report": report,
        "sent_on": TODAY,
        "addressee": "区安委办",
        "channel": Dispatch.Channel.PAPER,
        "sent_by": "某甲",
    }
    return Dispatch(**(said | fields))


def owed(office, **fields):
    said = {
        "office": office,
        "kind": make_kind(Kind.Domain.RETURN),
        "first_day": APRIL.first_day,
        "last_day": APRIL.last_day,
        "due_on": date(2024, 5, 5),
    }
    return Submission.objects.create(**(said | fields))


def fresh(report):
    return Report.objects.get(pk=report.pk)


def test_issued_is_not_sent(report, clerk):
    assert fresh(report).status_label == "已签发"
    actions.send(dispatch(report), by=clerk)
    assert fresh(report).status_label == "已报送"


def test_a_report_kept_in_the_file_is_not_called_sent_but_waits_no_more(report, clerk):
    actions.send(dispatch(report, channel=Dispatch.Channel.KEPT), by=clerk)
    assert fresh(report).status_label == "已签发"
    assert unsent(clerk) == []


@pytest.mark.parametrize(
    ("day", "problem"), [(date(2024, 5, 2), "早于签发日期"), (date(2024, 5, 7), "在今天之后")]
)
def test_the_day_lies_between_signature_and_today(report, clerk, day, problem):
    with pytest.raises(Refused, match=problem):
        actions.send(dispatch(report, sent_on=day), by=clerk)


@pytest.mark.parametrize("day", [SIGNED, TODAY])
def test_both_ends_are_inside(report, clerk, day):
    assert actions.send(dispatch(report, sent_on=day), by=clerk).pk


def test_a_draft_is_not_sent(office, clerk):
    draft = make_draft(office, APRIL, by=clerk)
    with pytest.raises(Refused, match="签发以后"):
        actions.send(dispatch(draft), by=clerk)


def test_the_return_that_was_owed_is_settled_and_owed_again_when_voided(report, clerk, office):
    row = owed(office)
    sent = actions.send(dispatch(report, submission=row), by=clerk)
    row.refresh_from_db()
    assert row.submitted_on == TODAY

    with pytest.raises(Refused, match="原因"):
        actions.void(sent, by=clerk, reason="")
    actions.void(sent, by=clerk, reason="登记错了单位")
    row.refresh_from_db()
    assert row.submitted_on is None
    assert fresh(report).status_label == "已签发"
    with pytest.raises(Refused, match="已经作废"):
        actions.void(sent, by=clerk, reason="再来一次")


def test_what_is_signed_and_not_sent_waits_and_is_late_after_the_due_day(
    client, report, clerk, office
):
    def counts():
        return [
            len(waiting_to_be_sent(clerk, is_late=is_late, today=TODAY))
            for is_late in (False, True)
        ]

    assert counts() == [1, 0]
    row = owed(office, due_on=TODAY)
    assert counts() == [1, 0]
    Submission.objects.filter(pk=row.pk).update(due_on=date(2024, 5, 5))
    assert counts() == [0, 1]
    listed = client.get(reverse("reports:list"), {"state": "unsent"})
    assert list(listed.context["page"]) == [report]

    actions.send(dispatch(report), by=clerk)
    assert counts() == [0, 0]
    assert not list(client.get(reverse("reports:list"), {"state": "unsent"}).context["page"])


def duties(client):
    page = client.get(reverse("home"))
    return {duty.label: (duty.number, duty.tone) for duty in page.context["duties"]}


def test_the_start_page_counts_what_is_to_be_sent_and_opens_it(client, report, clerk, office):
    assert duties(client)["报告待报送"] == (1, "waiting")
    todo = client.get(reverse("todo", args=["report_unsent"])).content.decode()
    assert report.get_absolute_url() in todo
    owed(office)
    assert duties(client)["报告逾期未报送"] == (1, "overdue")
    assert (
        "应于2024-05-05前报送"
        in client.get(reverse("todo", args=["report_unsent_late"])).content.decode()
    )


def test_a_cut_off_before_the_end_still_meets_its_return(office, clerk):
    cut = make_issued(make_draft(office, APRIL, cut_off=date(2024, 4, 27)), on=SIGNED).report
    row = owed(office)
    owed(office, first_day=date(2024, 4, 1), last_day=date(2024, 6, 30))
    assert [one.owed for one in unsent(clerk)] == [row]
    assert unsent(clerk)[0].report == cut


def test_the_page_registers_a_sending_with_its_stamped_copy_and_receipt(
    client, report, clerk, office
):
    row = owed(office)
    where = reverse("reports:dispatch_new", args=[report.pk])
    form = client.get(where).context["form"]
    assert form.initial["addressee"] == "区政府安委会办公室"
    assert form.initial["submission"] == row.pk
    said = {
        "addressee": "区政府安委会办公室",
        "channel": "paper",
        "sent_on": "2024-05-06",
        "sent_by": "某甲",
        "submission": row.pk,
        "scan": upload(distinct_picture(), "盖章件.jpg"),
    }
    assert client.post(where, {**said, "sent_on": "2024-05-01"}).status_code == 400
    said["scan"] = upload(distinct_picture(), "盖章件.jpg")
    assert client.post(where, said).url == report.get_absolute_url()
    sent = Dispatch.objects.get()
    assert sent.scan is not None
    assert sent.scan.claimed

    receipt = reverse("reports:dispatch_receipt", args=[sent.pk])
    early = {"received_on": "2024-05-05", "receipt": "某乙签收"}
    assert client.post(receipt, early).status_code == 400
    client.post(receipt, {"received_on": "2024-05-06", "receipt": "某乙签收"})
    shown = client.get(report.get_absolute_url()).content.decode()
    for words in ("区政府安委会办公室", "纸质送达", "某乙签收", sent.scan.get_absolute_url()):
        assert words in shown
    sent.refresh_from_db()
    assert sent.scan is not None

    void = reverse("reports:dispatch_void", args=[sent.pk])
    client.post(void, {"reason": "送错了单位"})
    assert "误录作废" in client.get(report.get_absolute_url()).content.decode()
    assert client.get(void).status_code == 404


def test_inside_the_system_it_lies_in_the_inbox_above_and_the_answer_comes_back(
    client, report, clerk, district
):
    above = make_user(Role.CLERK, district)
    actions.send(dispatch(report, channel=Dispatch.Channel.SYSTEM), by=clerk)
    delivery = Delivery.objects.get()
    assert (delivery.office, delivery.sender) == (district, report.office)
    assert delivery.digest == report.frozen.digest
    with pytest.raises(Refused, match="已经用本系统报过"):
        actions.send(dispatch(report, channel=Dispatch.Channel.SYSTEM), by=clerk)

    delivering.send_back(delivery, by=above, reason="第二项的数与台账不符")
    assert "第二项的数与台账不符" in client.get(report.get_absolute_url()).content.decode()
    again = actions.send(dispatch(report, channel=Dispatch.Channel.SYSTEM), by=clerk)
    delivering.accept(again.delivery, by=above)
    assert "已接收" in client.get(report.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="已经接收"):
        actions.void(again, by=clerk, reason="不报了")


def test_what_nobody_took_yet_is_withdrawn(report, clerk, district):
    sent = actions.send(dispatch(report, channel=Dispatch.Channel.SYSTEM), by=clerk)
    actions.void(sent, by=clerk, reason="发早了")
    assert Delivery.objects.get().state == Delivery.State.WITHDRAWN


def test_the_highest_office_has_nobody_above_it(client, district):
    clerk = make_user(Role.CLERK, district)
    report = make_issued(make_draft(district, APRIL), on=SIGNED).report
    with pytest.raises(Refused, match="没有上级机构"):
        actions.send(dispatch(report, channel=Dispatch.Channel.SYSTEM), by=clerk)
    client.force_login(clerk)
    page = client.get(reverse("reports:dispatch_new", args=[report.pk]))
    offered = [key for key, _ in page.context["form"].fields["channel"].choices]
    assert "system" not in offered
