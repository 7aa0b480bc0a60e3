"""更正: what was entered wrongly, with what hangs on it."""

from datetime import date

import pytest

from hazards import actions
from hazards.actions import ActionDenied
from hazards.models import Hazard
from hazards.models.classification import RectifyMode
from hazards.steps import Stale
from hazards.workflow import Action, Status
from tests.factories.hazards import (
    make_hazard,
    make_notice,
    make_on_spot_hazard,
    make_returned_hazard,
)
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency, make_campaign, make_sector
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

FOUND = date(2024, 3, 5)
TODAY = date(2024, 4, 1)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def correct(clerk):
    def run(hazard, **values):
        return actions.correct(hazard, by=clerk, on=TODAY, reason="录入有误", values=values)

    return run


def test_before_and_after_stay_in_the_history(office, correct):
    hazard = make_hazard(office=office, place="西侧", sector=make_sector("fire", name="消防"))
    gas = make_sector("gas", name="燃气")
    hazard = correct(hazard, place="东侧", sector=gas)
    event = hazard.events.latest("pk")
    assert (event.action, event.note) == (Action.CORRECT, "录入有误")
    assert event.changes == {"place": ["西侧", "东侧"], "sector": ["消防", "燃气"]}


def test_nothing_changed_leaves_no_trace(office, correct):
    hazard = make_hazard(office=office, place="西侧")
    correct(hazard, place="西侧")
    hazard.refresh_from_db()
    assert (hazard.version, hazard.events.count()) == (0, 1)


def test_tags_are_corrected_too(office, correct):
    first, second = make_campaign(office=office, name="甲"), make_campaign(office=office, name="乙")
    hazard = make_hazard(office=office)
    hazard.campaigns.set([first])
    hazard = correct(hazard, campaigns=[first, second])
    assert set(hazard.campaigns.all()) == {first, second}
    assert set(hazard.events.latest("pk").changes["campaigns"][1].split("、")) == {"甲", "乙"}
    correct(hazard, campaigns=[second, first])
    assert hazard.events.count() == 2


def test_the_first_deadline_moves_with_the_day_of_the_find(office, correct):
    hazard = make_hazard(office=office, found_on=FOUND, due_on=date(2024, 3, 20))
    correct(hazard, found_on=date(2024, 3, 2))
    assert hazard.deadlines.get().agreed_on == date(2024, 3, 2)


def test_put_right_on_the_spot_moves_as_a_whole(office, correct):
    hazard = make_on_spot_hazard(office=office, found_on=FOUND)
    hazard = correct(hazard, found_on=date(2024, 3, 9))
    assert (hazard.found_on, hazard.rectified_on) == (date(2024, 3, 9), date(2024, 3, 9))
    assert hazard.rectifications.get().claimed_on == date(2024, 3, 9)


def test_a_failed_claim_on_the_spot_moves_with_the_find(office, correct, clerk):
    hazard = make_on_spot_hazard(office=office, found_on=FOUND)
    checker = make_user(Role.CLERK, office)
    actions.fail_check(hazard, by=checker, on=date(2024, 3, 8), due_on=date(2024, 3, 20))
    actions.claim(hazard, by=clerk, on=date(2024, 3, 9), measures="已重做")
    hazard = correct(hazard, found_on=date(2024, 3, 7))
    claims = hazard.rectifications.values_list("claimed_on", flat=True)
    assert list(claims) == [date(2024, 3, 7), date(2024, 3, 9)]
    assert hazard.rectified_on == date(2024, 3, 9)
    with pytest.raises(ActionDenied, match="不能晚于复查日期2024-03-08"):
        correct(hazard, found_on=date(2024, 3, 9))


