"""Every plain register: list, entry form, detail page, edit form, a way to void."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.desk.registers import MAKE, OTHER, TYPED, make_row, sent, text_field
from tests.factories.organisation import make_office, make_user
from township_safety.desk.register_lists import address
from township_safety.desk.registers import registers
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

KEYS = sorted(MAKE)
NOBODY_HERE = [Role.ADMIN, Role.AUDITOR]


def url(name, key, row=None):
    return reverse(f"records:{name}", args=[key] if row is None else [key, row.pk])


def page_of(key, row):
    return address(registers()[key], row)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def test_every_plain_register_is_tested():
    assert set(registers()) == set(MAKE)


@pytest.mark.parametrize("key", KEYS)
def test_clerk_sees_the_list_and_the_row(client, clerk, office, key):
    row = make_row(key, office)

    listed = client.get(url("list", key))
    shown = client.get(url("detail", key, row))

    assert listed.status_code == shown.status_code == 200
    assert page_of(key, row) in listed.content.decode()
    assert str(row) in shown.content.decode()


@pytest.mark.parametrize("key", KEYS)
def test_clerk_enters_a_row(client, clerk, office, key):
    model = registers()[key].model
    pattern = make_row(key, office)
    data = sent(client.get(url("edit", key, pattern)), **OTHER.get(key, {}))
    before = model.objects.count()

    response = client.post(url("new", key), data)

    assert response.status_code == 302, response.context["form"].errors
    row = model.objects.latest("pk")
    assert model.objects.count() == before + 1
    assert row.office == office
    assert row.recorded_by == clerk
    assert AuditEvent.objects.filter(action="登记", target_id=str(row.pk), by=clerk).exists()


@pytest.mark.parametrize("key", KEYS)
def test_clerk_changes_a_row(client, clerk, office, key):
    row = make_row(key, office)
    field, typed = text_field(key), TYPED.get(key, "改过的字")
    data = sent(client.get(url("edit", key, row)), **{field: typed})

    response = client.post(url("edit", key, row), data)

    assert response.status_code == 302, response.context["form"].errors
    row.refresh_from_db()
    assert str(getattr(row, field)) == typed
    line = AuditEvent.objects.get(action="修改", target_id=str(row.pk))
    assert line.changes[field][1] == typed
    assert typed in client.get(url("detail", key, row)).content.decode()


@pytest.mark.parametrize("key", KEYS)
def test_voiding_takes_a_reason_and_hides_the_row(client, clerk, office, key):
    row = make_row(key, office)

    refused = client.post(url("void", key, row), {"reason": " "})
    row.refresh_from_db()
    assert refused.status_code == 200
    assert not row.is_voided

    client.post(url("void", key, row), {"reason": "重复登记"})
    row.refresh_from_db()
    assert row.voided_by == clerk
    assert row.void_reason == "重复登记"
    assert page_of(key, row) not in client.get(url("list", key)).content.decode()
    assert page_of(key, row) in client.get(url("list", key) + "?voided=on").content.decode()
    page = client.get(url("detail", key, row)).content.decode()
    assert "重复登记" in page
    assert url("edit", key, row) not in page


@pytest.mark.parametrize("key", KEYS)
def test_viewer_looks_and_does_not_touch(client, office, key):
    row = make_row(key, office)
    client.force_login(make_user(Role.VIEWER, office))

    assert client.get(url("list", key)).status_code == 200
    assert client.get(url("detail", key, row)).status_code == 200
    for name in ("edit", "void"):
        assert client.get(url(name, key, row)).status_code == 403
        assert client.post(url(name, key, row), {"reason": "x"}).status_code == 403
    assert client.get(url("new", key)).status_code == 403


@pytest.mark.parametrize("role", NOBODY_HERE)
@pytest.mark.parametrize("key", KEYS)
def test_administration_sees_no_ledger(client, office, key, role):
    row = make_row(key, office)
    client.force_login(make_user(role, office))

    assert client.get(url("list", key)).status_code == 403
    assert client.get(url("new", key)).status_code == 403
    for name in ("detail", "edit", "void"):
        assert client.get(url(name, key, row)).status_code == 403


@pytest.mark.parametrize("key", KEYS)
def test_row_of_another_office_does_not_exist(client, clerk, key):
    row = make_row(key, make_office())

    for name in ("detail", "edit", "void"):
        assert client.get(url(name, key, row)).status_code == 404
        assert client.post(url(name, key, row), {"reason": "x"}).status_code in (404, 405)
    row.refresh_from_db()
    assert not row.is_voided
    assert page_of(key, row) not in client.get(url("list", key)).content.decode()


@pytest.mark.parametrize("key", KEYS)
def test_queries_of_a_list_do_not_grow(client, clerk, office, key, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(40) as context:
            client.get(url("list", key))
        return len(context)

    make_row(key, office)
    client.get(url("list", key))  # the first request of a session writes into it
    one = count()
    for number in (1, 2):
        unique = {"shift": f"第{number}班"} if key == "rosters" else {}
        make_row(key, office, **unique)

    assert count() == one


def test_days_in_the_wrong_order_are_named(client, clerk):
    asked = {"first_day": "2024-03-05", "last_day": "2024-03-01"}

    shown = client.get(url("list", "meetings"), asked).content.decode()

    assert "结束日期早于开始日期" in shown


def test_unknown_register_is_not_found(client, clerk):
    assert client.get("/registers/nothing/").status_code == 404
    assert client.get("/registers/hazards/").status_code == 404
