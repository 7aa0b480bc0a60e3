"""The list of hazards under the hands of a clerk: keys, conditions, many rows at once."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.hazards import make_hazard, make_notice_kind
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

URL = reverse("hazards:list")


@pytest.fixture
def clerk():
    office = make_office()
    clerk = make_user(Role.CLERK, office)
    today = timezone.localdate()
    village, sector = make_village(office=office, name="东山村"), make_sector("fire", name="消防")
    make_notice_kind()
    for number in range(8):
        make_hazard(
            office=office,
            by=clerk,
            found_on=today - timedelta(days=number + 3),
            due_on=today + timedelta(days=number * 3 - 2) if number % 3 else None,
            village=village,
            sector=sector,
            site=make_site(office=office, name=f"第{number}加工厂"),
            description=f"第{number}处：配电箱无盖，线路私拉乱接，通道堆放杂物",
            responsible_person="某乙",
            grade="major" if number == 4 else "general",
        )
    return clerk


def numbers(page):
    return page.locator("td.code a").all_inner_texts()


def test_rows_by_keyboard_and_back_with_the_question(open_page, clerk):
    page = open_page(clerk, f"{URL}?period=this_year&state=open")
    shown = numbers(page)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "text"
    page.keyboard.press("Tab")
    page.locator("h1").click()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("tr.is-current td.code")).to_have_text(shown[1])
    page.keyboard.press("x")
    expect(page.locator("[data-ticked]")).to_have_text("已勾选 1 条")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(shown[1])
    page.get_by_role("link", name="返回列表").click()
    expect(page).to_have_url(re.compile("period=this_year.*state=open"))
    assert numbers(page) == shown


def test_a_condition_is_dropped_by_its_cross(open_page, clerk):
    page = open_page(clerk, f"{URL}?grade=major&state=open")
    assert len(numbers(page)) == 1
    page.get_by_role("link", name="去掉条件：等级：重大").click()
    expect(page.locator(".chip")).to_have_count(1)
    assert len(numbers(page)) == 8


def test_a_page_is_ticked_and_assigned(open_page, clerk):
    page = open_page(clerk, URL)
    page.get_by_label("选择这一页").check()
    expect(page.locator("[data-ticked]")).to_have_text("已勾选 8 条")
    page.get_by_role("button", name="批量交办").click()
    page.get_by_label("整改期限").first.fill(str(timezone.localdate() + timedelta(days=40)))
    page.get_by_role("button", name="交办", exact=True).click()
    expect(page.locator("main")).to_contain_text("已办理 8 条")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_nothing_hangs_over_the_edge(open_page, clerk, width, height, tmp_path: Path):
    page = open_page(clerk, f"{URL}?state=open&sort=due_on", width=width, height=height)
    page.screenshot(path=tmp_path / f"list-{width}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
