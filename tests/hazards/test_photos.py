"""Photos of a hazard: with the entry, with the rectification, side by side on its page."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from hazards.models import Hazard, HazardPhoto
from hazards.photos import attach_photos
from hazards.steps import ActionDenied
from hazards.workflow import Status
from tests.factories.files import camera_tags, distinct_picture, make_photo, picture, upload
from tests.factories.hazards import make_hazard, make_returned_hazard
from tests.factories.organisation import make_office, make_user, make_village
from township_safety import jobs
from township_safety.organisation.files import EXPIRED, PHOTOS_PER_RECORD
from township_safety.organisation.models import AuditEvent, Role, StoredFile

pytestmark = pytest.mark.django_db

BEFORE, AFTER = HazardPhoto.Stage
CREATE = reverse("hazards:create")
SAID = {
    "found_on": "2024-03-05",
    "description": "插座外壳破损",
    "grade": "general",
    "rectify_mode": "within_limit",
}


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


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


@pytest.fixture
def hazard(office):
    return make_hazard(office=office)


def some(number, *, office, by):
    """Rows as uploads leave them; the files themselves do not matter here."""
    return [
        StoredFile.objects.create(
            office=office,
            by=by,
            sha256=f"{n:064}",
            name="现场.jpg",
            size=1,
            file="x",
            thumbnail="y",
        )
        for n in range(number)
    ]


def listed(response):
    """The photos a form shows as already uploaded."""
    return [str(photo.uid) for photo in response.context["form"]["photos"].value()]


class TestAttaching:
    def test_it_is_remembered(self, office, clerk, hazard):
        file = make_photo(office=office, by=clerk, content=picture(exif=camera_tags()))
        (photo,) = attach_photos(hazard, [file], stage=BEFORE, by=clerk)
        file.refresh_from_db()

        assert (photo.file, photo.stage, photo.taken_at) == (file, BEFORE, file.taken_at)
        assert file.claimed
        line = AuditEvent.objects.get(action="添加照片")
        assert (line.by, line.summary) == (clerk, f"{hazard.number} 整改前照片1张")

    def test_none_leaves_no_trace(self, clerk, hazard):
        assert attach_photos(hazard, [], stage=BEFORE, by=clerk) == []
        assert not AuditEvent.objects.filter(action="添加照片").exists()

    def test_twice_is_once(self, office, clerk, hazard):
        files = some(2, office=office, by=clerk)
        attach_photos(hazard, files, stage=BEFORE, by=clerk)
        attach_photos(hazard, [*files, *files], stage=BEFORE, by=clerk)
        assert hazard.photos.count() == 2

    def test_nine_and_ten(self, office, clerk, hazard):
        files = some(PHOTOS_PER_RECORD + 1, office=office, by=clerk)
        attach_photos(hazard, files[:9], stage=BEFORE, by=clerk)
        with pytest.raises(ActionDenied, match="最多9张"):
            attach_photos(hazard, files[9:], stage=BEFORE, by=clerk)
        assert hazard.photos.count() == 9
        attach_photos(hazard, files[9:], stage=AFTER, by=clerk)

    def test_each_rectification_has_its_nine(self, office, clerk):
        hazard = make_returned_hazard(
            claimed_on=date(2024, 3, 12), failed_on=date(2024, 3, 15), office=office
        )
        files = some(10, office=office, by=clerk)
        with pytest.raises(ActionDenied, match="最多9张"):
            attach_photos(hazard, files, stage=AFTER, by=clerk)
        hazard.rectifications.create(
            office=office, claimed_on=date(2024, 3, 18), measures="已重做", claimed_by=clerk
        )
        assert len(attach_photos(hazard, files, stage=AFTER, by=clerk)) == 10

    @pytest.mark.parametrize("whose", ["another office", "another person", "gone"])
    def test_files_that_are_not_ones_own(self, office, clerk, hazard, whose):
        foreign = make_office()
        (file,) = {
            "another office": lambda: some(1, office=foreign, by=clerk),
            "another person": lambda: some(1, office=office, by=make_user(Role.CLERK, office)),
            "gone": lambda: some(1, office=office, by=clerk),
        }[whose]()
        if whose == "gone":
            StoredFile.objects.filter(pk=file.pk).delete()
        with pytest.raises(ActionDenied, match="24小时"):
            attach_photos(hazard, [file], stage=BEFORE, by=clerk)
        assert not hazard.photos.exists()


class TestEntering:
    def test_files_sent_with_the_form(self, client, clerk):
        sent = [upload(distinct_picture(), f"{n}.jpg") for n in "ab"]
        client.post(CREATE, {**SAID, "photos": sent})
        photos = list(Hazard.objects.get().photos.all())

        assert [photo.file.name for photo in photos] == ["a.jpg", "b.jpg"]
        assert {photo.stage for photo in photos} == {BEFORE}

    def test_photos_uploaded_before(self, client, clerk, office):
        files = [make_photo(office=office, by=clerk) for _ in range(2)]
        client.post(CREATE, {**SAID, "photos": [str(file.uid) for file in reversed(files)]})

        assert [photo.file for photo in Hazard.objects.get().photos.all()] == files[::-1]

    def test_nothing_is_lost_when_the_form_is_refused(self, client, clerk):
        said = {**SAID, "description": "", "photos": upload(distinct_picture())}
        refused = client.post(CREATE, said)
        (uid,) = listed(refused)
        assert f'value="{uid}"' in refused.content.decode()

        client.post(CREATE, {**SAID, "photos": [uid]})
        assert str(Hazard.objects.get().photos.get().file.uid) == uid

    def test_what_is_no_photo_is_named(self, client, clerk):
        sent = [upload(distinct_picture()), upload(b"<svg/>", "图.svg")]
        refused = client.post(CREATE, {**SAID, "photos": sent})

        assert "“图.svg”不是照片" in refused.content.decode()
        assert len(listed(refused)) == 1
        assert not Hazard.objects.exists()

    def test_ten(self, client, clerk, office):
        files = some(10, office=office, by=clerk)
        refused = client.post(CREATE, {**SAID, "photos": [str(file.uid) for file in files]})

        assert "最多9张，现有10张，请去掉1张" in refused.content.decode()
        assert len(listed(refused)) == 10

    def test_an_empty_file_field_as_browsers_send_it(self, client, clerk):
        client.post(CREATE, {**SAID, "photos": ""})
        assert not Hazard.objects.get().photos.exists()

    @pytest.mark.parametrize("uid", ["x", "../../x", "00000000-0000-0000-0000-000000000000"])
    def test_a_photo_that_does_not_exist(self, client, clerk, uid):
        refused = client.post(CREATE, {**SAID, "photos": [uid]})
        assert EXPIRED in refused.content.decode()
        assert not Hazard.objects.exists()

    def test_a_foreign_photo_does_not_exist(self, client, clerk):
        foreign = make_office()
        file = make_photo(office=foreign, by=make_user(Role.CLERK, foreign))
        refused = client.post(CREATE, {**SAID, "photos": [str(file.uid)]})

        assert EXPIRED in refused.content.decode()
        assert listed(refused) == []

    def test_a_village_inspector_takes_photos(self, client, office):
        village = make_village(office=office)
        inspector = make_user(Role.VILLAGE, office, villages=[village])
        client.force_login(inspector)
        client.post(CREATE, {**SAID, "village": village.pk, "photos": upload(distinct_picture())})

        photo = Hazard.objects.get().photos.get()
        assert client.get(photo.file.get_absolute_url()).status_code == 200


class TestClaiming:
    def claim(self, client, hazard, **said):
        url = reverse("hazards:act", args=[hazard.pk, "claim"])
        usual = {"on": "2024-03-12", "measures": "已更换", "version": hazard.version}
        return client.post(url, {**usual, **said})

    def test_with_photos(self, client, clerk, hazard):
        self.claim(client, hazard, photos=[upload(distinct_picture()) for _ in range(2)])
        hazard.refresh_from_db()

        assert hazard.status == Status.RECTIFIED
        assert [photo.stage for photo in hazard.photos.all()] == [AFTER, AFTER]

    def test_refused_together(self, client, clerk, office, hazard):
        attach_photos(hazard, some(9, office=office, by=clerk), stage=AFTER, by=clerk)
        refused = self.claim(client, hazard, photos=upload(distinct_picture()))
        hazard.refresh_from_db()

        assert "最多9张" in refused.content.decode()
        assert hazard.status == Status.OPEN

    def test_somebody_was_faster(self, client, clerk, hazard):
        photo = upload(distinct_picture())
        refused = self.claim(client, hazard, version=99, photos=photo)

        assert len(listed(refused)) == 1
        assert not hazard.photos.exists()


class TestThePage:
    def page(self, client, hazard):
        return client.get(hazard.get_absolute_url())

    def test_without_photos(self, client, clerk, hazard):
        assert self.page(client, hazard).context["photo_stages"] == []

    def test_before_and_after(self, client, clerk, office, hazard):
        old = make_photo(office=office, by=clerk, content=picture(exif=camera_tags()))
        attach_photos(hazard, [old], stage=BEFORE, by=clerk)
        page = self.page(client, hazard)

        assert [word for word, _ in page.context["photo_stages"]] == ["整改前", "整改后"]
        assert old.thumbnail_url in page.content.decode()
        assert "2024-03-05 10:20拍摄" in page.content.decode()
        assert "没有照片" in page.content.decode()

    def test_proof_that_is_none(self, client, clerk, office):
        taken = camera_tags(taken="2024:03:04 09:00:00")
        content = picture(exif=taken)
        first = make_hazard(office=office, found_on=date(2024, 3, 5))
        second = make_hazard(office=office, found_on=date(2024, 3, 5))
        file = make_photo(office=office, by=clerk, content=content)
        attach_photos(first, [file], stage=AFTER, by=clerk)
        assert "拍摄时间早于检查日期" in self.page(client, first).content.decode()

        attach_photos(second, [file], stage=BEFORE, by=clerk)
        assert "另一条隐患也用了这张照片" in self.page(client, second).content.decode()

    def test_the_number_of_questions_stays(
        self, client, clerk, office, hazard, django_assert_max_num_queries
    ):
        attach_photos(hazard, some(9, office=office, by=clerk), stage=BEFORE, by=clerk)
        with django_assert_max_num_queries(1):
            assert len(hazard.photos.by_stage()[0][1]) == 9
