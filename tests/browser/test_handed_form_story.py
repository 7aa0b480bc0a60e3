"""A form from above is taught by clicking alone, filled and frozen, at both sizes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.checking import check_page
from tests.factories import blank_forms
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from township_safety import jobs
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module", autouse=True)
def _child():
    yield
    jobs.stop()


@pytest.fixture
def clerk(settings, tmp_path):
    settings.MEDIA_ROOT = settings.DATA_DIR = tmp_path
    office = make_office(name="青山乡", government_name="青山乡人民政府")
    upper, _ = (make_village(office=office, name=name) for name in ("上村", "下村"))
    make_hazard(office=office, village=upper, found_on=date(2024, 4, 3))
    return make_user(Role.CLERK, office)


def point_at(page, name):
    page.locator(f'.blank__cell > a[aria-label^="{name} "]').click()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desk", "phone"])
def test_form_is_taught_by_clicking_and_filled(open_page, clerk, size):
    page = open_page(clerk, reverse("reports:handed"), **size)
    check_page(page)
    page.get_by_role("link", name="上传空表").first.click()
    page.get_by_label("空白表").set_input_files(
        {"name": "附件2.xlsx", "mimeType": XLSX, "buffer": blank_forms.by_village("上村", "下村")}
    )
    page.get_by_role("button", name="上传").click()
    check_page(page)
    page.get_by_role("button", name="都不用").click()

    point_at(page, "C5")
    page.get_by_role("link", name="隐患.排查数").click()
    expect(page.get_by_label("按表里的名称分")).to_have_value("column:2:village")
    page.get_by_label("向下到").select_option("6")
    check_page(page)
    page.get_by_role("button", name="保存设定").click()
    expect(page.locator("td.blank__cell--figure")).to_have_count(2)

    point_at(page, "G5")
    page.get_by_role("link", name="每期手填").click()
    page.get_by_role("button", name="保存设定").click()
    point_at(page, "A2")
    page.get_by_role("link", name="单位、日期等").click()
    page.get_by_label("本格各栏").check()
    check_page(page)
    page.get_by_role("button", name="保存设定").click()

    page.get_by_role("link", name="设定好了，去填报").click()
    check_page(page)
    page.get_by_label("年份").fill("2024")
    page.get_by_label("统计期").select_option("4")
    page.get_by_role("button", name="填报", exact=True).click()
    check_page(page)
    expect(page.locator("td.blank__cell--figure").first).to_have_text("1")
    page.get_by_label("G5 手填").fill("已督办")
    page.get_by_role("button", name="保存手填内容").click()
    page.get_by_role("button", name="定稿", exact=True).click()
    expect(page.get_by_text("已定稿", exact=True)).to_be_visible()
    check_page(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载定稿 Excel").click()
    sheet = blank_forms.opened(Path(taken.value.path()).read_bytes())
    assert (sheet["C5"].value, sheet["C6"].value, sheet["G5"].value) == (1, 0, "已督办")
    assert sheet["C7"].value == "=SUM(C5:C6)"
