"""What a list adds up to: equal to its rows, and without those entered by mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.activities import make_fund, make_meeting, make_publicity, make_training
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_kind, make_publicity_item
from township_safety.desk.register_totals import totals
from township_safety.desk.registers import registers
from township_safety.organisation.actions import void_row
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def of(key):
    sheet = registers()[key]
    return totals(sheet, sheet.queryset())


def test_numbers_are_added_and_kinds_counted(office, clerk):
    other = make_kind(Kind.Domain.MEETING, "daily", name="例会")
    for number in (10, 20, None):
        make_meeting(office=office, attendee_count=number)
    make_meeting(office=office, kind=other, attendee_count=5)
    void_row(make_meeting(office=office, attendee_count=99), by=clerk, reason="录错")
    found = of("meetings")
    assert (found.rows, found.sums) == (4, (("参会人数", "35"),))
    assert [number for _, number in found.kinds] == ["3条", "1条"]


def test_publicity_in_the_unit_of_each_item(office):
    item = make_publicity_item()
    for number in (300, 200):
        make_publicity(office=office, item=item, quantity=number)
    assert of("publicity").kinds == ((item.name, f"500{item.unit}（2条）"),)


def test_money_and_sessions(office):
    make_fund(office=office, amount=Decimal("1000.50"))
    make_fund(office=office, amount=Decimal("999.50"))
    assert of("funds").sums == (("金额（元）", "2000"),)
    make_training(office=office, sessions=2, attendee_count=30)
    assert of("trainings").sums == (("场次", "2"), ("参加人数", "30"))


@pytest.mark.parametrize("key", registers())
def test_every_register_adds_up(key):
    assert of(key).rows == 0


def test_the_page_adds_up_what_was_asked_for(client, office, clerk):
    make_meeting(office=office, on=date(2024, 3, 5), attendee_count=10)
    make_meeting(office=office, on=date(2024, 4, 5), attendee_count=20)
    client.force_login(clerk)
    where = reverse("records:list", args=["meetings"])
    text = client.get(where, {"first_day": "2024-04-01"}).content.decode()
    assert "共 1 条，参会人数合计 20" in text
