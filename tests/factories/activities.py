"""Meetings, letters, funds …: the small records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.factories.numbers import fresh
from tests.factories.organisation import make_office
from tests.factories.register import make_kind, make_publicity_item, make_site
from township_safety.activities.models import (
    Accident,
    Drill,
    DutyRoster,
    Fund,
    HouseholdSurvey,
    InsuranceClaim,
    LetterClass,
    LetterObligation,
    Meeting,
    Obligation,
    PlanItem,
    PolicyDocument,
    Publicity,
    PublicReport,
    SamplingTest,
    SignedLetter,
    Standardisation,
    Submission,
    Training,
)
from township_safety.organisation.models import Office
from township_safety.register.models import Kind, PublicityItem, Site

DAY = date(2024, 3, 5)


def make_meeting(
    *, office: Office | None = None, on: date = DAY, kind: Kind | None = None, **fields: Any
) -> Meeting:
    return Meeting.objects.create(
        office=office or make_office(),
        on=on,
        kind=kind or make_kind(Kind.Domain.MEETING),
        **fields,
    )


def make_training(
    *, office: Office | None = None, on: date = DAY, kind: Kind | None = None, **fields: Any
) -> Training:
    return Training.objects.create(
        office=office or make_office(),
        on=on,
        kind=kind or make_kind(Kind.Domain.TRAINING),
        **fields,
    )


def make_publicity(
    *,
    office: Office | None = None,
    on: date = DAY,
    item: PublicityItem | None = None,
    quantity: int = 1,
    **fields: Any,
) -> Publicity:
    return Publicity.objects.create(
        office=office or make_office(),
        on=on,
        item=item or make_publicity_item(),
        quantity=quantity,
        **fields,
    )


def make_drill(
    *, office: Office | None = None, on: date = DAY, kind: Kind | None = None, **fields: Any
) -> Drill:
    return Drill.objects.create(
        office=office or make_office(), on=on, kind=kind or make_kind(Kind.Domain.DRILL), **fields
    )


def _letter(fields: dict[str, Any], office: Office | None, kind: Kind | None) -> dict[str, Any]:
    """With a person unless the caller names a counterparty."""
    if not {"village", "agency", "site", "person"} & fields.keys():
        fields["person"] = f"某丁{fresh()}"
    fields.setdefault("letter_class", LetterClass.RESPONSIBILITY)
    fields.setdefault("year", DAY.year)
    fields["office"] = office or make_office()
    fields["kind"] = kind or make_kind(Kind.Domain.LETTER)
    return fields


def make_letter(
    *, office: Office | None = None, kind: Kind | None = None, signed_on: date = DAY, **fields: Any
) -> SignedLetter:
    return SignedLetter.objects.create(signed_on=signed_on, **_letter(fields, office, kind))


def make_obligation(
    *, office: Office | None = None, kind: Kind | None = None, **fields: Any
) -> LetterObligation:
    return LetterObligation.objects.create(**_letter(fields, office, kind))


def make_fund(
    *,
    office: Office | None = None,
    on: date = DAY,
    amount: Decimal = Decimal("10000.00"),
    purpose: Kind | None = None,
    **fields: Any,
) -> Fund:
    return Fund.objects.create(
        office=office or make_office(),
        on=on,
        amount=amount,
        purpose=purpose or make_kind(Kind.Domain.FUND_PURPOSE),
        **fields,
    )


def make_plan_item(
    *,
    office: Office | None = None,
    text: str = "",
    first_day: date = date(2024, 1, 1),
    last_day: date = date(2024, 12, 31),
    **fields: Any,
) -> PlanItem:
    return PlanItem.objects.create(
        office=office or make_office(),
        text=text or f"测试事项{fresh()}",
        first_day=first_day,
        last_day=last_day,
        **fields,
    )


def make_duty(
    *,
    office: Office | None = None,
    name: str = "",
    frequency: str = "month",
    first_day: date = date(2024, 1, 1),
    **fields: Any,
) -> Obligation:
    return Obligation.objects.create(
        office=office or make_office(),
        name=name or f"任务{fresh()}",
        frequency=frequency,
        first_day=first_day,
        **fields,
    )


def make_survey(
    *,
    office: Office | None = None,
    on: date = DAY,
    item: Kind | None = None,
    households: int = 10,
    **fields: Any,
) -> HouseholdSurvey:
    return HouseholdSurvey.objects.create(
        office=office or make_office(),
        on=on,
        item=item or make_kind(Kind.Domain.SURVEY_ITEM),
        households=households,
        **fields,
    )


def make_accident(
    *, office: Office | None = None, occurred_on: date = DAY, **fields: Any
) -> Accident:
    return Accident.objects.create(
        office=office or make_office(), occurred_on=occurred_on, **fields
    )


def make_public_report(
    *, office: Office | None = None, received_on: date = DAY, **fields: Any
) -> PublicReport:
    return PublicReport.objects.create(
        office=office or make_office(), received_on=received_on, **fields
    )


def make_submission(
    *,
    office: Office | None = None,
    kind: Kind | None = None,
    first_day: date = date(2024, 3, 1),
    last_day: date = date(2024, 3, 31),
    due_on: date = date(2024, 4, 3),
    **fields: Any,
) -> Submission:
    return Submission.objects.create(
        office=office or make_office(),
        kind=kind or make_kind(Kind.Domain.RETURN),
        first_day=first_day,
        last_day=last_day,
        due_on=due_on,
        **fields,
    )


def make_roster(*, office: Office | None = None, on: date = DAY, **fields: Any) -> DutyRoster:
    fields.setdefault("leader", "某戊")
    fields.setdefault("persons", "某己、某庚")
    return DutyRoster.objects.create(office=office or make_office(), on=on, **fields)


def make_policy(
    *,
    office: Office | None = None,
    title: str = "",
    kind: Kind | None = None,
    adopted_on: date = DAY,
    **fields: Any,
) -> PolicyDocument:
    return PolicyDocument.objects.create(
        office=office or make_office(),
        title=title or f"测试制度{fresh()}",
        kind=kind or make_kind(Kind.Domain.POLICY),
        adopted_on=adopted_on,
        **fields,
    )


def make_insurance_claim(
    *, office: Office | None = None, on: date = DAY, **fields: Any
) -> InsuranceClaim:
    return InsuranceClaim.objects.create(office=office or make_office(), on=on, **fields)


def make_sampling(
    *,
    office: Office | None = None,
    on: date = DAY,
    batches: int = 4,
    passed: int = 4,
    **fields: Any,
) -> SamplingTest:
    return SamplingTest.objects.create(
        office=office or make_office(), on=on, batches=batches, passed=passed, **fields
    )


def make_standardisation(
    *, office: Office | None = None, site: Site | None = None, **fields: Any
) -> Standardisation:
    office = office or make_office()
    fields.setdefault("level", Standardisation.Level.THIRD)
    fields.setdefault("applied_on", DAY)
    return Standardisation.objects.create(
        office=office, site=site or make_site(office=office), **fields
    )
