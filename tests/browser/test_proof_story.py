"""A clerk proves a meeting on paper and signs off letters, at the desk and on the phone."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.checking import check_page
from tests.factories.activities import make_meeting, make_obligation
from tests.factories.files import PDF
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_kind
from township_safety.activities.models import Attachment, Attendee, MeetingTask, SignedLetter
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@SIZES
def test_twelve_letters_signed_and_two_missing(open_page, office, clerk, width, height):
    kind = make_kind(Kind.Domain.LETTER, name="安全生产责任书")
    year = timezone.localdate().year
    for number in range(1, 15):
        village = make_village(office=office, name=f"{number}号村")
        make_obligation(office=office, kind=kind, year=year, village=village)
    page = open_page(clerk, reverse("letters"), width=width, height=height)
    check_page(page)
    page.click("a:has-text('安全生产责任书')")
    check_page(page)
    for box in page.locator("input[name=signed]").all()[:12]:
        box.check()
    page.click("button:has-text('登记签订')")
    expect(page.locator(".messages")).to_contain_text("已登记签订12家，还差2家")
    page.click("a:has-text('签订情况') >> visible=true")
    expect(page.locator("tbody tr")).to_contain_text("2家：13号村、14号村")
    expect(page.locator("tbody tr")).to_contain_text("85.7%")
    assert SignedLetter.objects.count() == 12


@SIZES
def test_a_meeting_from_the_list_to_the_task(open_page, office, clerk, width, height):
    meeting = make_meeting(office=office, topic="防汛会商", attendee_count=3)
    village = make_village(office=office, name="东村")
    page = open_page(
        clerk,
        reverse("records:detail", args=["meetings", meeting.pk]),
        width=width,
        height=height,
    )
    check_page(page)
    page.click("a:has-text('列参加名单')")
    page.fill("[name=typed]", "某甲 安办 主任\n某乙 派出所")
    page.check(f"[name=villages][value='{village.pk}']")
    page.click("button:has-text('加入名单')")
    check_page(page)
    for box in page.locator("input[name=present]").all()[:2]:
        box.check()
    page.click("button:has-text('保存签到')")
    expect(page.locator(".notice--warning")).to_contain_text("登记的比签到的多1人")
    assert Attendee.objects.of(meeting).present().count() == 2

    page.click("a:has-text('返回')")
    page.click("a:has-text('登记议定事项')")
    page.fill("[name=text]", "排查渡口")
    page.fill("[name=responsible]", "农业站")
    page.click("button.button--primary")
    page.wait_for_url(re.compile(r"#tasks$"))
    assert MeetingTask.objects.get().meeting == meeting

    page.click("a:has-text('添加附件')")
    check_page(page)
    paper = {"name": "签到表.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("[name=attached]", [paper])
    page.select_option("[name=purpose]", "sign_in")
    page.click("button.button--primary")
    page.wait_for_url(re.compile(r"#attachments$"))
    expect(page.locator("#attachments")).to_contain_text("签到表.pdf")
    check_page(page)
    assert Attachment.objects.get().carrier == meeting
