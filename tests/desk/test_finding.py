"""查找: one box for all that the ledgers hold, within what the reader may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hazards.models import Notice
from tests.factories.activities import make_meeting, make_public_report
from tests.factories.hazards import make_hazard, make_notice
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_agency, make_leader_post, make_site, make_staff
from tests.factories.reports import make_draft
from township_safety.desk.finding.asking import SHOWN, Question, marked
from township_safety.desk.reference_data import load_list
from township_safety.desk.registers import registers
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def village(office):
    return make_village(office=office, name="柳湾村")


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def found(typed, reader):
    return {
        group.title: [hit.title for hit in group.hits]
        for group in Question(typed, reader=reader).groups()
    }


def test_two_characters_of_a_hazard_s_words_find_it(office, village, clerk):
    hazard = make_hazard(office=office, village=village, by=clerk, description="燃气软管老化")
    make_hazard(office=office, village=village, by=clerk, description="灭火器过期")
    titles = found("软管", clerk)["隐患"]
    assert [title.partition("（")[0] for title in titles] == [hazard.number]


def test_a_single_character_is_said_to_be_too_short(client, clerk):
    client.force_login(clerk)
    page = client.get(reverse("find"), {"q": "燃"}).content.decode()
    assert "“燃”不足2个字，没有查。" in page


def test_several_words_must_all_be_there(office, village, clerk):
    make_hazard(office=office, village=village, by=clerk, description="燃气软管老化")
    make_hazard(office=office, village=village, by=clerk, description="燃气瓶未固定")
    assert len(found("燃气 软管", clerk)["隐患"]) == 1
    assert len(found("燃气", clerk)["隐患"]) == 2


def test_sites_villages_and_people_are_found_by_initials(office, village, clerk):
    make_site(office=office, name="测试木器厂")
    make_staff(office=office, name="某某丙")
    make_leader_post(office=office, name="某某丁")
    assert found("csmqc", clerk)["监管对象"] == ["测试木器厂"]
    assert found("lwc", clerk)["村（居）"] == ["柳湾村"]
    assert "人员" in found("mmb", clerk)
    assert "领导职务" in found("mmd", clerk)


def test_a_notice_is_found_by_its_number(office, village, clerk):
    hazard = make_hazard(office=office, village=village, by=clerk)
    notice = make_notice(hazard, office=office, village=village, by=clerk)
    Notice.objects.filter(pk=notice.pk).update(number="测安改〔2024〕17号", issued_on="2024-03-01")
    assert found("〔2024〕17", clerk)["整改通知书等文书"] == ["测安改〔2024〕17号"]


def test_inspections_records_and_reports_are_found(office, clerk):
    make_operation(office=office, topic="节前烟花爆竹检查")
    make_meeting(office=office, topic="烟花爆竹专题会")
    load_list("report_templates")
    report = make_draft(office, Period.of_month(2024, 3), by=clerk)
    groups = found("烟花", clerk)
    assert list(groups) == [registers()["operations"].title, registers()["meetings"].title]
    assert found("2024年3月", clerk)["报告"] == [str(report)]
    report.slots.create(name="补充", text="烟花爆竹经营单位已全部检查")
    assert "报告" in found("经营单位", clerk)


def test_the_whole_number_of_a_hazard_opens_it(client, office, village, clerk):
    hazard = make_hazard(office=office, village=village, by=clerk)
    client.force_login(clerk)
    answer = client.get(reverse("find"), {"q": f" {hazard.number} "})
    assert answer.url == hazard.get_absolute_url()


def test_a_village_inspector_finds_nothing_of_another_village(office, village, clerk):
    other = make_village(office=office, name="松岭村")
    site = make_site(office=office, village=other, name="松岭采石场")
    make_hazard(office=office, village=other, site=site, by=clerk, description="边坡松动")
    make_public_report(office=office, content="边坡松动无人管")
    inspector = make_user(Role.VILLAGE, office, villages=[village])
    assert found("边坡", inspector) == {}
    assert found("松岭", inspector) == {}
    assert found("边坡", clerk).keys() >= {"隐患"}


def test_another_office_s_rows_are_not_found(clerk):
    other = make_office()
    make_site(office=other, name="外乡采石场")
    assert found("采石", clerk) == {}


def test_phones_are_found_only_by_those_who_see_them_whole(office, village, clerk):
    make_agency(office=office, phone="13800001234")
    make_site(office=office, village=village, phone="13800001234")
    viewer = make_user(Role.VIEWER, office)
    assert found("38000012", viewer) == {}
    assert list(found("38000012", make_user(Role.CLERK, office))) == ["站所单位"]


def test_more_than_fit_lead_on_to_the_ledger(client, office, clerk):
    for number in range(SHOWN + 1):
        make_site(office=office, name=f"永兴仓库{number}号")
    groups = Question("永兴", reader=clerk).groups()
    assert len(groups[0].hits) == SHOWN
    client.force_login(clerk)
    assert "永兴仓库6号" in client.get(groups[0].more_url).content.decode()


def test_exactly_as_many_as_fit_do_not(office, clerk):
    for number in range(SHOWN):
        make_site(office=office, name=f"永兴仓库{number}号")
    assert Question("永兴", reader=clerk).groups()[0].more_url == ""


@pytest.mark.parametrize(
    ("text", "words", "pieces"),
    [
        ("燃气软管老化", ["软管"], [("燃气", False), ("软管", True), ("老化", False)]),
        ("软管", ["软管"], [("软管", True)]),
        ("ABC甲", ["abc"], [("ABC", True), ("甲", False)]),
        ("没有", ["软管"], [("没有", False)]),
        ("", ["软管"], []),
    ],
)
def test_what_was_typed_is_marked(text, words, pieces):
    assert marked(text, words) == pieces


def test_what_was_typed_is_shown_as_text(client, clerk):
    client.force_login(clerk)
    page = client.get(reverse("find"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "没有找到" in page


def test_the_box_stands_on_every_page_of_those_who_may_look(client, office, clerk):
    client.force_login(clerk)
    assert 'id="finder"' in client.get(reverse("home")).content.decode()
    client.force_login(make_user(Role.ADMIN, office))
    assert 'id="finder"' not in client.get(reverse("home")).content.decode()
