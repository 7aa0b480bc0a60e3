"""What goes out comes in again and changes nothing."""

import math
from datetime import date, timedelta

import pytest
from django.db import connection

from hazards import actions, count_actions, notice_actions
from hazards.models import (
    Deadline,
    Hazard,
    HazardCount,
    HazardEvent,
    Listing,
    ListingAcceptance,
    ListingExtension,
    ListingProgress,
    Notice,
    NoticeItem,
    Rectification,
    Referral,
    ReferralUrge,
)
from hazards.workflow import Status
from tests.factories.hazards import (
    make_count,
    make_hazard,
    make_notice,
    make_on_spot_hazard,
    make_returned_hazard,
)
from tests.factories.organisation import make_user, make_village
from tests.factories.register import (
    make_agency,
    make_campaign,
    make_hazard_source,
    make_sector,
    make_site,
)
from tests.hazards.loading.tables import KNOWN, PLAIN
from tests.workbook.tables import counts, dumped, said, table
from township_safety.organisation.models import NumberSequence, Role

pytestmark = pytest.mark.django_db


def a_years_work(office, clerk):
    """Every kind of row, with every turn of a hazard's life."""
    checker = make_user(Role.CLERK, office)
    village, sector = make_village(office=office, name="东山村"), make_sector("fire", name="消防")
    site = make_site(office=office, name="甲加工厂", village=village, sector=sector)
    campaign = make_campaign(office=office, name="专项甲")
    source = make_hazard_source("expert", name="专家检查")
    day, later = date(2024, 3, 6), date(2024, 3, 25)
    said = {"office": office, "by": clerk, "village": village, "site": site, "sector": sector}
    plain = make_hazard(**said, source=source, due_on=date(2024, 3, 20), phone="13800001234")
    plain.campaigns.set([campaign])
    deputy = make_user(Role.DEPUTY, office)
    actions.extend(
        plain, by=deputy, on=date(2024, 3, 18), due_on=date(2024, 4, 20), reason="等配件"
    )
    actions.place_on_list(
        plain, by=deputy, on=day, body="县安委办", level="county", leader="某副县长", due_on=later
    )
    agency = make_agency(office=office, name="县应急局")
    listing = plain.listings.get()
    actions.report_progress(listing, by=clerk, on=later, text="已完成一半")
    extension = {"due_on": date(2024, 5, 31), "reason": "等配件", "is_late_agreed": True}
    actions.extend_listing(listing, by=clerk, on=later, applied_on=day, **extension)
    words = {"to_agency": agency, "reason": "no_power", "interim_measures": "设警示标志"}
    actions.refer(plain, by=clerk, on=day, **words, kind="transfer", number="测函〔2024〕1号")
    actions.urge(plain.referrals.get(), by=clerk, on=later, way="phone", words="未接")
    actions.refer(plain, by=clerk, on=later, **words)
    actions.record_reply(
        plain.referrals.first(),
        by=clerk,
        on=later,
        reply="已看过",
        result="accepted",
        follow_up="等",
    )
    closed = make_hazard(Status.RECTIFIED, **said, grade="major")
    closed = actions.place_on_list(closed, by=deputy, on=later, body="县安委办", level="county")
    accepted = closed.listings.get()
    actions.accept(accepted, by=clerk, on=later, people="某丙", outcome="passed")
    actions.lift_listing(accepted, by=clerk, on=later, number="测〔2024〕2号")
    actions.pass_check(closed, by=checker, on=later)
    make_hazard(Status.VOIDED, **said)
    make_hazard(Status.RECTIFIED, **said, recurs=closed)
    make_on_spot_hazard(**said)
    failed = make_on_spot_hazard(**said)
    actions.fail_check(failed, by=checker, on=date(2024, 3, 8), due_on=date(2024, 3, 30))
    again = make_returned_hazard(**said, claimed_on=day, failed_on=date(2024, 3, 9))
    actions.claim(again, by=clerk, on=date(2024, 3, 9), measures="已重做")
    entry = make_count(office=office, by=clerk, found=10, rectified=4, sector=sector)
    count_actions.follow_up(entry, by=clerk, on=date(2024, 4, 30), rectified=5)
    make_hazard(**said, counted_in=entry)
    notice = make_notice(plain, failed, by=clerk, days=5, issued_on=day, served_on=day)
    notice_actions.cancel_notice(notice, by=clerk, on=date(2024, 3, 9), reason="写错")
    make_notice(again, by=clerk)


def cells(tables):
    """What stands in the file, the notice of the template's first row apart."""
    return {sheet.title: [values for _, values in sheet.rows] for sheet in tables}


class TestRoundTrip:
    def test_a_dump_loaded_again_changes_nothing(self, office, clerk, load):
        a_years_work(office, clerk)
        versions = dict(Hazard.objects.values_list("number", "version"))
        result = load(*dumped(office, sheets=KNOWN))
        assert said(result) == []
        assert [(s.added, s.updated) for s in result.sheets if s.added or s.updated] == []
        assert dict(Hazard.objects.values_list("number", "version")) == versions

    def test_a_dump_loaded_into_an_empty_ledger_comes_out_the_same(self, office, clerk, load):
        a_years_work(office, clerk)
        first = dumped(office, sheets=KNOWN)
        empty()
        result = load(*first)
        assert said(result) == []
        second = dumped(office, sheets=KNOWN)
        for title, rows in cells(first).items():
            assert cells(second)[title] == rows, title

    def test_statuses_and_past_days_come_back_the_same(self, office, clerk, load):
        a_years_work(office, clerk)

        def picture():
            days = [date(2024, 3, 4) + timedelta(days=n) for n in range(60)]
            return (
                dict(Hazard.objects.values_list("number", "status")),
                [Hazard.objects.counted().open(on=day).count() for day in days],
                [Hazard.objects.counted().overdue(on=day).count() for day in days],
            )

        before = picture()
        tables = dumped(office, sheets=KNOWN)
        empty()
        load(*tables)
        assert picture() == before
        number = make_hazard(office=office, by=clerk).number
        assert number not in before[0]


def empty():
    """Only the ledger of hazards; the register stays."""
    Hazard.objects.update(recurs=None)
    HazardEvent.objects.all()._raw_delete("default")
    for model in (ListingProgress, ListingExtension, ListingAcceptance, ReferralUrge):
        model.objects.all().delete()
    for model in (NoticeItem, Notice, Deadline, Rectification, Listing, Referral):
        model.objects.all().delete()
    Hazard.objects.all().delete()
    HazardCount.objects.filter(follows__isnull=False).delete()
    HazardCount.objects.all().delete()
    NumberSequence.objects.all().delete()


def inserts(rows, *models):
    """SQLite takes so many parameters at once: the more columns, the fewer rows to a query."""
    fields = [model._meta.concrete_fields[1:] for model in models]
    at_once = [min(500, connection.ops.bulk_batch_size(f, [None] * rows)) for f in fields]
    return sum(math.ceil(rows / number) for number in at_once)


def test_a_large_ledger_is_loaded_in_few_queries(
    office, clerk, load, django_assert_max_num_queries
):
    rows = [
        [date(2024, 1, 1) + timedelta(days=n % 300), f"隐患{n}", date(2025, 1, 1)]
        for n in range(600)
    ]
    ledger = table("隐患", [*PLAIN, "完成日期"], *rows)
    with django_assert_max_num_queries(18 + inserts(600, Hazard, Rectification, HazardEvent)):
        result = load(ledger)
    assert counts(result, "hazards") == (600, 0, 0, 0)
    with django_assert_max_num_queries(40):
        load(ledger)
