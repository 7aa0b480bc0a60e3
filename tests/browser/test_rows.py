"""Several records on one page: hazards of one check, and the visit that rechecks a notice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from hazards.models import Hazard, Recheck
from hazards.workflow import Status
from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard, make_hazard_phrase, make_notice
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_sector, make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SIZES = [{"width": 1366, "height": 768}, PHONE]
by_size = pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])


@pytest.fixture
def office():
    return make_office(document_word="青安")


@pytest.fixture
def site(office):
    village = make_village(office=office)
    return make_site(office=office, name="红星木器厂", village=village, sector=make_sector())


@by_size
def test_what_a_phrase_brings_goes_into_its_own_row(open_page, office, site, size):
    make_hazard_phrase(name="灭火器过期", measures="更换", sector=site.sector)
    page = open_page(make_user(Role.CLERK, office), reverse("hazards:several"), **size)
    check_page(page)
    page.locator("#id_site_words").fill("红星")
    expect(page.locator("#id_site_found [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.fill("#id_r1-description", "楼梯口堆放纸箱")
    page.locator("#id_r2-phrase_words").fill("灭火")
    expect(page.locator("#id_r2-phrase_found [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#id_r2-measures")).to_have_value("更换")
    expect(page.locator("#id_r1-measures")).to_have_value("")
    page.get_by_role("button", name="再加5行").click()
    expect(page.locator("#row10")).to_be_visible()
    expect(page.locator("#id_r2-description")).to_have_value("灭火器过期")
    check_page(page)
    page.get_by_role("button", name="全部保存").click()
    page.wait_for_url("**/done/**")
    check_page(page)
    assert [row.site for row in Hazard.objects.all()] == [site, site]


@by_size
def test_a_visit(open_page, office, site, size):
    day = timezone.localdate() - timedelta(days=20)
    said = {"office": office, "site": site, "found_on": day, "claimed_on": day}
    good, bad = (make_hazard(Status.RECTIFIED, **said) for _ in range(2))
    notice = make_notice(good, bad, office=office, site=site, issued_on=day)
    page = open_page(make_user(Role.CLERK, office), notice.get_absolute_url(), **size)
    page.get_by_role("link", name="逐项复查").click()
    check_page(page)
    page.locator(f"[name=h{good.pk}-outcome][value=passed]").check()
    page.locator(f"[name=h{bad.pk}-outcome][value=failed]").check()
    page.get_by_role("button", name="保存复查结果").click()
    expect(page.locator(".error-summary")).to_contain_text("第2条还有内容需要修改")
    check_page(page)
    page.locator(f"[name=h{bad.pk}-opinion]").fill("仍有缺陷")
    page.fill("#id_due_on", str(timezone.localdate() + timedelta(days=7)))
    page.get_by_role("button", name="保存复查结果").click()
    page.wait_for_url("**/rechecks/*/")
    check_page(page)
    assert Recheck.objects.get().notice == notice
    page.get_by_role("link", name="不合格的再次复查").click()
    expect(page.locator("main")).to_contain_text(bad.number)
    expect(page.locator("main")).not_to_contain_text(good.number)
