"""What was done was done by today; what is planned may lie ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories.activities import make_letter, make_meeting, make_roster, make_training
from tests.factories.inspections import make_operation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [make_meeting, make_training, make_operation])
def test_work_of_tomorrow_is_refused_and_of_today_taken(make):
    today = timezone.localdate()
    make(on=today).full_clean()

    with pytest.raises(ValidationError, match="在今天之后") as refused:
        make(on=today + timedelta(days=1)).full_clean()
    assert list(refused.value.message_dict) == ["on"]


def test_letter_cannot_be_signed_tomorrow():
    letter = make_letter(signed_on=timezone.localdate() + timedelta(days=1))

    with pytest.raises(ValidationError, match="在今天之后"):
        letter.full_clean()


def test_duty_of_next_month_may_be_entered():
    make_roster(on=date(timezone.localdate().year + 1, 1, 1)).full_clean()
