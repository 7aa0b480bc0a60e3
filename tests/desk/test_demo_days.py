"""The demonstration made for several days: the same every time, whole on odd days, too."""

from datetime import date

import pytest
from django.db import transaction

from hazards.models import Hazard
from inspections.models import Operation
from tests.desk.demo_rules import check_day, digest, load


@pytest.mark.django_db
def test_the_same_day_makes_the_same_and_the_next_day_the_same_past():
    def past() -> set[tuple[object, ...]]:
        operations = Operation.objects.filter(on__lt=date(2026, 2, 1))
        hazards = Hazard.objects.filter(found_on__lt=date(2025, 12, 1), recurs__isnull=True)
        return {
            *operations.values_list("on", "topic", "person_times"),
            *hazards.values_list("found_on", "description", "site__name"),
        }

    with transaction.atomic():
        load(date(2026, 3, 2), signs=False)
        check_day(date(2026, 3, 2))
        first, long_ago = digest(), past()
        transaction.set_rollback(True)
    with transaction.atomic():
        load(date(2026, 3, 2), signs=False)
        assert digest() == first
        transaction.set_rollback(True)
    load(date(2026, 3, 3), signs=False)
    assert past() == long_ago
    assert digest() != first


@pytest.mark.django_db
@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 1, 1)], ids=str)
def test_any_day_will_do(today):
    load(today, signs=False)
    check_day(today)
