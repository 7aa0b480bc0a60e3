"""Two people correct one hazard: the second sees what the first changed, and chooses."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from hazards.models import Hazard
from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


def save(page):
    page.fill("#id_reason", "登记时填错")
    page.get_by_role("button", name="保存更正").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("chosen", "place"), [("用我的", "北侧"), ("用对方的", "东侧")])
def test_the_second_to_save_chooses(open_page, client, size, chosen, place):
    office = make_office()
    clerk, other = (make_user(Role.CLERK, office, full_name=name) for name in ("某甲", "某戊"))
    hazard = make_hazard(office=office, by=clerk, place="西侧", inspectors="某丙", measures="更换")
    url = reverse("hazards:edit", args=[hazard.pk])
    first = open_page(other, url)
    client.cookies.clear()  # the other stays signed in at the other desk
    second = open_page(clerk, url, **size)

    first.fill("#id_place", "东侧")
    first.fill("#id_inspectors", "某己")
    save(first)
    expect(first.locator(".notice--success")).to_be_visible()

    second.fill("#id_place", "北侧")
    second.fill("#id_measures", "修好")
    save(second)
    compared = second.locator("section[aria-labelledby=comparison]")
    expect(second.locator(".error-summary")).to_contain_text("某戊刚修改过这条隐患（更正）")
    both, theirs, mine = (
        compared.get_by_role("row").filter(has_text=name)
        for name in ("隐患部位", "检查人", "整改措施")
    )
    expect(both).to_contain_text("两人都改了，请选择")
    expect(both.get_by_role("radio", checked=True)).to_have_count(0)
    expect(theirs.get_by_role("radio", name="某己")).to_be_checked()
    expect(mine.get_by_role("radio", name="修好")).to_be_checked()
    check_page(second)

    second.get_by_role("button", name="保存更正").click()
    expect(second.locator(".error-summary")).to_contain_text("“隐患部位”两人都改了，请选择")
    hazard.refresh_from_db()
    assert (hazard.place, hazard.measures) == ("东侧", "更换")

    cell = both.locator(f"[data-label={chosen}]")
    cell.get_by_role("radio", name=place).check()
    save(second)
    expect(second.locator(".notice--success")).to_be_visible()
    kept = Hazard.objects.get()
    assert (kept.place, kept.inspectors, kept.measures) == (place, "某己", "修好")
    tellers = [event.by for event in kept.events.order_by("pk")]
    assert tellers[-2:] == [other, clerk]