@pytest.mark.parametrize(
    ("make", "later_than"),
    [
        (lambda office: make_hazard(office=office, due_on=date(2024, 3, 8)), "整改期限"),
        (
            lambda office: make_hazard(
                Status.RECTIFIED, office=office, claimed_on=date(2024, 3, 8)
            ),
            "整改完成日期",
        ),
    ],
)
def test_the_find_cannot_move_past_what_followed(office, correct, make, later_than):
    hazard = make(office)
    correct(hazard, found_on=date(2024, 3, 8))
    with pytest.raises(ActionDenied, match=f"检查日期不能晚于{later_than}2024-03-08"):
        correct(hazard, found_on=date(2024, 3, 9))


def test_the_find_cannot_move_past_a_notice_or_into_the_future(office, correct):
    hazard = make_hazard(office=office)
    make_notice(hazard, issued_on=date(2024, 3, 6), days=5)
    with pytest.raises(ActionDenied, match="通知书签发日期2024-03-06"):
        correct(hazard, found_on=date(2024, 3, 7))
    with pytest.raises(ActionDenied, match="在今天之后"):
        correct(hazard, found_on=date(2090, 1, 1))


def test_on_the_spot_means_on_the_day(office, correct):
    still_open = make_hazard(office=office)
    with pytest.raises(ActionDenied, match="请先报告整改完成"):
        correct(still_open, rectify_mode=RectifyMode.ON_SPOT)
    late = make_hazard(Status.RECTIFIED, office=office)
    with pytest.raises(ActionDenied, match="不是当场整改"):
        correct(late, rectify_mode=RectifyMode.ON_SPOT)
    same_day = make_hazard(Status.RECTIFIED, office=office, claimed_on=FOUND)
    assert correct(same_day, rectify_mode=RectifyMode.ON_SPOT).rectify_mode == "on_spot"


def test_the_one_who_was_slower_hears_who_was_faster(office, clerk):
    hazard = make_hazard(office=office)
    other = make_user(Role.CLERK, office, full_name="某戊")
    actions.correct(hazard, by=other, on=TODAY, reason="错", values={"place": "东侧"}, version=0)
    with pytest.raises(Stale, match="某戊刚修改过这条隐患（更正）"):
        actions.correct(
            hazard, by=clerk, on=TODAY, reason="错", values={"place": "北侧"}, version=0
        )
    hazard.refresh_from_db()
    assert hazard.place == "东侧"


def test_the_same_step_sent_twice_is_done_once(office, clerk):
    hazard = make_hazard(office=office)
    said = {"by": clerk, "on": FOUND, "measures": "已更换", "version": 0}
    actions.claim(hazard, **said)
    with pytest.raises(Stale, match="您刚才已经办理过"):
        actions.claim(hazard, **said)
    assert hazard.rectifications.count() == 1


