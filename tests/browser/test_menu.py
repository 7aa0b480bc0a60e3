"""The menu in a real browser: what was opened by hand stays open, what the page opened does not."""

import pytest
from django.urls import reverse

from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def opened(page):
    return page.locator(".site-nav details[open] summary").all_inner_texts()


def test_only_groups_opened_by_hand_stay_open(open_page):
    page = open_page(
        make_user(Role.CLERK, make_office()), reverse("records:list", args=["meetings"])
    )
    assert opened(page) == ["各类台账"]

    page.goto(reverse("home"))
    assert opened(page) == []
    page.locator(".site-nav summary", has_text="基础台账").click()

    page.goto(reverse("help"))
    assert opened(page) == ["基础台账"]


def test_a_page_far_down_the_menu_starts_at_its_heading(open_page):
    page = open_page(make_user(Role.CLERK, make_office()), reverse("home"), height=500)
    for name in ("各类台账", "基础台账"):
        page.locator(".site-nav summary", has_text=name).click()

    page.goto(reverse("records:list", args=["key_periods"]))

    assert page.evaluate("window.scrollY") == 0
    assert page.locator(".site-nav [aria-current]").evaluate(
        "entry => { const box = entry.getBoundingClientRect(); return box.bottom < innerHeight; }"
    )
