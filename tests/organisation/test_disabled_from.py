"""An account that ends on a day: the day before it still works, on the day nothing does."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.factories.organisation import PASSWORD, make_membership, make_office, make_user
from township_safety.organisation import actions
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Role, User

pytestmark = pytest.mark.django_db

LAST_DAY = "2026-06-30 23:30+08:00"
FROM_THEN = "2026-07-01 00:10+08:00"
ON = date(2026, 7, 1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def leaver(office):
    clerk = make_user(Role.CLERK, office)
    actions.disable_account_from(clerk, on=ON, office=office, by=make_user(Role.DEPUTY, office))
    return clerk


def sign_in(client, user):
    return client.post(reverse("login"), {"username": user.username, "password": PASSWORD})


@pytest.mark.parametrize(("moment", "answer"), [(LAST_DAY, 302), (FROM_THEN, 200)])
def test_sign_in_asks_for_the_day(client, leaver, moment, answer):
    with time_machine.travel(moment):
        response = sign_in(client, leaver)
    assert response.status_code == answer
    if answer == 200:
        assert "用户名或密码不对" in response.content.decode()


def test_a_session_ends_with_the_last_day(client, leaver):
    with time_machine.travel("2026-06-30 23:55+08:00"):
        sign_in(client, leaver)
        assert client.get(reverse("home")).status_code == 200
    with time_machine.travel(FROM_THEN):
        response = client.get(reverse("home"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_roles_end_with_the_account(leaver):
    with time_machine.travel(LAST_DAY):
        assert User.objects.get(pk=leaver.pk).role_label
    with time_machine.travel(FROM_THEN):
        assert User.objects.get(pk=leaver.pk).active_memberships == []


def test_work_is_not_given_to_people_who_leave(office, leaver):
    stays = make_user(Role.CLERK, office)
    held = User.objects.holding([Role.CLERK], office_id=office.pk, village_id=None)
    assert list(held) == [stays]


def test_the_last_administrator_cannot_leave(office):
    admin = make_user(Role.ADMIN, office)
    by = make_user(Role.DEPUTY, office)
    with pytest.raises(Refused, match="唯一的系统管理员"):
        actions.disable_account_from(admin, on=ON, office=office, by=by)
    second = make_user(Role.ADMIN, office)
    actions.disable_account_from(admin, on=ON, office=office, by=by)
    with pytest.raises(Refused, match="唯一的系统管理员"):
        actions.disable_account(second, office=office, by=admin)


def test_an_account_of_two_offices_is_not_ended_by_one(office):
    person = make_user(Role.CLERK, office)
    make_membership(user=person, role=Role.CLERK)
    by = make_user(Role.DEPUTY, office)
    with pytest.raises(Refused, match="别的单位任职"):
        actions.disable_account_from(person, on=ON, office=office, by=by)


def test_the_own_account_is_not_ended(office):
    deputy = make_user(Role.DEPUTY, office)
    with pytest.raises(Refused, match="自己的账号"):
        actions.disable_account_from(deputy, on=ON, office=office, by=deputy)


def test_administrator_sees_the_day_and_takes_it_back(client, office, leaver):
    client.force_login(make_user(Role.ADMIN, office))
    with time_machine.travel(LAST_DAY):
        page = client.get(reverse("accounts")).content.decode()
        assert "2026-07-01起停用" in page
        client.post(reverse("account_enable", args=[leaver.pk]))
    leaver.refresh_from_db()
    assert leaver.disabled_on is None


def test_the_log_names_the_day(leaver):
    event = AuditEvent.objects.get(action="停用账号")
    assert event.changes == {"disabled_on": ["", "2026-07-01"]}
