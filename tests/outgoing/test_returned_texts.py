"""定稿回传: what was changed outside is found, adopted or sent back, and kept."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from reports.composing import Commission, compose
from reports.freezing.gates import doubts
from reports.freezing.issuing import issue
from reports.models import IssuedReport, ReturnedText
from reports.returning import actions
from reports.returning.comparing import compare
from reports.returning.marked import Sentence, composed_sentences, sent_sentences
from reports.review.files import text_of_file
from tests.factories.files import upload
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from tests.factories.reports import make_draft, make_passed, stand_in_files
from tests.outgoing.editing import edited, with_paragraph
from township_safety.desk.reference_data import load_list
from township_safety.documents.docx import render_docx
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)
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
    monkeypatch.setattr("reports.returning.marked.docx_of", lambda paper: render_docx(paper, {}))


@pytest.fixture
def office():
    office = make_office(name="青山乡", government_name="青山乡人民政府")
    for day in (3, 9, 20):
        make_hazard(office=office, found_on=date(2024, 4, day))
    return office


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def report(office):
    return make_passed(make_draft(office, APRIL))


def written(report):
    return render_docx(compose(Commission.of(report)).document, {})


def word(content, name="月报定稿.docx"):
    return upload(content, name)


def found_sentence(report):
    """The sentence that says how many hazards were found."""
    document = compose(Commission.of(report)).document
    for sentence in composed_sentences(document):
        if any(place.figure.key == "hazard.found" for place in sentence.figures):
            return sentence
    raise AssertionError("the report says nowhere what was found")


def taken(report, content, by):
    return actions.take_back(report, upload=word(content), by=by)


def test_every_figure_is_found_in_its_sentence(report):
    document = compose(Commission.of(report)).document
    for sentence in composed_sentences(document):
        for place in sentence.figures:
            assert sentence.text[place.start : place.end] == "".join(place.figure.text.split())


def test_an_untouched_file_differs_nowhere(report, clerk):
    returned = taken(report, written(report), clerk)
    assert returned.sentence_count == 0
    assert returned.figures == []


def test_a_changed_sentence_and_a_changed_figure_are_both_found(report, clerk):
    said = found_sentence(report)
    place = next(one for one in said.figures if one.figure.key == "hazard.found")
    assert place.figure.text == "3"
    wrong = f"{said.text[: place.start]}8{said.text[place.end :]}"
    document = compose(Commission.of(report)).document
    plain = next(
        one.text
        for one in composed_sentences(document)
        if not one.figures and "报告如下" in one.text
    )
    words = plain.replace("报告如下", "向你们报告如下")

    def change(text):
        return text.replace(said.text, wrong).replace(plain, words)

    content = edited(written(report), change)
    returned = taken(report, with_paragraph(content, "特此说明。"), clerk)

    (figure,) = returned.figures
    assert (figure["ledger"], figure["text"]) == ("3", "8")
    assert "排查" in figure["label"]
    assert figure["sentence"] == wrong
    changed = [(one["before"], one["after"]) for one in returned.deviations["changed"]]
    assert sorted(changed) == sorted([(plain, words), (said.text, wrong)])
    assert returned.deviations["added"] == ["特此说明。"]


def test_words_changed_around_a_figure_are_no_wrong_figure(report, clerk):
    said = found_sentence(report)
    content = edited(written(report), lambda text: text.replace("排查", "摸排"))
    returned = taken(report, content, clerk)
    assert said.text.replace("排查", "摸排") in {
        one["after"] for one in returned.deviations["changed"]
    }
    assert returned.figures == []


def test_a_sentence_left_out_is_named():
    three = [Sentence("甲。"), Sentence("乙来了。"), Sentence("丙。")]
    assert compare(three, [three[0], three[2]]).removed == ("乙来了。",)
    assert compare(three, three).changed == ()


def test_white_space_and_line_breaks_are_no_change():
    one = sent_sentences(text_of_file("定稿.docx", render_of("安全 生产\n")))
    assert [sentence.text for sentence in one] == ["安全生产"]


def render_of(text):
    import io

    import docx

    paper = docx.Document()
    paper.add_paragraph(text)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def test_the_adopted_file_is_what_is_issued(client, report, clerk, office):
    content = with_paragraph(written(report), "以上情况，特此报告。")
    returned = taken(report, content, clerk)
    actions.adopt(returned, by=clerk)
    before = compose(Commission.of(report)).document

    issued = issue(report, by=make_user(Role.DEPUTY, office), on=SIGNED, accept=True)

    assert issued.returned_file == returned.file
    assert issued.digest != returned.file.sha256
    assert issued.paper().title == before.title
    assert issued.figures.get(key="hazard.found", filters="", is_printed=True).text == "3"
    report.refresh_from_db()
    shown = client.get(report.get_absolute_url()).content.decode()
    assert returned.file.sha256 in shown
    answer = client.get(reverse("reports:word", args=[report.pk]))
    assert answer.content == content
    assert "特此报告" in text_of_file("定稿.docx", answer.content)


def test_numbers_off_the_ledger_are_adopted_only_with_a_reason(report, clerk):
    said = found_sentence(report)
    wrong = said.text.replace("3", "8", 1)
    content = edited(written(report), lambda text: text.replace(said.text, wrong))
    returned = taken(report, content, clerk)
    with pytest.raises(Refused, match="与台账不符"):
        actions.adopt(returned, by=clerk)
    actions.adopt(returned, by=clerk, reason="含区级部门在我乡排查的5处")
    told = doubts(report, compose(Commission.of(report)))
    assert any("与台账不符" in one for one in told)


def test_a_file_nobody_decided_on_and_a_ledger_that_went_on_hold_the_signature(
    report, clerk, office
):
    returned = taken(report, written(report), clerk)

    def told():
        return " ".join(doubts(report, compose(Commission.of(report))))

    assert "还没有处理" in told()
    actions.adopt(returned, by=clerk)
    assert "回传" not in told()
    make_hazard(office=office, found_on=date(2024, 4, 21))
    assert "重新上传核对" in told()


def test_sending_back_wants_a_reason_and_is_done_once(report, clerk):
    returned = taken(report, written(report), clerk)
    with pytest.raises(Refused, match="原因"):
        actions.refuse(returned, by=clerk, reason=" ")
    actions.refuse(returned, by=clerk, reason="第二段的数不对")
    with pytest.raises(Refused, match="已退回"):
        actions.adopt(returned, by=clerk)


def test_a_later_file_takes_the_place_of_the_adopted_one(report, clerk):
    first = actions.adopt(taken(report, written(report), clerk), by=clerk)
    second = taken(report, with_paragraph(written(report), "特此报告。"), clerk)
    actions.adopt(second, by=clerk)
    first.refresh_from_db()
    assert first.state == ReturnedText.State.REFUSED
    assert ReturnedText.objects.accepted_for(report) == second


def test_only_a_reviewed_report_takes_a_file(client, office, clerk):
    draft = make_draft(office, APRIL, by=clerk)
    where = reverse("reports:returned", args=[draft.pk])
    answer = client.post(where, {"file": word(written(draft))})
    assert answer.status_code == 400
    assert "核稿通过以后" in answer.content.decode()
    assert not ReturnedText.objects.exists()


def test_the_page_lists_what_differs_and_takes_the_decision(client, report, clerk):
    where = reverse("reports:returned", args=[report.pk])
    assert client.post(where, {}).status_code == 400
    assert client.post(where, {"file": word(b"no file", "a.docx")}).status_code == 400
    client.post(where, {"file": word(with_paragraph(written(report), "特此报告。"))})
    returned = ReturnedText.objects.get()
    shown = client.get(where).content.decode()
    assert "增加的句子" in shown
    assert "特此报告。" in shown

    client.post(reverse("reports:returned_decide", args=[returned.pk]), {"decision": "adopt"})
    assert "已采用为定稿" in client.get(where).content.decode()
    assert not IssuedReport.objects.exists()
