"""The way of a report on its pages, and the issued one as it is served from what was kept."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards import actions as hazard_actions
from hazards.corrections import correct as correct_hazard
from reports import steps
from reports.models import IssuedReport, Report, ReportSettings
from tests.factories.files import distinct_picture, upload
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_issued, make_passed, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.organisation import opinions
from township_safety.organisation.models import (
    LeaderOpinion,
    Matter,
    OpinionRule,
    PrintedForm,
    Role,
)
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL, MAY = (Period.of_month(2024, month) for month in (4, 5))
SIGNED = date(2024, 5, 6)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-06 12:00+08:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def _world(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    make_sector("fire", name="消防")
    load_list("report_templates")
    stand_in_files(monkeypatch)


@pytest.fixture
def office():
    return make_office(name="青山乡", government_name="青山乡人民政府")


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def april(office, **days):
    return make_draft(office, APRIL, **days)


def step_url(report, step):
    return reverse("reports:step", args=[report.pk, step])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def page(client, report):
    return text(client.get(report.get_absolute_url()))


def later(day="2024-05-08 09:00+08:00"):
    return time_machine.travel(day, tick=False)


# Steps


def test_the_page_offers_whose_turn_it_is(client, office, clerk):
    report = april(office, by=clerk)
    assert step_url(report, "submit") in page(client, report)

    client.post(step_url(report, "submit"))
    shown = page(client, report)
    assert "待核稿" in shown
    assert step_url(report, "pass") not in shown
    client.force_login(make_user(Role.CLERK, office))
    assert step_url(report, "pass") in page(client, report)


def test_a_draft_sent_back_says_why(client, office, clerk):
    report = steps.submit(april(office, by=clerk), by=clerk)
    client.force_login(make_user(Role.DEPUTY, office))

    assert client.post(step_url(report, "return"), {"reason": ""}).status_code == 400
    client.post(step_url(report, "return"), {"reason": "数字没有核对"})

    shown = page(client, report)
    assert "数字没有核对" in shown
    assert "草稿" in shown


def test_nothing_is_written_into_a_report_under_review(client, office, clerk):
    report = steps.submit(april(office, by=clerk), by=clerk)
    data = {"slot": "opening", "text": "改一改", "version": 0}
    answer = client.post(reverse("reports:slot", args=[report.pk]), data)
    assert answer.status_code == 400
    assert "待核稿" in answer.content.decode()


def test_a_step_that_is_not_due_is_said(client, office, clerk):
    report = april(office, by=clerk)
    answer = client.get(step_url(report, "issue"), follow=True)
    assert "不能签发" in answer.content.decode()
    assert client.get(step_url(report, "burn")).status_code == 404


def test_the_deputy_signs_in_the_system(client, office):
    report = make_passed(april(office))
    client.force_login(make_user(Role.DEPUTY, office))
    form = client.get(step_url(report, "issue")).context["form"]

    said = {"on": "2024-05-06", "seen": form["seen"].value()}
    answer = client.post(step_url(report, "issue"), said)
    assert "还没有填写" in answer.content.decode()
    answer = client.post(step_url(report, "issue"), {**said, "accept": "on"})

    assert answer.url == report.get_absolute_url()
    assert IssuedReport.objects.get().report_id == report.pk


def test_the_clerk_records_what_the_leader_signed_on_paper(client, office, clerk):
    leader = make_user(Role.LEADER, office)
    always = OpinionRule.Demand.ALWAYS
    opinions.set_rule(office, Matter.REPORT, demand=always, must_confirm=True, by=clerk)
    report = make_passed(april(office))
    said = {"on": "2024-05-06", "accept": "on"}

    answer = client.post(step_url(report, "issue"), said)
    assert "签批领导" in answer.content.decode()
    said |= {
        "opinion_leader": leader.pk,
        "opinion_on": "2024-05-06",
        "opinion_way": "paper",
        "opinion_words": "同意报送",
        "opinion_scan": upload(distinct_picture(), "审签单.jpg"),
    }
    client.post(step_url(report, "issue"), said)

    opinion = LeaderOpinion.objects.get()
    assert (opinion.leader, opinion.words) == (leader, "同意报送")
    assert opinion.scan is not None
    shown = page(client, report)
    assert "同意报送" in shown
    assert opinion.scan.get_absolute_url() in shown

    client.force_login(leader)
    assert "同意报送（待领导确认）" in page(client, report)
    for url in (f"{reverse('opinions')}?state=mine", opinion.get_absolute_url()):
        assert report.get_absolute_url() in text(client.get(url))
    client.post(reverse("opinion_confirm", args=[opinion.pk]))
    assert "待领导确认" not in page(client, report)


def test_an_opinion_of_a_refused_signature_is_taken_back(client, office, clerk):
    report = make_passed(april(office))
    said = {
        "on": "2024-05-06",
        "seen": "0" * 64,
        "accept": "on",
        "opinion_leader": make_user(Role.LEADER, office).pk,
        "opinion_on": "2024-05-06",
        "opinion_way": "oral",
        "opinion_words": "同意",
    }
    answer = client.post(step_url(report, "issue"), said)

    assert answer.status_code == 400
    assert "再看一遍" in answer.content.decode()
    assert not LeaderOpinion.objects.exists()


def test_figures_that_moved_after_the_review_are_said(client, office, clerk):
    report = make_passed(april(office))
    assert "与核稿时不同" not in page(client, report)
    make_hazard(office=office, found_on=date(2024, 4, 3))
    assert "与核稿时不同" in page(client, report)


def test_the_administrator_settles_how_reports_are_reviewed(client, office):
    client.force_login(make_user(Role.ADMIN, office))
    client.post(reverse("reports:settings"), {"same_person_may_review": "on"})
    kept = ReportSettings.of(office.pk)
    assert (kept.same_person_may_review, kept.prints_digest) == (True, False)


def duties(client):
    return {duty.label: duty.number for duty in client.get(reverse("home")).context["duties"]}


def test_the_start_page_says_whose_turn_it_is(client, office, clerk):
    report = april(office, by=clerk)
    colleague, deputy = make_user(Role.CLERK, office), make_user(Role.DEPUTY, office)
    steps.submit(report, by=clerk)
    assert "报告待核稿" not in duties(client)
    client.force_login(colleague)
    assert duties(client)["报告待核稿"] == 1
    assert list(client.get(f"{reverse('reports:list')}?state=review").context["page"]) == [report]

    steps.pass_review(report, by=colleague)
    client.force_login(deputy)
    found = duties(client)
    assert (found["报告待签发"], "报告待核稿" in found) == (1, False)
    steps.send_back(report, by=deputy, reason="改一改")
    client.force_login(clerk)
    assert duties(client)["报告被退回"] == 1
    steps.submit(report, by=clerk)
    assert "报告被退回" not in duties(client)


# Served as kept


def test_the_issued_page_and_its_files_stay_while_the_ledger_goes_on(client, office, clerk):
    hazard = make_hazard(office=office, found_on=date(2024, 4, 3), description="通道堵塞")
    report = make_issued(april(office)).report
    url = report.get_absolute_url()
    files = [reverse(f"reports:{kind}", args=[report.pk]) for kind in ("pdf", "word")]
    before = [client.get(file).content for file in files]
    number = report.frozen.figures.get(key="hazard.found", filters="", is_printed=True).number
    figure = reverse("reports:issued_figure", args=[report.pk, number])
    paper = client.get(url).context["paper"]
    assert figure in paper
    assert "写上级部署" not in paper

    leader = make_user(Role.LEADER, office)
    hazard_actions.void(hazard, by=leader, on=SIGNED, reason="重复登记")
    make_hazard(office=office, found_on=date(2024, 4, 4), description="后来补的")

    assert client.get(url).context["paper"] == paper
    assert [client.get(file).content for file in files] == before
    shown = text(client.get(figure))
    assert "通道堵塞" in shown
    assert "后来补的" not in shown
    rows = client.get(reverse("reports:issued_figure_rows", args=[report.pk, number]))
    assert rows.content.startswith(b"PK")


def test_a_figure_that_was_not_kept_is_not_found(client, office, clerk):
    report = make_issued(april(office)).report
    assert client.get(reverse("reports:issued_figure", args=[report.pk, 99999])).status_code == 404
    assert (
        client.get(reverse("reports:changes", args=[make_draft(office, MAY).pk])).status_code == 404
    )


def test_the_changes_since_name_each_row_and_who_did_it(client, office, clerk):
    void, edited, fixed, claimed = (
        make_hazard(office=office, found_on=date(2024, 4, day), description=f"隐患第{day}处")
        for day in (3, 4, 5, 6)
    )
    report = make_issued(april(office)).report
    leader = make_user(Role.LEADER, office, full_name="某丙")
    with later():
        client.force_login(clerk)
        hazard_actions.void(void, by=leader, on=date(2024, 5, 8), reason="重复登记")
        correct_hazard(
            edited,
            by=clerk,
            on=date(2024, 5, 8),
            reason="写错了",
            values={"description": "改过的描述"},
        )
        make_hazard(office=office, found_on=date(2024, 4, 9), description="补录的", by=clerk)
        hazard_actions.claim(claimed, by=clerk, on=date(2024, 4, 20), measures="已更换")
        shown = text(client.get(reverse("reports:changes", args=[report.pk])))
        changes = client.get(reverse("reports:changes", args=[report.pk])).context["changes"]

    found = next(one for one in changes.figures if one.figure.key == "hazard.found")
    assert (found.figure.text, found.now) == ("4", "4")
    assert {row.why for row in found.rows} == {"补录", "误录作废"}
    assert {row.who for row in found.rows} == {"某丙", str(clerk)}
    assert "隐患第4处 → 改过的描述" in shown
    assert "<strong>4处</strong>" in shown
    assert "%%" not in shown
    assert "）%" not in shown
    (done,) = next(one for one in changes.figures if one.figure.key == "hazard.rectified").rows
    assert (done.label, done.why, done.who) == (str(claimed), "补录", str(clerk))
    assert {row.who for row in changes.rows} == {"某丙", str(clerk)}
    assert all(row.at for row in changes.rows)
    assert str(fixed) not in {row.label for row in changes.rows}


def test_nothing_changed_is_said(client, office, clerk):
    make_hazard(office=office, found_on=date(2024, 4, 3))
    report = make_issued(april(office)).report
    assert "没有变化" in text(client.get(reverse("reports:changes", args=[report.pk])))


def test_two_versions_show_figures_and_sentences_that_differ(client, office, clerk):
    hazards = [make_hazard(office=office, found_on=date(2024, 4, day)) for day in (3, 4)]
    old = make_issued(april(office)).report
    client.post(step_url(old, "correct"), {"reason": "一处登记重复"})
    new = Report.objects.get(corrects=old)
    assert "更正的新版本正在办理" in page(client, old)
    leader = make_user(Role.LEADER, office)
    hazard_actions.void(hazards[0], by=leader, on=SIGNED, reason="重复登记")
    make_issued(new, on=SIGNED)

    assert "已更正" in page(client, old)
    answer = client.get(reverse("reports:versions", args=[old.pk]))
    (step,) = answer.context["steps"]
    assert ("隐患.排查数", "2处", "1处") in step["figures"]
    assert any("发现2处" in before and "发现1处" in after for before, after in step["sentences"])


def test_bridge_and_reconciliation_have_their_pages(client, office, clerk):
    make_issued(april(office))
    report = make_draft(office, MAY)
    assert "上期期末未整改" in text(client.get(reverse("reports:bridge", args=[report.pk])))
    half = make_draft(office, Period.of_half(2024, 1), code="half_year")
    url = reverse("reports:reconciliation", args=[half.pk])
    assert "隐患.排查数" in text(client.get(url))
    excel = client.get(reverse("reports:reconciliation_excel", args=[half.pk]))
    assert excel.content.startswith(b"PK")
    month = reverse("reports:reconciliation", args=[report.pk])
    assert "没有口径核对表" in text(client.get(month))


def test_the_approval_sheet_bears_names_and_a_code(client, office, clerk, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "reports.views.approval.pdf_of_many",
        lambda forms, **_: drawn.extend(forms) or b"%PDF-1.7",
    )
    report = make_passed(april(office, by=clerk))
    client.get(reverse("reports:approval_pdf", args=[report.pk]))

    (form,) = drawn
    assert form.code == PrintedForm.objects.get().code
    assert form.name == "报告审签单"
    words = str(form.blocks)
    assert str(clerk) in words
    assert "签发人（签名）" in words
