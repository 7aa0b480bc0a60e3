"""A leader approves an extension on paper: the clerk records it, the leader confirms on a phone."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.organisation import opinions
from township_safety.organisation.models import LeaderOpinion, Matter, OpinionRule, Role

pytestmark = pytest.mark.django_db(transaction=True)

HOME = reverse("home")
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def signed_sheet():
    image = Image.new("RGB", (1200, 900), (250, 248, 242))
    ImageDraw.Draw(image).rectangle((100, 100, 1100, 800), outline=(40, 40, 40), width=4)
    held = io.BytesIO()
    image.save(held, "JPEG")
    return {"name": "签批.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


@pytest.fixture
def office(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    office = make_office(name="青山乡")
    admin = make_user(Role.ADMIN, office)
    always = OpinionRule.Demand.ALWAYS
    opinions.set_rule(office, Matter.EXTEND, demand=always, must_confirm=True, by=admin)
    return office


def test_paper_recorded_by_the_clerk_and_confirmed_by_the_leader(open_page, office):
    clerk = make_user(Role.CLERK, office, full_name="某甲")
    leader = make_user(Role.DEPUTY, office, full_name="某乙")
    today = timezone.localdate()
    found, due, later = (today + timedelta(days=days) for days in (-20, 2, 30))
    hazard = make_hazard(office=office, by=clerk, found_on=found, due_on=due)

    page = open_page(clerk, hazard.get_absolute_url())
    page.locator("main").get_by_role("link", name="延期整改", exact=True).click()
    expect(page.locator("legend", has_text="领导意见（代登记）")).to_be_visible()
    check_page(page)
    page.fill("#id_due_on", str(later))
    page.fill("#id_reason", "等配件")
    page.locator("main form.form button[type=submit]").first.click()
    expect(page.locator(".error-summary")).to_contain_text("延期整改须有领导意见，请填写意见原文")
    check_page(page)
    page.fill("#id_opinion_words", "同意延期")
    page.set_input_files("#id_opinion_scan", signed_sheet())
    page.locator("main form.form button[type=submit]").first.click()
    expect(page.locator(".notice--success")).to_be_visible()
    told = f"经办：某甲；分管领导某乙 {today.month}月{today.day}日 纸质签批：同意延期"
    expect(page.locator(".timeline")).to_contain_text(told)
    check_page(page)

    phone = open_page(leader, HOME, **PHONE)
    phone.get_by_role("link", name="领导意见待您确认").click()
    check_page(phone)
    phone.locator("main tbody").get_by_role("link", name="延期整改").click()
    expect(phone.locator("img.scan")).to_be_visible()
    check_page(phone)
    phone.get_by_role("button", name="确认", exact=True).click()
    expect(phone.locator(".notice--success")).to_contain_text("已确认")

    opinion = LeaderOpinion.objects.get()
    assert (opinion.confirmed_by, opinion.recorded_by) == (leader, clerk)
    assert hazard.events.latest("pk").by == leader
    phone.goto(HOME)
    expect(phone.get_by_role("link", name="领导意见待您确认")).to_have_count(0)


def test_what_the_leader_disputes_comes_back_to_the_clerk(open_page, office):
    clerk = make_user(Role.CLERK, office)
    leader = make_user(Role.LEADER, office)
    opinion = opinions.record_opinion(
        LeaderOpinion(
            office=office,
            matter=Matter.EXTEND,
            leader=leader,
            decided_on=timezone.localdate(),
            way="oral",
            words="同意",
        ),
        by=clerk,
    )

    phone = open_page(leader, opinion.get_absolute_url(), **PHONE)
    phone.fill("#id_words", "我没有同意过")
    phone.get_by_role("button", name="提交不属实").click()
    expect(phone.locator(".notice--success")).to_contain_text("核实")

    page = open_page(clerk, HOME)
    page.get_by_role("link", name="领导认为不属实").click()
    page.locator("main tbody").get_by_role("link", name="延期整改").click()
    expect(page.locator("main")).to_contain_text("我没有同意过")
    check_page(page)
    page.fill("#id_words", "已和领导核对，作废重办")
    page.get_by_role("button", name="登记核实情况").click()
    expect(page.locator(".notice--success")).to_be_visible()
    check_page(page)


def test_the_settings_fit_a_phone(open_page, office):
    admin = make_user(Role.ADMIN, office)
    check_page(open_page(admin, reverse("opinion_rules")))
    check_page(open_page(admin, reverse("opinion_rules"), **PHONE))
