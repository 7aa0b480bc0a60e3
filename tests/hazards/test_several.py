"""一处多条登记: the check said once, a row for each hazard, all saved or none."""

from datetime import date

import pytest
from django.urls import reverse

from hazards.forms.several import FIRST_ROWS, MOST_ROWS
from hazards.models import Hazard
from hazards.models.plan import PLAN
from hazards.workflow import Status
from tests.factories.files import make_photo, picture, upload
from tests.factories.hazards import make_hazard, make_hazard_phrase
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db
URL = reverse("hazards:several")


@pytest.fixture
def office():
    return make_office(document_word="测安")


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


@pytest.fixture
def site(office):
    village = make_village(office=office)
    return make_site(office=office, village=village, sector=make_sector("fire"))


def said(*rows, number=FIRST_ROWS, **head):
    data = {"found_on": "2024-03-05", "inspectors": "某乙", "rows": str(number), **head}
    for at, row in enumerate(rows, start=1):
        answers = {"grade": "general", "rectify_mode": "within_limit", **row}
        data |= {f"r{at}-{name}": value for name, value in answers.items()}
    return data


def test_the_check_is_said_once_for_every_row(client, clerk, site):
    rows = [
        {"description": "灭火器过期", "due_on": "2024-03-20"},
        {"description": "插座外壳破损", "rectify_mode": "on_spot", "place": "东侧"},
    ]
    response = client.post(URL, said(*rows, site=site.pk), follow=True)
    first, second = Hazard.objects.order_by("pk")
    assert {row.site for row in (first, second)} == {site}
    assert {(row.village, row.sector) for row in (first, second)} == {(site.village, site.sector)}
    assert {row.inspectors for row in (first, second)} == {"某乙"}
    assert (first.status, first.due_on) == (Status.OPEN, date(2024, 3, 20))
    assert (second.status, second.place) == (Status.RECTIFIED, "东侧")
    page = response.content.decode()
    assert f"已登记2条，编号{first.number}、{second.number}" in page
    # Only what is open is ordered put right.
    assert f"{reverse('hazards:notice_create')}?hazards={first.pk}" in page


def test_all_are_saved_or_none(client, clerk, site):
    rows = [
        {"description": "灭火器过期"},
        {"description": "插座外壳破损", "due_on": "2024-03-01"},
    ]
    page = client.post(URL, said(*rows, site=site.pk)).content.decode()
    assert not Hazard.objects.exists()
    assert "第2条有内容需要修改" in page
    assert "整改期限不能早于检查日期" in page
    assert "灭火器过期" in page


def test_what_the_office_refuses_is_told_at_the_head(client, clerk):
    page = client.post(URL, said({"description": "甲"}, found_on="2099-01-01")).content.decode()
    assert "检查日期：检查日期在今天之后，请核对" in page
    assert not Hazard.objects.exists()


def test_empty_rows_are_none_but_one_is_needed(client, clerk):
    page = client.post(URL, said({}, {})).content.decode()
    assert "还没有写隐患，请至少写一条" in page
    client.post(URL, said({}, {"description": "灭火器过期"}))
    assert Hazard.objects.count() == 1


def test_a_place_alone_is_no_hazard(client, clerk):
    page = client.post(URL, said({"place": "东侧"})).content.decode()
    assert "第1条有内容需要修改" in page


