"""元 and 万元: what is typed is what is kept, and what looks mixed up is asked about once."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from hazards.models import Hazard
from hazards.models.plan import PLAN
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture(autouse=True)
def clerk(office, client):
    clerk = make_user(Role.CLERK, office)
    client.force_login(clerk)
    return clerk


def claimed(client, hazard, amount, unit="元", **more):
    said = {"on": "2024-03-12", "version": hazard.version, "measures": "已更换"}
    said |= {"amount": amount, "amount_unit": unit, **more}
    return client.post(reverse("hazards:act", args=[hazard.pk, "claim"]), said)


def kept(hazard):
    claim = hazard.rectifications.first()
    return None if claim is None else claim.amount


class TestTheUnit:
    @pytest.mark.parametrize(
        ("typed", "unit", "amount"),
        [
            ("12000", "元", "12000.00"),
            ("1.2", "万元", "12000.00"),
            ("１．２", "万元", "12000.00"),
            ("12,000", "元", "12000.00"),
            # What is typed behind the number wins over the choice.
            ("1.2万元", "元", "12000.00"),
            ("12000元", "万元", "12000.00"),
            ("0", "万元", "0.00"),
        ],
    )
    def test_is_chosen_or_typed(self, client, office, typed, unit, amount):
        hazard = make_hazard(office=office)
        claimed(client, hazard, typed, unit)
        assert kept(hazard) == Decimal(amount)

    def test_without_the_choice_it_is_yuan(self, client, office):
        hazard = make_hazard(office=office)
        said = {"on": "2024-03-12", "version": 0, "measures": "已更换", "amount": "300"}
        client.post(reverse("hazards:act", args=[hazard.pk, "claim"]), said)
        assert kept(hazard) == 300

    def test_empty_stays_empty(self, client, office):
        hazard = make_hazard(office=office)
        claimed(client, hazard, "", "万元")
        assert hazard.rectifications.get().amount is None

    @pytest.mark.parametrize("typed", ["-5", "很多", "1.234567"])
    def test_what_is_no_sum_is_refused(self, client, office, typed):
        hazard = make_hazard(office=office)
        page = claimed(client, hazard, typed, "元")
        assert page.context["form"].errors["amount"]
        assert kept(hazard) is None

    def test_what_was_typed_is_shown_again_with_its_unit(self, client, office):
        hazard = make_hazard(office=office)
        page = claimed(client, hazard, "1.5", "万元", measures="").content.decode()
        assert re.search(r'name="amount" value="1.5"', page)
        assert '<option value="万元" selected>' in page


class TestTheQuestion:
    def test_much_for_a_general_hazard(self, client, office):
        hazard = make_hazard(office=office)
        page = claimed(client, hazard, "120", "万元").content.decode()
        assert "一般隐患的金额达到100万元" in page
        assert "1200000元（壹佰贰拾万元整）" in page
        assert kept(hazard) is None
        assert claimed(client, hazard, "120", "万元", amount_sure="1200000.00").status_code == 302
        assert kept(hazard) == 1_200_000

    def test_up_to_there_nothing_is_asked(self, client, office):
        hazard = make_hazard(office=office)
        assert claimed(client, hazard, "999999.99").status_code == 302

    def test_the_answer_holds_for_that_sum_only(self, client, office):
        hazard = make_hazard(office=office)
        page = claimed(client, hazard, "130", "万元", amount_sure="1200000.00").content.decode()
        assert "1300000元（壹佰叁拾万元整）" in page
        assert not re.search(r'name="amount_sure"[^>]*checked', page)
        assert kept(hazard) is None

    def test_the_answer_stays_while_something_else_is_wrong(self, client, office):
        hazard = make_hazard(office=office)
        page = claimed(
            client, hazard, "120", "万元", amount_sure="1200000.00", measures=""
        ).content.decode()
        assert re.search(r'name="amount_sure"[^>]*checked', page)

    @pytest.mark.parametrize(
        ("funds", "typed", "unit", "asked"),
        [
            ("12000", "12000", "万元", "一万倍"),
            ("12000", "1.2", "元", "万分之一"),
            ("12000", "1.2", "万元", ""),
            ("12000", "1.3", "元", ""),
            ("12000", "0", "元", ""),
        ],
    )
    def test_ten_thousand_times_what_was_planned(self, client, office, funds, typed, unit, asked):
        hazard = make_hazard(office=office, funds=Decimal(funds))
        page = claimed(client, hazard, typed, unit)
        if asked:
            assert asked in page.content.decode()
            assert kept(hazard) is None
        else:
            assert page.status_code == 302

    @pytest.mark.parametrize(("typed", "is_asked"), [("99999", False), ("100000", True)])
    def test_many_digits_in_wan(self, client, office, typed, is_asked):
        """Of a major hazard: much money alone is no wonder there."""
        plan = dict.fromkeys(PLAN, "已写明")
        hazard = make_hazard(office=office, grade="major", **plan)
        page = claimed(client, hazard, typed, "万元")
        assert (page.status_code == 200) == is_asked
        if is_asked:
            assert "数字却超过5位" in page.content.decode()


class TestTheHazardItself:
    SAID = {
        "found_on": "2024-03-05",
        "description": "插座外壳破损",
        "grade": "general",
        "rectify_mode": "within_limit",
    }

    def test_entered_in_wan(self, client):
        said = {**self.SAID, "funds": "0.5", "funds_unit": "万元"}
        client.post(reverse("hazards:create"), said)
        assert Hazard.objects.get().funds == 5000

    def test_asked_at_entry(self, client):
        said = {**self.SAID, "funds": "5000", "funds_unit": "万元"}
        page = client.post(reverse("hazards:create"), said).content.decode()
        assert "一般隐患的金额达到100万元" in page
        assert page.index('name="funds"') < page.index('name="funds_sure"')
        client.post(reverse("hazards:create"), {**said, "funds_sure": "50000000.00"})
        assert Hazard.objects.get().funds == 50_000_000

    def address(self, hazard):
        return reverse("hazards:edit", args=[hazard.pk])

    def correction(self, client, hazard, **said):
        """What the browser sends when nothing but this is changed."""
        form = client.get(self.address(hazard)).context["form"]
        data = {bound.html_name: bound.value() for bound in form}
        for bound in form:
            if bound.field.show_hidden_initial:
                data[bound.html_initial_name] = bound.value()
        data = {name: value for name, value in data.items() if value or value == 0}
        data = {name: value for name, value in data.items() if value is not False}
        data |= {"reason": "录入有误", **said}
        return client.post(self.address(hazard), data)

    def test_a_correction_of_something_else_asks_nothing(self, client, office):
        hazard = make_hazard(office=office, funds=Decimal(2_000_000))
        assert self.correction(client, hazard, place="东侧").status_code == 302
        hazard.refresh_from_db()
        assert (hazard.funds, hazard.place) == (2_000_000, "东侧")

    def test_the_other_unit_alone_is_a_change_and_asked_about(self, client, office):
        hazard = make_hazard(office=office, funds=Decimal(20))
        page = self.correction(client, hazard, funds="20", funds_unit="万元").content.decode()
        assert "一万倍" in page
        done = self.correction(
            client, hazard, funds="20", funds_unit="万元", funds_sure="200000.00"
        )
        assert done.status_code == 302
        hazard.refresh_from_db()
        assert hazard.funds == 200_000

    def test_a_unit_left_over_changes_nothing(self, client, office):
        """The value the page holds names its unit, whatever the choice beside it says."""
        hazard = make_hazard(office=office, funds=Decimal(20))
        self.correction(client, hazard, funds_unit="万元", place="东侧")
        hazard.refresh_from_db()
        assert (hazard.funds, hazard.place) == (20, "东侧")


def test_a_rectification_is_amended_in_wan(client, office):
    hazard = make_hazard(office=office)
    claimed(client, hazard, "300")
    row = hazard.rectifications.get()
    hazard.refresh_from_db()
    said = {
        "claimed_on": date(2024, 3, 12),
        "measures": "已更换",
        "amount": "0.3",
        "amount_unit": "万元",
        "reason": "录入有误",
        "version": hazard.version,
    }
    client.post(reverse("hazards:amend", args=[hazard.pk, row.pk]), said)
    row.refresh_from_db()
    assert row.amount == 3000
