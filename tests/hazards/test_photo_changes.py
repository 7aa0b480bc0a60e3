"""Photos that come later, and photos taken down: nothing of it goes without a word."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hazards.models import HazardPhoto
from hazards.photos import add_photos, attach_photos, withdraw_photo
from hazards.steps import ActionDenied
from hazards.workflow import Action, Status
from tests.factories.files import distinct_picture, make_photo, upload
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from township_safety import jobs
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

BEFORE, AFTER = HazardPhoto.Stage


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
def village(office):
    return make_village(office=office)


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def inspector(office, village):
    return make_user(Role.VILLAGE, office, villages=[village])


@pytest.fixture
def hazard(office, village):
    return make_hazard(office=office, village=village)


def shown(client, hazard):
    """The photos on the hazard's page, by stage."""
    stages = client.get(hazard.get_absolute_url()).context["photo_stages"]
    return {word: [photo.pk for photo in photos] for word, photos in stages}


class TestAddingLater:
    def test_a_clerk_adds_one(self, client, clerk, hazard):
        assert "添加照片" in client.get(hazard.get_absolute_url()).content.decode()
        said = {"stage": BEFORE, "photos": upload(distinct_picture())}
        done = client.post(reverse("hazards:photo_add", args=[hazard.pk]), said, follow=True)

        assert "已添加照片1张" in done.content.decode()
        assert len(shown(client, hazard)["整改前"]) == 1
        event = hazard.events.latest("pk")
        assert (event.action, event.by, event.note) == (Action.PHOTO, clerk, "整改前照片1张")

    def test_the_same_again_is_not_told_twice(self, client, clerk, hazard):
        file = make_photo(office=hazard.office, by=clerk)
        attach_photos(hazard, [file], stage=BEFORE, by=clerk)
        said = {"stage": BEFORE, "photos": str(file.uid)}
        done = client.post(reverse("hazards:photo_add", args=[hazard.pk]), said, follow=True)
        assert "没有重复添加" in done.content.decode()
        assert not hazard.events.filter(action=Action.PHOTO).exists()

    def test_without_a_photo_nothing_is_saved(self, client, clerk, hazard):
        page = client.post(reverse("hazards:photo_add", args=[hazard.pk]), {"stage": BEFORE})
        assert page.context["form"].errors["photos"]

    def test_after_photos_wait_for_the_claim(self, client, clerk, hazard):
        file = make_photo(office=hazard.office, by=clerk)
        with pytest.raises(ActionDenied, match="还没有报告整改完成"):
            add_photos(hazard, [file], stage=AFTER, by=clerk)
        form = client.get(reverse("hazards:photo_add", args=[hazard.pk])).context["form"]
        assert [value for value, _ in form.fields["stage"].choices] == [BEFORE]

        rectified = make_hazard(Status.RECTIFIED, office=hazard.office)
        form = client.get(reverse("hazards:photo_add", args=[rectified.pk])).context["form"]
        assert form["stage"].value() == AFTER
        assert len(add_photos(rectified, [file], stage=AFTER, by=clerk)) == 1

    def test_an_inspector_adds_in_the_own_village(self, hazard, inspector, office):
        file = make_photo(office=office, by=inspector)
        assert len(add_photos(hazard, [file], stage=BEFORE, by=inspector)) == 1

    def test_not_to_a_voided_one(self, client, clerk, office):
        voided = make_hazard(Status.VOIDED, office=office)
        with pytest.raises(ActionDenied, match="误录作废"):
            add_photos(voided, [make_photo(office=office, by=clerk)], stage=BEFORE, by=clerk)
        assert client.get(reverse("hazards:photo_add", args=[voided.pk])).status_code == 302
        assert "/photos/add/" not in client.get(voided.get_absolute_url()).content.decode()

    def test_a_leader_does_not(self, hazard, office):
        leader = make_user(Role.LEADER, office)
        with pytest.raises(ActionDenied, match="您的角色不能添加照片"):
            add_photos(hazard, [make_photo(office=office, by=leader)], stage=BEFORE, by=leader)


