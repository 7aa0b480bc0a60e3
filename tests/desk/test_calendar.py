"""The month calendar: what happened and what falls due stands on its day."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards.workflow import Status
from tests.factories.activities import (
    make_duty,
    make_meeting,
    make_plan_item,
    make_roster,
    make_submission,
)
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_campaign
from township_safety.organisation.models import Role

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


def shown(client, **asked):
    """By day of June: kind, text and tone of each entry."""
    page = client.get(reverse("calendar"), asked)
    assert page.status_code == 200
    return {
        square.day.day: [(item.kind, item.text, item.tone) for item in square.items]
        for square in page.context["squares"]
        if square.items
    }


def test_the_edges_of_the_month(clerk, office):
    for on in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)):
        make_meeting(office=office, on=on, topic="例会")
    assert shown(clerk) == {
        1: [("会议", "例会", "")],
        30: [("会议", "例会", "")],
    }


def test_several_of_a_day_stand_as_their_number(clerk, office):
    for number in range(3):
        make_operation(office=office, on=date(2026, 6, 3), topic=f"检查{number}")
    for number in range(2):
        make_operation(office=office, on=date(2026, 6, 4), topic=f"检查{number}")
    assert shown(clerk) == {
        3: [("检查执法", "3次", "")],
        4: [("检查执法", "检查0", ""), ("检查执法", "检查1", "")],
    }
    page = clerk.get(reverse("calendar"))
    (item,) = next(one.items for one in page.context["squares"] if one.day == date(2026, 6, 3))
    assert len(clerk.get(item.url).context["table"].rows) == 3


def test_hazards_are_counted_by_day_and_open_their_list(clerk, office):
    for due in (date(2026, 6, 9), date(2026, 6, 10), date(2026, 6, 10)):
        make_hazard(office=office, found_on=date(2026, 6, 2), due_on=due)
    make_hazard(Status.CLOSED, office=office, found_on=date(2026, 5, 2), due_on=date(2026, 6, 20))
    found = shown(clerk)
    assert ("排查隐患", "3条", "") in found[2]
    assert ("整改到期", "1条", "overdue") in found[9]
    assert ("整改到期", "2条", "due") in found[10]
    assert 20 not in found
    page = clerk.get(reverse("calendar"))
    for square in page.context["squares"]:
        for item in square.items:
            assert f"{len(clerk.get(item.url).context['rows'])}条" == item.text


def test_what_is_owed_has_its_light(clerk, office):
    make_submission(office=office, title="周报", due_on=date(2026, 6, 9))
    make_submission(office=office, title="月报", due_on=date(2026, 6, 10))
    make_submission(
        office=office, title="日报", due_on=date(2026, 6, 5), submitted_on=date(2026, 6, 5)
    )
    make_plan_item(office=office, text="修路", planned_completion=date(2026, 6, 30))
    assert shown(clerk) == {
        5: [("已报", "日报", "")],
        9: [("应报", "周报", "overdue")],
        10: [("应报", "月报", "due")],
        30: [("计划完成", "修路", "due")],
    }


def test_rounds_stretches_and_rosters(clerk, office):
    make_village(office=office)
    make_duty(office=office, name="每村劝导", per="village", first_day=date(2026, 6, 1))
    make_campaign(
        office=office, name="百日行动", first_day=date(2026, 3, 1), last_day=date(2026, 6, 15)
    )
    make_roster(office=office, on=date(2026, 6, 7), leader="某甲")
    assert shown(clerk) == {
        7: [("带班", "某甲", "")],
        15: [("结束", "百日行动", "")],
        30: [("例行任务", "每村劝导：还差1", "due")],
    }


def test_months_are_turned(clerk, office):
    make_meeting(office=office, on=date(2025, 12, 31), topic="年终会")
    page = clerk.get(reverse("calendar"), {"month": "2026-01"})
    assert page.context["before"].endswith("month=2025-12")
    assert page.context["after"].endswith("month=2026-02")
    assert shown(clerk, month="2025-12") == {31: [("会议", "年终会", "")]}


@pytest.mark.parametrize("asked", ["2026", "2026-13", "吗", "2026-01-01..2026-01-02"])
def test_what_is_no_month_is_not_found(clerk, asked):
    assert clerk.get(reverse("calendar"), {"month": asked}).status_code == 404


@pytest.mark.parametrize("asked", ["1990-01", "2100-12"])
def test_the_ends_of_time(clerk, asked):
    assert clerk.get(reverse("calendar"), {"month": asked}).status_code == 200


def test_another_office_s_work_is_not_shown(clerk):
    make_meeting(on=date(2026, 6, 1))
    assert shown(clerk) == {}


def test_queries_do_not_grow_with_the_rows(clerk, office, django_assert_max_num_queries):
    for day in range(1, 10):
        make_meeting(office=office, on=date(2026, 6, day))
        make_operation(office=office, on=date(2026, 6, day))
        make_submission(office=office, due_on=date(2026, 6, day))
    with django_assert_max_num_queries(60) as captured:
        clerk.get(reverse("calendar"))
    before = len(captured)
    make_meeting(office=office, on=date(2026, 6, 20))
    make_operation(office=office, on=date(2026, 6, 20))
    make_submission(office=office, due_on=date(2026, 6, 20))
    with django_assert_max_num_queries(before):
        clerk.get(reverse("calendar"))
