"""What is probably in the ledger already is shown before it is entered again."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from hazards.models import Hazard
from hazards.workflow import Status
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db
CREATE = reverse("hazards:create")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def site(office):
    return make_site(office=office)


@pytest.fixture
def said(client, office, site):
    client.force_login(make_user(Role.CLERK, office))
    return {
        "found_on": "2024-03-05",
        "site": site.pk,
        "place": "一楼车间",
        "description": "插座外壳破损，电线裸露",
        "grade": "general",
        "rectify_mode": "within_limit",
    }


def old(office, at, **fields):
    given = {"description": "插座外壳破损、电线裸露。", "place": "一楼车间北侧", "site": at}
    return make_hazard(office=office, **{**given, **fields})


def test_shown_with_its_link_and_confirmed(client, said, office, site):
    known = old(office, site)
    page = client.post(CREATE, said).content.decode()
    assert Hazard.objects.count() == 1
    assert "可能已经登记过" in page
    assert known.get_absolute_url() in page
    assert known.number in page
    response = client.post(CREATE, {**said, "is_distinct": "on"})
    assert Hazard.objects.count() == 2
    assert response.status_code == 302


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "灭火器压力不足"},
        {"place": "二楼仓库西门"},
        {"found_on": date(2024, 2, 3)},
        {"status": Status.VOIDED},
        {"site": None},
    ],
    ids=["other words", "other place", "long ago", "voided", "other site"],
)
def test_not_the_same(client, said, office, site, fields):
    old(office, site, **fields)
    client.post(CREATE, said)
    assert Hazard.objects.count() == 2


@pytest.mark.parametrize("day", [date(2024, 2, 4), date(2024, 4, 4)])
def test_thirty_days_to_either_side(client, said, office, site, day):
    old(office, site, found_on=day)
    client.post(CREATE, said)
    assert Hazard.objects.count() == 1


def test_without_a_site_the_village_counts(client, said, office):
    village = make_village(office=office)
    make_hazard(office=office, village=village, description=said["description"])
    client.post(CREATE, {**said, "site": "", "village": village.pk})
    assert Hazard.objects.count() == 1


def test_nothing_of_another_office_is_told(client, said):
    make_hazard(description=said["description"])
    client.post(CREATE, {**said, "site": ""})
    assert Hazard.objects.count() == 2


def test_the_one_it_recurs_from_is_no_duplicate(client, said, office, site):
    known = old(office, site)
    client.post(CREATE, {**said, "recurs": known.number})
    assert Hazard.objects.count() == 2
