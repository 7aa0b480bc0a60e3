"""一企一档: one page for all that the ledgers say of a site, and its paper."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards.models import Notice
from hazards.workflow import Status
from tests.factories.activities import make_duty, make_letter, make_obligation
from tests.factories.checklists import make_checklist
from tests.factories.hazards import make_hazard, make_notice
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_licence, make_site
from township_safety.desk.sitefile import risk
from township_safety.desk.sitefile.contents import site_file
from township_safety.desk.sitefile.events import happenings
from township_safety.desk.sitefile.paper import dossier
from township_safety.documents.model import plain_text
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 20)
PHONE = "13800000000"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2024-03-20 10:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def village(office):
    return make_village(office=office)


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def site(office, village):
    return make_site(office=office, village=village, phone=PHONE, safety_person="某甲")


def section(file, key):
    return next(part for part in file.sections if part.key == key)


def texts(part):
    return [[text for text, _, _ in row.cells] for row in part.table.rows]


def test_the_file_holds_the_hazards_of_the_site_and_of_no_other(office, village, clerk, site):
    mine = make_hazard(office=office, village=village, site=site, by=clerk)
    other = make_site(office=office, village=village)
    make_hazard(office=office, village=village, site=other, by=clerk)
    file = site_file(site, reader=clerk)
    assert [row[0] for row in texts(section(file, "hazards"))] == [mine.number]
    assert file.numbers.hazards == 1
    assert file.numbers.open == 1


def test_an_overdue_hazard_is_told_from_one_due_today(office, village, clerk, site):
    for due in (date(2024, 3, 19), TODAY):
        make_hazard(office=office, village=village, site=site, by=clerk, due_on=due)
    file = site_file(site, reader=clerk)
    assert file.numbers.overdue == 1
    states = {row[4]: row[5] for row in texts(section(file, "hazards"))}
    assert states == {"2024-03-19": "待整改，逾期", "2024-03-20": "待整改"}


def test_a_notice_about_its_hazard_belongs_to_the_file_though_sent_to_somebody_else(
    office, village, clerk, site
):
    hazard = make_hazard(office=office, village=village, site=site, by=clerk)
    notice = make_notice(hazard, office=office, village=village, by=clerk)
    Notice.objects.filter(pk=notice.pk).update(site=None)
    assert section(site_file(site, reader=clerk), "notices").total == 1


def test_a_visit_tells_its_checklist_and_one_still_to_come_is_none(office, village, clerk, site):
    operation = make_operation(office=office, village=village, on=date(2024, 3, 5))
    target = make_target(operation, site=site)
    make_target(
        make_operation(office=office, village=village, on=TODAY), site=site, outcome="pending"
    )
    items = list(make_checklist("fire", office=office).items.all())
    for item, answer in zip(items, ("no", "yes", "yes"), strict=False):
        target.answers.create(
            office=office, item=item, list_name="消防", list_version=1, text="内容", answer=answer
        )
    visits = texts(section(site_file(site, reader=clerk), "visits"))
    assert len(visits) == 1
    assert visits[0][4] == f"消防{min(len(items), 3)}项，1项不合格"


def test_licences_letters_and_duties_stand_with_their_state(office, village, clerk, site):
    make_licence(site=site, valid_until=date(2024, 3, 19))
    make_letter(office=office, site=site, village=None)
    make_duty(office=office, first_day=date(2024, 1, 1), times=2)
    make_target(make_operation(office=office, village=village, on=date(2024, 3, 5)), site=site)
    file = site_file(site, reader=clerk)
    assert texts(section(file, "licences"))[0][4] == "2024-03-19（逾期）"
    assert file.numbers.expired == 1
    assert section(file, "letters").total == 1
    assert texts(section(file, "duties"))[0][3] == "1/2次"


def test_a_letter_still_owed_stands_above_the_signed_ones(office, clerk, site):
    make_obligation(office=office, site=site, village=None, due_on=date(2024, 3, 31))
    rows = texts(section(site_file(site, reader=clerk), "letters"))
    assert rows[0][3] == "未签（应于2024-03-31前）"


def test_a_duty_for_red_sites_is_not_one_of_a_blue_site(office, clerk):
    red = make_site(office=office, risk_level="red", risk_set_on=TODAY)
    blue = make_site(office=office, risk_level="blue", risk_set_on=TODAY)
    make_duty(office=office, first_day=date(2024, 1, 1), risk_level="red")
    assert section(site_file(red, reader=clerk), "duties").total == 1
    assert section(site_file(blue, reader=clerk), "duties").total == 0


def test_each_assessment_of_the_risk_is_kept(site):
    site.risk_level, site.risk_set_on, site.risk_basis = "yellow", date(2024, 1, 5), "分级方案"
    site.save()
    site.note = "与风险无关的修改"
    site.save()
    site.risk_level, site.risk_set_on = "red", date(2024, 3, 1)
    site.save()
    found = risk.assessments(site)
    assert [(one.word, one.set_on) for one in found] == [
        ("红色", date(2024, 3, 1)),
        ("黄色", date(2024, 1, 5)),
    ]


def test_who_may_not_see_phones_gets_them_masked(client, office, village, clerk, site):
    inspector = make_user(Role.VILLAGE, office, villages=[village])
    for person, is_shown in ((clerk, True), (inspector, False)):
        client.force_login(person)
        page = client.get(reverse("site_file", args=[site.pk])).content.decode()
        assert (PHONE in page) is is_shown
        assert "某甲" in page


def test_a_village_inspector_finds_no_file_of_another_village(client, office, site):
    inspector = make_user(Role.VILLAGE, office, villages=[make_village(office=office)])
    client.force_login(inspector)
    assert client.get(reverse("site_file", args=[site.pk])).status_code == 404


def test_what_happened_stands_in_the_order_of_days(office, village, clerk, site):
    closed = make_hazard(Status.CLOSED, office=office, village=village, site=site, by=clerk)
    make_licence(site=site, issued_on=date(2024, 3, 18))
    found = happenings(site, reader=clerk)
    assert [one.on for one in found] == sorted((one.on for one in found), reverse=True)
    assert {one.title for one in found} == {"发现隐患", "隐患销号", "取得证照"}
    assert any(one.on == closed.closed_on and one.title == "隐患销号" for one in found)


def test_the_paper_says_what_is_there_and_what_is_not(office, village, clerk, site):
    hazard = make_hazard(office=office, village=village, site=site, by=clerk)
    text = plain_text(dossier(site_file(site, reader=clerk), happenings(site, reader=clerk)))
    assert hazard.number in text
    assert "没有记录的：" in text
    assert "证照许可" in text.split("没有记录的：")[1]


def test_the_page_opens_without_any_record(client, clerk, site):
    client.force_login(clerk)
    page = client.get(reverse("site_file", args=[site.pk]))
    assert page.status_code == 200
    assert "没有记录的：" in page.content.decode()
