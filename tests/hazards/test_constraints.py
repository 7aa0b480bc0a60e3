"""What the database itself refuses, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hazards.models import (
    Deadline,
    Hazard,
    HazardCount,
    HazardEvent,
    Listing,
    Notice,
    NoticeItem,
    Rectification,
    Referral,
)
from hazards.workflow import Status
from tests.factories.hazards import make_count, make_hazard, make_notice
from tests.factories.register import make_agency

pytestmark = pytest.mark.django_db

EARLY, DAY, LATE = date(2024, 3, 4), date(2024, 3, 5), date(2024, 3, 6)
MUCH_LATER = date(2024, 4, 1)


def refused(rows, name, **values):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        rows.update(**values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("hazard_closed_on_set_exactly_when_closed", {"status": Status.CLOSED}),
        ("hazard_closed_on_set_exactly_when_closed", {"closed_on": LATE}),
        ("hazard_rectified_on_set_exactly_when_rectified", {"status": Status.RECTIFIED}),
        ("hazard_rectified_on_set_exactly_when_rectified", {"rectified_on": LATE}),
        ("hazard_voided_exactly_when_status_says_so", {"status": Status.VOIDED}),
        ("hazard_funds_not_negative", {"funds": -1}),
        ("hazards_hazard_voided_with_reason_or_not_at_all", {"void_reason": "重复登记"}),
    ],
)
def test_a_hazard(name, values):
    make_hazard()
    refused(Hazard.objects.all(), name, **values)


def test_a_hazard_is_voided_with_a_reason():
    make_hazard()
    refused(
        Hazard.objects.all(),
        "hazards_hazard_voided_with_reason_or_not_at_all",
        status=Status.VOIDED,
        voided_at=timezone.now(),
    )


def test_rectified_not_before_found_and_closed_not_before_rectified():
    make_hazard(Status.CLOSED, found_on=DAY, claimed_on=LATE, closed_on=LATE)
    hazards = Hazard.objects.all()
    refused(hazards, "hazard_rectified_after_found", rectified_on=EARLY)
    refused(hazards, "hazard_closed_after_rectified", closed_on=DAY)


def test_a_major_hazard_is_never_inside_a_count():
    hazard = make_hazard(grade="major")
    count = make_count(office=hazard.office)
    refused(Hazard.objects.all(), "major_hazard_is_never_inside_a_count", counted_in=count)


def test_a_number_is_given_once_in_an_office():
    hazard = make_hazard()
    other = make_hazard(office=hazard.office)
    elsewhere = make_hazard()
    with pytest.raises(IntegrityError), transaction.atomic():
        Hazard.objects.filter(pk=other.pk).update(number=hazard.number)
    assert elsewhere.number == hazard.number


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("rectification_decided_with_outcome_or_not_at_all", {"decided_on": MUCH_LATER}),
        ("rectification_decided_with_outcome_or_not_at_all", {"outcome": "passed"}),
        (
            "rectification_decided_after_claimed",
            {"decided_on": DAY, "outcome": "passed", "claimed_on": LATE},
        ),
        ("rectification_amount_not_negative", {"amount": -1}),
    ],
)
def test_a_rectification(name, values):
    make_hazard(Status.RECTIFIED)
    refused(Rectification.objects.all(), name, **values)


def test_only_one_rectification_stands():
    hazard = make_hazard(Status.RECTIFIED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rectification.objects.create(office=hazard.office, hazard=hazard, claimed_on=LATE)


def test_only_one_deadline_is_in_force_and_it_ends_after_it_began():
    hazard = make_hazard(due_on=LATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(office=hazard.office, hazard=hazard, due_on=LATE, agreed_on=DAY)
    refused(Deadline.objects.all(), "deadline_superseded_after_agreed", superseded_on=EARLY)


def test_a_listing_is_lifted_after_it_was_made():
    hazard = make_hazard()
    Listing.objects.create(
        office=hazard.office, hazard=hazard, body="测试县", level="county", listed_on=DAY
    )
    refused(Listing.objects.all(), "listing_lifted_after_listed", lifted_on=EARLY)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("referral_replied_with_text_or_not_at_all", {"replied_on": LATE}),
        ("referral_replied_with_text_or_not_at_all", {"reply": "已处理"}),
        ("referral_replied_after_referred", {"replied_on": EARLY, "reply": "已处理"}),
    ],
)
def test_a_referral(name, values):
    hazard = make_hazard()
    Referral.objects.create(
        office=hazard.office,
        hazard=hazard,
        to_agency=make_agency(office=hazard.office),
        referred_on=DAY,
        reason="no_power",
    )
    refused(Referral.objects.all(), name, **values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("count_only_entries_are_never_major", {"grade": "major"}),
        ("hazards_hazardcount_voided_with_reason_or_not_at_all", {"void_reason": "重复"}),
    ],
)
def test_a_count(name, values):
    make_count()
    refused(HazardCount.objects.all(), name, **values)


def test_a_count_that_follows_finds_nothing_new():
    first = make_count()
    second = make_count(office=first.office)
    refused(
        HazardCount.objects.filter(pk=second.pk),
        "count_that_follows_finds_nothing_new",
        follows=first,
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("notice_issued_with_number_or_not_at_all", {"number": ""}),
        ("notice_issued_with_number_or_not_at_all", {"issued_on": None}),
        ("notice_states_a_date_or_days_from_receipt", {"days_to_rectify": 5}),
        ("notice_served_with_method_or_not_at_all", {"served_on": LATE}),
        ("notice_served_with_method_or_not_at_all", {"service": "in_person"}),
        ("notice_served_after_issued", {"served_on": EARLY, "service": "in_person"}),
        ("notice_cancelled_with_reason_or_not_at_all", {"cancelled_on": LATE}),
        ("notice_due_after_issued", {"due_on": EARLY}),
    ],
)
def test_a_notice(name, values):
    make_notice(make_hazard(found_on=DAY), issued_on=DAY)
    refused(Notice.objects.all(), name, **values)


def test_a_hazard_stands_once_on_a_notice():
    hazard = make_hazard()
    notice = make_notice(hazard)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeItem.objects.create(
            office=hazard.office, notice=notice, hazard=hazard, position=2, text="又一次"
        )


def test_history_is_only_added_to():
    hazard = make_hazard()
    with pytest.raises(TypeError, match="append-only"):
        HazardEvent.objects.all().update(note="别的")
    with pytest.raises(TypeError, match="append-only"):
        hazard.events.all().delete()
    event = hazard.events.get()
    event.note = "别的"
    with pytest.raises(TypeError, match="append-only"):
        event.save()
    with pytest.raises(TypeError, match="append-only"):
        event.delete()
