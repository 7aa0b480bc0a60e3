"""The database refuses rows that contradict themselves, and says so in the office's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from tests.factories import activities as make
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_agency, make_site
from township_safety.activities.models import Accident, PlanItem, PublicReport, SignedLetter

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 5)
BEFORE = date(2024, 3, 4)

REFUSED: list[tuple[Callable[..., Any], str, dict[str, Any]]] = [
    (make.make_training, "training_has_a_session", {"sessions": 0}),
    (make.make_letter, "has_exactly_one_counterparty", {"person": ""}),
    (make.make_letter, "has_a_copy", {"copies": 0}),
    (make.make_obligation, "has_exactly_one_counterparty", {"person": ""}),
    (make.make_fund, "fund_amount_positive", {"amount": Decimal(0)}),
    (make.make_fund, "fund_amount_positive", {"amount": Decimal(-5)}),
    (
        make.make_plan_item,
        "plan_item_days_in_order",
        {"first_day": DAY, "last_day": BEFORE},
    ),
    (
        make.make_plan_item,
        "plan_item_completed_after_start",
        {"started_on": DAY, "completed_on": BEFORE},
    ),
    (make.make_plan_item, "plan_item_frequency_and_times", {"frequency": "week"}),
    (make.make_plan_item, "plan_item_frequency_and_times", {"times": 2}),
    (make.make_plan_item, "plan_item_frequency_and_times", {"frequency": "week", "times": 0}),
    (make.make_plan_item, "plan_item_target_with_unit", {"target_quantity": Decimal(3)}),
    (
        make.make_plan_item,
        "plan_item_target_with_unit",
        {"target_quantity": Decimal(0), "unit": "次"},
    ),
    (make.make_plan_item, "plan_item_filters_only", {"filters": {"sector": "fire"}}),
    (
        make.make_submission,
        "submission_days_in_order",
        {"first_day": DAY, "last_day": BEFORE},
    ),
    (
        make.make_submission,
        "submission_sent_after_it_began",
        {"first_day": DAY, "last_day": DAY, "submitted_on": BEFORE},
    ),
    (make.make_policy, "policy_days_in_order", {"adopted_on": DAY, "repealed_on": BEFORE}),
    (make.make_survey, "survey_quantity_and_unit", {"quantity": 3}),
    (make.make_survey, "survey_quantity_and_unit", {"unit": "栋"}),
    (make.make_survey, "survey_counts_something", {"households": 0}),
    (make.make_survey, "survey_counts_something", {"households": 0, "quantity": 0, "unit": "栋"}),
    (make.make_insurance_claim, "insurance_amount_not_negative", {"amount": Decimal(-1)}),
    (make.make_sampling, "sampling_passed_at_most_all", {"batches": 4, "passed": 5}),
    (
        make.make_standardisation,
        "standardisation_days_in_order",
        {"applied_on": DAY, "passed_on": BEFORE},
    ),
    (
        make.make_accident,
        "accident_reported_after",
        {"occurred_on": DAY, "reported_on": BEFORE},
    ),
    (
        make.make_accident,
        "accident_judged_after",
        {
            "occurred_on": DAY,
            "is_production_accident": Accident.Judgement.YES,
            "judged_by": "县应急局",
            "judged_on": BEFORE,
        },
    ),
    (
        make.make_accident,
        "accident_judged_with_body_and_day",
        {"is_production_accident": Accident.Judgement.NO},
    ),
    (
        make.make_accident,
        "accident_judged_with_body_and_day",
        {"judged_by": "县应急局", "judged_on": DAY},
    ),
    (make.make_accident, "accident_loss_not_negative", {"direct_loss": Decimal(-1)}),
    (
        make.make_public_report,
        "public_report_accepted_after",
        {"received_on": DAY, "accepted_on": BEFORE},
    ),
    (
        make.make_public_report,
        "public_report_concluded_after",
        {
            "received_on": BEFORE,
            "accepted_on": DAY,
            "concluded_on": BEFORE,
            "outcome": PublicReport.Outcome.TRUE,
        },
    ),
    (
        make.make_public_report,
        "public_report_concluded_with_outcome",
        {"accepted_on": DAY, "concluded_on": DAY},
    ),
    (
        make.make_public_report,
        "public_report_concluded_with_outcome",
        {"concluded_on": DAY, "outcome": PublicReport.Outcome.TRUE},
    ),
    (make.make_public_report, "public_report_reward_not_negative", {"reward": Decimal(-1)}),
    (
        make.make_meeting,
        "voided_with_reason_or_not_at_all",
        {"voided_at": datetime(2024, 3, 6, tzinfo=UTC)},
    ),
    (make.make_meeting, "voided_with_reason_or_not_at_all", {"void_reason": "重复"}),
]


@pytest.mark.parametrize(("build", "constraint", "fields"), REFUSED)
def test_refused(build: Callable[..., Any], constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        build(**fields)


def test_two_counterparties_are_refused() -> None:
    office = make_office()
    village = make_village(office=office)
    for other in (
        {"agency": make_agency(office=office)},
        {"site": make_site(office=office)},
        {"person": "某甲"},
    ):
        with pytest.raises(IntegrityError, match="counterparty"), transaction.atomic():
            make.make_letter(office=office, village=village, **other)


def test_several_copies_only_with_persons() -> None:
    make.make_letter(person="客运驾驶员", copies=150)
    with pytest.raises(IntegrityError, match="several_copies"), transaction.atomic():
        make.make_letter(village=make_village(), copies=2)


def test_one_roster_row_per_day_and_shift() -> None:
    office = make_office()
    make.make_roster(office=office, on=DAY, shift="白班")
    make.make_roster(office=office, on=DAY, shift="夜班")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_roster(office=office, on=DAY, shift="夜班")


def test_a_voided_roster_row_makes_room() -> None:
    office = make_office()
    make.make_roster(
        office=office, voided_at=datetime(2024, 3, 6, tzinfo=UTC), void_reason="登错日期"
    )
    make.make_roster(office=office)


def test_a_form_says_which_counterparty_rule_is_broken() -> None:
    letter = make.make_letter(person="某甲")
    letter.person = ""
    with pytest.raises(ValidationError, match="四项中须填且只填一项"):
        letter.validate_constraints()


def test_kinds_are_taken_from_their_own_list() -> None:
    meeting = make.make_meeting()
    meeting.kind = make.make_drill().kind
    with pytest.raises(ValidationError) as refusal:
        meeting.full_clean()
    assert "kind" in refusal.value.message_dict


def _own_constraints() -> list[models.BaseConstraint]:
    found: list[models.BaseConstraint] = []
    for label in ("activities", "inspections"):
        for model in apps.get_app_config(label).get_models():
            found += model._meta.constraints
    return found


@pytest.mark.parametrize("constraint", _own_constraints(), ids=lambda c: c.name)
def test_every_refusal_is_a_chinese_sentence(constraint: models.BaseConstraint) -> None:
    words = str(constraint.violation_error_message)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words)
    assert words != str(models.BaseConstraint.default_violation_error_message)
    assert len(constraint.name) <= 63, "PostgreSQL cuts longer names"


def test_status_of_a_plan_item_follows_from_its_days() -> None:
    item = make.make_plan_item(
        started_on=date(2024, 2, 1),
        planned_completion=date(2024, 6, 30),
        completed_on=date(2024, 7, 10),
    )
    status = PlanItem.Status
    days = [date(2024, 1, 31), date(2024, 2, 1), date(2024, 6, 30), date(2024, 7, 1)]
    assert [item.status(on=day) for day in days] == [
        status.NOT_STARTED,
        status.UNDER_WAY,
        status.UNDER_WAY,
        status.OVERDUE,
    ]
    assert item.status(on=date(2024, 7, 10)) == status.DONE


def test_the_counterparty_names_itself() -> None:
    village = make_village(name="前进村")
    letter = make.make_letter(village=village, office=village.office)
    assert (letter.counterparty, letter.counterparty_kind) == ("前进村", "village")
    assert SignedLetter.objects.with_counterparty("village").get() == letter
    assert not SignedLetter.objects.with_counterparty("person").exists()
