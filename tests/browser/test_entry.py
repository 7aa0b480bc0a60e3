"""Entering hazards by keyboard: the fields that find their row, a site on the way, the next one."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from hazards.models import Hazard
from tests.factories.hazards import make_hazard_phrase
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_criterion, make_sector, make_site, make_site_category
from township_safety.organisation.models import Role
from township_safety.register.models import Site

pytestmark = pytest.mark.django_db(transaction=True)

CREATE = reverse("hazards:create")
SAVED = re.compile(r"/hazards/\d+/$")
WORDS = "#id_site_words"
OPTION = "#id_site_found [role=option]"


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def site(office):
    return make_site(
        office=office,
        name="测试木器厂",
        village=make_village(office=office),
        sector=make_sector(),
        safety_person="某甲",
    )


class TestLookup:
    def test_by_initials_and_what_follows(self, open_page, clerk, site):
        page = open_page(clerk, CREATE)
        expect(page.locator("#id_site")).to_be_hidden()
        page.type(WORDS, "csmq")
        expect(page.locator(OPTION).first).to_contain_text("测试木器厂")
        expect(page.locator(WORDS)).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Enter")
        expect(page.locator(WORDS)).to_have_value("测试木器厂")
        expect(page.locator("#id_village")).to_have_value(str(site.village_id))
        expect(page.locator("#id_sector")).to_have_value(str(site.sector_id))
        expect(page.locator("#id_responsible_person")).to_have_value("某甲")
        page.fill("#id_description", "插座外壳破损")
        page.click("button[type=submit]:has-text('保存') >> nth=0")
        page.wait_for_url(SAVED)
        assert Hazard.objects.get().site == site

    def test_what_a_person_typed_is_left_alone(self, open_page, clerk, site):
        page = open_page(clerk, CREATE)
        page.locator("#id_responsible_person").press_sequentially("某乙")
        page.type(WORDS, "木器")
        expect(page.locator(OPTION).first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#id_responsible_person")).to_have_value("某乙")

    def test_words_that_find_nothing_are_told_and_stay(self, open_page, clerk, site):
        page = open_page(clerk, CREATE)
        page.type(WORDS, "没有的厂")
        page.keyboard.press("Tab")
        expect(page.locator(".lookup .field__error").first).to_contain_text("没有的厂")
        expect(page.locator(WORDS)).to_have_value("没有的厂")

    def test_escape_and_emptying(self, open_page, clerk, site):
        page = open_page(clerk, CREATE)
        page.type(WORDS, "csmq")
        expect(page.locator(OPTION).first).to_be_visible()
        page.keyboard.press("Enter")
        page.keyboard.press("Backspace")
        expect(page.locator(OPTION).first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(WORDS)).to_have_value("测试木器厂")
        page.fill(WORDS, "")
        page.keyboard.press("Tab")
        expect(page.locator("#id_site")).to_have_value("")

    def test_the_criterion_brings_its_words(self, open_page, clerk):
        make_criterion(name="测试判定标准", text="第三条 通道堵塞的。")
        page = open_page(clerk, CREATE)
        page.type("#id_criterion_words", "cspd")
        expect(page.locator("#id_criterion_found [role=option]").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#id_basis")).to_have_value("《测试判定标准》第三条 通道堵塞的。")

    def test_a_phrase_brings_words_and_measures(self, open_page, clerk, site):
        make_hazard_phrase(name="灭火器过期", measures="更换", sector=make_sector("gas"))
        page = open_page(clerk, CREATE)
        page.type(WORDS, "csmq")
        expect(page.locator(OPTION).first).to_be_visible()
        page.keyboard.press("Enter")
        page.type("#id_phrase_words", "mhq")
        expect(page.locator("#id_phrase_found [role=option]").first).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#id_description")).to_have_value("灭火器过期")
        expect(page.locator("#id_measures")).to_have_value("更换")
        expect(page.locator("#id_sector")).to_have_value(str(site.sector_id))

    def test_a_site_that_is_not_there_yet(self, open_page, clerk, office):
        category = make_site_category(sector=make_sector())
        village = make_village(office=office)
        page = open_page(clerk, CREATE)
        page.select_option("#id_village", str(village.pk))
        page.type(WORDS, "测试新厂")
        expect(page.locator(OPTION).first).to_contain_text("新增“测试新厂”")
        page.keyboard.press("Enter")
        expect(page.locator("#site_name")).to_have_value("测试新厂")
        page.select_option("#site_categories", str(category.pk))
        page.click("text=新增并选用")
        expect(page.locator("#new-site")).to_be_hidden()
        new = Site.objects.get()
        assert (new.village, new.sector) == (village, category.sector)
        expect(page.locator("#id_site")).to_have_value(str(new.pk))
        expect(page.locator(WORDS)).to_be_focused()
