"""本月要做的事: what this month asks for, seen from a day in it."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from hazards.workflow import Action
from tests.factories.activities import (
    make_duty,
    make_letter,
    make_meeting,
    make_obligation,
    make_plan_item,
    make_submission,
)
from tests.factories.hazards import act, make_count, make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_campaign, make_key_period, make_kind
from township_safety.desk.handover_actions import Agreed, carry_out
from township_safety.desk.month import month_duties
from township_safety.desk.reference_data import load_list
from township_safety.organisation.models import Role, User
from township_safety.register.models import Kind, NilReturn
from township_safety.register.working_days import calendar_for

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 10)


@pytest.fixture(autouse=True)
def _today(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel("2026-06-10 09:00+08:00"):
        yield


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def shown(client, office):
    """The lines on the clerk's start page: text, day, note, lateness."""

    def lines(user=None):
        client.force_login(user or make_user(Role.CLERK, office))
        month = client.get(reverse("home")).context["month"]
        return [(duty.text, duty.day, duty.note, duty.is_late) for duty in month]

    return lines


@pytest.mark.parametrize(
    ("due_on", "late"),
    [
        (date(2026, 5, 20), True),
        (date(2026, 6, 9), True),
        (TODAY, False),
        (date(2026, 6, 30), False),
    ],
)
def test_returns_owed_until_the_end_of_the_month(office, shown, due_on, late):
    make_submission(office=office, title="月报表", due_on=due_on)
    make_submission(office=office, title="已报", due_on=due_on, submitted_on=date(2026, 6, 1))
    make_submission(office=office, title="下月", due_on=date(2026, 7, 1))
    assert shown() == [("报送：月报表", due_on, "", late)]


def test_letters_still_to_be_signed_are_counted(office, shown):
    kind = make_kind(Kind.Domain.LETTER, name="消防责任书")
    for person in ("某甲", "某乙", "某丙"):
        make_obligation(
            office=office, kind=kind, year=2026, due_on=date(2026, 6, 20), person=person
        )
    make_letter(office=office, kind=kind, year=2026, person="某甲", signed_on=date(2026, 6, 1))
    assert shown() == [("消防责任书还有2份没有签", date(2026, 6, 20), "", False)]


def test_campaigns_and_key_periods_that_begin_or_end(office, shown):
    make_campaign(
        office=office, name="百日行动", first_day=date(2026, 3, 1), last_day=date(2026, 6, 30)
    )
    make_campaign(
        office=office, name="早过了", first_day=date(2026, 3, 1), last_day=date(2026, 6, 9)
    )
    make_campaign(
        office=office, name="长年", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31)
    )
    make_key_period(
        office=office, name="端午", first_day=date(2026, 6, 19), last_day=date(2026, 6, 21)
    )
    assert [(text, day) for text, day, *_ in shown()] == [
        ("端午开始", date(2026, 6, 19)),
        ("端午结束", date(2026, 6, 21)),
        ("百日行动结束", date(2026, 6, 30)),
    ]


