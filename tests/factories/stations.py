"""站所报数: a question to a station, and a number it gave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.factories.numbers import fresh
from tests.factories.organisation import make_office
from tests.factories.register import make_agency
from township_safety.activities.models import (
    Asked,
    StationContact,
    StationFigure,
    StationQuestion,
)
from township_safety.organisation.models import Office, User
from township_safety.register.models import Agency


def make_question(
    *,
    office: Office | None = None,
    agency: Agency | None = None,
    label: str = "",
    figure: str = Asked.ENFORCEMENT,
    first_day: date = date(2024, 1, 1),
    **fields: Any,
) -> StationQuestion:
    office = office or (agency.office if agency else make_office())
    return StationQuestion.objects.create(
        office=office,
        agency=agency or make_agency(office=office),
        label=label or f"报数{fresh()}",
        figure=figure,
        first_day=first_day,
        **fields,
    )


def make_station_figure(
    question: StationQuestion,
    *,
    value: int | Decimal = 5,
    first_day: date = date(2024, 3, 1),
    last_day: date = date(2024, 3, 31),
    **fields: Any,
) -> StationFigure:
    return StationFigure.objects.create(
        office=question.office,
        question=question,
        first_day=first_day,
        last_day=last_day,
        value=value,
        is_nil=not value,
        given_by="某辛",
        given_on=last_day,
        message="本月情况如下",
        **fields,
    )


def make_contact(agency: Agency, user: User) -> StationContact:
    return StationContact.objects.create(office=agency.office, agency=agency, user=user)
