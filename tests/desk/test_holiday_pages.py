"""The pages of 节假日和调休: a year at a glance, stretches entered at once, own days first."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.organisation import make_office, make_user
from tests.factories.tables import load_rows, table
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.holidays import add_holidays
from township_safety.register.models import Holiday
from township_safety.register.working_days import calendar_for

pytestmark = pytest.mark.django_db

LIST = reverse("holidays")
NEW = reverse("holiday_new")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def stretch(**fields):
    return {
        "first_day": "2027-10-01",
        "last_day": "2027年10月7日",
        "arrangement": "off",
        "name": "国庆节",
        "source": "state",
    } | fields


def page(client, year):
    return client.get(f"{LIST}?year={year}").content.decode()


def test_a_published_year(client, clerk):
    add_holidays([2026])
    text = page(client, 2026)
    assert "2026-10-10（周六）" in text
    assert "国务院办公厅放假通知" in text
    assert "尚未录入" not in text
    assert "推算" not in text.replace("推算工作日", "")


def test_a_year_not_published_says_that_it_is_a_guess(client, clerk):
    text = page(client, 2027)
    assert "2027年放假安排尚未录入" in text
    assert text.count('<td data-label="依据">推算</td>') == 6


@pytest.mark.parametrize("asked", ["", "abc", "1", "99999", "-1"])
def test_a_strange_year_is_this_year(client, clerk, asked):
    assert client.get(LIST, {"year": asked}).status_code == 200


def test_a_stretch_is_entered_at_once(client, clerk, office):
    response = client.post(NEW, stretch())

    assert response.url == f"{LIST}?year=2027"
    assert Holiday.objects.own(office).count() == 7
    assert calendar_for(office, first=date(2027, 9, 30)).is_official(2027)
    event = AuditEvent.objects.get(action="登记节假日")
    assert "共7天" in event.summary
    assert "2027年放假安排尚未录入" not in page(client, 2027)


def test_a_single_make_up_day(client, clerk, office):
    client.post(NEW, stretch(first_day="2027-10-09", last_day="", arrangement="worked"))
    assert Holiday.objects.own(office).get().is_workday
    assert calendar_for(office, first=date(2027, 10, 1)).is_working_day(date(2027, 10, 9))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"last_day": "2027-09-30"}, "结束日期不能早于开始日期"),
        ({"last_day": "2028-10-07"}, "一次最多登记31天"),
        ({"first_day": "2027-10-03"}, "2027-10-05已经登记过"),
        ({"first_day": "十月"}, ""),
        ({"name": ""}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(client, clerk, office, fields, words):
    Holiday.objects.create(office=office, day=date(2027, 10, 5), is_workday=False, name="国庆节")
    response = client.post(NEW, stretch(**fields))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Holiday.objects.count() == 1


def test_an_entry_is_changed_and_the_change_shown(client, clerk, office):
    add_holidays([2026])
    shared = Holiday.objects.get(day=date(2026, 10, 10))
    address = reverse("holiday_edit", args=[shared.pk])
    data = {"day": "2026-10-11", "is_workday": "False", "name": "国庆节", "source": "state"}

    assert client.post(address, data).url == f"{LIST}?year=2026"

    shared.refresh_from_db()
    assert (shared.day, shared.is_workday, shared.office) == (date(2026, 10, 10), False, None)
    assert "调休上班" in client.get(address).content.decode()


def test_the_same_day_twice_is_refused(client, clerk, office):
    first, second = (
        Holiday.objects.create(office=office, day=day, is_workday=False, name="国庆节")
        for day in (date(2027, 10, 1), date(2027, 10, 2))
    )
    data = {"day": "2027-10-01", "is_workday": "False", "name": "国庆节", "source": "state"}
    response = client.post(reverse("holiday_edit", args=[second.pk]), data)
    assert "这一天已经登记过" in response.content.decode()
    assert first.day != Holiday.objects.get(pk=second.pk).day


def test_own_and_shared_days_of_other_offices(client, clerk, office):
    foreign = Holiday.objects.create(
        office=make_office(), day=date(2027, 4, 8), is_workday=False, name="金丝雀"
    )
    assert client.get(reverse("holiday_edit", args=[foreign.pk])).status_code == 404
    assert "金丝雀" not in page(client, 2027)


def test_shared_days_are_kept_by_the_top_office(client):
    add_holidays([2026])
    shared = Holiday.objects.get(day=date(2026, 10, 10))
    township = make_office(parent=make_office())
    client.force_login(make_user(Role.CLERK, township))
    assert client.get(reverse("holiday_edit", args=[shared.pk])).status_code == 403
    Holiday.objects.create(office=township, day=shared.day, is_workday=False, name="国庆节")
    assert "通用（本单位另有安排）" in page(client, 2026)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.VILLAGE, Role.STATION, Role.ADMIN])
def test_days_are_kept_by_the_clerk(client, office, role):
    client.force_login(make_user(role, office))
    assert client.get(LIST).status_code == 403
    assert client.post(NEW, stretch()).status_code == 403


def test_the_list_is_linked_from_the_settings(client, clerk):
    assert LIST in client.get(reverse("reference")).content.decode()


def test_the_yearly_notice_comes_by_workbook(office):
    rows = [["2027-10-01", "放假", "国庆节"], ["2027-10-09", "上班", "国庆节"]]
    sheet = table("放假安排", ["日期", "安排", "节日名称"], *rows)

    result = load_rows(office, sheet)
    again = load_rows(office, sheet)

    assert result.problems == []
    assert (again.sheets[0].added, again.sheets[0].unchanged) == (0, 2)
    known = calendar_for(office, first=date(2027, 10, 1))
    assert known.is_official(2027)
    assert known.is_working_day(date(2027, 10, 9))
    assert not known.is_working_day(date(2027, 10, 1))
