"""风险等级 of a site, which sets how often it is visited, and its 证照许可."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from inspections.duties import sums
from reports.figures import Scope, value
from tests.factories.activities import make_duty
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_licence, make_site
from tests.factories.tables import load_rows, table
from township_safety.activities.models import Obligation
from township_safety.organisation.models import Role
from township_safety.periods import Period
from township_safety.register.models import Site, SiteLicence

pytestmark = pytest.mark.django_db

SET_ON = date(2024, 1, 10)
MARCH = Period.between(date(2024, 3, 1), date(2024, 3, 31))


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def red(office, **fields):
    return make_site(office=office, risk_level="red", risk_set_on=SET_ON, **fields)


# Risk


@pytest.mark.parametrize(
    "fields",
    [{"risk_level": "red"}, {"risk_set_on": SET_ON}, {"risk_basis": "评定表"}],
)
def test_a_level_is_set_on_a_day_or_not_at_all(office, fields):
    site = make_site(office=office)
    for name, said in fields.items():
        setattr(site, name, said)

    with pytest.raises(ValidationError, match="写明评定日期"):
        site.validate_constraints()


def test_what_the_level_was_before_stays_known(office):
    site = red(office)
    site.risk_level, site.risk_set_on = "yellow", date(2024, 6, 1)
    site.save()

    levels = site.history.order_by("history_id").values_list("risk_level", "risk_set_on")
    assert list(levels) == [("red", SET_ON), ("yellow", date(2024, 6, 1))]


def test_the_list_is_narrowed_by_level(client, clerk, office):
    red(office, name="红色厂")
    make_site(office=office, name="未评厂")
    address = reverse("records:list", args=["sites"])

    page = client.get(address, {"risk": "red"}).content.decode()

    assert "红色厂" in page
    assert "未评厂" not in page
    assert "未评厂" in client.get(address).content.decode()


def test_sites_are_counted_by_level(office):
    red(office)
    red(office)
    make_site(office=office)

    scope = Scope((office.pk,), MARCH)
    assert value("site.count", scope).number == 3
    assert value("site.count", scope.narrowed(risk=("red",))).number == 2
    assert value("site.count", scope.narrowed(risk=("blue",))).number == 0


def test_a_duty_asks_for_the_sites_of_its_level_only(office):
    red(office, name="红色厂")
    make_site(office=office, name="未评厂")
    duty = make_duty(office=office, risk_level="red", first_day=date(2024, 1, 1))

    (found,) = sums(duty, [MARCH], today=MARCH.last_day)

    assert [one.target.name for one in found.asked] == ["红色厂"]
    assert duty.scope_words.startswith("每个红色风险")


def test_a_level_is_for_duties_per_site(office):
    duty = make_duty(office=office)
    duty.per, duty.site_category, duty.risk_level = Obligation.Per.VILLAGE, None, "red"

    with pytest.raises(ValidationError, match="风险等级"):
        duty.validate_constraints()


# Licences


def test_a_ledger_of_sites_with_levels_and_licences(office):
    make_village(office=office, name="前进村")
    result = load_rows(
        office,
        table(
            "企业台账",
            ["企业名称", "所在村", "企业风险等级", "评定日期", "评定依据"],
            ["测试纺织厂", "前进村", "红", "2024.1.10", "评定表"],
        ),
        table(
            "许可证台账",
            ["单位名称", "许可证名称", "许可证编号", "发证机关", "有效期至"],
            ["测试纺织厂", "排污许可证", "测2024001", "测试县环保局", "2027年1月9日"],
        ),
    )
    assert result.problems == []
    site = Site.objects.get()
    assert (site.risk_level, site.risk_set_on, site.risk_basis) == ("red", SET_ON, "评定表")
    assert SiteLicence.objects.get().valid_until == date(2027, 1, 9)


@pytest.mark.parametrize(
    ("left", "light"), [(-1, "overdue"), (0, "due"), (60, "due"), (61, "normal"), (None, "normal")]
)
def test_a_licence_is_due_sixty_days_before_it_ends(office, left, light):
    until = None if left is None else timezone.localdate() + timedelta(days=left)

    assert make_licence(office=office, valid_until=until).light == light


@pytest.mark.parametrize(
    ("on", "is_valid"),
    [
        (date(2024, 1, 9), False),
        (date(2024, 1, 10), True),
        (date(2024, 12, 31), True),
        (date(2025, 1, 1), False),
    ],
)
def test_a_licence_is_valid_from_its_first_to_its_last_day(office, on, is_valid):
    make_licence(office=office, issued_on=SET_ON, valid_until=date(2024, 12, 31))

    assert SiteLicence.objects.valid(on=on).exists() is is_valid
    assert SiteLicence.objects.ended(on=on).exists() is (on > date(2024, 12, 31))


def test_the_page_of_a_site_lists_its_licences(client, clerk, office):
    site = make_site(office=office)
    make_licence(site=site, name="食品经营许可证", valid_until=date(2020, 1, 1))
    other = make_licence(office=office, name="别家的许可证")

    page = client.get(reverse("records:detail", args=["sites", site.pk])).content.decode()

    assert "食品经营许可证" in page
    assert "逾期" in page
    assert other.name not in page
    assert f"{reverse('records:new', args=['site_licences'])}?site={site.pk}" in page
