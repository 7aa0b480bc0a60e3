"""汇总登记: what was found and put right by number only, and later additions."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hazards import count_actions
from hazards.actions import ActionDenied
from hazards.models import Hazard, HazardCount
from hazards.steps import Stale
from tests.factories.hazards import make_count, make_hazard
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_campaign, make_sector
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def entry(office, clerk):
    return make_count(office=office, by=clerk, on=MARCH, found=10, rectified=4)


def test_later_rectifications_are_rows_of_their_own_day(entry, clerk):
    later = count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=5)
    assert (later.found, later.rectified, later.follows) == (0, 5, entry)
    assert entry.unrectified == later.unrectified == 1


@pytest.mark.parametrize(("rectified", "fits"), [(6, True), (7, False)])
def test_never_more_put_right_than_found(entry, clerk, rectified, fits):
    if fits:
        count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=rectified)
        assert entry.unrectified == 0
    else:
        with pytest.raises(ValidationError, match="累计整改11处，超过发现的10处"):
            count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=rectified)


def test_an_entry_cannot_have_more_rectified_than_found(office):
    with pytest.raises(ValidationError, match="超过发现的3处"):
        make_count(office=office, found=3, rectified=4)


def test_found_cannot_shrink_below_what_was_put_right(entry, clerk):
    count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=5)
    entry.found = 8
    with pytest.raises(ValidationError, match="累计整改9处，超过发现的8处"):
        count_actions.change(entry, by=clerk)


def test_days_stay_in_order(entry, clerk):
    with pytest.raises(ValidationError, match="不能早于发现日期"):
        count_actions.follow_up(entry, by=clerk, on=date(2024, 3, 30), rectified=1)
    count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=1)
    entry.on = MAY
    with pytest.raises(ValidationError, match="不能晚于后续整改的日期"):
        count_actions.change(entry, by=clerk)


def test_nothing_is_counted_in_the_future(office):
    with pytest.raises(ValidationError, match="在今天之后"):
        make_count(office=office, on=date(2090, 1, 1))


def test_what_follows_has_the_same_sector_and_campaigns(office, clerk):
    fire, gas = make_sector("fire"), make_sector("gas")
    campaign = make_campaign(office=office)
    entry = make_count(office=office, by=clerk, sector=fire)
    entry.campaigns.set([campaign])
    later = count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=5)
    assert (later.sector, list(later.campaigns.all())) == (fire, [campaign])

    entry.sector = gas
    count_actions.change(entry, by=clerk, tags={"campaigns": []})
    later.refresh_from_db()
    assert (later.sector, list(later.campaigns.all())) == (gas, [])


def test_what_follows_cannot_be_followed(entry, clerk):
    later = count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=1)
    again = count_actions.follow_up(later, by=clerk, on=MAY, rectified=1)
    assert again.follows == entry
    wrong = HazardCount(office=entry.office, on=MAY, rectified=1, follows=later)
    with pytest.raises(ValidationError, match="最初的那条"):
        wrong.full_clean()


def test_major_hazards_are_never_count_only(office):
    with pytest.raises(ValidationError, match="必须逐条登记"):
        make_count(office=office, grade="major")


def test_voiding_leaves_the_rest_in_balance(entry, clerk):
    later = count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=5)
    with pytest.raises(ActionDenied, match="请先作废后续整改"):
        count_actions.void_count(entry, by=clerk, reason="重复")
    count_actions.void_count(later, by=clerk, reason="重复")
    assert entry.unrectified == 6
    count_actions.void_count(entry, by=clerk, reason="重复")
    with pytest.raises(ActionDenied, match="已经作废"):
        count_actions.void_count(entry, by=clerk, reason="重复")
    with pytest.raises(ActionDenied, match="已误录作废"):
        count_actions.follow_up(entry, by=clerk, on=APRIL, rectified=1)
    assert not HazardCount.objects.counted().exists()


def test_a_count_with_itemised_hazards_is_not_voided(entry, clerk):
    hazard = make_hazard(office=entry.office, counted_in=entry)
    assert hazard not in Hazard.objects.counted()
    with pytest.raises(ActionDenied, match="逐条登记"):
        count_actions.void_count(entry, by=clerk, reason="重复")


def test_two_people_at_once(entry, clerk):
    seen = count_actions.version_of(entry)
    entry.found = 12
    entry._history_user = clerk
    count_actions.change(entry, by=clerk, version=seen)
    entry.found = 11
    with pytest.raises(Stale, match=f"{clerk.full_name}刚修改过"):
        count_actions.change(entry, by=make_user(Role.CLERK, entry.office), version=seen)


def test_each_write_is_in_the_log(entry, clerk):
    count_actions.change(entry, by=clerk)
    count_actions.void_count(entry, by=clerk, reason="重复")
    events = AuditEvent.objects.filter(target_type="hazards.hazardcount").order_by("pk")
    assert [event.action for event in events] == ["登记汇总", "修改汇总", "误录作废"]
