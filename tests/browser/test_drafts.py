"""Whatever long form was sent after the session had ended is offered again after signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from hazards.models import Hazard
from reports.models import Report
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

OFFER = ".draft-offer"
SEND = "main form.form button[type=submit] >> nth=0"


@pytest.fixture
def clerk():
    return make_user(Role.CLERK, make_office())


def sign_in_again(page, client, user):
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    root = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": root}])


def addresses(name, clerk):
    hazard = make_hazard(office=clerk.office, by=clerk)
    return {
        "act": (reverse("hazards:act", args=[hazard.pk, "claim"]), "#id_measures"),
        "correct": (reverse("hazards:edit", args=[hazard.pk]), "#id_place"),
        "count": (reverse("hazards:count_create"), "#id_note"),
        "notice": (f"{reverse('hazards:notice_create')}?hazards={hazard.pk}", "#id_addressee"),
        "register": (reverse("records:new", args=["meetings"]), "#id_note"),
    }[name]


@pytest.mark.parametrize("name", ["act", "correct", "count", "notice", "register"])
def test_offered_after_signing_in_again(open_page, client, clerk, name):
    address, field = addresses(name, clerk)
    page = open_page(clerk, address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    page.fill(field, "刚才填的内容")
    client.logout()
    page.click(SEND)
    page.wait_for_url("**/login/**")
    sign_in_again(page, client, clerk)
    page.goto(address)
    page.click("text=恢复未保存的内容")
    expect(page.locator(field)).to_have_value("刚才填的内容")


def test_gone_once_it_is_saved(open_page, clerk):
    address, field = addresses("act", clerk)
    page = open_page(clerk, address)
    page.fill(field, "已更换")
    page.click(SEND)
    expect(page.locator(".notice--success")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_what_others_changed_meanwhile_is_left_alone(open_page, client, clerk):
    address, field = addresses("correct", clerk)
    page = open_page(clerk, address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill(field, "东侧")
    page.wait_for_timeout(900)
    Hazard.objects.update(description="别人改过的描述")
    page.reload()
    page.click("text=恢复未保存的内容")
    expect(page.locator(field)).to_have_value("东侧")
    expect(page.locator("#id_description")).to_have_value("别人改过的描述")


def test_a_passage_of_a_report(open_page, client, clerk, complaints):
    make_sector("fire", name="消防")
    load_list("report_templates")
    make_hazard(office=clerk.office, found_on=timezone.localdate() - timedelta(days=40))
    client.force_login(clerk)
    client.post(reverse("reports:open_latest", args=["monthly"]))
    address = Report.objects.get().get_absolute_url()
    page = open_page(clerk, address)
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".slot-edit").first.click()
    page.locator(".slot-form textarea:visible").fill("本月做了几件事。")
    page.wait_for_timeout(900)
    client.logout()
    page.locator(".slot-form button[type=submit]:visible").click()
    expect(page.locator(".slot-form .field__error:visible").first).to_be_visible()
    sign_in_again(page, client, clerk)
    page.goto(address)
    page.click("text=恢复未保存的内容")
    expect(page.locator(".slot-form textarea:visible")).to_have_value("本月做了几件事。")
    page.locator(".slot-form button[type=submit]:visible").click()
    expect(page.locator(".slot-form:visible")).to_have_count(0)
    page.reload()
    expect(page.locator(OFFER)).to_have_count(0)
    complaints.clear()  # the browser itself reports the refused request
