"""应签名单: signed as of a day, never more than was owed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.activities import make_letter, make_obligation
from tests.factories.organisation import make_office, make_village
from tests.factories.register import make_agency, make_kind
from township_safety.activities.models import LetterClass, LetterObligation, SignedLetter
from township_safety.register.models import Kind

DAY = date(2024, 3, 5)
BEFORE = date(2024, 3, 4)


@pytest.mark.django_db
class TestSigned:
    def signed(self, obligation: LetterObligation, *, on: date = DAY) -> int:
        return LetterObligation.objects.with_signed(on=on).get(pk=obligation.pk).signed_copies

    def test_from_the_day_of_signing(self) -> None:
        village = make_village()
        owed = make_obligation(office=village.office, village=village)
        make_letter(office=village.office, village=village, signed_on=DAY)
        assert self.signed(owed, on=BEFORE) == 0
        assert self.signed(owed, on=DAY) == 1

    def test_unsigned_lists_who_is_missing(self) -> None:
        office = make_office()
        done, missing = make_village(office=office), make_village(office=office)
        for village in (done, missing):
            make_obligation(office=office, village=village)
        make_letter(office=office, village=done)
        assert [row.village for row in LetterObligation.objects.unsigned(on=DAY)] == [missing]
        assert LetterObligation.objects.unsigned(on=BEFORE).count() == 2

    @pytest.mark.parametrize(
        "other",
        [
            {"year": 2023},
            {"letter_class": LetterClass.COMMITMENT},
            {"voided_at": datetime(2024, 3, 6, tzinfo=UTC), "void_reason": "重复"},
        ],
    )
    def test_another_letter_does_not_settle_it(self, other: dict[str, Any]) -> None:
        village = make_village()
        owed = make_obligation(office=village.office, village=village)
        make_letter(office=village.office, village=village, **other)
        assert self.signed(owed) == 0

    def test_another_kind_does_not_settle_it(self) -> None:
        village = make_village()
        owed = make_obligation(office=village.office, village=village)
        make_letter(
            office=village.office,
            village=village,
            kind=make_kind(Kind.Domain.LETTER, "restart"),
        )
        assert self.signed(owed) == 0

    def test_another_office_does_not_settle_it(self) -> None:
        owed = make_obligation(person="客运驾驶员")
        make_letter(person="客运驾驶员")
        assert self.signed(owed) == 0

    def test_an_empty_column_is_no_match(self) -> None:
        """Two letters without a village are not letters of the same village."""
        office = make_office()
        owed = make_obligation(office=office, agency=make_agency(office=office))
        make_letter(office=office, agency=make_agency(office=office))
        make_letter(office=office, person="某甲")
        assert self.signed(owed) == 0

    def test_signed_twice_counts_once(self) -> None:
        village = make_village()
        owed = make_obligation(office=village.office, village=village)
        for _ in range(2):
            make_letter(office=village.office, village=village)
        assert self.signed(owed) == 1

    def test_owed_once_per_counterparty(self) -> None:
        village = make_village()
        make_obligation(office=village.office, village=village)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_obligation(office=village.office, village=village)


class TestNeverMoreThanOwed(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(owed=st.integers(1, 300), signed=st.lists(st.integers(1, 300), max_size=3))
    def test_signed_is_at_most_required(self, owed: int, signed: list[int]) -> None:
        office = make_office()
        obligation = make_obligation(office=office, person="客运驾驶员", copies=owed)
        for copies in signed:
            make_letter(office=office, person="客运驾驶员", copies=copies)
        row = LetterObligation.objects.with_signed(on=DAY).get(pk=obligation.pk)
        assert row.signed_copies == min(owed, sum(signed))


@pytest.mark.django_db
def test_letters_of_a_class_kind_and_year() -> None:
    letter = make_letter(year=2024)
    make_letter(year=2023)
    make_letter(letter_class=LetterClass.COMMITMENT)
    found = (
        SignedLetter.objects.counted()
        .of_class(LetterClass.RESPONSIBILITY)
        .of_kind(["letter_plain"])
        .for_year(2024)
    )
    assert list(found) == [letter]