def test_five_more_rows_keep_what_was_typed(client, clerk, site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = said({"description": "灭火器过期", "due_on": "乱写"}, site=site.pk, more="1")
    data["r1-photos"] = upload(picture())
    page = client.post(URL, data).content.decode()
    assert 'name="r10-description"' in page
    assert 'name="r11-description"' not in page
    assert "灭火器过期" in page
    assert "乱写" in page
    assert "error-summary" not in page
    assert 'class="photos__item"' in page
    assert not Hazard.objects.exists()


def test_rows_do_not_grow_for_ever(client, clerk):
    page = client.post(URL, said(number=MOST_ROWS, more="1")).content.decode()
    assert f'name="r{MOST_ROWS + 1}-description"' not in page
    assert 'name="more"' not in page


def test_a_usual_hazard_stands_for_the_words(client, clerk):
    phrase = make_hazard_phrase(name="安全出口锁闭", measures="立即打开")
    client.post(URL, said({"phrase": phrase.pk}))
    hazard = Hazard.objects.get()
    assert (hazard.description, hazard.measures) == ("安全出口锁闭", "立即打开")


def test_photos_belong_to_their_row(client, clerk, office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = make_photo(office=office, by=clerk)
    rows = [{"description": "灭火器过期"}, {"description": "插座破损", "photos": photo.uid}]
    client.post(URL, said(*rows))
    first, second = Hazard.objects.order_by("pk")
    assert not first.photos.exists()
    assert second.photos.get().file == photo


def test_one_that_is_in_the_ledger_already_is_confirmed_in_its_row(client, clerk, office, site):
    old = make_hazard(
        office=office, site=site, found_on=date(2024, 3, 1), description="灭火器过期未换"
    )
    row = {"description": "灭火器过期未换"}
    page = client.post(URL, said(row, site=site.pk)).content.decode()
    assert old.number in page
    client.post(URL, said({**row, "is_distinct": "on"}, site=site.pk))
    assert Hazard.objects.count() == 2


def test_the_same_twice_on_the_page(client, clerk, site):
    row = {"description": "灭火器过期未换"}
    page = client.post(URL, said(row, row, site=site.pk)).content.decode()
    assert "和第1条一样" in page
    assert not Hazard.objects.exists()
    client.post(URL, said(row, {**row, "is_distinct": "on"}, site=site.pk))
    assert Hazard.objects.count() == 2


class TestMajor:
    ROWS = (
        {"description": "灭火器过期"},
        {"description": "疏散通道全部封堵", "grade": "major", "place": "二层"},
    )

    def test_goes_to_the_single_form_with_what_was_typed(self, client, clerk, office, site):
        data = said(*self.ROWS, site=site.pk, responsible_person="某丁")
        response = client.post(URL, data, follow=True)
        assert [row.description for row in Hazard.objects.all()] == ["灭火器过期"]
        url = f"{reverse('hazards:create')}?left=1"
        page = response.content.decode()
        assert "还有 <strong>1</strong> 条重大隐患没有登记" in page
        assert url in page
        page = client.get(url).content.decode()
        for words in ("疏散通道全部封堵", 'value="二层"', 'value="某丁"', "2024-03-05"):
            assert words in page
        major = {
            **self.ROWS[1],
            "found_on": "2024-03-05",
            "rectify_mode": "within_limit",
            "site": site.pk,
            "responsible_unit": "测试厂",
            "responsible_person": "某丁",
            **dict.fromkeys(PLAN, "已写明"),
        }
        client.post(url, major)
        assert Hazard.objects.filter(grade="major").count() == 1
        assert "疏散通道全部封堵" not in client.get(url).content.decode()

    def test_takes_its_photos_along(self, client, clerk, office, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        photo = make_photo(office=office, by=clerk)
        response = client.post(URL, said({**self.ROWS[1], "photos": photo.uid}), follow=True)
        assert str(photo.uid) in response.content.decode()

    def test_waits_until_the_others_are_right(self, client, clerk):
        bad = {"description": "插座破损", "due_on": "2024-03-01"}
        page = client.post(URL, said(bad, self.ROWS[1])).content.decode()
        assert "疏散通道全部封堵" in page
        assert not client.session.get("major_hazards_left")


def test_the_village_inspector_stays_in_the_own_village(client, office):
    village, other = make_village(office=office), make_village(office=office)
    client.force_login(make_user(Role.VILLAGE, office, villages=[village]))
    page = client.post(URL, said({"description": "甲"}, village=other.pk)).content.decode()
    assert not Hazard.objects.exists()
    assert "error-summary" in page
    client.post(URL, said({"description": "路面塌陷"}, village=village.pk))
    assert Hazard.objects.get().village == village


def test_what_was_saved_is_shown_only_to_who_may_see_it(client, clerk):
    foreign = make_hazard()
    url = reverse("hazards:several_done")
    assert client.get(url, {"hazards": foreign.pk}).status_code == 404
    assert client.get(url, {"hazards": "1,x"}).status_code == 404
