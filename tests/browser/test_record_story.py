"""A clerk enters a morning's work from one page, with the keyboard, and puts one entry right."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.checking import check_page
from tests.factories.files import picture
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_kind
from township_safety.activities.models import Attachment, HouseholdSurvey, Meeting
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


@SIZES
def test_one_thing_after_the_other(open_page, office, width, height):
    meeting = make_kind(Kind.Domain.MEETING, name="专题会议")
    survey = make_kind(Kind.Domain.SURVEY_ITEM, name="燃气用户摸排")
    village = make_village(office=office, name="前进村")
    clerk = make_user(Role.CLERK, office)
    page = open_page(clerk, reverse("record_work"), width=width, height=height)
    check_page(page)

    page.keyboard.press("3")
    page.wait_for_url(re.compile(r"/record/meetings/"))
    check_page(page)
    page.select_option("#id_kind", str(meeting.pk))
    page.fill("#id_topic", "防汛部署会")
    page.fill("#id_attendee_count", "3")
    page.get_by_text("附件（照片、签到表、扫描件）").click()
    photo = {"name": "会场.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.set_input_files("[name=file-attached]", [photo])
    page.click("button:has-text('保存，登下一条')")
    expect(page.locator(".messages")).to_contain_text("已登记会议")
    expect(page.locator("#id_kind")).to_have_value(str(meeting.pk))
    assert Attachment.objects.get().carrier == Meeting.objects.get()

    # Now the meeting stands first; digits typed into a field choose nothing.
    expect(page.locator(".work-kind").first).to_contain_text("会议")
    page.focus("#id_attendee_count")
    page.keyboard.type("25")
    expect(page.locator("#id_attendee_count")).to_have_value("25")
    page.fill("#id_attendee_count", "")
    page.locator(".work-kind", has_text="入户摸排").first.click()
    page.wait_for_url(re.compile(r"/record/surveys/"))
    page.select_option("#id_item", str(survey.pk))
    page.fill("#id_households", "126")
    page.select_option("#id_village", str(village.pk))
    page.click("button:has-text('保存，登下一条')")
    expect(page.locator(".messages")).to_contain_text("已登记入户摸排")
    assert HouseholdSurvey.objects.get().on == timezone.localdate()
    check_page(page)

    entered = page.locator("section", has_text="我今天登记的")
    expect(entered.locator("tbody tr")).to_have_count(2)
    entered.locator("tr", has_text="防汛部署会").get_by_role("link", name="更正").click()
    page.fill("#id_attendee_count", "30")
    page.click("main button:has-text('保存')")
    page.wait_for_url(re.compile(r"/meetings/\d+/$"))
    assert Meeting.objects.get().attendee_count == 30
