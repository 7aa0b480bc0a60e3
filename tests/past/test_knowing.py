"""The ledger as it was known on a past day: entered, voided, corrected and moved since."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import connection, transaction

from hazards import actions
from hazards.models import Hazard
from hazards.workflow import Status
from reports.figures import Request, Scope, evaluate
from reports.past.differences import CHANGED, LATE, VOIDED, difference
from reports.past.knowing import PastIsClosed, kept_models, known_on
from tests.factories.activities import make_meeting
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_campaign, make_sector, make_site
from township_safety.organisation.models import Role
from township_safety.periods import Period

pytestmark = pytest.mark.django_db

APRIL = Period.of_month(2024, 4)
LAST = date(2024, 4, 30)


def at(day):
    return time_machine.travel(f"{day} 10:00+08:00", tick=False)


@pytest.fixture
def office():
    with at("2024-01-02"):
        return make_office(name="青山乡")


@pytest.fixture
def clerk(office):
    with at("2024-01-02"):
        return make_user(Role.CLERK, office, full_name="某甲")


@pytest.fixture
def checker(office):
    with at("2024-01-02"):
        return make_user(Role.CLERK, office, full_name="某乙")


def ask(office, key, **filters):
    request = Request(key, Scope((office.pk,), APRIL).narrowed(**filters))
    return evaluate([request])[request].number


def then(office, key, *, day=LAST, **filters):
    with known_on(day):
        return ask(office, key, **filters)


def test_a_row_entered_later_was_not_known(office, clerk):
    with at("2024-04-10"):
        make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9))
    with at("2024-05-06"):
        make_hazard(office=office, by=clerk, found_on=date(2024, 4, 20))

    assert then(office, "hazard.found") == 1
    assert ask(office, "hazard.found") == 2


def test_a_row_entered_on_the_very_day_was_known(office, clerk):
    with time_machine.travel("2024-04-30 23:59:59+08:00", tick=False):
        make_hazard(office=office, by=clerk, found_on=LAST)
    with time_machine.travel("2024-05-01 00:00:00+08:00", tick=False):
        make_hazard(office=office, by=clerk, found_on=LAST)

    assert then(office, "hazard.found") == 1


def test_a_row_voided_later_was_counted_still(office, clerk):
    with at("2024-04-10"):
        hazard = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9))
    with at("2024-05-06"):
        actions.void(hazard, by=clerk, on=date(2024, 5, 6), reason="重复登记")

    with known_on(LAST):
        seen = Hazard.objects.get()
        assert (seen.status, seen.voided_at, seen.void_reason) == (Status.OPEN, None, "")
    assert then(office, "hazard.remaining") == 1
    assert ask(office, "hazard.remaining") == 0
    assert then(office, "hazard.remaining", day=date(2024, 5, 6)) == 0


def test_a_claim_entered_later_leaves_the_hazard_open(office, clerk):
    with at("2024-04-10"):
        hazard = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9))
    with at("2024-05-06"):
        actions.claim(hazard, by=clerk, on=date(2024, 4, 25), measures="已更换")

    assert then(office, "hazard.remaining") == 1
    assert then(office, "hazard.rectified") == 0
    assert ask(office, "hazard.remaining") == 0
    with known_on(LAST):
        seen = Hazard.objects.get()
        assert (seen.status, seen.rectified_on) == (Status.OPEN, None)


def test_a_failure_entered_later_was_not_known(office, clerk, checker):
    with at("2024-04-20"):
        hazard = make_hazard(
            Status.RECTIFIED,
            office=office,
            by=clerk,
            found_on=date(2024, 4, 1),
            claimed_on=date(2024, 4, 15),
        )
    with at("2024-05-06"):
        actions.fail_check(
            hazard, by=checker, on=date(2024, 4, 28), due_on=date(2024, 5, 20), remark="未换"
        )

    with known_on(LAST):
        claim = Hazard.objects.get().rectifications.get()
        assert (claim.outcome, claim.decided_on) == ("", None)
    assert then(office, "hazard.remaining") == 0
    assert ask(office, "hazard.remaining") == 1
    assert then(office, "hazard.returned") == 0
    assert ask(office, "hazard.returned") == 1


def test_the_deadline_then_in_force_is_in_force(office, clerk):
    with at("2024-04-02"):
        hazard = make_hazard(
            office=office, by=clerk, found_on=date(2024, 4, 1), due_on=date(2024, 4, 10)
        )
    with at("2024-05-06"):
        actions.assign(hazard, by=clerk, on=date(2024, 4, 5), due_on=date(2024, 5, 30))

    assert then(office, "hazard.overdue") == 1
    assert ask(office, "hazard.overdue") == 0


def test_a_correction_made_later_is_undone(office, clerk):
    with at("2024-01-03"):
        fire, gas = make_sector("fire", name="消防"), make_sector("gas", name="燃气")
        near, far = (
            make_village(office=office, name="东村"),
            make_village(office=office, name="西村"),
        )
        campaign = make_campaign(office=office, name="冬季行动")
    with at("2024-04-10"):
        hazard = make_hazard(
            office=office, by=clerk, found_on=date(2024, 4, 9), sector=fire, village=near
        )
    with at("2024-05-06"):
        values = {
            "sector": gas,
            "village": far,
            "found_on": date(2024, 3, 9),
            "campaigns": [campaign],
        }
        actions.correct(hazard, by=clerk, on=date(2024, 5, 6), reason="登记有误", values=values)

    assert then(office, "hazard.found", sector="fire", village=str(near.uid)) == 1
    assert then(office, "hazard.found", campaign=str(campaign.uid)) == 0
    assert ask(office, "hazard.found") == 0
    with known_on(LAST):
        assert list(Hazard.objects.values_list("campaigns", flat=True)) == [None]


def test_an_amended_rectification_is_as_it_was(office, clerk):
    with at("2024-04-28"):
        hazard = make_hazard(
            Status.CLOSED,
            office=office,
            by=clerk,
            found_on=date(2024, 4, 1),
            claimed_on=date(2024, 4, 15),
            closed_on=date(2024, 4, 20),
        )
    with at("2024-05-06"):
        actions.amend_rectification(
            hazard.rectifications.get(),
            by=clerk,
            on=date(2024, 5, 6),
            reason="日期有误",
            values={"claimed_on": date(2024, 4, 18)},
        )

    with known_on(LAST):
        seen = Hazard.objects.get()
        assert seen.rectified_on == date(2024, 4, 15)
        assert seen.rectifications.get().claimed_on == date(2024, 4, 15)


def test_registers_are_read_from_their_history(office, clerk):
    with at("2024-04-10"):
        site = make_site(office=office, name="旧名餐馆")
        meeting = make_meeting(office=office, on=date(2024, 4, 9), topic="旧主题")
    with at("2024-05-06"):
        site.name = "新名餐馆"
        site.save()
        meeting.topic, meeting.on = "新主题", date(2024, 5, 2)
        meeting.save()

    assert then(office, "meeting.count") == 1
    assert ask(office, "meeting.count") == 0
    with known_on(LAST):
        assert type(site).objects.get().name == "旧名餐馆"
        assert type(meeting).objects.get().topic == "旧主题"
    assert type(site).objects.get().name == "新名餐馆"


def test_the_differences_are_named_row_by_row(office, clerk):
    with at("2024-04-10"):
        kept = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9))
        wrong = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9))
        moved = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 9))
    with at("2024-05-06"):
        late = make_hazard(office=office, by=clerk, found_on=date(2024, 4, 20))
        actions.void(wrong, by=clerk, on=date(2024, 5, 6), reason="重复登记")
        actions.correct(
            moved,
            by=clerk,
            on=date(2024, 5, 6),
            reason="日期有误",
            values={"found_on": date(2024, 3, 30)},
        )

    found = difference(Request("hazard.found", Scope((office.pk,), APRIL)), known_on=LAST)

    assert (found.then.number, found.now.number) == (3, 2)
    reasons = {row.label.split()[0]: (row.why, row.added, row.who) for row in found.rows}
    assert reasons == {
        late.number: (LATE, 1, "某甲"),
        wrong.number: (VOIDED, -1, "某甲"),
        moved.number: (CHANGED, -1, "某甲"),
    }
    assert kept.number not in reasons
    (changed,) = [row for row in found.rows if row.why == CHANGED]
    assert ("检查日期", "2024-04-09", "2024-03-30") in changed.fields


def test_nothing_can_be_written_into_the_past(office, clerk):
    with known_on(LAST), pytest.raises(PastIsClosed), transaction.atomic():
        Hazard.objects.create(office=office, number="x", found_on=LAST, description="测试")


def test_nothing_is_left_behind(office, clerk):
    with at("2024-05-06"):
        make_hazard(office=office, by=clerk, found_on=LAST)
    with pytest.raises(RuntimeError), known_on(LAST):
        raise RuntimeError

    assert Hazard.objects.count() == 1
    with connection.cursor() as cursor:
        assert all(
            table.name != "past_hazards_hazard"
            for table in connection.introspection.get_table_list(cursor)
        )


def test_every_register_that_says_when_it_was_entered_has_a_past():
    names = {model._meta.label for model in kept_models()}

    assert {"hazards.Hazard", "hazards.Notice", "activities.Meeting", "register.Site"} <= names
    assert {"hazards.HazardEvent", "organisation.User"}.isdisjoint(names)
