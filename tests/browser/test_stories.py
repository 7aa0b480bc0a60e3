"""A clerk's day, an inspector's round with a phone, a leader's look at the office."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from hazards.models import Hazard, Notice
from hazards.workflow import Action, Status
from tests.browser.checking import check_page
from tests.factories.hazards import act, make_hazard, make_notice, make_notice_kind
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

HOME = reverse("home")
SAVED = re.compile(r"/hazards/\d+/$")
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


@pytest.fixture
def office():
    make_notice_kind()
    sector = make_sector("fire", name="消防")
    load_list("report_templates")
    office = make_office(name="青山乡", same_person_may_verify=True, document_word="青安")
    village = make_village(office=office, name="石桥村")
    make_site(office=office, name="红星木器厂", village=village, sector=sector)
    return office


@pytest.fixture
def last_month():
    """The tenth of the month before this one: its report is the newest that can be composed."""
    return (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=10)


def press(page, name):
    """A button of the page's own form, or a link."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def follow(page, name):
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state()


def step(page, name, **said):
    """One step of a hazard or notice: open it, say what it asks, do it."""
    follow(page, name)
    check_page(page)
    for field, value in said.items():
        page.fill(f"#id_{field}", value)
    page.locator("main form.form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/\d+/(\?.*)?$"))
    expect(page.locator(".notice--success")).to_be_visible()


def test_a_clerks_day(open_page, office, last_month):
    clerk = make_user(Role.CLERK, office)
    due = last_month + timedelta(days=10)
    page = open_page(clerk, HOME)
    check_page(page)

    page.locator("main").get_by_role("link", name="登记隐患").first.click()
    page.type("#id_site_words", "红星")
    expect(page.locator("#id_site_found [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.fill("#id_found_on", str(last_month))
    page.fill("#id_place", "二楼楼梯口")
    page.fill("#id_description", "楼梯口堆放纸箱")
    check_page(page)
    press(page, "保存")
    page.wait_for_url(SAVED)
    check_page(page)

    step(page, "交办", on=str(last_month), due_on=str(due), responsible_person="某甲")
    follow(page, "开具通知书")
    check_page(page)
    press(page, "存为草稿")
    check_page(page)
    step(page, "签发", on=str(last_month))
    step(page, "登记送达", on=str(last_month + timedelta(days=1)), received_by="某甲")
    assert Notice.objects.get().served_on == last_month + timedelta(days=1)

    hazard = Hazard.objects.get()
    page.goto(hazard.get_absolute_url())
    step(page, "报告整改完成", on=str(last_month + timedelta(days=5)), measures="纸箱已清走")
    step(page, "复查通过并销号", on=str(last_month + timedelta(days=6)), verifier="某乙")
    hazard.refresh_from_db()
    assert hazard.status == Status.CLOSED

    page.goto(HOME)
    press(page, "生成最近一期")
    check_page(page)
    number = page.locator("main a[href*='hazard.found']").first
    expect(number).to_have_text(re.compile("1"))
    number.click()
    page.wait_for_load_state()
    check_page(page)
    page.locator("main td a").filter(has_text=hazard.number).first.click()
    page.wait_for_url(SAVED)
    expect(page.locator("h1")).to_have_text(hazard.number)


def test_an_inspectors_round_with_a_phone(open_page, office):
    village = make_village(office=office, name="溪口村")
    make_hazard(office=office, description="别村的隐患")
    inspector = make_user(Role.VILLAGE, office, villages=[village])
    page = open_page(inspector, HOME, **PHONE)
    check_page(page)

    page.locator("main").get_by_role("link", name="登记隐患").first.click()
    page.select_option("#id_village", label=village.name)
    page.fill("#id_place", "村道拐弯处")
    page.fill("#id_description", "护栏缺失")
    check_page(page)
    press(page, "保存")
    page.wait_for_url(SAVED)
    check_page(page)
    step(page, "报告整改完成", measures="已装护栏")
    hazard = Hazard.objects.get(village=village)
    assert hazard.status == Status.RECTIFIED
    expect(page.locator("main").get_by_role("link", name="交办", exact=True)).to_have_count(0)

    page.goto(reverse("hazards:list"))
    check_page(page)
    expect(page.locator("main")).to_contain_text("护栏缺失")
    expect(page.locator("main")).not_to_contain_text("别村的隐患")


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desk", "phone"])
def test_a_leaders_look(open_page, office, client, last_month, window):
    clerk = make_user(Role.CLERK, office)
    late = make_hazard(office=office, by=clerk, found_on=last_month, due_on=last_month)
    make_notice(late, by=clerk, issued_on=last_month)
    act(
        make_hazard(office=office, by=clerk, found_on=last_month),
        Action.ASSIGN,
        by=clerk,
        on=timezone.localdate(),
    )
    client.force_login(clerk)
    client.post(reverse("reports:open_latest", args=["monthly"]))

    page = open_page(make_user(Role.LEADER, office), HOME, **window)
    check_page(page)
    expect(page.locator("main").get_by_role("link", name="登记隐患")).to_have_count(0)
    for address in ("hazards:list", "hazards:notices", "reports:list", "reports:figures"):
        page.goto(reverse(address))
        check_page(page)
    page.goto(reverse("reports:list"))
    page.locator("main td a").first.click()
    page.wait_for_load_state()
    check_page(page)
    page.goto(late.get_absolute_url())
    check_page(page)
    expect(page.locator("main")).to_contain_text("逾期")
