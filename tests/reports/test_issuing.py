"""签发、定稿: an issued report is kept as it was, whatever the ledger does afterwards."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command

from hazards import actions as hazard_actions
from hazards.workflow import Status
from reports import steps
from reports.figures import Request, Scope, value
from reports.freezing import issuing, keeping
from reports.freezing.issuing import Doubtful, issue
from reports.freezing.sources import recomposed, request_of, value_of
from reports.freezing.text import relinked, unlinked, with_digest
from reports.identities import weights_kept, weights_now
from reports.models import IssuedReport, IssuedRow, Report, ReportSettings
from reports.models.numbers import read_numbers, write_numbers
from reports.workflow import Step, offered
from tests.factories.hazards import make_count, make_hazard
from tests.factories.opinions import make_opinion
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_issued, make_passed, stand_in_files
from township_safety.desk.reference_data import load_list
from township_safety.documents.model import digest, figures, to_json
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, LeaderOpinion, Matter, Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL, MAY = (Period.of_month(2024, month) for month in (4, 5))
SIGNED = date(2024, 5, 6)


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
def office():
    return make_office(name="青山乡", government_name="青山乡人民政府")


def april(office, **days):
    return make_draft(office, APRIL, **days)


def hazards_of_april(office, number=3):
    village = make_village(office=office)
    return [
        make_hazard(office=office, village=village, found_on=date(2024, 4, day))
        for day in range(2, 2 + number)
    ]


# The way to the signature


def test_the_way_from_draft_to_signature(office):
    drafter, colleague = (make_user(Role.CLERK, office) for _ in range(2))
    deputy = make_user(Role.DEPUTY, office)
    report = april(office, by=drafter)

    assert offered(report, drafter) == [Step.SUBMIT]
    report = steps.submit(report, by=drafter)
    assert report.get_state_display() == "待核稿"
    assert offered(report, drafter) == [Step.RETURN]
    assert offered(report, colleague) == [Step.PASS, Step.RETURN]
    report = steps.pass_review(report, by=colleague)
    assert report.get_state_display() == "待签发"
    issued = issue(report, by=deputy, on=SIGNED, accept=True)

    report.refresh_from_db()
    assert report.status_label == "已签发"
    assert [event.step for event in report.events.all()] == ["submit", "pass", "issue"]
    assert issued.issued_by == deputy
    said = report.events.last(Step.ISSUE).opinion
    assert (said.leader, said.way, said.matter) == (deputy, LeaderOpinion.Way.SYSTEM, Matter.REPORT)
    assert AuditEvent.objects.filter(action="报告签发", target_id=str(report.pk)).exists()


def test_the_drafter_reviews_the_own_text_only_where_the_office_allows_it(office):
    drafter = make_user(Role.CLERK, office)
    report = steps.submit(april(office, by=drafter), by=drafter)

    with pytest.raises(Refused, match="另一位同事核稿"):
        steps.pass_review(report, by=drafter)
    ReportSettings.objects.create(office=office, same_person_may_review=True)
    assert steps.pass_review(report, by=drafter).state == Report.State.REVIEWED


def test_who_sent_it_in_does_not_review_it_either(office):
    drafter, sender = (make_user(Role.CLERK, office) for _ in range(2))
    report = steps.submit(april(office, by=drafter), by=sender)

    assert Step.PASS not in offered(report, sender)
    assert Step.PASS not in offered(report, drafter)


@pytest.mark.parametrize("is_passed", [False, True])
def test_sent_back_with_a_reason_it_is_a_draft_again(office, is_passed):
    report = steps.submit(april(office), by=make_user(Role.CLERK, office))
    reviewer = make_user(Role.DEPUTY, office)
    if is_passed:
        report = steps.pass_review(report, by=make_user(Role.CLERK, office))

    with pytest.raises(Refused, match="退回的原因"):
        steps.send_back(report, by=reviewer, reason="  ")
    report = steps.send_back(report, by=reviewer, reason="第二部分太长")

    assert report.is_draft
    assert report.events.last(Step.RETURN).note == "第二部分太长"


@pytest.mark.parametrize("state", ["draft", "review", "issued"])
def test_only_a_reviewed_report_is_signed(office, state):
    report = april(office)
    Report.objects.filter(pk=report.pk).update(state=state)
    report.refresh_from_db()

    with pytest.raises(Refused, match="不能签发"):
        issue(report, by=make_user(Role.LEADER, office), on=SIGNED, accept=True)
    assert not IssuedReport.objects.exists()


def test_a_clerk_signs_only_with_the_leaders_word(office):
    clerk = make_user(Role.CLERK, office)
    report = make_passed(april(office))

    with pytest.raises(Refused, match="须有领导意见"):
        issue(report, by=clerk, on=SIGNED, accept=True)
    opinion = make_opinion(Matter.REPORT, office=office, by=clerk, decided_on=SIGNED)
    issue(report, by=clerk, on=SIGNED, opinion=opinion, accept=True)

    assert report.events.last(Step.ISSUE).opinion == opinion


def test_an_opinion_of_another_matter_or_a_later_day_does_not_do(office):
    clerk = make_user(Role.CLERK, office)
    report = make_passed(april(office))
    other = make_opinion(Matter.VOID, office=office, by=clerk, decided_on=date(2024, 5, 1))
    later = make_opinion(Matter.REPORT, office=office, by=clerk, decided_on=SIGNED)

    with pytest.raises(Refused, match="不是给本单位签发报告的"):
        issue(report, by=clerk, on=SIGNED, opinion=other, accept=True)
    with pytest.raises(Refused, match="晚于签发日期"):
        issue(report, by=clerk, on=date(2024, 5, 5), opinion=later, accept=True)


@pytest.mark.parametrize(
    ("on", "words"), [(date(2024, 5, 7), "在今天之后"), (date(2024, 4, 29), "早于数据截至日")]
)
def test_a_day_that_cannot_be_is_refused(office, on, words):
    report = make_passed(april(office))
    with pytest.raises(Refused, match=words):
        issue(report, by=make_user(Role.LEADER, office), on=on, accept=True)


@pytest.mark.parametrize("on", [date(2024, 4, 30), SIGNED])
def test_it_is_signed_from_the_cut_off_on(office, on):
    report = make_passed(april(office))
    assert issue(report, by=make_user(Role.LEADER, office), on=on, accept=True).issued_on == on


def test_people_of_another_office_or_without_the_right_take_no_step(office):
    report = steps.submit(april(office), by=make_user(Role.CLERK, office))
    for person in (
        make_user(Role.CLERK, make_office()),
        make_user(Role.VIEWER, office),
        make_user(Role.VILLAGE, office),
    ):
        assert offered(report, person) == []
        with pytest.raises(Refused, match="没有核稿通过的权限"):
            steps.pass_review(report, by=person)


def test_doubts_stop_the_signature_until_they_are_accepted(office):
    report = make_passed(april(office))
    leader = make_user(Role.LEADER, office)

    with pytest.raises(Doubtful, match="还没有填写") as doubtful:
        issue(report, by=leader, on=SIGNED)
    # Passages of which the template says that they may be left out.
    assert not [said for said in doubtful.value.found if "“导语”" in said or "“结尾”" in said]
    assert issue(report, by=leader, on=SIGNED, accept=True)


def test_what_was_seen_is_what_is_signed(office):
    report = make_passed(april(office))
    leader = make_user(Role.LEADER, office)
    seen = report.events.last(Step.PASS).digest
    hazards_of_april(office)

    with pytest.raises(Refused, match="再看一遍"):
        issue(report, by=leader, on=SIGNED, seen=seen, accept=True)
    assert not IssuedReport.objects.exists()


def test_a_ledger_that_moves_meanwhile_is_read_again(office, monkeypatch):
    report = make_passed(april(office))
    leader = make_user(Role.LEADER, office)
    told = []

    def tell(step):
        told.append(step)
        if len(told) == told.index(issuing.STEPS[0]) + 4:
            hazards_of_april(office)

    issued = issue(report, by=leader, on=SIGNED, accept=True, tell=tell)

    assert told.count(issuing.STEPS[0]) == 2
    assert issued.figures.get(key="hazard.found", filters="", is_printed=True).text == "3"


# What is kept


def test_the_issued_text_stays_while_the_ledger_goes_on(office):
    first, second, third = hazards_of_april(office)
    issued = make_issued(april(office))
    before = (to_json(issued.paper()), issued.digest, issued.pdf.sha256, issued.docx.sha256)
    asked = Request("hazard.found", Scope((office.pk,), APRIL))
    clerk = make_user(Role.CLERK, office)

    hazard_actions.void(first, by=make_user(Role.LEADER, office), on=SIGNED, reason="重复")
    hazard_actions.claim(second, by=clerk, on=date(2024, 4, 20), measures="已更换")
    make_hazard(office=office, found_on=date(2024, 4, 9))
    make_hazard(office=office, found_on=date(2024, 4, 9))

    issued = IssuedReport.objects.get()
    assert (to_json(issued.paper()), issued.digest, issued.pdf.sha256, issued.docx.sha256) == before
    assert value("hazard.found", asked.scope).number == 4
    kept = issued.figures.get(key="hazard.found", filters="", first_day=APRIL.first_day)
    assert kept.exact == 3
    assert {uid for _, uid in weights_kept(kept)} == {first.uid, second.uid, third.uid}


def test_composing_again_from_what_is_kept_gives_the_same_text(office):
    hazards = hazards_of_april(office)
    make_count(office=office, on=date(2024, 4, 3), found=7, rectified=2)
    issued = make_issued(april(office))
    hazard_actions.void(hazards[0], by=make_user(Role.LEADER, office), on=SIGNED, reason="重复")
    office.name, office.government_name = "绿水乡", "绿水乡人民政府"
    office.save()
    template = issued.report.template
    template.title, template.blocks = "别的标题", []
    template.save()
    make_sector("road", name="道路")

    issued = IssuedReport.objects.get()
    again = recomposed(issued).document

    assert to_json(again) == issued.document
    assert digest(again) == issued.digest


def test_the_command_writes_an_issued_report_again(office):
    hazards_of_april(office)
    issued = make_issued(april(office))
    make_hazard(office=office, found_on=date(2024, 4, 9))

    answer = io.StringIO()
    call_command("report", issued=issued.report_id, format="json", stdout=answer)

    said = json.loads(answer.getvalue())
    assert (said["document"], said["digest"]) == (issued.document, issued.digest)


def test_the_command_names_what_it_cannot_find(office):
    with pytest.raises(CommandError, match="没有编号为7"):
        call_command("report", issued=7, format="json")
    with pytest.raises(CommandError, match="--issued"):
        call_command("report", format="json")


def test_the_text_is_kept_without_addresses_and_keys_of_the_database(office):
    hazards_of_april(office)
    issued = make_issued(april(office))

    assert not any(run.href for run in figures(issued.paper()))
    assert len(issued.runs) == len(list(figures(issued.paper())))
    assert all(issued.runs)


def test_each_printed_number_is_the_one_of_its_kept_figure(office):
    hazards_of_april(office)
    issued = make_issued(april(office))
    kept = {figure.number: figure for figure in issued.figures.all()}

    for run, number in zip(figures(issued.paper()), issued.runs, strict=True):
        assert kept[number].key == run.key
        assert kept[number].is_printed


def test_kept_answers_read_back_as_the_figures_gave_them(office):
    hazards_of_april(office)
    make_count(office=office, on=date(2024, 4, 3), found=7, rectified=2)
    issued = make_issued(april(office))

    for figure in issued.figures.all():
        asked = request_of(figure)
        assert value_of(figure) == value(asked.key, asked.scope)


def test_each_row_is_kept_once_with_its_columns(office):
    hazard, *_ = hazards_of_april(office)
    issued = make_issued(april(office))

    row = issued.rows.get(row_uid=hazard.uid)
    assert hazard.number in row.cells.values()
    assert row.cells["村（居）"] == hazard.village.name
    assert issued.rows.filter(model="hazards.hazard").count() == 3
    lists = [each for figure in issued.figures.all() for each in figure.lists.all()]
    assert all(each.is_complete for each in lists)
    assert sum(row.number in each.row_numbers() for each in lists) > 1


def test_rows_beyond_the_limit_are_kept_as_counts_and_a_hash(office, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_ROWS", 2)
    hazards_of_april(office)
    issued = make_issued(april(office))

    figure = issued.figures.get(key="hazard.found", filters="", first_day=APRIL.first_day)
    (kept,) = figure.lists.all()
    assert (kept.is_complete, kept.count, kept.per_office) == (False, 3, {"青山乡": 3})
    uids = [uid for _, uid in weights_now(Request("hazard.found", Scope((office.pk,), APRIL)))]
    assert kept.digest == keeping.digest_of(uids)
    assert weights_kept(figure) is None
    assert not IssuedRow.objects.filter(model="hazards.hazard").exists()


def test_counted_entries_keep_what_each_adds(office):
    count = make_count(office=office, on=date(2024, 4, 3), found=7, rectified=2)
    issued = make_issued(april(office))

    closing = issued.figures.get(key="hazard.remaining", filters="", first_day=APRIL.first_day)
    assert weights_kept(closing) == {("hazards.hazardcount", count.uid): 5}


def test_files_carry_the_digest_where_the_office_wants_it(office, monkeypatch):
    printed = []
    monkeypatch.setattr(
        issuing, "pdf_of", lambda document, **_: printed.append(document) or b"%PDF-1.7\n%%EOF\n"
    )
    ReportSettings.objects.create(office=office, prints_digest=True)
    issued = make_issued(april(office))

    assert printed == [with_digest(issued.paper(), issued.digest)]
    assert issued.digest[:16] in printed[0].blocks[-1].runs[0].text

    ReportSettings.objects.update(prints_digest=False)
    answer = io.StringIO()
    call_command("report", issued=issued.report_id, format="html", stdout=answer)
    assert f"校验码（SHA-256）：{issued.digest[:16]}" in answer.getvalue()


def test_links_of_kept_figures_are_put_back_in_reading_order(office):
    hazards_of_april(office)
    paper = make_issued(april(office)).paper()
    order = iter(range(1, 1000))

    linked = relinked(paper, lambda _: f"/{next(order)}/")

    links = [run.href for run in figures(linked)]
    assert links == [f"/{number}/" for number in range(1, len(links) + 1)]
    assert unlinked(linked) == paper


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([5], "5"), ([1, 2, 3], "1-3"), ([9, 1, 2, 4, 4], "1-2,4,9")],
)
def test_row_numbers_are_written_short_and_read_back(numbers, text):
    assert write_numbers(numbers) == text
    assert read_numbers(text) == sorted(set(numbers))


# The next version, the next report


def test_a_corrected_report_keeps_its_old_version(office):
    clerk, leader = make_user(Role.CLERK, office), make_user(Role.LEADER, office)
    hazards = hazards_of_april(office)
    old = make_issued(april(office), on=date(2024, 4, 30)).report

    with pytest.raises(Refused, match="为什么要更正"):
        steps.correct(old, by=clerk, reason="")
    new = steps.correct(old, by=clerk, reason="一处隐患登记重复")
    assert (new.version, new.corrects, new.is_draft) == (2, old, True)
    assert (new.first_day, new.last_day) == (old.first_day, old.last_day)
    old.refresh_from_db()
    assert old.status_label == "已签发"
    with pytest.raises(Refused, match="新版本已经有了"):
        steps.correct(old, by=clerk, reason="再来")

    hazard_actions.void(hazards[0], by=leader, on=SIGNED, reason="重复")
    make_issued(new, on=SIGNED)

    old = Report.objects.get(pk=old.pk)
    assert old.status_label == "已更正"
    assert list(Report.objects.standing()) == [new]
    assert old.frozen.figures.get(key="hazard.found", filters="", is_printed=True).text == "3"


def test_an_issued_period_is_not_begun_again(office):
    report = make_issued(april(office)).report
    assert april(office) == report


def test_the_next_report_begins_on_the_day_after_the_cut_off(office):
    make_issued(april(office, cut_off=date(2024, 4, 27)), on=date(2024, 4, 28))
    assert make_draft(office, MAY).first_day == date(2024, 4, 28)


def test_closed_hazards_change_nothing_in_what_was_kept(office):
    make_hazard(Status.CLOSED, office=office, found_on=date(2024, 4, 3))
    issued = make_issued(april(office))
    assert issued.figures.get(key="hazard.rectified", filters="", is_printed=True).exact == 1
