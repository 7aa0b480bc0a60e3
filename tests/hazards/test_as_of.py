"""What was true at the end of a day, with rows on both sides of every boundary."""

from datetime import date, timedelta

import pytest
import time_machine

from hazards import actions, notice_actions
from hazards.models import Hazard, Listing, Notice, Referral
from hazards.models.deadlines import due_soon_until
from hazards.workflow import Status
from tests.factories.hazards import (
    make_hazard,
    make_notice,
    make_on_spot_hazard,
    make_returned_hazard,
)
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency
from township_safety.organisation.models import Role
from township_safety.register.holidays import add_holidays
from township_safety.register.models import Holiday
from township_safety.register.working_days import calendar_for

pytestmark = pytest.mark.django_db

FOUND = date(2024, 3, 5)
ONE_DAY = timedelta(days=1)


def march(day: int) -> date:
    return date(2024, 3, day)


@pytest.mark.parametrize(("day", "is_open"), [(4, False), (5, True), (6, True)])
def test_a_hazard_is_open_from_the_day_it_was_found(day, is_open):
    hazard = make_hazard(found_on=FOUND)
    assert (hazard in Hazard.objects.open(on=march(day))) is is_open


@pytest.mark.parametrize(("day", "is_open"), [(11, True), (12, False), (13, False)])
def test_it_is_rectified_from_the_day_claimed_whenever_verified(day, is_open):
    hazard = make_hazard(Status.CLOSED, found_on=FOUND, claimed_on=march(12), closed_on=march(20))
    assert (hazard in Hazard.objects.open(on=march(day))) is is_open


@pytest.mark.parametrize(("day", "is_unclosed"), [(4, False), (5, True), (19, True), (20, False)])
def test_it_is_unclosed_until_the_day_of_the_check(day, is_unclosed):
    hazard = make_hazard(Status.CLOSED, found_on=FOUND, claimed_on=march(12), closed_on=march(20))
    assert (hazard in Hazard.objects.unclosed(on=march(day))) is is_unclosed


@pytest.mark.parametrize(
    ("day", "is_open"), [(9, True), (10, False), (13, False), (14, True), (30, True)]
)
def test_a_failed_check_opens_it_again_on_the_day_decided_never_earlier(day, is_open):
    hazard = make_returned_hazard(found_on=FOUND, claimed_on=march(10), failed_on=march(14))
    assert (hazard in Hazard.objects.open(on=march(day))) is is_open


def test_put_right_on_the_spot_it_was_never_open():
    hazard = make_on_spot_hazard(found_on=FOUND)
    assert hazard not in Hazard.objects.open(on=FOUND)
    assert hazard.rectified_on == FOUND


def test_failed_and_claimed_again_on_one_day_it_is_not_open_that_evening():
    hazard = make_returned_hazard(found_on=FOUND, claimed_on=march(10), failed_on=march(14))
    actions.claim(hazard, by=make_user(Role.CLERK, hazard.office), on=march(14), measures="已重做")
    assert hazard not in Hazard.objects.open(on=march(14))


def test_a_new_claim_cannot_precede_the_failed_check():
    hazard = make_returned_hazard(found_on=FOUND, claimed_on=march(10), failed_on=march(14))
    with pytest.raises(actions.ActionDenied, match="早于上一步的日期2024-03-14"):
        actions.claim(
            hazard, by=make_user(Role.CLERK, hazard.office), on=march(13), measures="已重做"
        )


@pytest.mark.parametrize(("day", "is_overdue"), [(19, False), (20, False), (21, True)])
def test_the_due_day_itself_is_in_time(day, is_overdue):
    hazard = make_hazard(found_on=FOUND, due_on=march(20))
    assert (hazard in Hazard.objects.overdue(on=march(day))) is is_overdue


@pytest.mark.parametrize(("day", "is_overdue"), [(21, True), (24, True), (25, False)])
def test_an_extension_does_not_rewrite_the_past(day, is_overdue):
    hazard = make_hazard(found_on=FOUND, due_on=march(20))
    actions.extend(
        hazard,
        by=make_user(Role.DEPUTY, hazard.office),
        on=march(25),
        due_on=march(31),
        reason="等配件",
    )
    assert (hazard in Hazard.objects.overdue(on=march(day))) is is_overdue
    assert hazard in Hazard.objects.overdue(on=date(2024, 4, 1))


def test_rectified_late_it_is_overdue_no_more():
    hazard = make_hazard(Status.RECTIFIED, found_on=FOUND, due_on=march(20), claimed_on=march(25))
    assert hazard in Hazard.objects.overdue(on=march(24))
    assert hazard not in Hazard.objects.overdue(on=march(25))


def test_without_a_deadline_nothing_is_overdue():
    hazard = make_hazard(found_on=FOUND)
    assert hazard not in Hazard.objects.overdue(on=date(2026, 1, 1))


def test_days_from_receipt_bind_only_after_service():
    hazard = make_hazard(found_on=FOUND)
    notice = make_notice(hazard, days=5, issued_on=march(6))
    assert notice in Notice.objects.unserved(on=march(30))
    assert hazard not in Hazard.objects.overdue(on=march(30))

    notice_actions.serve_notice(
        notice, by=make_user(Role.CLERK, hazard.office), on=march(10), service="in_person"
    )

    hazard.refresh_from_db()
    assert hazard.due_on == march(15)
    assert hazard not in Hazard.objects.overdue(on=march(15))
    assert hazard in Hazard.objects.overdue(on=march(16))
    assert notice in Notice.objects.unserved(on=march(9))
    assert notice not in Notice.objects.unserved(on=march(10))


