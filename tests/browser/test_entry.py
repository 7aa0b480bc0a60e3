"""Entering hazards by keyboard: the fields that find their row, a site on the way, the next one."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
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


class Keyboard:
    """Counts what a person would press; the mouse is not touched."""

    def __init__(self, page):
        self.page = page
        self.pressed = 0
        self.began = time.monotonic()

    def press(self, key):
        self.page.keyboard.press(key)
        self.pressed += 1

    def type(self, text):
        for sign in text:
            self.press(sign)

    def to(self, selector):
        """With the tabulator as far as that field."""
        there = "(selector) => document.activeElement.matches(selector)"
        for _ in range(40):
            if self.page.evaluate(there, selector):
                return
            self.press("Tab")
        raise AssertionError(f"{selector} is not reached")

    def take(self, words, selector):
        """Type into a field that finds its row, take the first."""
        self.to(selector)
        self.type(words)
        found = selector.replace("_words", "_found")
        expect(self.page.locator(f"{found} [aria-selected=true]")).to_be_visible()
        self.press("Enter")


def test_by_keyboard_alone_in_under_a_minute(open_page, clerk, site, capsys):
    make_hazard_phrase(name="灭火器过期", measures="更换", sector=site.sector)
    page = open_page(clerk, CREATE)
    expect(page.locator(WORDS)).to_be_focused()
    keys = Keyboard(page)
    keys.take("csmq", WORDS)
    keys.take("mhq", "#id_phrase_words")
    keys.to("#id_due_on")
    keys.type(f"{timezone.localdate() + timedelta(days=15):%m%d%Y}")
    keys.press("Control+Shift+Enter")
    page.wait_for_url("**/new/?after=*")
    one = time.monotonic() - keys.began, keys.pressed

    expect(page.locator("#id_description")).to_be_focused()
    expect(page.locator(WORDS)).to_have_value("测试木器厂")
    keys.type("second fault")
    keys.press("Control+Enter")
    page.wait_for_url(SAVED)
    two = time.monotonic() - keys.began - one[0], keys.pressed - one[1]
    with capsys.disabled():
        print(f"\n登记一条隐患：{one[1]}次按键，{one[0]:.1f}秒")
        print(f"同一单位再登记一条：{two[1]}次按键，{two[0]:.1f}秒")
    second, first = Hazard.objects.order_by("-pk")
    assert (first.site, first.description, first.measures) == (site, "灭火器过期", "更换")
    assert first.due_on == timezone.localdate() + timedelta(days=15)
    assert (first.village, first.responsible_person) == (site.village, "某甲")
    assert (second.site, second.description) == (site, "second fault")
    assert one[0] < 60
    assert one[1] < 60


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
