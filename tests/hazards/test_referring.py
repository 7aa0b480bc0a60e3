"""上报移送: whom it waits for, until when, and what it is called meanwhile."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hazards import actions
from hazards.models import Hazard, Referral
from hazards.models.deadlines import DUE_SOON, OVERDUE, REFERRED, due_soon_until
from hazards.steps import ActionDenied
from hazards.workflow import Status
from reports.figures import Scope, value
from tests.factories.hazards import make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency
from township_safety.organisation.models import Role
from township_safety.periods import Period
from township_safety.register.working_days import calendar_for

pytestmark = pytest.mark.django_db

FOUND = date(2024, 3, 5)


def march(day: int) -> date:
    return date(2024, 3, day)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def refer(hazard, by, on, **said):
    words = {"reason": "no_power", "interim_measures": "设警示标志", **said}
    words.setdefault("to_agency", make_agency(office=hazard.office))
    return actions.refer(hazard, by=by, on=on, **words)


class TestWaiting:
    @pytest.mark.parametrize(
        ("day", "is_overdue", "is_waiting"),
        [
            (8, False, False),
            (9, True, False),
            (10, False, True),
            (19, False, True),
            (20, True, False),
        ],
    )
    def test_between_the_two_days_it_waits_and_is_not_overdue(
        self, clerk, day, is_overdue, is_waiting
    ):
        hazard = make_hazard(by=clerk, found_on=FOUND, due_on=march(8))
        hazard = refer(hazard, clerk, march(10))
        actions.record_reply(hazard.referrals.get(), by=clerk, on=march(20), reply="请自行处理")
        assert (hazard in Hazard.objects.overdue(on=march(day))) is is_overdue
        assert (hazard in Hazard.objects.waiting(on=march(day))) is is_waiting
        assert hazard in Hazard.objects.open(on=march(day))

    def test_it_waits_while_one_of_two_bodies_has_not_answered(self, clerk):
        hazard = make_hazard(by=clerk, found_on=FOUND)
        for _ in range(2):
            hazard = refer(hazard, clerk, march(10))
        first, second = hazard.referrals.all()
        actions.record_reply(first, by=clerk, on=march(12), reply="已派人处理")
        assert hazard in Hazard.objects.waiting(on=march(12))
        actions.record_reply(second, by=clerk, on=march(13), reply="不属本单位职责")
        assert hazard not in Hazard.objects.waiting(on=march(13))

    def test_rectified_it_waits_no_more(self, clerk):
        hazard = make_hazard(Status.RECTIFIED, by=clerk, found_on=FOUND, claimed_on=march(12))
        refer(hazard, clerk, march(12))
        assert hazard in Hazard.objects.unanswered()
        assert hazard not in Hazard.objects.waiting(on=march(12))


class TestAnswer:
    @pytest.mark.parametrize(("days", "due"), [(10, march(20)), (5, march(13))])
    def test_it_is_due_so_many_working_days_after(self, office, clerk, days, due):
        """From Wednesday, 6 March 2024."""
        office.reply_within = days
        office.save()
        hazard = refer(make_hazard(by=clerk, found_on=FOUND), clerk, march(6))
        assert hazard.referrals.get().reply_due_on == due

    def test_the_letter_may_name_another_day(self, clerk):
        hazard = make_hazard(by=clerk, found_on=FOUND)
        with pytest.raises(ActionDenied, match="回复期限2024-03-05早于上报日期"):
            refer(hazard, clerk, march(6), reply_due_on=march(5))
        hazard = refer(hazard, clerk, march(6), reply_due_on=march(8))
        assert hazard.referrals.get().reply_due_on == march(8)

    @pytest.mark.parametrize(("on", "is_late"), [(march(20), False), (march(21), True)])
    def test_it_is_late_from_the_day_after(self, clerk, on, is_late):
        hazard = refer(make_hazard(by=clerk, found_on=FOUND), clerk, march(6))
        assert hazard.referrals.late(on=on).exists() is is_late
        actions.record_reply(hazard.referrals.get(), by=clerk, on=march(21), reply="已派人处理")
        assert not hazard.referrals.late(on=march(21)).exists()

    def test_the_timeline_tells_letter_urge_and_answer(self, office, clerk):
        agency = make_agency(office=office, name="测试县应急局")
        hazard = make_hazard(by=clerk, found_on=FOUND)
        said = {"kind": "transfer", "number": "测函〔2024〕3号", "to_agency": agency}
        hazard = refer(hazard, clerk, march(6), **said)
        referral = hazard.referrals.get()
        actions.urge(referral, by=clerk, on=march(21), way="phone", words="答应周五回复")
        actions.record_reply(
            referral,
            by=clerk,
            on=march(22),
            reply="已派人处理",
            result="accepted",
            follow_up="配合查处",
        )
        notes = list(hazard.events.order_by("pk").values_list("action", "note"))[1:]
        assert notes == [
            (
                "refer",
                "移送（函告）测试县应急局 测函〔2024〕3号：本级无权或无力处理，2024-03-20前回复",
            ),
            ("urge", "测试县应急局（电话）答应周五回复"),
            ("reply", "测试县应急局：受理。已派人处理。配合查处"),
        ]

    def test_answered_it_is_not_urged(self, clerk):
        hazard = refer(make_hazard(by=clerk, found_on=FOUND), clerk, march(6))
        referral = hazard.referrals.get()
        with pytest.raises(ActionDenied, match="早于上一步"):
            actions.urge(referral, by=clerk, on=march(5), way="phone")
        actions.record_reply(referral, by=clerk, on=march(7), reply="已派人处理")
        with pytest.raises(ActionDenied, match="已于2024-03-07回复"):
            actions.urge(referral, by=clerk, on=march(8), way="phone")

    def test_an_open_hazard_is_controlled_meanwhile(self, clerk):
        hazard = make_hazard(by=clerk, found_on=FOUND)
        with pytest.raises(ActionDenied, match="处置前的管控措施"):
            refer(hazard, clerk, march(6), interim_measures="")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("referral_result_only_with_a_reply", {"result": "accepted"}),
        ("referral_result_only_with_a_reply", {"follow_up": "配合查处"}),
        ("referral_reply_due_after_referred", {"reply_due_on": march(5)}),
    ],
)
def test_the_database_refuses(clerk, name, values):
    refer(make_hazard(by=clerk, found_on=FOUND), clerk, march(6))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Referral.objects.update(**values)


STATES = {"逾期": OVERDUE, "临期": DUE_SOON, "已上报待处置": REFERRED}
TODAY = march(15)
days = st.integers(0, 10)


@st.composite
def lives(draw):
    """(due, referrals): days after the find; an answer may lie behind the referral or not be."""
    due = draw(st.none() | st.integers(0, 20))
    marks = sorted(draw(st.lists(days, max_size=4)))
    answered = draw(st.booleans())
    pairs = [*pairwise([*marks, None])][::2] if marks else []
    if not answered and pairs:
        pairs[-1] = (pairs[-1][0], None)
    return due, pairs, draw(st.none() | st.integers(0, 10))


def live(life, clerk, agency):
    due, referrals, claimed = life
    due_on = None if due is None else FOUND + timedelta(days=due)
    hazard = make_hazard(by=clerk, found_on=FOUND, due_on=due_on)
    for first, second in referrals:
        hazard = refer(hazard, clerk, FOUND + timedelta(days=first), to_agency=agency)
        if second is not None:
            row = hazard.referrals.latest("pk")
            on = FOUND + timedelta(days=second)
            hazard = actions.record_reply(row, by=clerk, on=on, reply="已派人处理")
    if claimed is not None:
        on = FOUND + timedelta(days=claimed)
        actions.claim(hazard, by=clerk, on=on, measures="已更换")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(lives(), min_size=1, max_size=6), days)
def test_every_count_follows_one_rule_and_the_balance_holds(drawn, day):
    office = make_office()
    clerk, agency = make_user(Role.CLERK, office), make_agency(office=office)
    for life in drawn:
        live(life, clerk, agency)
    mine = Hazard.objects.for_offices([office])
    until = due_soon_until(calendar_for(office, first=TODAY), on=TODAY)

    for word, state in STATES.items():
        by_light = {row for row in mine if row.light(on=TODAY, until=until) == word}
        assert set(mine.in_state(state, on=TODAY, until=until)) == by_light
    assert set(mine.in_state(OVERDUE, on=TODAY, until=until)) == set(mine.overdue(on=TODAY))
    assert set(mine.in_state(REFERRED, on=TODAY, until=until)) == set(mine.waiting(on=TODAY))

    on = FOUND + timedelta(days=day)
    overdue, waiting = set(mine.overdue(on=on)), set(mine.waiting(on=on))
    assert not overdue & waiting
    assert overdue | waiting <= set(mine.open(on=on))
    scope = Scope((office.pk,), Period.between(FOUND, on))
    told = {
        key: value(f"hazard.{key}", scope).number
        for key in ("opening", "found", "returned", "rectified", "remaining")
    }
    assert (
        told["opening"] + told["found"] + told["returned"] == told["rectified"] + told["remaining"]
    )
    assert value("hazard.overdue", scope).number == len(overdue)
    assert value("hazard.referred_waiting", scope).number == len(waiting)
