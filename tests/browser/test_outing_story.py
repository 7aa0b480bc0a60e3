"""An inspector walks five shops with a phone, part of the way without a signal; a clerk
records a joint enforcement."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from hazards.models import Hazard
from inspections.models import Operation, OperationTarget, Sending
from tests.browser.checking import check_page
from tests.factories.checklists import make_checklist
from tests.factories.files import distinct_picture
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_kind,
    make_result_kind,
    make_sector,
    make_site,
    make_site_category,
)
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SHOPS = ("东街便民超市", "东街文具店", "东街五金店", "东街小吃店", "东街理发店")
Outcome = OperationTarget.Outcome


@pytest.fixture
def office():
    return make_office(name="青山乡")


@pytest.fixture
def outing(office):
    village = make_village(office=office, name="石桥村")
    kind = make_kind(Kind.Domain.OPERATION, "daily_inspection", name="日常检查")
    outing = make_operation(
        office=office, on=timezone.localdate(), kind=kind, topic="东街消防检查", village=village
    )
    sector = make_sector("fire", name="消防")
    for name in SHOPS:
        site = make_site(
            office=office,
            name=name,
            village=village,
            categories=("shop",),
            sector=sector,
            address="东街",
        )
        make_target(outing, site=site, outcome=Outcome.PENDING)
    make_checklist(
        questions=("疏散通道畅通，没有堆放杂物", "灭火器压力正常、放在显眼处", "电线没有私拉乱接")
    )
    return outing


@pytest.fixture
def requests_fail(complaints):
    """A browser says so itself when a request fails; that is no fault of the page."""
    yield
    expected = ("ERR_INTERNET_DISCONNECTED", "400 (Bad Request)")
    complaints[:] = [said for said in complaints if not any(word in said for word in expected)]


def answer(page, number, word):
    ask = page.locator("[data-shop] [data-ask]").nth(number)
    ask.get_by_role("radio", name=word, exact=True).check()
    return ask


def all_else_is_well(page):
    page.get_by_role("button", name="其余的都选“是”").click()


def go_on(page):
    page.get_by_role("button", name="保存，下一家").click()


def at(page, shop):
    expect(page.locator(".visit__name")).to_have_text(shop)


@pytest.mark.usefixtures("requests_fail")
def test_five_shops_on_foot(open_page, office, outing):
    inspector = make_user(Role.STATION, office)
    page = open_page(inspector, reverse("inspections:outing", args=[outing.pk]), **PHONE)
    expect(page.locator(".outing-state")).to_contain_text("已装入5家")
    check_page(page)

    # The first: blocked way out, with a photo.
    page.get_by_role("link", name=re.compile(SHOPS[0])).click()
    at(page, SHOPS[0])
    check_page(page)
    blocked = answer(page, 0, "否")
    expect(blocked.locator("textarea").first).to_have_value("疏散通道畅通，没有堆放杂物不符合")
    photo = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": distinct_picture()}
    blocked.locator("input[type=file]").set_input_files([photo])
    check_page(page)
    all_else_is_well(page)
    go_on(page)

    # The second is in order.
    at(page, SHOPS[1])
    all_else_is_well(page)
    go_on(page)
    at(page, SHOPS[2])
    expect(page.locator(".outing-state")).not_to_contain_text("未上传")

    # No signal: the third has a hazard, the fourth is closed.
    page.context.set_offline(True)
    answer(page, 2, "否")
    all_else_is_well(page)
    go_on(page)
    at(page, SHOPS[3])
    expect(page.locator(".outing-state")).to_contain_text("未上传1条")
    page.get_by_role("radio", name="关门停业").check()
    go_on(page)
    at(page, SHOPS[4])
    expect(page.locator(".outing-state")).to_contain_text("未上传2条")
    assert Hazard.objects.count() == 1

    # The signal is back; the last shop has something that the list does not ask.
    page.context.set_offline(False)
    expect(page.locator(".outing-state")).not_to_contain_text("未上传", timeout=30_000)
    page.get_by_text("另外发现的隐患").click()
    page.locator("[data-extra] textarea").first.fill("门头招牌松动")
    all_else_is_well(page)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-pending]")).to_have_text("0")
    expect(page.locator(".outing-state")).not_to_contain_text("未上传")
    check_page(page)

    assert [target.outcome for target in outing.targets.order_by("pk")] == [
        Outcome.CHECKED,
        Outcome.CHECKED,
        Outcome.CHECKED,
        Outcome.CLOSED,
        Outcome.CHECKED,
    ]
    assert OperationTarget.objects.visits() == 4
    assert Sending.objects.count() == 5
    assert {hazard.description for hazard in Hazard.objects.all()} == {
        "疏散通道畅通，没有堆放杂物不符合",
        "电线没有私拉乱接不符合",
        "门头招牌松动",
    }
    assert Hazard.objects.get(site__name=SHOPS[0]).photos.count() == 1
    assert outing.findings.counted().count() == 3

    page.get_by_role("link", name="检查记录", exact=True).click()
    page.wait_for_load_state()
    check_page(page)
    for hazard in Hazard.objects.all():
        expect(page.locator("main")).to_contain_text(hazard.number)

    # The record of the first shop is printed.
    first = page.get_by_role("row").filter(has_text=SHOPS[0])
    first.get_by_role("link", name="现场检查记录").click()
    page.wait_for_load_state()
    check_page(page)
    for words in ("现场检查记录", SHOPS[0], "疏散通道畅通，没有堆放杂物不符合"):
        expect(page.locator("main")).to_contain_text(words)
    link = page.locator("a[href*='/pdf/']").first.get_attribute("href")
    printed = page.request.get(link)
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF-")


@pytest.mark.usefixtures("requests_fail")
def test_what_the_server_refuses_can_be_mended(open_page, office, outing):
    inspector = make_user(Role.STATION, office)
    page = open_page(inspector, reverse("inspections:outing", args=[outing.pk]), **PHONE)
    expect(page.locator(".outing-state")).to_contain_text("已装入5家")
    page.get_by_role("link", name=re.compile(SHOPS[0])).click()
    ask = answer(page, 0, "否")
    due = ask.get_by_label("整改期限")
    due.fill("2020-01-01")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator(".outing-state")).to_contain_text("整改期限不能早于检查日期")
    page.get_by_role("link", name=re.compile(SHOPS[0])).click()
    expect(page.locator("[data-problems]")).to_contain_text("整改期限不能早于检查日期")
    page.locator("[data-shop]").get_by_label("整改期限").first.fill("")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".outing-state")).not_to_contain_text("未上传")
    assert Hazard.objects.count() == 1
    assert Sending.objects.count() == 1


def test_without_scripts_the_same_form_is_posted(open_page, office, outing):
    inspector = make_user(Role.STATION, office)
    target = outing.targets.first()
    address = reverse("inspections:visit", args=[outing.pk, target.pk])
    page = open_page(inspector, address, java_script_enabled=False, **PHONE)
    page.locator("[data-ask]").first.get_by_role("radio", name="否", exact=True).check()
    page.get_by_role("button", name="保存，下一家").click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_text(SHOPS[1])
    assert Hazard.objects.get().site.name == SHOPS[0]


def test_a_joint_enforcement_with_599_helmets(open_page, office):
    kind = make_kind(Kind.Domain.OPERATION, "joint_enforcement", name="联合执法")
    street = make_site_category("street_front", name="沿街门面")
    village = make_village(office=office, name="溪口村")
    shop = make_site(office=office, name="顺达摩托车行", village=village)
    results = [
        ("educated", "教育", "人次", "86", {}),
        ("persuaded", "劝导", "人次", "120", {}),
        ("seized", "扣押", "件", "599", {"unit": "顶", "item": "头盔"}),
        ("interviewed", "约谈", "人", "3", {}),
        ("suspended", "停业整顿", "家", "1", {}),
        ("fined", "罚款", "起", "4", {"fine_amount": "2000"}),
    ]
    kinds = [make_result_kind(code, name=name, unit=unit) for code, name, unit, _, _ in results]
    page = open_page(make_user(Role.CLERK, office), reverse("records:new", args=["operations"]))
    check_page(page)

    page.select_option("#id_category", "enforcement")
    page.select_option("#id_kind", str(kind.pk))
    page.fill("#id_topic", "头盔和电动车联合整治")
    page.check("#id_is_joint")
    page.type("#id_operationtarget-0-site_words", "顺达")
    expect(page.locator("#id_operationtarget-0-site_found [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#id_village")).to_have_value("")
    page.select_option("#id_operationtarget-1-category", str(street.pk))
    page.fill("#id_operationtarget-1-quantity", "35")
    page.get_by_role("button", name="再加5行").last.click()
    page.wait_for_load_state()
    expect(page.locator("#id_topic")).to_have_value("头盔和电动车联合整治")
    for number, (made, (_, _, _, quantity, more)) in enumerate(zip(kinds, results, strict=True)):
        said = {"quantity": quantity, **more}
        page.select_option(f"#id_operationresult-{number}-kind", str(made.pk))
        for name, value in said.items():
            page.fill(f"#id_operationresult-{number}-{name}", value)
    check_page(page)
    page.locator("main").get_by_role("button", name="保存", exact=True).last.click()
    page.wait_for_url(re.compile(r"/operations/\d+/$"))
    check_page(page)

    tiles = page.locator(".tile")
    for words in ("检查36家次", "检查对象36家", "扣押599顶", "教育86人次", "罚款2000元"):
        expect(tiles.filter(has_text=re.compile(r"\s*".join(words)))).to_have_count(1)
    operation = Operation.objects.get()
    assert operation.results.count() == 6
    assert operation.targets.get(site=shop).quantity == 1
