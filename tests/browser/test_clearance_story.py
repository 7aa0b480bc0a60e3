"""A month's session in the browser, from the proposal to the minutes and into the next month."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from hazards.workflow import Status
from inspections.clearing.sessions import KIND
from inspections.models import Operation
from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_kind
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    make_kind(Kind.Domain.OPERATION, KIND, name="月末销号例检例查")
    return make_office()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_from_the_proposal_to_the_minutes_to_next_month(open_page, office, width, height):
    """One decision is refused at first: what stands beside it is written all the same."""
    clerk, other = (make_user(Role.CLERK, office) for _ in range(2))
    leader = make_user(Role.LEADER, office, full_name="某书记")
    today = timezone.localdate()
    long_ago, due_on = today - timedelta(days=60), today - timedelta(days=20)
    done = make_hazard(
        Status.RECTIFIED, office=office, by=other, found_on=long_ago, due_on=due_on, grade="major"
    )
    late = make_hazard(office=office, by=other, found_on=long_ago, due_on=due_on)
    page = open_page(clerk, reverse("inspections:clearances"), width=width, height=height)
    check_page(page)

    page.click("a:has-text('列清单')")
    page.select_option("[name=month]", index=1)
    check_page(page)
    expect(page.locator("tbody tr")).to_have_count(2)
    page.click("button:has-text('列成清单')")
    page.wait_for_url(re.compile(r"/clearances/\d+/$"))
    check_page(page)

    page.click("a:has-text('登记会议情况')")
    page.fill("[name=chair]", str(leader))
    page.select_option("[name=chair_class]", "main")
    check_page(page)
    page.click("button:has-text('登记会议情况')")
    page.wait_for_url(re.compile(r"/clearances/\d+/$"))
    rows = page.locator("#lines tbody tr")
    later = (today + timedelta(days=20)).isoformat()
    rows.nth(0).locator("[name$=decision]").select_option("close")
    rows.nth(0).locator("[name$=responsible]").fill("某乙")
    rows.nth(1).locator("[name$=decision]").select_option("close")
    rows.nth(1).locator("[name$=responsible]").fill("某丙")
    check_page(page)
    page.click("button:has-text('保存全部决定')")

    expect(rows.nth(0)).to_contain_text("已登记")
    expect(rows.nth(1)).to_contain_text("还没有报告整改完成")
    rows.nth(1).locator("[name$=decision]").select_option("extend")
    rows.nth(1).locator("[name$=due_on]").fill(later)
    rows.nth(1).locator("button:has-text('存这条')").click()
    expect(rows.nth(1)).to_contain_text("已登记")
    check_page(page)
    done.refresh_from_db()
    late.refresh_from_db()
    assert done.status == Status.CLOSED
    assert late.due_on.isoformat() == later
    assert Operation.objects.get().leader_class == "main"

    page.click("a:has-text('打印会议纪要')")
    expect(page.locator("main")).to_contain_text("决定销号1条、延期1条")
    page.goto(reverse("inspections:clearance_new"))
    page.click("button:has-text('列成清单')")
    page.wait_for_url(re.compile(r"/clearances/\d+/$"))
    last = page.locator("#last")
    expect(last).to_contain_text("上次决定落实情况")
    expect(last.locator("tbody tr").nth(0)).to_contain_text("已落实")
    expect(last.locator("tbody tr").nth(1)).to_contain_text("正在落实")
    check_page(page)
