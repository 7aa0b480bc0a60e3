"""Proof on paper for meetings, trainings, drills: lists, forms, agreed tasks, on their pages."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.factories.activities import make_drill, make_meeting, make_publicity, make_training
from tests.factories.files import make_photo
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency
from township_safety.activities.agreeing import agree, finish
from township_safety.activities.attaching import attach
from township_safety.activities.attending import Person, expect, sign_in
from township_safety.activities.models import Attendee, MeetingTask
from township_safety.activities.paper.catalogue import paper_of, papers_of
from township_safety.documents.model import pictures_of, plain_text
from township_safety.organisation.actions import Refused, void_row
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 20)
MADE = {
    "meetings": make_meeting,
    "trainings": make_training,
    "drills": make_drill,
    "publicity": make_publicity,
}


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2024-03-20 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office(government_name="测试乡人民政府")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def text_of(row, slug):
    return "\n".join(plain_text(form) for form in paper_of(row, slug).draw(row))


def make_task(meeting, by, **fields):
    fields = {"text": "排查渡口", "responsible": "农业站", "due_on": date(2024, 3, 31)} | fields
    return agree(MeetingTask(**fields), meeting=meeting, by=by)


class TestAttendancePage:
    def test_list_from_registers_and_typed_then_signed(self, client, office, clerk):
        village = make_village(office=office, name="东村")
        agency = make_agency(office=office, name="派出所", contact="某所长")
        meeting = make_meeting(office=office, attendee_count=9)
        client.force_login(clerk)
        where = reverse("attendance_expected", args=["meetings", meeting.pk])
        said = {"typed": "某甲 安办 主任", "villages": [village.pk], "agencies": [agency.pk]}
        assert client.post(where, said).status_code == 302
        rows = [(row.name, row.unit) for row in Attendee.objects.of(meeting)]
        assert rows == [("某甲", "安办"), ("", "东村"), ("某所长", "派出所")]
        page = reverse("attendance", args=["meetings", meeting.pk])
        keys = list(Attendee.objects.of(meeting).values_list("pk", flat=True))
        assert client.post(page, {"present": keys[:2]}).status_code == 302
        text = client.get(page).content.decode()
        assert "签到2人，登记的比签到的多7人" in text
        detail = client.get(reverse("records:detail", args=["meetings", meeting.pk]))
        assert "登记的比签到的多7人" in detail.content.decode()

    def test_nothing_typed_is_said(self, client, office, clerk):
        meeting = make_meeting(office=office)
        client.force_login(clerk)
        where = reverse("attendance_expected", args=["meetings", meeting.pk])
        assert "请填写名单" in client.post(where, {"typed": ""}).content.decode()
        answer = client.post(where, {"typed": "某甲 一 二 三"})
        assert "第1行多于三项" in answer.content.decode()

    def test_another_s_people_are_not_signed_in(self, client, office, clerk):
        mine, other = make_meeting(office=office), make_meeting()
        expect(other, people=[Person("某甲")], by=clerk)
        key = Attendee.objects.of(other).get().pk
        client.force_login(clerk)
        answer = client.post(reverse("attendance", args=["meetings", mine.pk]), {"present": [key]})
        assert answer.status_code == 200
        assert not Attendee.objects.of(other).get().is_present

    def test_only_where_people_come_together(self, client, office, clerk):
        client.force_login(clerk)
        row = make_publicity(office=office)
        assert client.get(reverse("attendance", args=["publicity", row.pk])).status_code == 404


class TestPapers:
    @pytest.mark.parametrize("key", MADE)
    def test_every_paper_is_drawn_and_offered(self, client, office, clerk, key):
        row = MADE[key](office=office, topic="防溺水")
        client.force_login(clerk)
        page = client.get(reverse("records:detail", args=[key, row.pk])).content.decode()
        for paper in papers_of(row):
            assert reverse("proof_pdf", args=[key, row.pk, paper.slug]) in page
            assert "防溺水" in text_of(row, paper.slug)

    def test_sign_in_list_has_the_names_and_room(self, office, clerk):
        meeting = make_meeting(office=office)
        expect(meeting, people=[Person("某甲", "东村", "书记")], by=clerk)
        (form,) = paper_of(meeting, "sign-in").draw(meeting)
        text = plain_text(form)
        assert "会议签到表" in text
        assert "某甲" in text
        assert "20" in text

    def test_minutes_say_the_tasks_and_the_difference(self, office, clerk):
        meeting = make_meeting(office=office, attendee_count=3, minutes="研究防汛。")
        expect(meeting, people=[Person("某甲"), Person("某乙")], by=clerk)
        keys = Attendee.objects.of(meeting).values_list("pk", flat=True)
        sign_in(meeting, present=keys, by=clerk)
        make_task(meeting, clerk)
        text = text_of(meeting, "minutes")
        for words in ("研究防汛", "应到2人，签到2人", "多1人", "排查渡口", "农业站", "2024-03-31"):
            assert words in text
        assert "排查渡口" in text_of(meeting, "summary")

    def test_photos_attached_are_printed(self, office, clerk):
        row = make_publicity(office=office)
        photo = make_photo(office=office, by=clerk)
        attach(row, files=[photo], purpose="photo", note="摆摊", by=clerk)
        (form,) = paper_of(row, "record").draw(row)
        assert set(pictures_of(form)) == {photo.sha256}
        assert "摆摊" in plain_text(form)

    def test_word_and_pdf(self, client, office, clerk, monkeypatch):
        row = make_training(office=office)
        client.force_login(clerk)
        monkeypatch.setattr(
            "township_safety.desk.proof_paper_views.pdf_of_many", lambda *_, **__: b"%PDF-"
        )
        args = ["trainings", row.pk, "sign-in"]
        answer = client.get(reverse("proof_pdf", args=args))
        assert answer["Content-Type"] == "application/pdf"
        answer = client.get(reverse("proof_word", args=args))
        assert answer.content.startswith(b"PK")
        args[2] = "none"
        assert client.get(reverse("proof_pdf", args=args)).status_code == 404


class TestTasks:
    def test_from_the_meeting_to_done(self, client, office, clerk):
        meeting = make_meeting(office=office)
        client.force_login(clerk)
        said = {"text": "排查渡口", "responsible": "农业站", "due_on": "2024-03-31"}
        where = reverse("task_new", args=[meeting.pk])
        assert client.post(where, said).status_code == 302
        task = MeetingTask.objects.get()
        assert task.recorded_by == clerk
        page = client.get(reverse("records:detail", args=["meetings", meeting.pk]))
        assert "排查渡口" in page.content.decode()
        where = reverse("task_done", args=[task.pk])
        answer = client.post(where, {"on": "2024-03-19", "result": "查了3处"})
        assert answer.status_code == 302
        task.refresh_from_db()
        assert (task.done_on, task.result) == (date(2024, 3, 19), "查了3处")
        assert "查了3处" in client.get(reverse("tasks"), {"state": "done"}).content.decode()

    def test_due_day_is_in_time(self, office, clerk):
        meeting = make_meeting(office=office)
        task = make_task(meeting, clerk, due_on=TODAY)
        assert not MeetingTask.objects.overdue(on=TODAY).exists()
        assert task.state(on=TODAY) == "未完成"
        tomorrow = date(2024, 3, 21)
        assert MeetingTask.objects.overdue(on=tomorrow).get() == task
        assert task.state(on=tomorrow) == "逾期"

    def test_not_due_before_the_meeting(self, client, office, clerk):
        meeting = make_meeting(office=office)
        client.force_login(clerk)
        said = {"text": "排查渡口", "responsible": "农业站", "due_on": "2024-03-04"}
        answer = client.post(reverse("task_new", args=[meeting.pk]), said)
        assert "不能早于开会日期" in answer.content.decode()

    @pytest.mark.parametrize(
        ("on", "words"), [(date(2024, 3, 4), "不能早于"), (date(2024, 3, 21), "今天之后")]
    )
    def test_done_between_meeting_and_today(self, office, clerk, on, words):
        task = make_task(make_meeting(office=office), clerk)
        with pytest.raises(Refused, match=words):
            finish(task, on=on, result="查了", by=clerk)

    def test_done_once(self, office, clerk):
        task = finish(
            make_task(make_meeting(office=office), clerk), on=TODAY, result="查了", by=clerk
        )
        with pytest.raises(Refused, match="已经办结"):
            finish(task, on=TODAY, result="再查", by=clerk)

    def test_gone_with_the_meeting(self, office, clerk):
        meeting = make_meeting(office=office)
        make_task(meeting, clerk)
        void_row(meeting, by=clerk, reason="录错")
        assert not MeetingTask.objects.undone().exists()

    def test_who_was_given_it_finds_it_at_home(self, client, office, clerk):
        station = make_user(Role.STATION, office)
        make_task(make_meeting(office=office), clerk, assigned_to=station)
        client.force_login(station)
        assert "交给我的议定事项" in client.get(reverse("home")).content.decode()
        text = client.get(reverse("tasks"), {"mine": "on"}).content.decode()
        assert "排查渡口" in text
        assert "登记完成" in text

    def test_late_ones_are_told_to_the_office(self, client, office, clerk):
        make_task(make_meeting(office=office), clerk, due_on=date(2024, 3, 19))
        client.force_login(clerk)
        assert "议定事项逾期" in client.get(reverse("home")).content.decode()

    def test_changed_and_voided(self, client, office, clerk):
        task = make_task(make_meeting(office=office), clerk)
        client.force_login(clerk)
        said = {"text": "排查码头", "responsible": "农业站", "due_on": ""}
        assert client.post(reverse("task_edit", args=[task.pk]), said).status_code == 302
        task.refresh_from_db()
        assert (task.text, task.due_on) == ("排查码头", None)
        where = reverse("task_void", args=[task.pk])
        assert client.post(where, {"reason": "录重了"}).status_code == 302
        assert client.get(where).status_code == 404
        assert not MeetingTask.objects.undone().exists()
