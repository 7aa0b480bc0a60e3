"""领导职务 and 领导包保: who stood how high on which day, and whose village or site it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_kind, make_leader_post, make_site
from tests.factories.tables import load_rows, table
from township_safety.activities.models import Meeting
from township_safety.register.models import Kind, LeaderCharge, LeaderClass, LeaderPost

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2024, 3, 5), date(2024, 6, 30)


@pytest.fixture
def office():
    return make_office()


def class_of(office, text, on=FIRST):
    return LeaderPost.objects.class_of(text, office_id=office.pk, on=on)


@pytest.mark.parametrize(
    ("on", "known"),
    [(date(2024, 3, 4), ""), (FIRST, "in_charge"), (LAST, "in_charge"), (date(2024, 7, 1), "")],
)
def test_class_holds_from_the_first_day_to_the_last(office, on, known):
    make_leader_post(office=office, name="某丁", active_from=FIRST, active_to=LAST)

    assert class_of(office, "某丁", on) == known


def test_of_several_leaders_the_highest_counts(office):
    make_leader_post(office=office, name="某丁", leader_class=LeaderClass.OTHER)
    make_leader_post(office=office, name="某戊", leader_class=LeaderClass.MAIN)

    assert class_of(office, "某丁") == "other"
    assert class_of(office, "某丁、某戊、某庚") == "main"
    assert class_of(make_office(), "某戊") == ""


def change_of_post(office):
    """In charge of safety until the last day, head of the township from the next."""
    make_leader_post(office=office, name="某丁", active_to=LAST)
    make_leader_post(
        office=office, name="某丁", leader_class=LeaderClass.MAIN, active_from=date(2024, 7, 1)
    )


@pytest.mark.parametrize(("on", "known"), [(LAST, "in_charge"), (date(2024, 7, 1), "main")])
def test_inspection_and_meeting_take_the_class_of_their_day(office, on, known):
    change_of_post(office)
    operation = make_operation(office=office, on=on)
    meeting = Meeting(office=office, on=on, chaired_by="某丁")
    operation.leaders = "某丁"

    operation.clean()
    meeting.clean()

    assert (operation.leader_class, meeting.leader_class) == (known, known)


def test_class_that_was_chosen_stays_and_nobody_unknown_gets_one(office):
    make_leader_post(office=office, name="某丁", leader_class=LeaderClass.MAIN)
    chosen = Meeting(office=office, on=FIRST, chaired_by="某丁", leader_class=LeaderClass.OTHER)
    unknown = Meeting(office=office, on=FIRST, chaired_by="某己")

    for meeting in (chosen, unknown):
        meeting.clean()

    assert (chosen.leader_class, unknown.leader_class) == ("other", "")


def test_ledger_of_meetings_without_the_class_is_completed(office):
    change_of_post(office)
    make_kind(Kind.Domain.MEETING, "regular", name="安全例会")
    heads = ["日期", "会议种类", "主题", "主持人"]
    rows = [["2024-06-30", "安全例会", "甲", "某丁"], ["2024-07-01", "安全例会", "乙", "某丁"]]

    result = load_rows(office, table("会议", heads, *rows))

    assert result.problems == []
    found = Meeting.objects.order_by("on").values_list("leader_class", flat=True)
    assert list(found) == ["in_charge", "main"]


def test_charge_is_of_a_village_or_a_site_never_of_both_or_none(office):
    village, site = make_village(office=office), make_site(office=office)
    LeaderCharge(office=office, leader="某丁", village=village).full_clean()
    LeaderCharge(office=office, leader="某丁", site=site).full_clean()

    for where in ({}, {"village": village, "site": site}):
        with pytest.raises(ValidationError, match="填其中一个"):
            LeaderCharge(office=office, leader="某丁", **where).full_clean()


def test_number_a_year_is_at_least_one_or_not_laid_down(office):
    for number in (None, 1):
        make_leader_post(office=office, led_per_year=number).full_clean()
    with pytest.raises(ValidationError, match="至少为1"):
        LeaderPost(
            office=office, name="某丁", post="乡长", leader_class="main", led_per_year=0
        ).full_clean()
