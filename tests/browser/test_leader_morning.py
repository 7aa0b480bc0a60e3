"""A leader's morning on a phone: what is overdue, where, whose; the week before; the wall."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from hazards.workflow import Status
from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_leader_charge, make_leader_post, make_sector
from township_safety.organisation.models import Role, Village

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
DESK = {"width": 1366, "height": 768}
WALL = {"width": 1920, "height": 1080}


@pytest.fixture
def office():
    """Two hazards are late, both in one village; one was put right."""
    office = make_office(name="青山乡")
    village, sector = make_village(office=office, name="石桥村"), make_sector("fire", name="消防")
    today = timezone.localdate()
    for days in (2, 9):
        make_hazard(
            office=office,
            village=village,
            sector=sector,
            found_on=today - timedelta(days=40),
            due_on=today - timedelta(days=days),
            description=f"配电箱没有关门{days}",
            responsible_unit="石桥村委会",
        )
    make_hazard(
        Status.RECTIFIED,
        office=office,
        village=village,
        found_on=today - timedelta(days=1),
        claimed_on=today,
    )
    return office


def tile(page, label):
    return page.locator(".tile", has=page.get_by_text(label, exact=True)).first


def test_a_leaders_morning_on_a_phone(open_page, office):
    page = open_page(make_user(Role.LEADER, office), reverse("home"), **PHONE)
    page.locator("main").get_by_role("link", name="统计概览").click()
    page.wait_for_load_state()
    check_page(page)

    late = tile(page, "逾期")
    expect(late.locator(".tile__value")).to_contain_text("2")
    first = page.locator("#late li").first
    expect(first).to_contain_text("逾期9天")
    expect(first).to_contain_text("石桥村")
    expect(first).to_contain_text("石桥村委会")

    late.locator(".tile__value a").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("配电箱没有关门9")
    check_page(page)

    page.go_back()
    page.locator("#late a").first.click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("配电箱没有关门9")


def test_leader_goes_to_last_month_and_back_to_the_year(open_page, office):
    page = open_page(make_user(Role.LEADER, office), reverse("dashboard"), **PHONE)

    page.get_by_role("link", name="上一期").click()
    page.wait_for_load_state()
    check_page(page)
    page.locator("main").get_by_role("link", name="本年", exact=True).click()
    page.wait_for_load_state()

    expect(page.locator("h1")).to_contain_text(f"{timezone.localdate().year}年")
    expect(page.locator("h1")).not_to_contain_text("月")


@pytest.mark.parametrize("size", [PHONE, DESK, WALL], ids=["phone", "desk", "wall"])
@pytest.mark.parametrize("name", ["dashboard", "wall"])
def test_page_fits_every_screen(open_page, office, name, size):
    page = open_page(make_user(Role.LEADER, office), reverse(name), **size)

    check_page(page)


def test_what_is_left_in_the_leaders_own_village_on_a_phone(open_page, office):
    village = Village.objects.get(office=office)
    make_leader_post(office=office, name="某甲乙", led_per_year=12)
    make_leader_charge(office=office, leader="某甲乙", village=village)
    page = open_page(make_user(Role.LEADER, office), reverse("leaders"), **PHONE)
    check_page(page)

    page.get_by_text("包保村、单位").last.click()
    page.get_by_role("link", name="期末未整改2处").click()

    expect(page.locator("main")).to_contain_text("配电箱没有关门9")


def test_every_mark_of_a_chart_is_a_link(open_page, office):
    page = open_page(make_user(Role.LEADER, office), reverse("dashboard"), **DESK)

    marks = page.locator("#ages svg a")
    assert marks.count() >= 5
    page.goto(page.url.split("/dashboard/")[0] + marks.nth(2).get_attribute("href"))

    expect(page.locator("main")).to_contain_text("配电箱没有关门")
