"""Office settings, numbers used before, and the lists that registers choose from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tests.factories.hazards import make_notice_kind
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_sector
from township_safety.desk.reference_views import LISTS
from township_safety.organisation.models import AuditEvent, NumberSequence, Role
from township_safety.register.models import Kind, Sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def administrator(office, client):
    user = make_user(Role.ADMIN, office)
    client.force_login(user)
    return user


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


# The office


def test_settings_are_changed_and_logged(client, administrator, office):
    data = {
        "name": office.name,
        "level": "zhen",
        "government_name": "测试镇人民政府",
        "village_word": "村（社区）",
        "document_word": "测安",
        "started_on": "2024.5.1",
        "level_within_days": "10",
        "reply_within": "10",
        "notice_title": "限期整改意见书",
        "report_cycle_day": "1",
        "same_person_may_verify": "on",
    }

    assert client.post(reverse("office"), data).status_code == 302

    office.refresh_from_db()
    assert office.area_word == "镇"
    assert office.started_on == date(2024, 5, 1)
    assert office.same_person_may_verify
    assert office.level_within_days == 10
    changes = AuditEvent.objects.get(action="修改单位设置").changes
    assert changes["started_on"] == [None, "2024-05-01"]


def test_numbers_go_on_after_those_used_before(client, administrator, office):
    kind = make_notice_kind()
    data = {"kind": f"notice:{kind.code}", "year": "2024", "last": "２７"}

    assert client.post(reverse("number_start"), data).status_code == 302

    with transaction.atomic():
        following = NumberSequence.objects.next_number(
            office_id=office.pk, kind=f"notice:{kind.code}", year=2024
        )
    assert following == 28
    back = client.post(reverse("number_start"), data | {"last": "5"})
    assert "不能再往回调" in back.content.decode()


def test_settings_of_another_office_do_not_exist(client, administrator):
    assert client.get(f"{reverse('office')}?office={make_office().pk}").status_code == 404


# The lists


@pytest.mark.parametrize("key", LISTS)
def test_list_and_form_are_shown(client, clerk, key):
    assert client.get(reverse("reference_list", args=[key])).status_code == 200
    assert client.get(reverse("reference_new", args=[key])).status_code == 200


def test_new_entry_belongs_to_the_office(client, clerk, office):
    response = client.post(
        reverse("reference_new", args=["sector"]),
        {"name": "畜禽屠宰", "code": "slaughter", "order": "5", "is_safety": "on"},
    )

    assert response.status_code == 302, response.context["form"].errors
    sector = Sector.objects.get(code="slaughter")
    assert sector.office == office
    assert AuditEvent.objects.filter(action="登记", target_id=str(sector.pk)).exists()
    assert "畜禽屠宰" in client.get(reverse("reference_list", args=["sector"])).content.decode()


@pytest.mark.parametrize("shared", [True, False])
def test_code_is_given_once(client, clerk, office, shared):
    Sector.objects.create(office=None if shared else office, code="fire", name="消防")

    response = client.post(
        reverse("reference_new", args=["sector"]), {"name": "又一个", "code": "fire", "order": "0"}
    )

    assert "这个代码已经用过" in response.content.decode()


def test_code_stays_and_name_changes(client, clerk):
    sector = make_sector("fire", name="消防")

    client.post(
        reverse("reference_edit", args=["sector", sector.pk]),
        {"name": "消防安全", "code": "other", "order": "1"},
    )

    sector.refresh_from_db()
    assert (sector.code, sector.name, sector.office) == ("fire", "消防安全", None)


def test_entry_ends_and_is_offered_no_more(client, clerk):
    yesterday = timezone.localdate() - timedelta(days=1)
    sector = make_sector("old", name="某旧行业")

    client.post(
        reverse("reference_edit", args=["sector", sector.pk]),
        {"name": "某旧行业", "order": "1", "valid_to": yesterday.isoformat()},
    )

    assert "已停用" in client.get(reverse("reference_list", args=["sector"])).content.decode()
    assert "某旧行业" not in client.get(reverse("records:new", args=["meetings"])).content.decode()


def test_shared_entry_is_kept_by_the_top_office(client):
    sector = make_sector("fire", name="消防")
    district = make_office()
    township = make_office(parent=district)
    address = reverse("reference_edit", args=["sector", sector.pk])

    client.force_login(make_user(Role.CLERK, township))
    assert client.get(address).status_code == 403
    client.force_login(make_user(Role.CLERK, district))
    assert client.get(address).status_code == 200


def test_entry_of_another_office_does_not_exist(client, clerk):
    foreign = Kind.objects.create(
        office=make_office(), code="x", name="外", domain=Kind.Domain.MEETING
    )

    assert client.get(reverse("reference_edit", args=["kind", foreign.pk])).status_code == 404
    assert client.get(reverse("reference_list", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.VILLAGE, Role.STATION, Role.ADMIN])
def test_lists_are_kept_by_the_clerk(client, office, role):
    client.force_login(make_user(role, office))

    assert client.get(reverse("reference")).status_code == 403
    assert client.get(reverse("reference_list", args=["sector"])).status_code == 403
    assert client.post(reverse("reference_new", args=["sector"])).status_code == 403


def test_an_order_needs_powers_and_says_where_to_appeal(client, administrator, office):
    shown = client.get(reverse("office")).context["form"].initial
    data = {
        name: value for name, value in shown.items() if value is not None and value is not False
    }

    refused = client.post(reverse("office"), data | {"notice_title": "责令整改通知书"})
    assert "没有下放（委托）执法权" in str(refused.context["form"].errors["notice_title"])
    refused = client.post(reverse("office"), data | {"powers_handed_over": "on"})
    assert set(refused.context["form"].errors) == {"reviewing_body", "court"}
    bodies = {"reviewing_body": "测试县人民政府", "court": "测试县人民法院"}
    answer = client.post(reverse("office"), data | bodies | {"powers_handed_over": "on"})
    assert answer.status_code == 302
