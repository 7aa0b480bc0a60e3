"""Photos and scans: kept once, shown to those who see the record, cleared when unwanted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from hazards.models import HazardPhoto
from hazards.photos import attach_photos
from tests.factories.files import (
    PDF,
    TAKEN,
    camera_tags,
    distinct_picture,
    hollow_png,
    make_photo,
    picture,
    upload,
)
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_membership, make_office, make_user, make_village
from township_safety import jobs
from township_safety.organisation import files
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Role, StoredFile

pytestmark = pytest.mark.django_db

BEFORE = HazardPhoto.Stage.BEFORE


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture(scope="module", autouse=True)
def _no_child_left():
    yield
    jobs.stop()


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def on_disk(storage: Path) -> list[Path]:
    return sorted(path for path in storage.rglob("*") if path.is_file())


def shown(client, photo):
    """What the two addresses of a photo answer."""
    return {
        client.get(photo.get_absolute_url()).status_code,
        client.get(photo.thumbnail_url).status_code,
    }


class TestKeeping:
    def test_a_photo(self, office, clerk, storage):
        content = picture(size=(3000, 2000), exif=camera_tags())
        photo = files.store_photo(upload(content, "车间 东侧.JPG"), office=office, by=clerk)

        assert (photo.name, photo.content_type) == ("车间 东侧.jpg", "image/jpeg")
        assert timezone.localtime(photo.taken_at).strftime("%Y:%m:%d %H:%M:%S") == TAKEN
        assert not photo.claimed
        assert photo.by == clerk
        assert photo.sha256 in photo.file.name
        assert [path.stat().st_mode & 0o777 for path in on_disk(storage)] == [0o600, 0o600]
        assert content not in {path.read_bytes() for path in on_disk(storage)}

    def test_a_scan_is_kept_as_it_came(self, office, clerk):
        scan = files.store_file(upload(PDF, "回执.pdf"), office=office, by=clerk)

        assert (scan.name, scan.content_type) == ("回执.pdf", "application/pdf")
        assert scan.file.read() == PDF
        assert not scan.is_picture

    def test_a_clock_that_is_ahead_is_not_believed(self, office, clerk):
        content = picture(exif=camera_tags(taken="2044:01:01 00:00:00"))
        assert make_photo(office=office, by=clerk, content=content).taken_at is None

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("../../x.jpg", "x.jpg"),
            ("C:\\fakepath\\现场.png", "现场.jpg"),
            ("a\r\nSet-Cookie: b.jpg", "a Set-Cookie b.jpg"),
            ("\u202egpj.exe", "gpj.jpg"),
            ("长" * 300 + ".jpg", "长" * 100 + ".jpg"),
            ("...", "照片.jpg"),
            ("CON<>|?*.jpg", "CON.jpg"),
        ],
    )
    def test_no_name_reaches_the_disk(self, office, clerk, storage, given, kept):
        file = upload(picture())
        file._name = given
        photo = files.store_photo(file, office=office, by=clerk)

        assert photo.name == kept
        assert {path.name.removesuffix(".small") for path in on_disk(storage)} == {photo.sha256}
        assert {path.parent.parent for path in on_disk(storage)} == {storage}


class TestKeepingOnce:
    content = picture(colour="green")

    def test_the_same_person(self, office, clerk):
        first, second = (make_photo(office=office, by=clerk, content=self.content) for _ in "ab")
        assert first == second

    def test_two_persons_of_an_office_share_the_disk_only(self, office, clerk, storage, client):
        other = make_user(Role.CLERK, office)
        first = make_photo(office=office, by=clerk, content=self.content, name="甲.jpg")
        second = make_photo(office=office, by=other, content=self.content, name="乙.jpg")

        assert first != second
        assert len(on_disk(storage)) == 2
        assert (shown(client, first), shown(client, second)) == ({200}, {404})

    def test_two_offices_share_nothing(self, office, clerk, storage):
        foreign = make_office()
        make_photo(office=office, by=clerk, content=self.content)
        make_photo(office=foreign, by=make_user(Role.CLERK, foreign), content=self.content)

        assert len(on_disk(storage)) == 4

    def test_what_is_on_a_record_is_used_again(self, office, clerk):
        first = make_photo(office=office, by=clerk, content=self.content)
        attach_photos(make_hazard(office=office), [first], stage=BEFORE, by=clerk)
        other = make_user(Role.CLERK, office)

        assert make_photo(office=office, by=other, content=self.content) == first


class TestLimits:
    def test_bytes_at_the_limit_and_beyond(self, office, clerk, monkeypatch):
        assert files.PHOTO_BYTES == 10 * 1024 * 1024
        monkeypatch.setattr(files, "PHOTO_BYTES", len(content := picture()))
        make_photo(office=office, by=clerk, content=content)
        with pytest.raises(Refused, match="MB"):
            make_photo(office=office, by=clerk, content=content + b"\0")

    def test_the_bomb_dies_in_the_child(self, office, clerk):
        with pytest.raises(Refused, match="万像素"):
            make_photo(office=office, by=clerk, content=hollow_png(13_000, 13_000))
        assert make_photo(office=office, by=clerk).pk

    def test_the_share_of_an_office(self, office, clerk, settings):
        settings.FILES_PER_OFFICE = make_photo(office=office, by=clerk).size + 1
        with pytest.raises(Refused, match="额度"):
            make_photo(office=office, by=clerk)
        foreign = make_office()
        settings.FILES_PER_OFFICE = 10**6
        assert make_photo(office=foreign, by=make_user(Role.CLERK, foreign)).pk

    def test_the_disk_keeps_something_free(self, office, clerk, settings):
        settings.FREE_SPACE_FLOOR = 2**60
        with pytest.raises(Refused, match="磁盘空间不足"):
            make_photo(office=office, by=clerk)

    @pytest.mark.parametrize("content", [b"", b"x", b"<svg/>", PDF])
    def test_no_photo_no_row(self, office, clerk, content, storage):
        with pytest.raises(Refused):
            files.store_photo(upload(content), office=office, by=clerk)
        assert not StoredFile.objects.exists()
        assert on_disk(storage) == []


class TestExpiry:
    def test_unclaimed_for_a_day(self, office, clerk, storage, django_capture_on_commit_callbacks):
        old = make_photo(office=office, by=clerk)
        used = make_photo(office=office, by=clerk)
        attach_photos(make_hazard(office=office), [used], stage=BEFORE, by=clerk)
        with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59)):
            assert files.sweep() == 0
        later = timezone.now() + timedelta(hours=24, minutes=1)
        with time_machine.travel(later), django_capture_on_commit_callbacks(execute=True):
            make_photo(office=office, by=clerk)

        assert not StoredFile.objects.filter(pk=old.pk).exists()
        assert StoredFile.objects.filter(pk=used.pk).exists()
        assert len(on_disk(storage)) == 4

    def test_what_another_row_shares_stays(
        self, office, clerk, storage, django_capture_on_commit_callbacks
    ):
        content = distinct_picture()
        make_photo(office=office, by=clerk, content=content)
        other = make_user(Role.CLERK, office)
        with time_machine.travel(timezone.now() + timedelta(hours=20)):
            kept = make_photo(office=office, by=other, content=content)
        later = timezone.now() + timedelta(hours=25)
        with time_machine.travel(later), django_capture_on_commit_callbacks(execute=True):
            assert files.sweep() == 1

        assert kept.file.read()
        assert len(on_disk(storage)) == 2

    def test_uploading_again_begins_the_day_anew(self, office, clerk):
        content = distinct_picture()
        photo = make_photo(office=office, by=clerk, content=content)
        with time_machine.travel(timezone.now() + timedelta(hours=23)):
            assert make_photo(office=office, by=clerk, content=content) == photo
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            assert files.sweep() == 0


class TestShowing:
    @pytest.fixture
    def village(self, office):
        return make_village(office=office)

    @pytest.fixture
    def photo(self, office, clerk, village):
        large = picture(size=(800, 600))
        photo = make_photo(office=office, by=clerk, content=large, name='厂"区 一.jpg')
        hazard = make_hazard(office=office, village=village)
        attach_photos(hazard, [photo], stage=BEFORE, by=clerk)
        photo.refresh_from_db()
        return photo

    def test_a_picture(self, client, photo):
        response = client.get(photo.get_absolute_url())

        assert response.status_code == 200
        assert response["Content-Type"] == "image/jpeg"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote('厂区 一.jpg')}"
        assert "no-store" in response["Cache-Control"]

    def test_a_thumbnail(self, client, photo):
        response = client.get(photo.thumbnail_url)

        assert len(response.content) < len(client.get(photo.get_absolute_url()).content)
        assert response["Content-Security-Policy"].startswith("sandbox")

    def test_a_scan_is_never_shown_on_a_page(self, client, office, clerk):
        scan = files.store_file(upload(PDF, "回执（签字）.pdf"), office=office, by=clerk)
        response = client.get(scan.get_absolute_url())

        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert response["Content-Security-Policy"].startswith("sandbox")
        assert client.get(scan.thumbnail_url).status_code == 404

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.LEADER, 200),
            (Role.DEPUTY, 200),
            (Role.STATION, 200),
            (Role.VIEWER, 200),
            (Role.AUDITOR, 403),
            (Role.ADMIN, 403),
        ],
    )
    def test_roles_of_the_office(self, client, office, photo, role, status):
        client.force_login(make_user(role, office))
        assert shown(client, photo) == {status}

    def test_the_office_above(self, client, office, photo):
        office.parent = make_office()
        office.save()
        client.force_login(make_user(Role.VIEWER, office.parent))
        assert shown(client, photo) == {200}

    @pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.VIEWER, Role.VILLAGE])
    def test_another_office(self, client, photo, role):
        client.force_login(make_user(role, make_office()))
        missing = reverse("file", args=[uuid.uuid4()])

        assert shown(client, photo) == {404}
        assert client.get(photo.get_absolute_url()).content.count(b"\n") == client.get(
            missing
        ).content.count(b"\n")

    def test_a_village_inspector(self, client, office, photo, village):
        client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
        assert shown(client, photo) == {200}
        client.force_login(make_user(Role.VILLAGE, office, villages=[make_village(office=office)]))
        assert shown(client, photo) == {404}

    def test_who_uploaded_sees_it_until_it_is_used(self, client, office, village):
        inspector = make_user(Role.VILLAGE, office, villages=[village])
        photo = make_photo(office=office, by=inspector)
        client.force_login(inspector)
        assert shown(client, photo) == {200}
        elsewhere = make_hazard(office=office, village=make_village(office=office))
        attach_photos(elsewhere, [photo], stage=BEFORE, by=inspector)
        assert shown(client, photo) == {404}

    def test_nobody_signed_in(self, client, photo):
        client.logout()
        assert shown(client, photo) == {302}

    def test_no_way_around(self, client, photo):
        for start in ("/media/", "/files/", "/static/"):
            assert client.get(f"{start}{photo.file.name}").status_code == 404

    def test_lost_from_the_disk(self, client, photo, storage):
        for path in on_disk(storage):
            path.unlink()
        assert shown(client, photo) == {404}


class TestUploading:
    url = reverse("file_upload")

    def post(self, client, office, content=None, **fields):
        file = upload(content or distinct_picture(), "现场.jpg")
        return client.post(self.url, {"photo": file, "office": office.pk, **fields})

    def test_the_answer(self, client, clerk, office):
        answer = self.post(client, office, taken=TAKEN).json()
        photo = StoredFile.objects.get(uid=answer["uid"])

        assert answer == {
            "uid": str(photo.uid),
            "name": "现场.jpg",
            "url": photo.get_absolute_url(),
            "thumbnail": photo.thumbnail_url,
        }
        assert timezone.localtime(photo.taken_at).strftime("%Y:%m:%d %H:%M:%S") == TAKEN
        assert client.get(answer["thumbnail"]).status_code == 200

    def test_what_is_refused_is_said(self, client, clerk, office):
        response = self.post(client, office, content=b"<svg/>")

        assert response.status_code == 400
        assert "只收 JPG" in response.json()["problem"]

    def test_nothing_sent(self, client, clerk, office):
        assert client.post(self.url, {"office": office.pk}).status_code == 400

    @pytest.mark.parametrize("asked", ["", "x", "0", "²", "99999999"])
    def test_no_such_office(self, client, clerk, office, asked):
        response = client.post(self.url, {"photo": upload(picture()), "office": asked})
        assert response.status_code == 404

    def test_another_office(self, client, clerk, office):
        assert self.post(client, make_office()).status_code == 404
        assert not StoredFile.objects.exists()

    def test_an_office_one_records_for_besides(self, client, clerk):
        second = make_office()
        make_membership(user=clerk, role=Role.CLERK, office=second)
        assert self.post(client, second).status_code == 200
        assert StoredFile.objects.get().office == second

    @pytest.mark.parametrize("role", [Role.LEADER, Role.VIEWER, Role.AUDITOR, Role.ADMIN])
    def test_who_records_nothing(self, client, office, role):
        client.force_login(make_user(role, office))
        assert self.post(client, office).status_code == 403

    def test_only_by_sending(self, client, clerk):
        assert client.get(self.url).status_code == 405
