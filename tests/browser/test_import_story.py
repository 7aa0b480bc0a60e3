"""Last year's ledger goes in through the browser, at both sizes, and is taken back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from hazards.models import Hazard
from tests.browser.checking import check_page
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_hazard_category,
    make_hazard_source,
    make_sector,
    make_site,
)
from tests.foreign import ledgers
from township_safety import jobs
from township_safety.desk.models import ImportBatch
from township_safety.organisation.models import Role
from township_safety.register.models import Site

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module", autouse=True)
def _child():
    yield
    jobs.stop()


@pytest.fixture
def clerk(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    office = make_office(name="青山乡")
    village = make_village(office=office, name="东村")
    fire = make_sector("fire", name="消防")
    make_hazard_source("daily", name="日常检查")
    make_hazard_category("state", name="物的不安全状态")
    make_site(office=office, name="广源超市有限公司", village=village, sector=fire)
    return make_user(Role.CLERK, office)


def a_file(book, name="旧台账.xlsx"):
    return {"name": name, "mimeType": XLSX, "buffer": ledgers.in_memory(book).getvalue()}


def with_a_strange_column():
    book = ledgers.ledger_a()
    sheet = book.active
    place = sheet.max_column + 1
    sheet.cell(3, place, "内部流转号")
    for row in (4, 5, 6):
        sheet.cell(row, place, f"流转{row}")
    return book


def next_step(page):
    page.get_by_role("button", name="下一步：看每一行的结果").click()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desk", "phone"])
def test_an_ugly_ledger_of_the_past(open_page, clerk, size):
    page = open_page(clerk, reverse("imports"), **size)
    check_page(page)
    page.set_input_files("#id_file", a_file(with_a_strange_column()))
    page.get_by_label("历史台账导入").check()
    page.get_by_role("button", name="读取表格").click()
    expect(page.locator("h1")).to_have_text("第二步：核对各列")
    expect(page.locator("#id_until")).to_have_value("2024-06-30")
    check_page(page)

    next_step(page)
    expect(page.locator(".notice--warning")).to_contain_text("“内部流转号”：不知道这一列是什么")
    page.get_by_label("内部流转号作为").select_option("note")
    next_step(page)
    expect(page.locator("#names")).to_contain_text("广源超市")
    check_page(page)
    page.get_by_label("监管对象“广源超市”按哪一个").select_option("=广源超市有限公司")
    next_step(page)

    expect(page.locator("h1")).to_have_text("第三步：看每一行的结果")
    check_page(page)
    page.get_by_role("button", name=re.compile("行不导入")).click()
    expect(page.get_by_text("重复的已选不导入")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("h1")).to_have_text("导入结果")
    check_page(page)

    assert Hazard.objects.counted().count() == 2
    assert all(hazard.is_history for hazard in Hazard.objects.all())
    assert "内部流转号：流转4" in Hazard.objects.order_by("pk")[0].note
    assert Site.objects.get().former_name == "广源超市"
    page.get_by_role("button", name="撤销本次导入").click()
    expect(page.locator(".notice--success")).to_contain_text("已撤销本次导入，作废 2 行")
    check_page(page)
    assert not Hazard.objects.counted().exists()
    assert ImportBatch.objects.get().is_undone


def test_a_pasted_block(open_page, clerk):
    page = open_page(clerk, reverse("imports"))
    page.get_by_label("或者粘贴").fill(ledgers.PASTED.replace("广源超市", "广源超市有限公司"))
    page.get_by_role("button", name="读取表格").click()
    next_step(page)
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("h1")).to_have_text("导入结果")
    assert "三合一" in Hazard.objects.get().description
