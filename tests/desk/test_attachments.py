"""附件: photos, scans and papers on a record; who adds them, who sees them, how one goes."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.urls import reverse

from tests.factories.activities import make_meeting
from tests.factories.files import PDF, distinct_picture, make_photo, upload
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_user, make_village
from township_safety import office_files
from township_safety.activities.attaching import MOST, attach, withdraw
from township_safety.activities.models import Attachment, carriers
from township_safety.desk.registers import registers
from township_safety.jobs import Refused as JobRefused
from township_safety.organisation.actions import Refused, void_row
from township_safety.organisation.models import AuditEvent, Role, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def package(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in ("[Content_Types].xml", *names):
            made.writestr(name, "<x/>")
    return file.getvalue()


WORD = package("word/document.xml")


def address(row, key="meetings"):
    return reverse("records:attach", args=[key, row.pk])


def post(client, row, *files, purpose="photo", key="meetings", **said):
    return client.post(address(row, key), {"attached": list(files), "purpose": purpose, **said})


def test_every_record_with_a_page_carries_attachments():
    assert {sheet.model for sheet in registers().values()} <= set(carriers())


class TestAdding:
    def test_several_kinds_at_once_stand_on_the_page(self, client, office, clerk):
        meeting = make_meeting(office=office)
        client.force_login(clerk)
        answer = post(
            client,
            meeting,
            upload(distinct_picture(), "会场.jpg"),
            upload(PDF, "签到表.pdf"),
            upload(WORD, "纪要.docx"),
            note="第一次",
        )
        assert answer.status_code == 302
        page = client.get(reverse("records:detail", args=["meetings", meeting.pk]))
        text = page.content.decode()
        for name in ("签到表.pdf", "纪要.docx", "第一次", str(clerk)):
            assert name in text
        assert Attachment.objects.count() == 3
        assert StoredFile.objects.filter(claimed=True).count() == 3
        assert AuditEvent.objects.filter(action="添加附件").count() == 1

    def test_a_word_file_is_handed_out_as_a_file(self, client, office, clerk):
        meeting = make_meeting(office=office)
        client.force_login(clerk)
        post(client, meeting, upload(WORD, "纪要.docx"), purpose="minutes")
        answer = client.get(Attachment.objects.get().file.get_absolute_url())
        assert answer.content == WORD
        assert answer["Content-Type"] == office_files.WORD
        assert answer["Content-Disposition"].startswith("attachment")

    def test_good_files_stay_when_another_is_refused(self, client, office, clerk):
        meeting = make_meeting(office=office)
        client.force_login(clerk)
        answer = post(client, meeting, upload(PDF, "签到表.pdf"), upload(b"x", "坏.jpg"))
        assert answer.status_code == 200
        assert "坏.jpg" in answer.content.decode()
        assert Attachment.objects.get().file.name == "签到表.pdf"

    def test_the_same_file_again_is_added_once(self, client, office, clerk):
        meeting = make_meeting(office=office)
        client.force_login(clerk)
        for _ in range(2):
            assert post(client, meeting, upload(PDF, "签到表.pdf")).status_code == 302
        assert Attachment.objects.count() == 1

    def test_nothing_chosen_is_said(self, client, office, clerk):
        client.force_login(clerk)
        answer = post(client, make_meeting(office=office))
        assert "请选择文件" in answer.content.decode()

    def test_not_on_a_voided_record(self, client, office, clerk):
        meeting = make_meeting(office=office)
        void_row(meeting, by=clerk, reason="录错")
        client.force_login(clerk)
        answer = post(client, meeting, upload(PDF))
        assert "已误录作废" in answer.content.decode()
        assert not Attachment.objects.exists()

    def test_there_is_a_most(self, office, clerk, monkeypatch):
        monkeypatch.setattr("township_safety.activities.attaching.MOST", 1)
        meeting = make_meeting(office=office)
        files = [make_photo(office=office, by=clerk) for _ in range(2)]
        with pytest.raises(Refused, match="最多1份"):
            attach(meeting, files=files, purpose="photo", note="", by=clerk)
        assert MOST == 50

    def test_an_operation_carries_them_too(self, client, office, clerk):
        operation = make_operation(office=office)
        client.force_login(clerk)
        post(client, operation, upload(PDF, "检查方案.pdf"), purpose="plan", key="operations")
        assert Attachment.objects.get().carrier == operation


class TestSeeing:
    def test_who_sees_the_record_sees_the_file(self, client, office, clerk):
        """Two meetings with the same number in their keys' place, one of each village."""
        villages = [make_village(office=office) for _ in range(2)]
        inspector = make_user(Role.VILLAGE, office, villages=[villages[0]])
        files = []
        for village in villages:
            photo = make_photo(office=office, by=clerk)
            meeting = make_meeting(office=office, village=village)
            attach(meeting, files=[photo], purpose="photo", note="", by=clerk)
            files.append(photo)
        client.force_login(inspector)
        answers = [client.get(photo.get_absolute_url()).status_code for photo in files]
        assert answers == [200, 404]

    def test_a_record_of_another_kind_with_the_same_key_opens_nothing(self, client, office, clerk):
        village = make_village(office=office)
        inspector = make_user(Role.VILLAGE, office, villages=[village])
        hidden = make_meeting(office=office)
        make_operation(pk=hidden.pk, office=office, village=village)
        photo = make_photo(office=office, by=clerk)
        attach(hidden, files=[photo], purpose="photo", note="", by=clerk)
        client.force_login(inspector)
        assert client.get(photo.get_absolute_url()).status_code == 404


