"""例行任务: required, done and their rate, on each edge of a round and of the period."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from reports.figures import Request, Scope, evaluate, rows_behind, value
from reports.printing import link_to_rows
from tests.factories.activities import make_duty, make_meeting
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

FIRST = date(2024, 1, 1)


@pytest.fixture
def office():
    return make_office()


def scope(office, first, last):
    return Scope((office.pk,), Period.between(first, last))


def march(office):
    return scope(office, date(2024, 3, 1), date(2024, 3, 31))


def numbers(asked):
    return value("duty.required", asked).number, value("duty.done", asked).number


def visit(site, on):
    return make_target(make_operation(office=site.office, on=on), site=site)


def test_every_site_every_month(office):
    make_duty(office=office, times=2, first_day=FIRST)
    diligent, once = make_site(office=office), make_site(office=office)
    for day in (1, 15, 31):
        visit(diligent, date(2024, 3, day))
    visit(once, date(2024, 3, 8))

    assert numbers(march(office)) == (4, 3)
    rate = value("duty.rate", march(office))
    assert (rate.part, rate.whole) == (3, 4)


@pytest.mark.parametrize(("on", "done"), [
    (date(2024, 2, 29), 0), (date(2024, 3, 1), 1), (date(2024, 3, 31), 1), (date(2024, 4, 1), 0),
])  # fmt: skip
def test_what_was_done_counts_on_the_days_of_its_round(office, on, done):
    make_duty(office=office, first_day=FIRST)
    visit(make_site(office=office), on)

    assert numbers(march(office)) == (1, done)


@pytest.mark.parametrize(("last", "required"), [
    (date(2024, 3, 30), 2), (date(2024, 3, 31), 3), (date(2024, 4, 1), 3),
])  # fmt: skip
def test_a_round_asks_once_its_last_day_lies_in_the_period(office, last, required):
    make_duty(office=office, per="office", work="meeting", first_day=FIRST)

    assert numbers(scope(office, FIRST, last))[0] == required


def test_a_week_counts_where_it_ends(office):
    """The week of 29 April 2024 ends on 5 May."""
    make_duty(office=office, per="office", work="meeting", frequency="week", first_day=FIRST)
    make_meeting(office=office, on=date(2024, 4, 30))

    april = scope(office, date(2024, 4, 1), date(2024, 4, 30))
    may = scope(office, date(2024, 5, 1), date(2024, 5, 31))
    assert numbers(april) == (4, 0)
    assert numbers(may) == (4, 1)


@pytest.mark.parametrize(("first", "required"), [
    (date(2024, 3, 31), 1), (date(2024, 4, 1), 0),
])  # fmt: skip
def test_a_duty_asks_from_its_first_day(office, first, required):
    make_duty(office=office, per="office", work="meeting", first_day=first)

    assert numbers(march(office))[0] == required


@pytest.mark.parametrize(("last", "required"), [
    (date(2024, 3, 1), 1), (date(2024, 2, 29), 0),
])  # fmt: skip
def test_a_duty_asks_until_its_last_day(office, last, required):
    make_duty(office=office, per="office", work="meeting", first_day=FIRST, last_day=last)

    assert numbers(march(office))[0] == required


def test_one_duty_apart_from_the_others(office):
    villages = make_duty(office=office, per="village", work="meeting", first_day=FIRST)
    make_duty(office=office, per="office", work="meeting", first_day=FIRST)
    for _ in range(3):
        make_village(office=office)
    meeting = make_meeting(office=office, on=date(2024, 3, 5), village=make_village(office=office))

    assert meeting.village is not None
    assert numbers(march(office)) == (5, 2)
    assert numbers(march(office).narrowed(duty=(str(villages.uid),))) == (4, 1)


def test_of_another_office_and_voided_duties_nothing_is_asked(office):
    make_duty(per="office", work="meeting", first_day=FIRST)
    voided = make_duty(office=office, per="office", work="meeting", first_day=FIRST)
    voided.voided_at, voided.void_reason = timezone.now(), "重复"
    voided.save()

    assert numbers(march(office)) == (0, 0)
    assert value("duty.rate", march(office)).number is None


def test_the_number_opens_to_its_duties(client, office):
    duty = make_duty(office=office, per="office", work="meeting", first_day=FIRST)
    make_duty(office=office, per="office", work="meeting", first_day=date(2024, 4, 1))
    asked = Request("duty.required", march(office))
    client.force_login(make_user(Role.CLERK, office))

    (behind,) = [each for each in rows_behind(asked) if each.rows]
    page = client.get(link_to_rows(asked))

    assert [row.pk for row in behind.rows] == [duty.pk]
    assert page.status_code == 200
    assert duty.name in page.content.decode()
    assert reverse("reports:figures") in page.content.decode()
    assert evaluate([asked])[asked].rows == 1
