"""领导履职台账: by the names in the records, whatever posts people hold today."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from hazards.workflow import Status
from inspections.models import Operation
from tests.desk.registers import sent
from tests.factories.activities import make_meeting
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_finding, make_operation
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_kind,
    make_leader_charge,
    make_leader_post,
    make_site,
    make_staff,
)
from township_safety.desk.dashboard.asking import Span
from township_safety.desk.dashboard.leader_duties import UNNAMED
from township_safety.desk.dashboard.leader_paper import asked_of, cells_of, leaders_form
from township_safety.desk.dashboard.leaders import leader_records
from township_safety.organisation.models import Role
from township_safety.periods import Period
from township_safety.register.models import Kind, LeaderClass, names_in

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)


@pytest.fixture
def office():
    return make_office(name="青山乡")


def records(office, code="2026-10"):
    span = Span.of(office, Period.parse(code), today=TODAY)
    return {one.name: one for one in leader_records(span)}


def led(office, on, leaders="某甲乙", **fields):
    return make_operation(
        office=office, on=on, leaders=leaders, leader_class=LeaderClass.MAIN, **fields
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [("某甲乙、某丙丁", ["某甲乙", "某丙丁"]), ("某甲乙 某甲乙", ["某甲乙"]), ("", [])],
)
def test_names_of_a_field(text, names):
    assert names_in(text) == names


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2026, 9, 30), 0),
        (date(2026, 10, 1), 1),
        (date(2026, 10, 31), 1),
        (date(2026, 11, 1), 0),
    ],
)
def test_inspection_counts_on_the_days_of_the_period(office, on, number):
    led(office, on)

    assert len(records(office).get("某甲乙").led if number else records(office)) == number


def test_inspection_led_by_two_counts_for_both(office):
    led(office, date(2026, 10, 5), "某甲乙、某丙丁")

    assert set(records(office)) == {"某甲乙", "某丙丁"}


def test_inspection_nobody_signed_is_not_lost(office):
    led(office, date(2026, 10, 5), "")

    assert len(records(office)[UNNAMED].led) == 1


def test_inspection_that_no_leader_led_is_nobodys(office):
    make_operation(office=office, on=date(2026, 10, 5))

    assert records(office) == {}


def test_what_was_found_and_what_became_of_it(office):
    operation = led(office, date(2026, 10, 5))
    for status in (Status.OPEN, Status.RECTIFIED, Status.CLOSED):
        hazard = make_hazard(status, office=office, found_on=date(2026, 10, 5))
        make_finding(operation, hazard=hazard)

    one = records(office)["某甲乙"]

    assert (one.found_number, one.rectified_number, one.closed) == (3, 2, 1)


def test_hazard_entered_by_mistake_is_left_out(office):
    operation = led(office, date(2026, 10, 5))
    hazard = make_hazard(Status.VOIDED, office=office, found_on=date(2026, 10, 5))
    make_finding(operation, hazard=hazard)

    assert records(office)["某甲乙"].found_number == 0


def test_meetings_and_cases_stand_beside_the_inspections(office):
    make_meeting(
        office=office,
        on=date(2026, 10, 9),
        chaired_by="某甲乙",
        leader_class=LeaderClass.IN_CHARGE,
    )
    make_hazard(office=office, found_on=date(2026, 8, 1), case_leader="某甲乙")
    make_hazard(
        Status.CLOSED,
        office=office,
        found_on=date(2026, 8, 1),
        closed_on=date(2026, 9, 30),
        case_leader="某甲乙",
    )

    one = records(office)["某甲乙"]

    assert (len(one.chaired), len(one.cases)) == (1, 1)


def test_change_of_post_moves_no_old_count_and_shows_the_post_of_that_time(office):
    led(office, date(2026, 10, 5))
    for post, first, last in (
        ("分管副乡长", None, date(2026, 10, 31)),
        ("乡长", date(2026, 11, 1), None),
    ):
        make_staff(office=office, name="某甲乙", post=post, active_from=first, active_to=last)

    october = records(office)["某甲乙"]

    assert october.posts.words == ("分管副乡长（至2026-10-31）",)
    assert len(october.led) == 1
    assert records(office, "2026")["某甲乙"].posts.words == (
        "分管副乡长（至2026-10-31）",
        "乡长（2026-11-01起）",
    )


@pytest.mark.parametrize(
    ("span", "held"),
    [
        ({"active_to": date(2026, 9, 30)}, False),
        ({"active_to": date(2026, 10, 1)}, True),
        ({"active_from": date(2026, 10, 31)}, True),
        ({"active_from": date(2026, 11, 1)}, False),
    ],
)
def test_leader_in_office_on_a_day_of_the_period_is_listed_even_without_a_deed(office, span, held):
    make_leader_post(office=office, name="某甲乙", **span)
    make_leader_charge(office=office, leader="某丙丁", **span)

    assert set(records(office)) == ({"某甲乙", "某丙丁"} if held else set())


def test_post_of_the_register_goes_before_that_of_the_staff_and_main_leaders_come_first(office):
    for name in ("某甲乙", "某丙丁"):
        make_staff(office=office, name=name, post="安办主任")
    make_leader_post(office=office, name="某丙丁", post="副乡长")
    make_leader_post(office=office, name="某戊己", post="乡长", leader_class=LeaderClass.MAIN)
    led(office, date(2026, 10, 5), "某甲乙、某丙丁")

    posts = [(name, one.posts.words) for name, one in records(office).items()]

    assert posts == [("某戊己", ("乡长",)), ("某丙丁", ("副乡长",)), ("某甲乙", ("安办主任",))]


def test_led_of_the_year_stands_against_the_number_of_the_post_held_last(office):
    make_leader_post(office=office, name="某甲乙", led_per_year=24, active_to=date(2026, 9, 30))
    make_leader_post(office=office, name="某甲乙", led_per_year=12, active_from=date(2026, 10, 1))
    for on in ((2025, 12, 31), (2026, 1, 1), (2026, 10, 31), (2026, 11, 1)):
        led(office, date(*on))
    span = Span.of(office, Period.parse("2026-10"), today=TODAY)

    (one,) = leader_records(span)

    assert (len(one.led), one.led_of_required) == (1, "2/12")
    assert asked_of(one, span) == ("2026年全年应带队检查12次，截至2026年10月31日已带队2次。")
    assert records(office, "2026-09")["某甲乙"].led_of_required == "1/24"


def test_what_is_left_in_the_villages_and_sites_in_charge(client, office):
    village, site = make_village(office=office, name="石桥村"), make_site(office=office)
    make_leader_charge(office=office, leader="某甲乙", village=village)
    make_leader_charge(office=office, leader="某甲乙、某丙丁", site=site)
    for where in ({"village": village}, {"village": village}, {"site": site}, {}):
        make_hazard(office=office, found_on=date(2026, 10, 5), **where)

    found = records(office)

    assert [(one.name, one.left.text) for one in found["某甲乙"].charges] == [
        ("石桥村", "2"),
        (site.name, "1"),
    ]
    assert [one.name for one in found["某丙丁"].charges] == [site.name]
    client.force_login(make_user(Role.LEADER, office))
    for charge in found["某甲乙"].charges:
        assert client.get(charge.url).status_code == 200
        assert client.get(charge.left.url).status_code == 200


def test_class_left_blank_is_that_of_the_day_and_stays_when_the_post_changes(client, office):
    post = make_leader_post(office=office, name="某甲乙", leader_class=LeaderClass.IN_CHARGE)
    client.force_login(make_user(Role.CLERK, office))
    kind = make_kind(Kind.Domain.OPERATION)
    where = reverse("records:new", args=["operations"])
    facts = {"on": "2026-10-05", "kind": kind.pk, "category": "inspection"}

    client.post(where, sent(client.get(where), **facts, leaders="某甲乙"))
    post.leader_class = LeaderClass.MAIN
    post.save()

    assert 'value="某甲乙"' in client.get(where).content.decode()
    operation = Operation.objects.get()
    assert operation.leader_class == LeaderClass.IN_CHARGE
    answer = client.post(where, sent(client.get(where), **facts, leaders="某庚辛"))
    assert "填了带队领导，须选带队领导类别" in answer.content.decode()


def test_paper_has_a_line_for_each_leader_and_what_stands_behind_it(office):
    led(office, date(2026, 10, 5), "某甲乙、某丙丁", topic="国庆节前检查")
    span = Span.of(office, Period.parse("2026-10"), today=TODAY)
    found = leader_records(span)

    form = leaders_form(found, span)

    assert form.name == "青山乡领导安全生产履职台账（2026年10月）"
    assert [cells_of(one)[0] for one in found] == ["某丙丁", "某甲乙"]
    assert "国庆节前检查" in str(form.blocks)


def test_page_opens_for_leaders_and_not_for_villages(client, office):
    led(office, timezone.localdate())
    client.force_login(make_user(Role.LEADER, office))

    assert "某甲乙" in client.get(reverse("leaders")).content.decode()

    client.force_login(make_user(Role.VILLAGE, office))
    assert client.get(reverse("leaders")).status_code == 403
