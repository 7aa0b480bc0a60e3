"""What fields find while somebody types, and who may find it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.hazards import make_hazard_phrase
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_criterion, make_sector, make_site, make_site_category
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.initials import initials_of
from township_safety.register.models import Site

pytestmark = pytest.mark.django_db
SITES = reverse("lookup", args=["sites"])
NEW = reverse("lookup_site_new")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def found(client, words, url=SITES, **more):
    return [row["text"] for row in client.get(url, {"q": words, **more}).json()["found"]]


@pytest.mark.parametrize(
    ("text", "initials"),
    [("测试木器厂", "csmqc"), ("重庆路A3号", "cqla3h"), ("“三合一”场所", "shycs"), ("", "")],
)
def test_initials(text, initials):
    assert initials_of(text) == initials


def test_initials_follow_the_name(office):
    site = make_site(office=office, name="测试木器厂")
    site.name = "测试竹器厂"
    Site.objects.bulk_update([site], ["name", "initials"])
    assert Site.objects.filter(initials="cszqc").exists()


@pytest.mark.parametrize("words", ["木器", "csmq", "CSMQ", "91330", "旧厂", "  木器厂 "])
def test_found_by_part_of_the_name_initials_and_code(client, clerk, office, words):
    make_site(
        office=office,
        name="测试木器厂",
        former_name="某旧厂",
        credit_code="91330000123456789X",
    )
    make_site(office=office, name="某加油站")
    assert found(client, words) == ["测试木器厂"]


def test_what_begins_with_the_words_comes_first(client, clerk, office):
    for name in ("某木器厂", "木器厂"):
        make_site(office=office, name=name)
    assert found(client, "木器") == ["木器厂", "某木器厂"]


def test_wildcards_are_letters(client, clerk, office):
    make_site(office=office, name="测试木器厂")
    assert found(client, "%") == []
    assert found(client, "_") == []


def test_what_follows_from_the_site(client, clerk, office):
    village, sector = make_village(office=office), make_sector()
    make_site(
        office=office,
        name="测试木器厂",
        village=village,
        sector=sector,
        safety_person="某甲",
        phone="13900000000",
    )
    row = client.get(SITES, {"q": "csmqc"}).json()["found"][0]
    assert row["fills"] == {
        "village": village.pk,
        "sector": sector.pk,
        "responsible_unit": "测试木器厂",
        "responsible_person": "某甲",
        "phone": "13900000000",
    }
    assert str(village) in row["hint"]


def test_only_the_own_office_and_what_exists_today(client, clerk, office):
    make_site(name="测试外单位厂")
    make_site(office=office, name="测试已拆厂", active_to=date(2020, 1, 1))
    assert found(client, "测试") == []


def test_a_village_inspector_finds_the_own_village_without_phones(client, office):
    own, other = make_village(office=office), make_village(office=office)
    make_site(office=office, name="测试甲厂", village=own, phone="13900000000")
    make_site(office=office, name="测试乙厂", village=other)
    client.force_login(make_user(Role.VILLAGE, office, villages=[own]))
    rows = client.get(SITES, {"q": "测试"}).json()["found"]
    assert [row["text"] for row in rows] == ["测试甲厂"]
    assert "phone" not in rows[0]["fills"]


def test_a_criterion_with_the_words_of_today(client, clerk):
    make_criterion(
        name="测试判定标准", document_number="测字〔2023〕1号", text="第三条 通道堵塞的。"
    )
    row = client.get(reverse("lookup", args=["criteria"]), {"q": "cspd"}).json()["found"][0]
    assert row["fills"] == {"basis": "《测试判定标准》（测字〔2023〕1号）第三条 通道堵塞的。"}


def test_phrases_of_the_sector_come_first(client, clerk, office):
    fire, gas = make_sector("fire"), make_sector("gas")
    other = make_hazard_phrase(name="灭火器过期", sector=fire, measures="更换")
    general = make_hazard_phrase(name="电线老化")
    own = make_hazard_phrase(name="软管老化", sector=gas)
    url = reverse("lookup", args=["phrases"])
    assert found(client, "", url, beside=gas.pk) == [own.name, general.name, other.name]
    assert found(client, "lh", url, beside=fire.pk) == [general.name, own.name]
    row = client.get(url, {"q": "mhq"}).json()["found"][0]
    fills = {"description": "灭火器过期", "measures": "更换", "sector": fire.pk, "category": None}
    assert row["fills"] == fills


def test_phrases_of_other_offices_and_ended_ones_are_not_offered(client, clerk):
    make_hazard_phrase(name="外单位常用", office=make_office())
    make_hazard_phrase(name="停用的", valid_to=date(2020, 1, 1))
    assert found(client, "", reverse("lookup", args=["phrases"])) == []


def test_few_queries(client, clerk, office, django_assert_max_num_queries):
    for _ in range(12):
        make_site(office=office, village=make_village(office=office), sector=make_sector())
    with django_assert_max_num_queries(8):
        client.get(SITES, {"q": "测试"})


def test_an_unknown_list_and_a_reader(client, clerk, office):
    assert client.get(reverse("lookup", args=["accounts"])).status_code == 404
    client.force_login(make_user(Role.LEADER, office))
    assert client.get(SITES).status_code == 403
    assert client.post(NEW, {"name": "测试新厂"}).status_code == 403


class TestNewSite:
    def test_added_and_chosen(self, client, clerk, office):
        village, sector = make_village(office=office), make_sector()
        category = make_site_category(sector=sector)
        said = {"name": "测试新厂", "village": village.pk, "categories": category.pk}
        answer = client.post(NEW, said).json()
        site = Site.objects.get()
        assert (site.office, site.village, site.sector) == (office, village, sector)
        assert list(site.categories.all()) == [category]
        assert (answer["value"], answer["text"]) == (site.pk, "测试新厂")
        assert AuditEvent.objects.filter(action="登记").exists()

    @pytest.mark.parametrize(("name", "problem"), [("", "名称"), ("测试木器厂", "已有同名")])
    def test_refused_in_words(self, client, clerk, office, name, problem):
        make_site(office=office, name="测试木器厂")
        answer = client.post(NEW, {"name": name})
        assert answer.status_code == 400
        assert problem in answer.json()["errors"][0]
        assert Site.objects.count() == 1

    def test_a_village_of_another_office(self, client, clerk):
        village = make_village(office=make_office())
        answer = client.post(NEW, {"name": "测试新厂", "village": village.pk})
        assert answer.status_code == 400
        assert not Site.objects.exists()

    def test_a_village_inspector_stays_in_the_village(self, client, office):
        own = make_village(office=office)
        client.force_login(make_user(Role.VILLAGE, office, villages=[own]))
        assert client.post(NEW, {"name": "测试新厂"}).status_code == 400
        assert client.post(NEW, {"name": "测试新厂", "village": own.pk}).status_code == 200
