"""Accounts: one-time secrets, roles, and what an administrator may not do."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.organisation import (
    PASSWORD,
    make_membership,
    make_office,
    make_user,
    make_village,
)
from township_safety.organisation.models import AuditEvent, Membership, Role, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def administrator(office, client):
    user = make_user(Role.ADMIN, office)
    client.force_login(user)
    return user


def new_account(client, **fields):
    data = {"username": "xinren", "full_name": "某丁", "roles": ["clerk"], **fields}
    return client.post(reverse("account_new"), data)


def secret_in(response):
    return re.search(r'id="secret">([^<]+)<', response.content.decode())[1]


def test_new_account_signs_in_with_its_secret_and_chooses_a_password(client, administrator, office):
    response = new_account(client)
    secret = secret_in(response)

    user = User.objects.get(username="xinren")
    assert user.must_change_password
    assert user.roles_in(office.pk) == {Role.CLERK}
    assert secret not in client.get(reverse("accounts")).content.decode()
    newcomer = Client()
    newcomer.post(reverse("login"), {"username": "xinren", "password": secret})
    assert newcomer.get(reverse("home")).url == reverse("password_change")
    line = AuditEvent.objects.get(action="新增账号")
    assert secret not in str(line.changes) + line.summary


def test_name_in_use_keeps_what_was_typed(client, administrator):
    new_account(client)
    response = new_account(client, full_name="某戊")

    assert "已经有人用" in response.content.decode()
    assert "某戊" in response.content.decode()


def test_administrator_takes_no_business_role(client, administrator):
    response = new_account(client, roles=["admin", "clerk"])

    assert "不能兼办业务" in response.content.decode()
    assert not User.objects.filter(username="xinren").exists()


def test_village_inspector_needs_villages(client, administrator, office):
    village = make_village(office=office)
    foreign = make_village()

    assert "请选择这位安全员负责的村" in new_account(client, roles=["village"]).content.decode()
    assert (
        not new_account(client, roles=["village"], villages=[foreign.pk]).context["form"].is_valid()
    )
    new_account(client, roles=["village"], villages=[village.pk])

    assert list(Membership.objects.get(user__username="xinren").villages.all()) == [village]


def test_change_of_roles_acts_on_the_next_request(client, administrator, office):
    clerk = make_user(Role.CLERK, office)
    other = Client()
    other.force_login(clerk)
    assert other.get(reverse("record_work")).status_code == 200

    client.post(
        reverse("account_edit", args=[clerk.pk]), {"full_name": "某己", "roles": ["viewer"]}
    )

    assert other.get(reverse("record_work")).status_code == 403
    clerk = User.objects.get(pk=clerk.pk)
    assert clerk.full_name == "某己"
    assert clerk.roles_in(office.pk) == {Role.VIEWER}


def test_username_never_changes(client, administrator, office):
    clerk = make_user(Role.CLERK, office)

    client.post(
        reverse("account_edit", args=[clerk.pk]),
        {"username": "other", "full_name": "某己", "roles": ["clerk"]},
    )

    assert User.objects.get(pk=clerk.pk).username == clerk.username


def test_reset_ends_sessions_and_gives_a_new_secret(client, administrator, office):
    clerk = make_user(Role.CLERK, office)
    other = Client()
    other.force_login(clerk)

    secret = secret_in(client.post(reverse("account_reset", args=[clerk.pk])))

    clerk.refresh_from_db()
    assert clerk.check_password(secret)
    assert not clerk.check_password(PASSWORD)
    assert other.get(reverse("home")).status_code == 302


def test_disabling_and_enabling(client, administrator, office):
    clerk = make_user(Role.CLERK, office)

    client.post(reverse("account_disable", args=[clerk.pk]))
    clerk.refresh_from_db()
    assert not clerk.is_active
    client.post(reverse("account_enable", args=[clerk.pk]))
    clerk.refresh_from_db()
    assert clerk.is_active


def test_office_keeps_an_administrator(client, administrator, office):
    response = client.post(reverse("account_disable", args=[administrator.pk]), follow=True)
    assert "不能停用自己的账号" in response.content.decode()

    response = client.post(
        reverse("account_edit", args=[administrator.pk]),
        {"full_name": administrator.full_name, "roles": ["auditor"]},
    )
    assert "唯一的系统管理员" in response.content.decode()
    assert Membership.objects.filter(user=administrator, role=Role.ADMIN).exists()


@pytest.mark.parametrize("name", ["account_edit", "account_reset", "account_disable"])
def test_accounts_of_another_office_do_not_exist(client, administrator, name):
    stranger = make_user(Role.CLERK)

    address = reverse(name, args=[stranger.pk])
    assert client.post(address, {"full_name": "x", "roles": ["clerk"]}).status_code == 404
    assert client.post(f"{address}?office={stranger.office.pk}").status_code == 404
    assert stranger.full_name not in client.get(reverse("accounts")).content.decode()


@pytest.mark.parametrize("name", ["account_reset", "account_disable"])
def test_account_that_serves_elsewhere_too_is_not_taken_over(client, administrator, office, name):
    clerk = make_user(Role.CLERK, office)
    make_membership(user=clerk, role=Role.ADMIN)

    response = client.post(reverse(name, args=[clerk.pk]), follow=True)

    assert "别的单位" in response.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)
    assert clerk.is_active


def test_district_keeps_the_accounts_of_its_townships(client):
    district = make_office()
    township = make_office(parent=district)
    clerk = make_user(Role.CLERK, township)
    client.force_login(make_user(Role.ADMIN, district))

    page = client.get(f"{reverse('accounts')}?office={township.pk}").content.decode()
    assert clerk.username in page
    secret_in(client.post(f"{reverse('account_reset', args=[clerk.pk])}?office={township.pk}"))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_nobody_else_keeps_accounts(client, role, office):
    client.force_login(make_user(role, office))

    assert client.get(reverse("accounts")).status_code == 403
    assert client.get(reverse("account_new")).status_code == 403
    assert client.get(reverse("office")).status_code == 403
    assert client.post(reverse("number_start")).status_code == 403
