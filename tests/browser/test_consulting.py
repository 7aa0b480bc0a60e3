"""A meeting on levels and a sum of money, as a clerk meets them in the browser."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from hazards.models import Consultation
from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role
from township_safety.values.amounts import amount_in_words

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_from_the_to_do_to_the_levels(open_page, office, clerk, width, height):
    """One row is forgotten at first: what was typed in the other stays."""
    leader = make_user(Role.DEPUTY, office)
    long_ago = timezone.localdate() - timedelta(days=20)
    first, second = (make_hazard(office=office, by=clerk, found_on=long_ago) for _ in range(2))
    page = open_page(clerk, reverse("home"), width=width, height=height)
    page.click("a:has-text('待会商分级 2')")
    page.click("button:has-text('列成会商清单')")
    page.click("a:has-text('登记会商结果')")
    check_page(page)
    page.fill("[name=host]", "某主任")
    rows = page.locator("tbody tr")
    rows.nth(0).locator("select").select_option("township")
    rows.nth(0).locator("input[name$=case_leader]").fill(str(leader))
    rows.nth(1).locator("input[name$=fund_source]").fill("财政资金")
    page.click("button:has-text('保存会商结果')")

    expect(rows.nth(1)).to_contain_text("请选择责任层级")
    expect(rows.nth(0).locator("input[name$=case_leader]")).to_have_value(str(leader))
    rows.nth(1).locator("select").select_option("village")
    page.click("button:has-text('保存会商结果')")
    page.wait_for_url(re.compile(r"/consultations/\d+/$"))
    check_page(page)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.responsible_level, second.responsible_level) == ("township", "village")
    assert Consultation.objects.get().state == "已会商"
    page.goto(reverse("home"))
    expect(page.locator("a:has-text('待会商分级')").locator("strong")).to_have_count(0)


def test_a_sum_is_told_back_in_words(open_page, office, clerk):
    hazard = make_hazard(office=office, by=clerk)
    page = open_page(clerk, reverse("hazards:act", args=[hazard.pk, "claim"]))
    words = page.locator("[data-money-words]")
    for typed, unit, amount in (
        ("1205.3", "元", "1205.30"),
        ("12000.07", "元", "12000.07"),
        ("1.2", "万元", "12000.00"),
        ("１０５", "元", "105.00"),
        ("1,234,567", "元", "1234567.00"),
        ("0.05", "元", "0.05"),
        ("30.5万元", "元", "305000.00"),
        ("10001", "万元", "100010000.00"),
    ):
        page.fill("[name=amount]", typed)
        page.select_option("[name=amount_unit]", unit)
        expect(words).to_have_text(f"大写：{amount_in_words(Decimal(amount))}")
    page.fill("[name=amount]", "很多")
    expect(words).to_have_text("")


def test_a_doubtful_sum_is_asked_about_once(open_page, office, clerk):
    hazard = make_hazard(office=office, by=clerk)
    page = open_page(
        clerk, reverse("hazards:act", args=[hazard.pk, "claim"]), width=390, height=844
    )
    page.fill("[name=measures]", "已更换")
    page.fill("[name=amount]", "120")
    page.select_option("[name=amount_unit]", "万元")
    page.click("button[type=submit]:has-text('报告整改完成')")
    page.check("[name=amount_sure]")
    expect(page.locator("[name=amount_unit]")).to_have_value("万元")
    check_page(page)
    page.click("button[type=submit]:has-text('报告整改完成')")
    page.wait_for_url(re.compile(rf"/hazards/{hazard.pk}/$"))
    assert hazard.rectifications.get().amount == 1_200_000
