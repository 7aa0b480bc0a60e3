"""Sign-in, lockout, the end of a session, one-time passwords."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.organisation import PASSWORD, make_user
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

WRONG = "用户名或密码不对"


def sign_in(client, user, password=PASSWORD, **fields):
    data = {"username": user.username, "password": password, **fields}
    return client.post(reverse("login"), data)


def test_page_is_reached_without_an_account(client):
    assert client.get(reverse("login")).status_code == 200


@pytest.mark.parametrize("name", ["home", "accounts", "reference", "record_work", "log"])
def test_everything_else_asks_to_sign_in(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_signing_in_and_out_is_logged_and_works(client):
    user = make_user(username="anban")

    assert sign_in(client, user).url == reverse("home")
    assert client.get(reverse("home")).status_code == 200
    assert AuditEvent.objects.filter(action="登录", by=user).exists()

    assert client.get(reverse("logout")).status_code == 405
    client.post(reverse("logout"))
    assert client.get(reverse("home")).status_code == 302


@pytest.mark.parametrize("active", [True, False])
def test_unknown_wrong_and_disabled_get_the_same_answer(client, active):
    user = make_user(is_active=active)

    wrong = sign_in(client, user, password="not-it" if active else PASSWORD).content.decode()
    unknown = client.post(reverse("login"), {"username": "nobody", "password": "x"})

    assert WRONG in wrong
    assert WRONG in unknown.content.decode()


def test_failed_sign_in_is_logged_without_the_password(client):
    sign_in(client, make_user(username="zhang"), password="my-secret-word")

    line = AuditEvent.objects.get(action="登录失败")
    assert line.summary == "zhang"
    assert "my-secret-word" not in str(line.changes)


def test_five_wrong_passwords_lock_for_ten_minutes(client):
    user = make_user()
    for _ in range(4):
        assert sign_in(client, user, password="wrong").status_code == 200

    locked = sign_in(client, user, password="wrong")
    assert locked.status_code == 429
    assert "锁定" in locked.content.decode()
    assert sign_in(client, user).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere, user).status_code == 302

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        assert sign_in(client, user).status_code == 302


@pytest.mark.parametrize(
    "target", ["//evil.example", "https:evil.example", "\\\\evil.example", "https://evil.example/"]
)
def test_next_stays_on_this_site(client, target):
    assert sign_in(client, make_user(), next=target).url == reverse("home")


def test_next_on_this_site_is_followed(client):
    assert sign_in(client, make_user(), next="/help/").url == "/help/"


def test_session_key_changes_at_sign_in(client):
    client.get(reverse("login"))
    session = client.session
    session["x"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    sign_in(client, make_user())

    assert client.session.session_key != session.session_key


def test_idle_session_ends_and_says_so(client):
    sign_in(client, make_user())

    with time_machine.travel(timezone.now() + timedelta(minutes=29), tick=True):
        assert client.get(reverse("home")).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=60), tick=True):
        response = client.get(reverse("home"), follow=True)

    assert response.redirect_chain[0][0].startswith(reverse("login"))
    assert "较长时间没有操作" in response.content.decode()


def test_busy_session_ends_after_its_age(client):
    sign_in(client, make_user())
    start = timezone.now()

    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=True):
            assert client.get(reverse("help")).status_code == 200
    with time_machine.travel(start + timedelta(hours=12, minutes=5), tick=True):
        assert client.get(reverse("help")).status_code == 302


def test_reading_pages_writes_no_session_each_time(client, django_assert_num_queries):
    sign_in(client, make_user())
    client.get(reverse("help"))

    with django_assert_num_queries(4) as seen:
        client.get(reverse("help"))

    assert not [query for query in seen.captured_queries if "UPDATE" in query["sql"]]


def test_one_time_password_must_be_changed_first(client):
    user = make_user(must_change_password=True)
    sign_in(client, user)

    assert client.get(reverse("home")).url == reverse("password_change")
    assert client.post(reverse("record_work")).url == reverse("password_change")
    assert client.get(reverse("help")).status_code == 200

    response = client.post(
        reverse("password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": "another-horse-8",
            "new_password2": "another-horse-8",
        },
    )

    assert response.url == reverse("password_change_done")
    user.refresh_from_db()
    assert not user.must_change_password
    assert client.get(reverse("home")).status_code == 200
    assert AuditEvent.objects.filter(action="修改密码", by=user).exists()


def test_new_password_ends_the_other_sessions(client):
    user = make_user()
    other = Client()
    sign_in(client, user)
    sign_in(other, user)

    client.post(
        reverse("password_change"),
        {
            "old_password": PASSWORD,
            "new_password1": "another-horse-8",
            "new_password2": "another-horse-8",
        },
    )

    assert client.get(reverse("help")).status_code == 200
    assert other.get(reverse("help")).status_code == 302


def test_own_password_takes_the_old_one_and_eight_characters(client):
    user = make_user()
    sign_in(client, user)

    for old, new in (("wrong", "another-horse-8"), (PASSWORD, "short7")):
        response = client.post(
            reverse("password_change"),
            {"old_password": old, "new_password1": new, "new_password2": new},
        )
        assert response.status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_disabled_account_is_out_at_once(client):
    user = make_user(Role.CLERK)
    sign_in(client, user)

    user.is_active = False
    user.save()

    assert client.get(reverse("home")).status_code == 302
