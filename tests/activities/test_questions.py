"""What the office asks of the small registers, on both sides of each day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from tests.factories import activities as make
from tests.factories.organisation import make_office, make_village
from tests.factories.register import (
    make_campaign,
    make_key_period,
    make_kind,
    make_publicity_item,
    make_sector,
    make_site_category,
)
from township_safety.activities.models import (
    Accident,
    Fund,
    HouseholdSurvey,
    Meeting,
    PlanItem,
    Publicity,
    PublicReport,
    Standardisation,
    Submission,
)
from township_safety.register.models import Kind, LeaderClass, tagged

pytestmark = pytest.mark.django_db

BEFORE, DAY, AFTER = date(2024, 3, 4), date(2024, 3, 5), date(2024, 3, 6)


def test_dated_in_takes_both_ends() -> None:
    make.make_meeting(on=DAY)
    for first, last, count in ((DAY, DAY, 1), (BEFORE, DAY, 1), (AFTER, AFTER, 0)):
        assert Meeting.objects.dated_in(first, last).count() == count


def test_a_voided_row_is_not_counted() -> None:
    meeting = make.make_meeting()
    assert Meeting.objects.counted().count() == 1
    meeting.voided_at, meeting.void_reason = meeting.recorded_at, "重复登记"
    meeting.save()
    assert Meeting.objects.counted().count() == 0


class TestTags:
    def test_several_tags_do_not_multiply_a_row(self) -> None:
        office = make_office()
        publicity = make.make_publicity(office=office, quantity=300)
        campaigns = [make_campaign(office=office) for _ in range(3)]
        publicity.campaigns.set(campaigns)
        rows = Publicity.objects.in_campaigns(campaigns)
        assert rows.aggregate(n=Count("pk"), quantity=Sum("quantity")) == {"n": 1, "quantity": 300}

    def test_a_tag_that_is_not_there(self) -> None:
        make.make_publicity()
        assert not Publicity.objects.in_campaigns([make_campaign()]).exists()
        assert not Publicity.objects.in_key_periods([make_key_period()]).exists()

    def test_the_main_sector_divides_and_the_extra_ones_only_touch(self) -> None:
        fire, gas = make_sector("fire"), make_sector("gas")
        meeting = make.make_meeting(sector=fire)
        meeting.extra_sectors.add(gas)
        assert not Meeting.objects.in_sectors(["gas"]).exists()
        assert Meeting.objects.in_sectors(["fire"]).get() == meeting
        assert Meeting.objects.touching_sectors(["gas"]).get() == meeting
        assert Meeting.objects.touching_sectors(["fire"]).get() == meeting

    def test_a_tag_by_name(self) -> None:
        office = make_office()
        meeting = make.make_meeting(office=office)
        meeting.key_periods.add(make_key_period(office=office, name="春节"))
        assert Meeting.objects.filter(tagged(Meeting, "key_periods", ["春节"], by="name")).exists()

    def test_only_sets_of_tags_can_be_asked(self) -> None:
        with pytest.raises(TypeError):
            tagged(Meeting, "village", [1])


def test_meetings_by_kind_topic_and_chair() -> None:
    kind = make_kind(Kind.Domain.MEETING, "special")
    meeting = make.make_meeting(kind=kind, topic="燃气安全", leader_class=LeaderClass.MAIN)
    make.make_meeting()
    found = Meeting.objects.of_kind(["special"]).about("燃气").chaired_by([LeaderClass.MAIN])
    assert list(found) == [meeting]


def test_publicity_by_item() -> None:
    make.make_publicity(item=make_publicity_item("banner"), quantity=55)
    make.make_publicity(item=make_publicity_item("leaflet", unit="份"), quantity=2000)
    banners = Publicity.objects.of_items(["banner"])
    assert banners.aggregate(n=Sum("quantity"))["n"] == 55


def test_funds_by_purpose_and_source() -> None:
    purpose = make_kind(Kind.Domain.FUND_PURPOSE, "rectification")
    make.make_fund(purpose=purpose, amount=Decimal("150000.50"), source=Fund.Source.RAISED)
    make.make_fund(amount=Decimal(1))
    found = Fund.objects.for_purposes(["rectification"]).from_sources([Fund.Source.RAISED])
    assert found.aggregate(total=Sum("amount"))["total"] == Decimal("150000.50")


def test_surveys_by_item_category_and_village() -> None:
    village = make_village()
    survey = make.make_survey(
        office=village.office,
        village=village,
        item=make_kind(Kind.Domain.SURVEY_ITEM, "houses"),
        site_category=make_site_category("self_built"),
    )
    make.make_survey()
    found = (
        HouseholdSurvey.objects.for_village(village)
        .of_items(["houses"])
        .of_site_categories(["self_built"])
    )
    assert list(found) == [survey]


class TestPlanItems:
    def test_open_until_the_day_before_completion(self) -> None:
        make.make_plan_item(completed_on=DAY)
        assert PlanItem.objects.open(on=BEFORE).count() == 1
        assert PlanItem.objects.open(on=DAY).count() == 0

    def test_the_due_day_is_in_time(self) -> None:
        make.make_plan_item(planned_completion=DAY)
        assert PlanItem.objects.overdue(on=DAY).count() == 0
        assert PlanItem.objects.overdue(on=AFTER).count() == 1

    def test_touching_a_stretch(self) -> None:
        make.make_plan_item(first_day=DAY, last_day=DAY)
        assert PlanItem.objects.touching(BEFORE, DAY).count() == 1
        assert PlanItem.objects.touching(DAY, AFTER).count() == 1
        assert PlanItem.objects.touching(AFTER, AFTER).count() == 0

    def test_recurring(self) -> None:
        make.make_plan_item()
        weekly = make.make_plan_item(frequency=PlanItem.Frequency.WEEK, times=2)
        assert list(PlanItem.objects.recurring()) == [weekly]


class TestSubmissions:
    def test_outstanding_from_the_due_day_until_sent(self) -> None:
        make.make_submission(first_day=BEFORE, last_day=BEFORE, due_on=DAY, submitted_on=AFTER)
        assert Submission.objects.outstanding(on=BEFORE).count() == 0
        assert Submission.objects.outstanding(on=DAY).count() == 1
        assert Submission.objects.outstanding(on=AFTER).count() == 0

    def test_late_is_after_the_due_day(self) -> None:
        make.make_submission(first_day=BEFORE, last_day=BEFORE, due_on=DAY, submitted_on=DAY)
        late = make.make_submission(
            first_day=BEFORE, last_day=BEFORE, due_on=DAY, submitted_on=AFTER
        )
        assert list(Submission.objects.late()) == [late]
        assert late.is_late
        assert not make.make_submission().is_late

    def test_sent_within_a_stretch(self) -> None:
        make.make_submission(first_day=BEFORE, last_day=BEFORE, due_on=DAY, submitted_on=DAY)
        make.make_submission()
        assert Submission.objects.submitted_in(DAY, DAY).of_kind(["return_plain"]).count() == 1
        assert Submission.objects.submitted_in(AFTER, AFTER).count() == 0


class TestAccidents:
    def test_undecided_until_the_day_of_judgement(self) -> None:
        make.make_accident(
            occurred_on=BEFORE,
            is_production_accident=Accident.Judgement.YES,
            judged_by="县应急局",
            judged_on=DAY,
        )
        assert Accident.objects.undecided(on=BEFORE).count() == 1
        assert Accident.objects.production_accidents(on=BEFORE).count() == 0
        assert Accident.objects.undecided(on=DAY).count() == 0
        assert Accident.objects.production_accidents(on=DAY).count() == 1

    def test_an_ungraded_accident_is_in_no_grade(self) -> None:
        make.make_accident()
        graded = make.make_accident(grade=Accident.Grade.LARGER)
        found = Accident.objects.of_grades([Accident.Grade.LARGER, Accident.Grade.MAJOR])
        assert list(found) == [graded]


def test_public_reports_count_from_acceptance() -> None:
    make.make_public_report(received_on=BEFORE, accepted_on=DAY)
    make.make_public_report(received_on=BEFORE)
    assert PublicReport.objects.accepted_in(BEFORE, BEFORE).count() == 0
    assert PublicReport.objects.accepted_in(DAY, DAY).count() == 1


def test_no_column_holds_the_informant() -> None:
    columns = {field.name for field in PublicReport._meta.concrete_fields}
    assert not columns & {"reporter", "informant", "reporter_name", "reporter_phone"}


def test_standardisation_counts_from_the_day_it_passed() -> None:
    make.make_standardisation(applied_on=BEFORE, passed_on=DAY)
    assert Standardisation.objects.passed(on=BEFORE).count() == 0
    assert Standardisation.objects.passed(on=DAY).count() == 1


def test_a_change_of_tags_is_in_the_history() -> None:
    office = make_office()
    meeting = make.make_meeting(office=office)
    meeting.campaigns.add(make_campaign(office=office, name="冬季行动"))
    latest = Meeting.history.latest()  # type: ignore[attr-defined]
    assert [link.campaign.name for link in latest.campaigns.all()] == ["冬季行动"]
