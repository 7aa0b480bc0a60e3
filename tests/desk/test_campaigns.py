"""The page of a campaign or key period: days left, sites reached, what was found."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards.workflow import Status
from inspections.models import OperationTarget
from tests.factories.activities import make_meeting
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_campaign,
    make_key_period,
    make_site,
    make_site_category,
)
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import KeyPeriod

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-06-10 09:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(client, office):
    client.force_login(make_user(Role.CLERK, office))
    return client


def tiles(page):
    return {tile.label: tile for tile in page.context["tiles"]}


def names(page):
    return [line["site"].name for line in page.context["lines"]]


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        (date(2026, 6, 11), date(2026, 6, 20), "还有1天开始"),
        (date(2026, 6, 10), date(2026, 6, 20), "10天"),
        (date(2026, 6, 1), date(2026, 6, 11), "1天"),
        (date(2026, 6, 1), date(2026, 6, 10), "今天结束"),
        (date(2026, 6, 1), date(2026, 6, 9), "已结束"),
        (date(2026, 6, 1), None, "已开展10天"),
    ],
)
def test_how_many_days_are_left(clerk, office, first, last, left):
    campaign = make_campaign(office=office, first_day=first, last_day=last)
    page = clerk.get(campaign.get_absolute_url())
    assert dict(page.context["facts"])["还剩"] == left


@pytest.fixture
def gas(office):
    """Three restaurants are due in one village; one is visited twice, one found closed."""
    village, other = make_village(office=office), make_village(office=office)
    campaign = make_campaign(office=office, first_day=date(2026, 6, 1), last_day=date(2026, 6, 30))
    campaign.site_categories.set([make_site_category("restaurant", name="餐馆")])
    campaign.villages.set([village])
    sites = [
        make_site(office=office, village=village, name=name, categories=("restaurant",))
        for name in ("甲饭店", "乙饭店", "丙饭店")
    ]
    make_site(office=office, village=other, name="外村饭店", categories=("restaurant",))
    make_site(office=office, village=village, name="已关饭店", categories=("restaurant",))
    shop = make_site(office=office, village=village, name="五金店", categories=("shop",))
    for day in (2, 3):
        operation = make_operation(office=office, on=date(2026, 6, day), campaigns=(campaign,))
        make_target(operation, site=sites[0])
    make_target(operation, site=sites[1], outcome=OperationTarget.Outcome.CLOSED)
    make_target(operation, site=shop)
    make_target(make_operation(office=office, on=date(2026, 6, 4)), site=sites[2])
    return campaign


def test_sites_reached_of_sites_due(clerk, gas):
    page = clerk.get(gas.get_absolute_url())
    shown = tiles(page)
    assert [shown[name].value for name in ("应查对象", "已查", "未查")] == [4, 1, 3]
    assert (shown["检查执法"].value, shown["检查执法"].note) == (2, "检查3家次")
    assert names(clerk.get(shown["已查"].url)) == ["甲饭店"]
    assert set(names(clerk.get(shown["未查"].url))) == {"乙饭店", "丙饭店", "已关饭店"}
    assert names(clerk.get(gas.get_absolute_url(), {"state": "beside"})) == ["五金店"]


def test_the_operations_tile_opens_exactly_these(clerk, gas):
    rows = clerk.get(tiles(clerk.get(gas.get_absolute_url()))["检查执法"].url)
    assert len(rows.context["table"].rows) == 2


def test_hazards_by_where_they_stand(clerk, office):
    campaign = make_campaign(office=office, first_day=date(2026, 6, 1))
    for status in (Status.OPEN, Status.OPEN, Status.RECTIFIED, Status.CLOSED):
        make_hazard(status, office=office).campaigns.add(campaign)
    make_hazard(office=office)
    shown = tiles(clerk.get(campaign.get_absolute_url()))
    wanted = {"排查隐患": 4, "未整改": 2, "已整改待复查": 1, "已销号": 1}
    for label, number in wanted.items():
        assert shown[label].value == number
        rows = clerk.get(shown[label].url)
        assert len(rows.context["rows"]) == number


def test_a_key_period_counts_what_carries_it(clerk, office):
    period = make_key_period(
        office=office, name="全国两会", first_day=date(2026, 6, 1), last_day=date(2026, 6, 11)
    )
    make_hazard(office=office).key_periods.add(period)
    make_operation(office=office, on=date(2026, 6, 2), key_periods=(period,))
    make_meeting(office=office, on=date(2026, 6, 2)).key_periods.add(period)
    make_meeting(office=office, on=date(2026, 6, 2))
    page = clerk.get(period.get_absolute_url())
    shown = tiles(page)
    assert (shown["排查隐患"].value, shown["检查执法"].value, shown["会议"].value) == (1, 1, 1)
    assert len(clerk.get(shown["会议"].url).context["table"].rows) == 1
    assert len(clerk.get(shown["排查隐患"].url).context["rows"]) == 1


def test_the_list_leads_to_the_page(clerk, office):
    campaign = make_campaign(office=office)
    text = clerk.get(reverse("records:list", args=["campaigns"])).content.decode()
    assert campaign.get_absolute_url() in text


@pytest.mark.parametrize(("today", "year"), [("2026-10-31", 2026), ("2026-11-01", 2027)])
def test_a_year_s_key_periods_are_taken_over_once(client, office, today, year):
    with time_machine.travel(f"{today} 09:00+08:00"):
        client.force_login(make_user(Role.CLERK, office))
        make_key_period(office=office, name=f"{year}年全国两会")
        url = reverse("key_periods_add")
        text = client.get(url).content.decode()
        assert f"{year}年安全生产月" in text
        assert f"{year}年全国两会" not in text
        client.post(url)
        names = list(KeyPeriod.objects.for_offices([office]).values_list("name", flat=True))
        assert f"{year}年汛期" in names
        assert len(names) == len(set(names))
        assert client.get(url).status_code == 302
    assert AuditEvent.objects.filter(action="登记重要时段").count() == 1
