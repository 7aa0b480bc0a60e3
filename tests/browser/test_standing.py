"""What other bodies have in hand or watch, on the page of a hazard: urged, answered, told of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from hazards import actions
from tests.browser.checking import check_page
from tests.factories.hazards import make_hazard
from tests.factories.opinions import ask_no_leader
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
SIZES = [{"width": 1366, "height": 768}, PHONE]


@pytest.mark.parametrize("size", SIZES, ids=["desk", "phone"])
def test_a_clerk_urges_and_records_the_answer(open_page, size):
    office = ask_no_leader(make_office())
    clerk = make_user(Role.CLERK, office)
    today = timezone.localdate()
    found = today - timedelta(days=60)
    hazard = make_hazard(by=clerk, found_on=found, due_on=found + timedelta(days=20))
    agency = make_agency(office=office, name="云溪县应急管理局")
    words = {"reason": "no_power", "interim_measures": "设警示标志，专人看守"}
    hazard = actions.refer(hazard, by=clerk, on=found, to_agency=agency, **words)
    listed = {"body": "云溪县安委办", "level": "county", "due_on": today + timedelta(days=40)}
    hazard = actions.place_on_list(hazard, by=clerk, on=found, **listed)

    page = open_page(clerk, hazard.get_absolute_url(), **size)
    check_page(page)
    page.get_by_role("link", name="催办", exact=True).click()
    page.get_by_label("催办情况").fill("答应本周内回复")
    check_page(page)
    page.get_by_role("button", name="催办").click()
    page.get_by_role("link", name="登记回复").click()
    page.get_by_label("回复结果").select_option("accepted")
    page.get_by_label("回复内容").fill("已立案查处")
    page.get_by_role("button", name="登记回复").click()
    page.wait_for_url(f"**{hazard.get_absolute_url()}")
    check_page(page)

    referral = hazard.referrals.get()
    assert (referral.result, referral.urges.count()) == ("accepted", 1)
    assert page.get_by_role("link", name="报送督办进展").count() == 1
    assert page.locator(".light--referred").count() == 0
