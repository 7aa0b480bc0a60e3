"""更正: a wrong number after sending, who else holds it, the 更正说明, the next report."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from reports import steps
from reports.composing import Commission, compose
from reports.correcting import actions
from reports.correcting.actions import Terms, Wrong
from reports.correcting.document import correction_document
from reports.correcting.forms import wrong_figures
from reports.correcting.holders import holders_of
from reports.freezing.sources import recomposed
from reports.models import Correction, Report
from tests.factories.hazards import make_hazard
from tests.factories.opinions import make_opinion
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_issued, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.documents.model import digest, plain_text
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Matter, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL, MAY, JUNE = (Period.of_month(2024, month) for month in (4, 5, 6))
SIGNED = date(2024, 5, 3)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-05-08 10:00+08:00", tick=False):
        yield


@pytest.fixture(autouse=True)
def _world(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    make_sector("fire", name="消防")
    load_list("report_templates")
    stand_in_files(monkeypatch)


@pytest.fixture
def office():
    found = make_office(name="青山乡", red_head_word="青政发", reports_to="区安委办")
    for day in (3, 9):
        make_hazard(office=found, found_on=date(2024, 4, day), description="插座破损")
    return found


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def report(office):
    return make_issued(make_draft(office, APRIL), on=SIGNED).report


def add_late(office):
    make_hazard(office=office, found_on=date(2024, 4, 20))


def found_change(report):
    return next(
        one
        for one in wrong_figures(report)
        if (one.figure.key, one.figure.filters) == ("hazard.found", "")
    )


def terms(**fields):
    said = {
        "addressee": "区安委办",
        "reason": "一条隐患登记迟了",
        "dated_on": date(2024, 5, 8),
    }
    return Terms(**(said | fields))


def drafted(report, by, **fields):
    change = found_change(report)
    return actions.draft(
        report, [Wrong(change.figure, change.now, "补录1条")], terms=terms(**fields), by=by
    )


def sent_out(report, clerk, office):
    return actions.send_out(drafted(report, clerk), by=make_user(Role.DEPUTY, office))


def test_a_right_report_has_nothing_to_correct(client, report, clerk):
    assert wrong_figures(report) == []
    page = client.get(reverse("reports:correction_new", args=[report.pk]))
    assert "没有要更正的数" in page.content.decode()


def test_the_page_says_what_differs_why_and_since_when(client, report, clerk, office):
    add_late(office)
    page = client.get(reverse("reports:correction_new", args=[report.pk]))
    (row,) = [
        (one, reason)
        for one, reason, _ in page.context["wrong"]
        if (one.figure.key, one.figure.filters) == ("hazard.found", "")
    ]
    assert (row[0].figure.text, row[0].now, row[1]) == ("2", "3", "补录1条")
    assert page.context["form"].initial["addressee"] == "区安委办"


def test_other_papers_with_the_same_question_are_listed(report, clerk, office):
    half = make_issued(
        make_draft(office, Period.of_half(2024, 1), code="half_year", cut_off=SIGNED), on=SIGNED
    )
    elsewhere = make_office(name="邻乡")
    make_issued(make_draft(elsewhere, APRIL), on=SIGNED)
    add_late(office)
    holders = holders_of([found_change(report).figure], user=clerk)
    assert {one.title for one in holders} == {str(half.report)}
    # The whole half-year has the days of April in it, and its table by month has April itself.
    assert {one.is_same for one in holders} == {True, False}


def test_the_same_days_in_another_report_are_the_same_number(report, clerk, office):
    add_late(office)
    again = steps.correct(report, by=clerk, reason="补录")
    make_issued(again, on=date(2024, 5, 8))
    figure = report.frozen.figures.get(key="hazard.found", filters="", first_day=date(2024, 4, 1))
    same = [one for one in holders_of([figure], user=clerk) if one.is_same]
    assert [one.said for one in same] == ["3处"]


def test_the_paper_states_old_and_new_number_reason_and_document_number(report, clerk, office):
    add_late(office)
    correction = sent_out(report, clerk, office)

    text = plain_text(actions.correction_document(correction, []))
    for words in (
        "更正说明",
        "《2024年4月安全生产工作月报告》",
        "区安委办",
        "一条隐患登记迟了",
        "补录1条",
    ):
        assert words in text
    line = correction.lines.get()
    assert (line.before, line.after) == ("2", "3")
    assert correction.number == "青政发〔2024〕1号"
    assert correction.digest == digest(actions.correction_document(correction, []))


def test_the_corrected_report_says_so_and_reads_as_before(client, report, clerk, office):
    before = digest(report.frozen.paper())
    add_late(office)
    assert Report.objects.get(pk=report.pk).status_label == "已签发"
    draft = drafted(report, clerk)
    assert Report.objects.get(pk=report.pk).status_label == "已签发"
    actions.send_out(draft, by=make_user(Role.DEPUTY, office))

    after = Report.objects.get(pk=report.pk)
    assert after.status_label == "已更正"
    assert digest(after.frozen.paper()) == before
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "已更正" in shown
    assert "青政发〔2024〕1号" in shown


def test_a_rate_states_its_sign_once(report, clerk, office):
    add_late(office)
    change = next(one for one in wrong_figures(report) if "%" in one.now)
    correction = actions.draft(report, [Wrong(change.figure, change.now)], terms=terms(), by=clerk)
    said = plain_text(correction_document(correction, list(correction.lines.all())))
    assert change.now in said
    assert said.count("%") == 2


def test_what_went_out_is_never_changed(report, clerk, office):
    add_late(office)
    correction = sent_out(report, clerk, office)
    for act in (
        lambda: actions.change(correction, terms=terms(), by=clerk),
        lambda: actions.drop(correction, by=clerk),
        lambda: actions.send_out(correction, by=make_user(Role.DEPUTY, office)),
    ):
        with pytest.raises(Refused, match="已经印发"):
            act()


def test_numbers_go_on_after_those_of_reports_and_none_is_given_twice(report, clerk, office):
    add_late(office)
    first = sent_out(report, clerk, office)
    second = drafted(report, clerk, number="青政发〔2024〕9号")
    deputy = make_user(Role.DEPUTY, office)
    assert actions.send_out(second, by=deputy).number == "青政发〔2024〕9号"
    third = drafted(report, clerk)
    Correction.objects.filter(pk=third.pk).update(number="")
    assert actions.send_out(third, by=deputy).number == "青政发〔2024〕2号"
    assert first.number == "青政发〔2024〕1号"


def test_without_a_word_a_number_must_be_typed(report, clerk, office):
    add_late(office)
    office.red_head_word = ""
    office.save()
    draft = drafted(report, clerk)
    deputy = make_user(Role.DEPUTY, office)
    with pytest.raises(Refused, match="发文代字"):
        actions.send_out(draft, by=deputy)
    actions.change(draft, terms=terms(number="青办〔2024〕3号"), by=clerk)
    assert actions.send_out(draft, by=deputy).number == "青办〔2024〕3号"


def test_a_clerk_needs_the_leader_s_opinion(report, clerk, office):
    add_late(office)
    draft = drafted(report, clerk)
    with pytest.raises(Refused, match="领导意见"):
        actions.send_out(draft, by=clerk)
    opinion = make_opinion(Matter.REPORT, office=office, by=clerk, decided_on=date(2024, 5, 8))
    assert actions.send_out(draft, by=clerk, opinion=opinion).opinion == opinion


@pytest.mark.parametrize(
    ("day", "problem"), [(date(2024, 5, 2), "早于报告签发"), (date(2024, 5, 9), "在今天之后")]
)
def test_the_date_lies_between_signature_and_today(report, clerk, office, day, problem):
    add_late(office)
    with pytest.raises(Refused, match=problem):
        drafted(report, clerk, dated_on=day)
    assert drafted(report, clerk, dated_on=SIGNED).pk


# The next report


def may_text(office):
    return plain_text(compose(Commission.of(make_draft(office, MAY))).document)


def test_the_next_report_tells_the_correction_and_the_one_after_does_not(report, clerk, office):
    add_late(office)
    assert "上期更正" not in plain_text(
        compose(Commission.of(make_draft(office, APRIL, code="monthly"))).document
    )
    sent_out(report, clerk, office)
    may = make_draft(office, MAY)
    text = plain_text(compose(Commission.of(may)).document)
    assert "上期更正：" in text
    assert "原为2" in text
    assert "更正为3" in text
    assert "（青政发〔2024〕1号）" in text
    june = make_draft(office, JUNE)
    assert "上期更正" in plain_text(compose(Commission.of(june)).document)

    issued = make_issued(may, on=date(2024, 6, 3))
    assert "上期更正" not in plain_text(compose(Commission.of(june)).document)
    assert digest(recomposed(issued).document) == issued.digest


def test_a_report_issued_anew_is_told_as_corrected_too(report, clerk, office):
    add_late(office)
    make_issued(steps.correct(report, by=clerk, reason="补录"), on=date(2024, 5, 8))
    text = may_text(office)
    assert "上期更正：" in text
    assert "更正为3" in text


def test_a_draft_of_a_correction_is_told_nowhere(report, clerk, office):
    add_late(office)
    drafted(report, clerk)
    assert "上期更正" not in may_text(office)


# Pages


def test_the_pages_lead_from_the_wrong_number_to_the_paper(client, report, clerk, office):
    add_late(office)
    where = reverse("reports:correction_new", args=[report.pk])
    number = found_change(report).figure.number
    said = {"addressee": "区安委办", "reason": "登记迟了", "dated_on": "2024-05-08", "number": ""}
    assert client.post(where, said).status_code == 400
    answer = client.post(where, {**said, "figures": [number]})
    correction = Correction.objects.get()
    assert answer.url == correction.get_absolute_url()
    shown = client.get(answer.url).content.decode()
    assert "更正数据" in shown

    client.post(answer.url, {**said, "reason": "复查时补登"})
    assert "复查时补登" in client.get(answer.url).content.decode()

    leader = make_user(Role.LEADER, office)
    issue = reverse("reports:correction_issue", args=[correction.pk])
    assert client.post(issue, {}).status_code == 400
    client.post(
        issue,
        {
            "opinion_leader": leader.pk,
            "opinion_on": "2024-05-08",
            "opinion_way": "oral",
            "opinion_words": "同意更正",
        },
    )
    correction.refresh_from_db()
    assert correction.is_issued
    assert correction.opinion.words == "同意更正"
    assert client.get(issue).url == correction.get_absolute_url()
    assert client.post(answer.url, said).status_code == 403


def test_a_draft_can_be_dropped(client, report, clerk, office):
    add_late(office)
    correction = drafted(report, clerk)
    where = reverse("reports:correction_drop", args=[correction.pk])
    assert client.post(where).url == report.get_absolute_url()
    assert not Correction.objects.exists()


def test_files_are_made_from_the_paper(client, report, clerk, office, monkeypatch):
    monkeypatch.setattr("reports.views.corrections.pdf_of", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("reports.views.corrections.docx_of", lambda *_: b"PK")
    add_late(office)
    correction = drafted(report, clerk)
    for name, start in (("pdf", b"%PDF-"), ("word", b"PK")):
        answer = client.get(reverse(f"reports:correction_{name}", args=[correction.pk]))
        assert answer.content == start


def test_a_draft_report_is_not_corrected_but_changed(client, office, clerk):
    draft = make_draft(office, APRIL, by=clerk)
    answer = client.get(reverse("reports:correction_new", args=[draft.pk]), follow=True)
    assert "直接改即可" in answer.content.decode()
    with pytest.raises(Refused, match="还没有签发"):
        actions.draft(draft, [], terms=terms(), by=clerk)