class TestWithdrawing:
    def test_needs_a_reason_and_closes_the_file(self, client, office, clerk):
        meeting = make_meeting(office=office)
        photo = make_photo(office=office, by=clerk)
        (attachment,) = attach(meeting, files=[photo], purpose="photo", note="", by=clerk)
        client.force_login(clerk)
        where = reverse("attachment_withdraw", args=[attachment.pk])
        assert client.post(where, {"reason": ""}).status_code == 200
        assert client.post(where, {"reason": "传错了"}).status_code == 302
        page = client.get(reverse("records:detail", args=["meetings", meeting.pk]))
        assert "撤下：传错了" in page.content.decode()
        assert client.get(photo.get_absolute_url()).status_code == 404
        assert client.get(where).status_code == 404

    def test_not_twice(self, office, clerk):
        photo = make_photo(office=office, by=clerk)
        (attachment,) = attach(
            make_meeting(office=office), files=[photo], purpose="photo", note="", by=clerk
        )
        withdraw(attachment, reason="传错了", by=clerk)
        with pytest.raises(Refused, match="已经撤下"):
            withdraw(attachment, reason="再来", by=clerk)

    def test_one_s_own_only_unless_one_may_void(self, office, clerk):
        station = make_user(Role.STATION, office)
        photo = make_photo(office=office, by=clerk)
        (attachment,) = attach(
            make_meeting(office=office), files=[photo], purpose="photo", note="", by=clerk
        )
        assert attachment.can_be_withdrawn_by(make_user(Role.DEPUTY, office))
        assert not attachment.can_be_withdrawn_by(station)


class TestOfficeFiles:
    def test_word_and_excel_are_told_apart(self):
        assert office_files.inspect(WORD) == office_files.WORD
        assert office_files.inspect(package("xl/workbook.xml")) == office_files.EXCEL

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (office_files.OLD + b"...", "另存为"),
            (package("word/document.xml", "word/vbaProject.bin"), "宏"),
            (package("evil.txt"), "只收"),
            (b"PK\x03\x04 cut short", "损坏"),
            (b"MZ", "只收"),
        ],
    )
    def test_others_are_refused_with_the_way_out(self, data, words):
        with pytest.raises(JobRefused, match=words):
            office_files.inspect(data)
