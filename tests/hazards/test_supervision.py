"""挂牌督办: told of each quarter, extended in time, accepted before it is lifted."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from hazards import actions
from hazards.models import Hazard, Listing, ListingExtension
from hazards.models.conditions import Duty
from hazards.models.listings import ProgressDuty
from hazards.steps import ActionDenied
from hazards.supervision import apply_until
from hazards.workflow import Status
from tests.factories.hazards import make_hazard
from tests.factories.opinions import ask_no_leader
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

FOUND = date(2024, 1, 8)
LISTED = date(2024, 1, 15)


@pytest.fixture
def office():
    return ask_no_leader(make_office())


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


def listed(clerk, *, on=LISTED, status=Status.OPEN, **said):
    hazard = make_hazard(status, by=clerk, found_on=FOUND, **said.pop("fields", {}))
    words = {"body": "测试县安委办", "level": "county", **said}
    hazard = actions.place_on_list(hazard, by=clerk, on=on, **words)
    return hazard.listings.get()


def is_owed(listing, on):
    return Listing.objects.unreported(on=on).filter(pk=listing.pk).exists()


class TestQuarter:
    @pytest.mark.parametrize(
        ("day", "since", "is_late"),
        [
            (date(2024, 2, 29), date(2023, 10, 1), True),
            (date(2024, 3, 1), date(2024, 1, 1), False),
            (date(2024, 3, 31), date(2024, 1, 1), False),
            (date(2024, 4, 1), date(2024, 1, 1), True),
            (date(2024, 6, 1), date(2024, 4, 1), False),
        ],
    )
    def test_its_last_month_asks_for_it_and_the_next_one_for_what_is_missing(
        self, day, since, is_late
    ):
        duty = ProgressDuty.seen_on(day)
        assert (duty.since, duty.is_late) == (since, is_late)

    @pytest.mark.parametrize(
        ("on", "owed"),
        [
            (date(2024, 2, 29), False),
            (date(2024, 3, 1), True),
            (date(2024, 3, 31), True),
            (date(2024, 4, 30), True),
        ],
    )
    def test_owed_from_the_first_day_of_the_last_month(self, clerk, on, owed):
        assert is_owed(listed(clerk), on) is owed

    @pytest.mark.parametrize(
        ("listed_on", "owed"), [(date(2024, 2, 29), True), (date(2024, 3, 1), False)]
    )
    def test_what_was_listed_in_the_last_month_begins_with_the_next_quarter(
        self, clerk, listed_on, owed
    ):
        listing = listed(clerk, on=listed_on)
        assert is_owed(listing, date(2024, 3, 31)) is owed
        assert is_owed(listing, date(2024, 4, 30)) is owed
        assert is_owed(listing, date(2024, 6, 1))

    def test_told_it_is_owed_again_in_the_next_quarter(self, clerk):
        listing = listed(clerk)
        actions.report_progress(listing, by=clerk, on=date(2024, 3, 5), text="已完成一半")
        assert is_owed(listing, date(2024, 3, 4))
        assert not is_owed(listing, date(2024, 3, 5))
        assert not is_owed(listing, date(2024, 5, 31))
        assert is_owed(listing, date(2024, 6, 1))

    def test_told_late_it_is_owed_no_more(self, clerk):
        listing = listed(clerk)
        actions.report_progress(listing, by=clerk, on=date(2024, 4, 2), text="已完成一半")
        assert not is_owed(listing, date(2024, 4, 2))

    def test_nothing_is_owed_of_a_closed_or_lifted_one(self, clerk):
        closed = listed(clerk, status=Status.RECTIFIED)
        checker = make_user(Role.CLERK, clerk.office)
        actions.pass_check(closed.hazard, by=checker, on=date(2024, 2, 1))
        assert not is_owed(closed, date(2024, 3, 1))
        lifted = listed(clerk, status=Status.RECTIFIED)
        on = date(2024, 2, 1)
        actions.accept(lifted, by=clerk, on=on, people="某丙", outcome="passed")
        actions.lift_listing(lifted, by=clerk, on=on)
        assert not is_owed(lifted, date(2024, 3, 1))


class TestExtension:
    # 15 working days before Friday, 28 June 2024; 10 June is the Dragon Boat Festival, which the
    # calendar does not know as long as the year's arrangement is not entered.
    DUE = date(2024, 6, 28)
    LAST = date(2024, 6, 7)

    def extend(self, listing, clerk, applied_on, **said):
        words = {"due_on": date(2024, 8, 30), "reason": "等配件", **said}
        words.setdefault("on", applied_on)
        return actions.extend_listing(listing, by=clerk, applied_on=applied_on, **words)

    def test_asked_for_fifteen_working_days_before(self, office, clerk):
        assert apply_until(office.pk, self.DUE) == self.LAST
        listing = listed(clerk, due_on=self.DUE)
        self.extend(listing, clerk, self.LAST)
        assert listing.due_in_force(on=self.LAST) == date(2024, 8, 30)
        assert listing.hazard.events.latest("pk").action == "list_extend"

    def test_later_only_when_the_body_agreed_nevertheless(self, clerk):
        listing = listed(clerk, due_on=self.DUE)
        day = self.LAST + timedelta(days=1)
        with pytest.raises(ActionDenied, match="15个工作日前申请延期，最迟2024-06-07"):
            self.extend(listing, clerk, day)
        self.extend(listing, clerk, day, is_late_agreed=True)
        assert listing.extensions.count() == 1

    def test_a_past_delay_is_not_rewritten(self, clerk):
        listing = listed(clerk, due_on=self.DUE)
        agreed = self.DUE + timedelta(days=5)
        self.extend(listing, clerk, self.LAST, on=agreed)

        def is_past(on):
            return Listing.objects.falling_due(on=on, until=on - timedelta(days=1)).exists()

        assert is_past(agreed - timedelta(days=1))
        assert not is_past(agreed)
        assert listing.due_in_force(on=agreed - timedelta(days=1)) == self.DUE

    @pytest.mark.parametrize(
        ("said", "message"),
        [
            ({"due_on": date(2024, 6, 28)}, "应晚于现在的期限2024-06-28"),
            ({"on": date(2024, 6, 6)}, "早于上一步"),
        ],
    )
    def test_what_is_refused(self, clerk, said, message):
        listing = listed(clerk, due_on=self.DUE)
        with pytest.raises(ActionDenied, match=message):
            self.extend(listing, clerk, self.LAST, **said)

    def test_without_a_term_there_is_nothing_to_extend(self, clerk):
        with pytest.raises(ActionDenied, match="没有督办期限"):
            self.extend(listed(clerk), clerk, self.LAST)


class TestLifting:
    ON = date(2024, 2, 1)

    def test_not_before_it_was_accepted(self, clerk):
        listing = listed(clerk, status=Status.RECTIFIED)
        with pytest.raises(ActionDenied, match="还没有验收合格"):
            actions.lift_listing(listing, by=clerk, on=self.ON)
        actions.accept(listing, by=clerk, on=self.ON, people="某丙", outcome="failed")
        with pytest.raises(ActionDenied, match="还没有验收合格"):
            actions.lift_listing(listing, by=clerk, on=self.ON)
        actions.accept(listing, by=clerk, on=self.ON, people="某丙", outcome="passed")
        with pytest.raises(ActionDenied, match="早于上一步"):
            actions.lift_listing(listing, by=clerk, on=self.ON - timedelta(days=1))
        said = {"number": "测安〔2024〕3号", "lifted_by": "测试县安委会"}
        actions.lift_listing(listing, by=clerk, on=self.ON, **said)
        listing.refresh_from_db()
        assert (listing.lifted_on, listing.lifted_by) == (self.ON, "测试县安委会")

    def test_what_was_accepted_before_it_failed_proves_nothing(self, clerk):
        fields = {"claimed_on": date(2024, 1, 20)}
        listing = listed(clerk, status=Status.RECTIFIED, on=LISTED, fields=fields)
        actions.accept(listing, by=clerk, on=self.ON, people="某丙", outcome="passed")
        checker = make_user(Role.CLERK, clerk.office)
        later = date(2024, 2, 5)
        hazard = actions.fail_check(listing.hazard, by=checker, on=later, due_on=date(2024, 3, 1))
        actions.claim(hazard, by=clerk, on=later, measures="已重做")
        with pytest.raises(ActionDenied, match="还没有验收合格"):
            actions.lift_listing(listing, by=clerk, on=later)


@time_machine.travel("2024-03-15 10:00+08:00")
def test_the_page_tells_the_days_left_and_opens_the_forms(client, office, clerk):
    client.force_login(clerk)
    listing = listed(clerk, due_on=date(2024, 3, 20))
    agency = make_agency(office=office, name="测试县应急局")
    words = {"reason": "no_power", "interim_measures": "设警示标志"}
    hazard = actions.refer(
        listing.hazard, by=clerk, on=date(2024, 2, 26), to_agency=agency, **words
    )
    actions.urge(hazard.referrals.get(), by=clerk, on=date(2024, 3, 14), way="phone", words="未接")

    page = client.get(hazard.get_absolute_url()).content.decode()

    assert "还有3个工作日" in page
    assert "已超4个工作日" in page
    assert "2024年第一季度进展未报" in page
    assert "催办（电话）" in page
    assert "解除挂牌" not in page
    form = client.get(
        reverse("hazards:act", args=[hazard.pk, "progress"]), {"listing": listing.pk}
    ).context["form"]
    assert form.initial["listing"] == listing.pk


@time_machine.travel("2024-03-15 10:00+08:00")
@pytest.mark.parametrize("duty", Duty)
def test_the_list_shows_what_is_owed(client, office, clerk, duty):
    client.force_login(clerk)
    listing = listed(clerk, due_on=date(2024, 4, 14))
    listed(clerk, on=date(2024, 3, 14), due_on=date(2024, 4, 15))
    words = {"reason": "no_power", "interim_measures": "设警示标志"}
    words["to_agency"] = make_agency(office=office)
    actions.refer(listing.hazard, by=clerk, on=date(2024, 2, 29), **words)
    actions.refer(make_hazard(by=clerk, found_on=FOUND), by=clerk, on=date(2024, 3, 1), **words)

    assert list(Hazard.objects.owing(duty, on=date(2024, 3, 15))) == [listing.hazard]
    summary = client.get(reverse("hazards:list"), {"duty": duty}).context["summary"]
    assert summary["total"] == 1


@pytest.mark.parametrize(
    ("model", "name", "values"),
    [
        (Listing, "listing_lifted_with_a_day", {"lifted_by": "测试县安委会"}),
        (Listing, "listing_lifted_with_a_day", {"lifted_number": "3号"}),
        (Listing, "listing_due_after_listed", {"due_on": LISTED - timedelta(days=1)}),
        (ListingExtension, "listing_extension_agreed_after_applied", {"agreed_on": LISTED}),
        (ListingExtension, "listing_extension_due_after_agreed", {"due_on": date(2024, 2, 1)}),
    ],
)
def test_the_database_refuses(clerk, model, name, values):
    listing = listed(clerk, due_on=date(2024, 6, 28))
    actions.extend_listing(
        listing,
        by=clerk,
        on=date(2024, 2, 2),
        applied_on=date(2024, 2, 1),
        due_on=date(2024, 8, 30),
        reason="等配件",
    )
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**values)