@pytest.mark.parametrize(("day", "is_listed"), [(9, False), (10, True), (19, True), (20, False)])
def test_listed_until_the_day_it_is_lifted(day, is_listed):
    office = make_office()
    by = make_user(Role.DEPUTY, office)
    hazard = make_hazard(Status.RECTIFIED, office=office, by=by, found_on=FOUND)
    actions.place_on_list(hazard, by=by, on=march(10), body="测试县安委办", level="county")
    listing = hazard.listings.get()
    actions.accept(listing, by=by, on=march(20), people="某丙", outcome="passed")
    actions.lift_listing(listing, by=by, on=march(20))
    assert (hazard in Hazard.objects.listed(on=march(day))) is is_listed
    assert Listing.objects.standing(on=march(day)).exists() is is_listed


@pytest.mark.parametrize(("day", "waits"), [(9, False), (10, True), (19, True), (20, False)])
def test_a_referral_waits_until_it_is_answered(day, waits):
    office = make_office()
    by = make_user(Role.CLERK, office)
    hazard = make_hazard(office=office, by=by, found_on=FOUND)
    agency = make_agency(office=office)
    actions.refer(
        hazard,
        by=by,
        on=march(10),
        to_agency=agency,
        reason="no_power",
        interim_measures="设警示标志",
    )
    actions.record_reply(hazard.referrals.get(), by=by, on=march(20), reply="已派人处理")
    assert Referral.objects.unanswered(on=march(day)).exists() is waits
    assert hazard in Hazard.objects.open(on=march(25))


# Sunday 10 March 2024: three working days are left until Wednesday.
UNTIL = march(13)


@pytest.mark.parametrize(
    ("due", "light"), [(-1, "逾期"), (0, "临期"), (3, "临期"), (4, "正常"), (None, "")]
)
def test_the_light(due, light):
    today = march(10)
    due_on = None if due is None else today + timedelta(days=due)
    hazard = make_hazard(found_on=FOUND, due_on=due_on)
    assert hazard.light(on=today, until=UNTIL) == light


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2024, 3, 10), date(2024, 3, 13)),
        # From a Tuesday: what falls due on the week-end has no working day more.
        (date(2024, 3, 12), date(2024, 3, 17)),
        # Two days before the break of 1 to 7 October 2024, then Tuesday.
        (date(2024, 9, 27), date(2024, 10, 8)),
        (date(2024, 9, 26), date(2024, 10, 7)),
    ],
)
def test_due_soon_means_three_working_days(today, until):
    add_holidays([2024])
    assert due_soon_until(calendar_for(make_office(), first=today), on=today) == until


@time_machine.travel("2024-09-26 10:00+08:00")
def test_the_light_of_today_knows_the_office_s_holidays():
    add_holidays([2024])
    by_break, after = (
        make_hazard(found_on=FOUND, due_on=day) for day in (date(2024, 10, 7), date(2024, 10, 8))
    )
    assert (by_break.light_now, after.light_now) == ("临期", "正常")
    Holiday.objects.create(
        office=after.office, day=date(2024, 9, 30), is_workday=False, name="测试", source="local"
    )
    assert after.light_now == "临期"


def test_no_light_once_it_is_rectified():
    hazard = make_hazard(Status.RECTIFIED, found_on=FOUND, due_on=march(6), claimed_on=march(12))
    assert hazard.light(on=march(20), until=march(25)) == ""


def test_due_soon_is_from_today_until_the_last_day():
    office = make_office()
    for day in (9, 10, 13, 14):
        make_hazard(office=office, found_on=FOUND, due_on=march(day), place=str(day))
    soon = Hazard.objects.due_soon(on=march(10), until=UNTIL)
    assert {hazard.place for hazard in soon} == {"10", "13"}


def test_voided_and_counted_elsewhere_are_not_counted():
    office = make_office()
    make_hazard(Status.VOIDED, office=office)
    plain = make_hazard(office=office)
    assert list(Hazard.objects.counted()) == [plain]


@pytest.mark.parametrize("found", [date(2024, 3, 10), date(2024, 3, 12)])
def test_nothing_is_found_in_the_future(found):
    """The day is Asia/Shanghai's: at 16:30 UTC on the 10th it is the 11th there."""
    with time_machine.travel("2024-03-10T16:30:00Z", tick=False):
        if found <= date(2024, 3, 11):
            assert make_hazard(found_on=found).found_on == found
        else:
            with pytest.raises(actions.ActionDenied, match="在今天之后"):
                make_hazard(found_on=found)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("claim", {"measures": "已更换"}),
        ("assign", {"due_on": date(2024, 4, 1)}),
        ("void", {"reason": "重复登记"}),
    ],
)
def test_no_step_lies_before_the_find_or_after_today(act, words):
    hazard = make_hazard(found_on=FOUND)
    by = make_user(Role.CLERK, hazard.office)
    perform = getattr(actions, act)
    with pytest.raises(actions.ActionDenied, match="早于上一步"):
        perform(hazard, by=by, on=FOUND - ONE_DAY, **words)
    with (
        time_machine.travel("2024-03-08T04:00:00Z", tick=False),
        pytest.raises(actions.ActionDenied, match="在今天之后"),
    ):
        perform(hazard, by=by, on=march(9), **words)
