"""What a recurring duty asks, on each edge of a round, of the duty and of a site."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from inspections.duties import current_sums, rows_behind, sums
from inspections.models import OperationTarget
from tests.factories.activities import (
    make_duty,
    make_meeting,
    make_submission,
    make_training,
)
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_kind, make_sector, make_site, make_site_category
from tests.factories.tables import load_rows, table
from township_safety.activities.duties import round_of, round_on, rounds
from township_safety.activities.models import Obligation, PlanItem
from township_safety.periods import Period
from township_safety.register.models import Kind, Site

pytestmark = pytest.mark.django_db

MARCH = Period.of_month(2024, 3)


@pytest.fixture
def office():
    return make_office()


def petrol(office, **fields):
    return make_site(office=office, categories=("petrol",), **fields)


def petrol_duty(office, **fields):
    return make_duty(office=office, site_category=make_site_category("petrol"), **fields)


def visit(site, on, **fields):
    operation = make_operation(office=site.office, on=on, **fields)
    return make_target(operation, site=site)


def stand(duty, day=date(2024, 3, 31), today=date(2024, 3, 31)):
    found = round_on(duty, day)
    assert found is not None
    return sums(duty, [found], today=today)[0]


# -- Rounds


@pytest.mark.parametrize(
    ("frequency", "first", "last"),
    [
        ("week", date(2024, 2, 26), date(2024, 3, 3)),
        ("month", date(2024, 3, 1), date(2024, 3, 31)),
        ("quarter", date(2024, 1, 1), date(2024, 3, 31)),
        ("half", date(2024, 1, 1), date(2024, 6, 30)),
        ("year", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_the_round_of_a_day(frequency, first, last):
    found = round_of(frequency, date(2024, 3, 3))
    assert (found.first_day, found.last_day) == (first, last)


def test_a_duty_cuts_its_first_and_last_round(office):
    duty = make_duty(office=office, first_day=date(2024, 1, 20), last_day=date(2024, 3, 10))
    found = list(rounds(duty, date(2023, 1, 1), date(2024, 12, 31)))
    assert [(one.first_day, one.last_day) for one in found] == [
        (date(2024, 1, 20), date(2024, 1, 31)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 3, 1), date(2024, 3, 10)),
    ]
    assert round_on(duty, date(2024, 1, 1)) is not None  # the same month
    assert round_on(duty, date(2023, 12, 31)) is None
    assert round_on(duty, date(2024, 4, 1)) is None


@pytest.mark.parametrize(("on", "done"), [(19, 0), (20, 1), (31, 1)])
def test_work_before_the_duty_began_is_not_counted(office, on, done):
    duty = petrol_duty(office, first_day=date(2024, 3, 20))
    visit(petrol(office), date(2024, 3, on))
    assert stand(duty).done == done


@pytest.mark.parametrize(("on", "done"), [(9, 1), (10, 1), (11, 0)])
def test_work_after_the_duty_ended_is_not_counted(office, on, done):
    duty = petrol_duty(office, last_day=date(2024, 3, 10))
    visit(petrol(office), date(2024, 3, on))
    assert stand(duty).done == done


# -- Edges of a round


@pytest.mark.parametrize(
    ("on", "done"),
    [
        (date(2024, 2, 29), 0),
        (date(2024, 3, 1), 1),
        (date(2024, 3, 31), 1),
        (date(2024, 4, 1), 0),
    ],
)
def test_both_ends_of_a_round_count(office, on, done):
    duty = petrol_duty(office)
    visit(petrol(office), on)
    assert stand(duty, today=date(2024, 4, 2)).done == done


@pytest.mark.parametrize(
    ("today", "light"),
    [
        (date(2024, 3, 1), "normal"),
        (date(2024, 3, 24), "normal"),
        (date(2024, 3, 25), "due"),
        (date(2024, 3, 31), "due"),
        (date(2024, 4, 1), "overdue"),
    ],
)
def test_the_last_day_is_in_time(office, today, light):
    duty = petrol_duty(office)
    petrol(office)
    assert stand(duty, today=today).light == light


def test_enough_is_never_late(office):
    duty = petrol_duty(office)
    visit(petrol(office), date(2024, 3, 5))
    found = stand(duty, today=date(2024, 5, 1))
    assert (found.light, found.missing) == ("normal", 0)


# -- Sites that open and close


@pytest.mark.parametrize(
    ("fields", "required"),
    [
        ({}, 1),
        ({"active_from": date(2024, 3, 16)}, 1),  # 16 of 31 days
        ({"active_from": date(2024, 3, 17)}, 0),  # 15 of 31 days
        ({"active_from": date(2024, 4, 1)}, 0),
        ({"active_to": date(2024, 3, 31)}, 1),
        ({"active_to": date(2024, 3, 30)}, 0),
        ({"operating_status": Site.OperatingStatus.STOPPED, "status_on": date(2024, 4, 1)}, 1),
        ({"operating_status": Site.OperatingStatus.STOPPED, "status_on": date(2024, 3, 31)}, 0),
        ({"operating_status": Site.OperatingStatus.CLOSED}, 0),
    ],
)
def test_who_is_due(office, fields, required):
    duty = petrol_duty(office)
    petrol(office, **fields)
    assert stand(duty).required == required


def test_only_the_category_and_only_key_units(office):
    all_of_them, key_ones = petrol_duty(office), petrol_duty(office, key_units_only=True)
    petrol(office)
    petrol(office, is_key_unit=True)
    make_site(office=office, categories=("school",))
    petrol(make_office())
    assert (stand(all_of_them).required, stand(key_ones).required) == (2, 1)
    assert stand(make_duty(office=office)).required == 3


# -- What counts


def test_only_visits_that_took_place_count(office):
    duty, site = petrol_duty(office), petrol(office)
    operation = make_operation(office=office, on=date(2024, 3, 5))
    make_target(operation, site=site, outcome=OperationTarget.Outcome.NOBODY)
    assert stand(duty).done == 0
    make_target(make_operation(office=office, on=date(2024, 3, 6)), site=site)
    assert stand(duty).done == 1


def test_a_kind_and_a_sector_narrow_what_counts(office):
    persuasion = make_kind(Kind.Domain.OPERATION, "road_persuasion")
    road = make_sector("road_traffic")
    village, other = make_village(office=office), make_village(office=office)
    duty = make_duty(
        office=office,
        per="village",
        frequency="week",
        times=2,
        kind=persuasion,
        sector=road,
    )
    for on in (4, 10):
        make_operation(
            office=office, on=date(2024, 3, on), village=village, kind=persuasion, sector=road
        )
    make_operation(office=office, on=date(2024, 3, 5), village=other, kind=persuasion, sector=road)
    make_operation(office=office, on=date(2024, 3, 6), village=other, sector=road)
    make_operation(office=office, on=date(2024, 3, 6), village=other, kind=persuasion)
    found = stand(duty, day=date(2024, 3, 10))
    assert {one.target.key: (one.done, one.required) for one in found.standings} == {
        village.pk: (2, 2),
        other.pk: (1, 2),
    }
    assert (found.done, found.missing) == (1, 1)
    assert (found.times_done, found.times_required) == (3, 4)


def test_meetings_and_returns_of_the_office(office):
    quarterly = make_kind(Kind.Domain.MEETING, "quarterly_meeting")
    duty = make_duty(office=office, work="meeting", per="office", frequency="quarter")
    duty.kind = quarterly
    duty.save()
    make_meeting(office=office, on=date(2024, 1, 5))
    assert stand(duty).done == 0
    make_meeting(office=office, on=date(2024, 1, 5), kind=quarterly)
    assert stand(duty).done == 1
    sent = make_duty(office=office, work="return", per="office")
    make_submission(office=office, due_on=date(2024, 3, 31), submitted_on=None)
    assert stand(sent).done == 0
    make_submission(office=office, due_on=date(2024, 2, 29), submitted_on=date(2024, 3, 1))
    assert stand(sent).done == 1


def test_a_training_at_each_school_once_a_year(office):
    school = make_site(office=office, categories=("school",))
    duty = make_duty(
        office=office,
        work="training",
        frequency="year",
        site_category=make_site_category("school"),
    )
    make_training(office=office, on=date(2024, 3, 5))
    assert stand(duty).done == 0
    make_training(office=office, on=date(2024, 3, 5), site=school)
    assert stand(duty).done == 1


def test_voided_rows_count_nowhere(office):
    duty, site = petrol_duty(office), petrol(office)
    line = visit(site, date(2024, 3, 5))
    line.operation.voided_at, line.operation.void_reason = "2024-03-06T00:00:00Z", "误录"
    line.operation.save()
    assert stand(duty).done == 0


@pytest.mark.parametrize("per", ["site", "village", "office"])
def test_every_number_opens_its_rows(office, per):
    village = make_village(office=office)
    site = make_site(office=office, village=village)
    duty = make_duty(office=office, per=per)
    for on in (date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 1)):
        operation = make_operation(office=office, on=on, village=village)
        make_target(operation, site=site)
    (standing,) = stand(duty, today=date(2024, 4, 2)).standings
    target = standing.target.key or None
    assert standing.done == 2
    assert rows_behind(duty, MARCH, target=target).count() == 2
    assert rows_behind(duty, MARCH).count() == 2


def test_queries_do_not_grow_with_sites_and_rounds(office, django_assert_num_queries):
    duty = petrol_duty(office)
    for month in (1, 2, 3):
        visit(petrol(office), date(2024, month, 5))
    year = list(rounds(duty, date(2024, 1, 1), date(2024, 12, 31)))
    with django_assert_num_queries(2):
        found = sums(duty, year, today=date(2024, 12, 31))
    assert [one.done for one in found] == [1, 1, 1, *[0] * 9]
    assert [one.required for one in found] == [3] * 12


def test_a_duty_not_in_force_today_has_no_current_round(office):
    make_duty(office=office, first_day=date(2024, 3, 10))
    make_duty(office=office, last_day=date(2024, 3, 8))
    duties = Obligation.objects.with_names()
    assert current_sums(duties, today=date(2024, 3, 9)) == []
    assert len(current_sums(duties, today=date(2024, 3, 10))) == 1
    assert len(current_sums(duties, today=date(2024, 3, 8))) == 1


# -- Entry


@pytest.mark.parametrize(
    "fields",
    [
        {"times": 0},
        {"last_day": date(2023, 12, 31)},
        {"per": "village", "key_units_only": True},
        {"work": "return", "per": "village"},
        {"work": "meeting", "per": "site"},
    ],
)
def test_contradictions_are_refused(office, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_duty(office=office, **fields)


def test_a_kind_of_other_work_is_refused(office):
    duty = make_duty(office=office, per="office", work="meeting")
    duty.kind = make_kind(Kind.Domain.TRAINING, name="脱产培训")
    with pytest.raises(ValidationError, match="“脱产培训”不是会议的种类"):
        duty.full_clean()


# -- Workbook


def test_duties_and_what_they_measure_come_in_by_the_workbook(office):
    make_site_category("petrol", name="加油站")
    duties = {
        "任务名称": "加油站每月检查",
        "工作": "检查执法（含劝导）",
        "范围": "每个监管对象",
        "监管对象类别": "加油站",
        "频次": "每月",
        "每期次数": 1,
        "开始日期": "2024.1.1",
        "责任人": "某甲",
    }
    plan = {
        "所属部分": "一、责任",
        "工作内容": "每月查加油站",
        "开始日期": "2024.1.1",
        "结束日期": "2024.12.31",
        "频次": "每月",
        "次数": 1,
        "对应的例行检查任务": "加油站每月检查",
    }
    result = load_rows(
        office,
        table("例行检查任务", list(duties), list(duties.values())),
        table("工作要点", list(plan), list(plan.values())),
    )
    assert result.problems == []
    duty = Obligation.objects.get()
    assert (duty.often, duty.scope_words, duty.person) == ("每月1次", "每个加油站", "某甲")
    assert PlanItem.objects.get().duty == duty
