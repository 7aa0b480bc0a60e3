"""红橙黄蓝 drives how often a site is inspected."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from inspections.duties import standing_at
from tests.factories.activities import make_duty
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_site
from township_safety.activities.models import Obligation
from township_safety.desk.sitefile.frequencies import begin, proposed
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 1)


def test_each_class_is_inspected_in_its_own_rhythm():
    office = make_office()
    site = make_site(office=office, risk_level="red", risk_set_on=TODAY)
    made = begin(office, on=TODAY, by=make_user(Role.CLERK, office))
    assert [duty.frequency for duty in made] == ["month", "quarter", "half", "year"]
    due = [duty for duty in made if standing_at(duty, site, on=TODAY)]
    assert [duty.frequency for duty in due] == ["month"]


def test_a_class_that_has_its_duty_keeps_it():
    office = make_office()
    make_duty(office=office, first_day=date(2024, 1, 1), risk_level="red", frequency="week")
    levels = {duty.risk_level for duty in proposed(office, on=TODAY)}
    assert levels == {"orange", "yellow", "blue"}


def test_a_duty_that_has_ended_is_proposed_anew():
    office = make_office()
    make_duty(
        office=office,
        first_day=date(2024, 1, 1),
        last_day=date(2024, 2, 29),
        risk_level="red",
    )
    assert "red" in {duty.risk_level for duty in proposed(office, on=TODAY)}


def test_nothing_is_written_before_it_is_confirmed(client):
    office = make_office()
    client.force_login(make_user(Role.CLERK, office))
    where = reverse("risk_frequencies")
    with time_machine.travel("2024-03-01 10:00+08:00"):
        assert "红色风险监管对象每月检查1次" in client.get(where).content.decode()
        assert not Obligation.objects.exists()
        client.post(where)
        assert Obligation.objects.count() == 4
        client.post(where)
    assert Obligation.objects.count() == 4