def test_plan_items_that_are_due_or_come_round(office, shown):
    span = {"office": office, "first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}
    make_plan_item(**span, text="修护栏", planned_completion=date(2026, 6, 15))
    make_plan_item(**span, text="修好了", planned_completion=date(2026, 6, 15), completed_on=TODAY)
    make_plan_item(
        office=office,
        text="去年的",
        first_day=date(2025, 1, 1),
        last_day=date(2025, 12, 31),
        planned_completion=date(2025, 12, 31),
    )
    make_plan_item(**span, text="年底完成", planned_completion=date(2026, 12, 15))
    make_plan_item(**span, text="例会", frequency="month", times=1)
    make_plan_item(**span, text="季度督导", frequency="quarter", times=1)
    make_plan_item(**span, text="年度演练", frequency="year", times=1)
    make_plan_item(**span, text="日巡查", frequency="day", times=1)
    found = shown()
    assert found[0] == ("修护栏", date(2026, 6, 15), "", False)
    assert {(text, note) for text, _, note, _ in found[1:]} == {
        ("例会", "每月1次"),
        ("季度督导", "每季度1次"),
    }


def test_hazards_due_by_the_end_of_the_month_equal_their_list(client, office, shown):
    clerk = make_user(Role.CLERK, office)
    for due_on in (date(2026, 6, 9), TODAY, date(2026, 6, 30), date(2026, 7, 1)):
        make_hazard(office=office, by=clerk, found_on=date(2026, 6, 1), due_on=due_on)
    ((text, *_),) = shown(clerk)
    assert text == "2条隐患在月底前到整改期限"
    (duty,) = client.get(reverse("home")).context["month"]
    assert client.get(duty.url).context["summary"]["total"] == 2


def test_progress_of_listed_hazards_is_asked_for_each_quarter(office, shown):
    clerk = make_user(Role.CLERK, office)
    hazard = make_hazard(office=office, by=clerk, found_on=date(2026, 5, 1))
    act(hazard, Action.LIST, by=clerk, on=date(2026, 5, 6))
    said = "1条挂牌督办隐患的2026年第二季度进展还没有报"
    assert (said, date(2026, 6, 30), "", False) in shown(clerk)
    with time_machine.travel("2026-05-31 09:00+08:00"):
        assert not any("进展" in text for text, *_ in shown(clerk))
    with time_machine.travel("2026-07-01 09:00+08:00"):
        assert (said, date(2026, 6, 30), "", True) in shown(clerk)


def test_queries_do_not_grow_with_the_rows(office, django_assert_max_num_queries):
    clerk = make_user(Role.CLERK, office)
    for number in range(5):
        make_submission(office=office, title=f"月报表{number}", due_on=TODAY)
        make_campaign(office=office, name=f"行动{number}", first_day=TODAY, last_day=TODAY)
        make_obligation(office=office, year=2026, due_on=TODAY)
    calendar = calendar_for(office, first=TODAY)
    clerk = User.objects.get(pk=clerk.pk)
    assert clerk.active_memberships
    with django_assert_max_num_queries(10):
        found = month_duties(clerk, today=TODAY, calendar=calendar, reports=[])
    # Letters of one kind and day are one line, a campaign begins and ends.
    assert len(found) == 5 + 5 * 2 + 1


def test_villages_of_which_nothing_came_last_month(office, shown):
    clerk = make_user(Role.CLERK, office)
    found, counted, declared, *_ = [make_village(office=office) for _ in range(5)]
    make_hazard(office=office, by=clerk, village=found, found_on=date(2026, 5, 31))
    make_count(office=office, village=counted, on=date(2026, 5, 3))
    NilReturn.objects.create(
        office=office,
        village=declared,
        register="hazards",
        first_day=date(2026, 5, 1),
        last_day=date(2026, 5, 31),
        declared_on=date(2026, 6, 1),
        declared_by="某甲",
        evidence="签字表",
    )
    assert [text for text, *_ in shown(clerk)] == ["2个村（居）2026年5月没有登记隐患，也没有零报告"]


def test_reports_of_the_period_that_ended(office, shown):
    load_list("report_templates")
    texts = [text for text, *_ in shown()]
    assert any(text.startswith("编制2026年5月") for text in texts)
    assert any(text.startswith("2026年上半年") and "备齐材料" in text for text in texts)


def test_successor_is_told_of_what_was_taken_over(office, shown):
    leaver = make_user(Role.CLERK, office, full_name="某甲")
    successor = make_user(Role.CLERK, office)
    agreed = Agreed(leaver, successor, "某丙", TODAY)
    handover = carry_out(agreed, office=office, by=make_user(Role.DEPUTY, office))
    ((text, day, note, late),) = shown(successor)
    assert text.startswith("接手某甲的工作")
    assert (day, note, late) == (handover.on, "工作交接", False)
    with time_machine.travel("2026-07-20 09:00+08:00"):
        assert shown(successor) == []


def test_next_years_holidays_are_asked_for_in_november(office, shown):
    with time_machine.travel("2026-10-31 09:00+08:00"):
        assert shown() == []
    with time_machine.travel("2026-11-05 09:00+08:00"):
        assert [text for text, *_ in shown()] == ["录入2027年放假、调休安排"]


def test_an_inspector_sees_the_own_village_only(office, shown):
    village = make_village(office=office)
    clerk = make_user(Role.CLERK, office)
    for place in (village, None):
        make_hazard(office=office, by=clerk, village=place, found_on=date(2026, 6, 1), due_on=TODAY)
    make_submission(office=office, due_on=TODAY)
    inspector = make_user(Role.VILLAGE, office, villages=[village])
    assert [text for text, *_ in shown(inspector)] == ["1条隐患在月底前到整改期限"]


def test_an_item_with_a_duty_is_asked_for_by_the_duty(office, shown):
    duty = make_duty(office=office, work="meeting", per="office", first_day=date(2026, 6, 1))
    make_plan_item(
        office=office,
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        frequency="month",
        times=1,
        duty=duty,
    )
    assert [text for text, *_ in shown()] == [f"{duty}（2026年6月）：应完成1项，已完成0项"]


@pytest.mark.parametrize(("held", "asked"), [(date(2026, 5, 31), 1), (date(2026, 6, 1), 0)])
def test_an_item_done_this_round_is_asked_for_no_more(office, shown, held, asked):
    make_plan_item(
        office=office,
        text="每月例会",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        frequency="month",
        times=1,
        figure_key="meeting.count",
    )
    make_meeting(office=office, on=held)
    assert [text for text, *_ in shown()] == ["每月例会"] * asked


@pytest.mark.parametrize(("target", "asked"), [(2, 1), (1, 0)])
def test_an_item_whose_target_is_reached_is_asked_for_no_more(office, shown, target, asked):
    make_plan_item(
        office=office,
        text="开会",
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        planned_completion=date(2026, 6, 30),
        target_quantity=target,
        unit="次",
        figure_key="meeting.count",
    )
    make_meeting(office=office, on=date(2026, 5, 1))
    assert [text for text, *_ in shown()] == ["开会"] * asked