class TestRectification:
    """Days and words of a rectification."""

    @pytest.fixture
    def amend(self, clerk):
        def run(row, **values):
            return actions.amend_rectification(
                row, by=clerk, on=TODAY, reason="日期写错", values=values
            )

        return run

    def test_its_days_and_what_derives_from_them(self, office, amend):
        hazard = make_hazard(Status.CLOSED, office=office)
        row = hazard.rectifications.get()
        hazard = amend(row, claimed_on=date(2024, 3, 10), decided_on=date(2024, 3, 11))
        assert (hazard.rectified_on, hazard.closed_on) == (date(2024, 3, 10), date(2024, 3, 11))
        assert hazard in Hazard.objects.unclosed(on=date(2024, 3, 10))
        assert hazard.events.latest("pk").changes["claimed_on"] == ["2024-03-12", "2024-03-10"]

    @pytest.mark.parametrize(
        ("values", "problem"),
        [
            ({"claimed_on": date(2024, 3, 4)}, "早于上一步"),
            ({"claimed_on": date(2024, 3, 16)}, "复查日期2024-03-15早于上一步"),
            ({"decided_on": date(2090, 1, 1)}, "在今天之后"),
            ({"decided_on": None}, "复查日期不能空"),
        ],
    )
    def test_its_days_stay_in_order(self, office, amend, values, problem):
        hazard = make_hazard(Status.CLOSED, office=office)
        with pytest.raises(ActionDenied, match=problem):
            amend(hazard.rectifications.get(), **values)

    def test_a_second_claim_stays_behind_the_failed_check(self, office, clerk, amend):
        hazard = make_returned_hazard(
            office=office, claimed_on=date(2024, 3, 8), failed_on=date(2024, 3, 10)
        )
        actions.claim(hazard, by=clerk, on=date(2024, 3, 12), measures="已重做")
        first, second = hazard.rectifications.all()
        assert amend(second, claimed_on=date(2024, 3, 10)).rectified_on == date(2024, 3, 10)
        with pytest.raises(ActionDenied, match="早于上一步"):
            amend(second, claimed_on=date(2024, 3, 9))
        assert amend(first, claimed_on=date(2024, 3, 9)).rectified_on == date(2024, 3, 10)
        with pytest.raises(ActionDenied, match="关系到整改期限"):
            amend(first, decided_on=date(2024, 3, 9))

    def test_on_the_spot_it_is_the_day_of_the_find(self, office, amend):
        hazard = make_on_spot_hazard(office=office)
        with pytest.raises(ActionDenied, match="请先更正整改方式"):
            amend(hazard.rectifications.get(), claimed_on=date(2024, 3, 6))

    def test_nothing_changed_leaves_no_trace(self, office, amend):
        hazard = make_hazard(Status.RECTIFIED, office=office)
        row = hazard.rectifications.get()
        events = hazard.events.count()
        amend(row, measures=row.measures)
        assert hazard.events.count() == events


class TestRefusals:
    """Steps that contradict what is there."""

    day = date(2024, 3, 10)

    def test_an_extension_needs_a_deadline_and_goes_beyond_it(self, office, clerk):
        bare = make_hazard(office=office)
        with pytest.raises(ActionDenied, match="请先交办"):
            actions.extend(bare, by=clerk, on=self.day, due_on=TODAY, reason="等配件")
        hazard = make_hazard(office=office, due_on=date(2024, 3, 20))
        with pytest.raises(ActionDenied, match="应晚于现在的期限2024-03-20"):
            actions.extend(hazard, by=clerk, on=self.day, due_on=date(2024, 3, 20), reason="等配件")

    def test_a_deadline_is_not_over_when_it_is_set(self, office, clerk):
        hazard = make_hazard(office=office)
        with pytest.raises(ActionDenied, match="早于确定期限的日期2024-03-10"):
            actions.assign(hazard, by=clerk, on=self.day, due_on=date(2024, 3, 9))
        assert not hazard.deadlines.exists()

    def test_a_listing_is_lifted_once(self, office, clerk):
        hazard = make_hazard(Status.RECTIFIED, office=office)
        deputy = make_user(Role.DEPUTY, office)
        actions.place_on_list(hazard, by=deputy, on=self.day, body="测试县", level="county")
        listing = hazard.listings.get()
        actions.accept(listing, by=clerk, on=TODAY, people="某丙", outcome="passed")
        with pytest.raises(ActionDenied, match="早于上一步"):
            actions.lift_listing(listing, by=clerk, on=date(2024, 3, 9))
        actions.lift_listing(listing, by=clerk, on=TODAY)
        with pytest.raises(ActionDenied, match="已于2024-04-01解除"):
            actions.lift_listing(listing, by=clerk, on=TODAY)

    def test_a_referral_is_answered_once(self, office, clerk):
        hazard = make_hazard(office=office)
        agency = make_agency(office=office, name="县应急局")
        words = {"reason": "no_power", "interim_measures": "设警示标志"}
        actions.refer(hazard, by=clerk, on=self.day, to_agency=agency, **words)
        referral = hazard.referrals.get()
        actions.record_reply(referral, by=clerk, on=TODAY, reply="已处理")
        with pytest.raises(ActionDenied, match="县应急局已于2024-04-01回复"):
            actions.record_reply(referral, by=clerk, on=TODAY, reply="又处理")