class TestTakingDown:
    @pytest.fixture
    def photo(self, clerk, hazard):
        file = make_photo(office=hazard.office, by=clerk, name="配电箱.jpg")
        return attach_photos(hazard, [file], stage=BEFORE, by=clerk)[0]

    def address(self, photo):
        return reverse("hazards:photo_withdraw", args=[photo.hazard_id, photo.pk])

    def test_with_a_reason_it_is_gone_from_the_page(self, client, clerk, hazard, photo):
        page = client.get(self.address(photo))
        assert photo.file.thumbnail_url in page.content.decode()
        client.post(self.address(photo), {"reason": "传错了隐患"})

        photo.refresh_from_db()
        assert (photo.withdrawn_by, photo.withdraw_reason) == (clerk, "传错了隐患")
        assert shown(client, hazard) == {}
        event = hazard.events.latest("pk")
        assert event.action == Action.WITHDRAW_PHOTO
        assert event.note == "整改前照片（配电箱.jpg）：传错了隐患"
        assert "传错了隐患" in AuditEvent.objects.get(action="撤下照片").summary

    def test_without_a_reason_it_stays(self, client, clerk, hazard, photo):
        page = client.post(self.address(photo), {"reason": " "})
        assert page.context["form"].errors["reason"]
        assert shown(client, hazard)["整改前"] == [photo.pk]

    def test_a_second_click_is_told_so(self, client, clerk, photo):
        withdraw_photo(photo, by=clerk, reason="拍错了")
        assert "已经撤下" in client.get(self.address(photo), follow=True).content.decode()
        with pytest.raises(ActionDenied, match="已经撤下"):
            withdraw_photo(photo, by=clerk, reason="拍错了")

    def test_an_inspector_takes_down_only_the_own_ones(
        self, client, clerk, hazard, inspector, photo
    ):
        client.force_login(inspector)
        assert client.get(self.address(photo)).status_code == 403
        with pytest.raises(ActionDenied, match="本人上传"):
            withdraw_photo(photo, by=inspector, reason="拍错了")
        own = make_photo(office=hazard.office, by=inspector)
        (own_photo,) = attach_photos(hazard, [own], stage=BEFORE, by=inspector)
        page = client.get(hazard.get_absolute_url())
        assert page.context["withdrawable"] == {own_photo.pk}
        withdraw_photo(own_photo, by=inspector, reason="拍错了")

    def test_it_can_be_added_again(self, client, clerk, hazard, photo):
        withdraw_photo(photo, by=clerk, reason="拍错了")
        (again,) = add_photos(hazard, [photo.file], stage=BEFORE, by=clerk)
        assert shown(client, hazard)["整改前"] == [again.pk]

    def test_room_is_free_again(self, clerk, hazard, photo):
        files = [make_photo(office=hazard.office, by=clerk) for _ in range(9)]
        with pytest.raises(ActionDenied, match="最多9张"):
            add_photos(hazard, files, stage=BEFORE, by=clerk)
        withdraw_photo(photo, by=clerk, reason="拍错了")
        assert len(add_photos(hazard, files, stage=BEFORE, by=clerk)) == 9

    def test_another_hazard_with_it_is_in_doubt_no_more(self, client, clerk, hazard, photo):
        other = make_hazard(office=hazard.office)
        attach_photos(other, [photo.file], stage=BEFORE, by=clerk)
        said = "另一条隐患也用了这张照片"
        assert said in client.get(other.get_absolute_url()).content.decode()
        withdraw_photo(photo, by=clerk, reason="传错了隐患")
        assert said not in client.get(other.get_absolute_url()).content.decode()

    def test_the_table_demands_the_reason(self, photo):
        with pytest.raises(IntegrityError), transaction.atomic():
            HazardPhoto.objects.filter(pk=photo.pk).update(withdraw_reason="无缘无故")
