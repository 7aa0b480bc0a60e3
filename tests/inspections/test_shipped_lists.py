"""The lists an office starts with: for each kind of site enough questions, each with its source."""

import pytest

from inspections.models import Checklist, ChecklistItem
from township_safety.desk.reference_data import load_reference_data

FEWEST = 12
SHIPPED = {
    "fireworks_retail": "fireworks_retail",
    "petrol_station": "petrol_station",
    "catering_gas": "restaurant",
    "nine_small": "nine_small",
    "industry_trade": "industry_trade",
    "self_built_house": "self_built_house",
    "confined_space": "confined_space",
    "school": "school",
    "construction_site": "construction_project",
}


@pytest.mark.django_db
def test_lists_are_loaded_with_their_categories_and_questions():
    load_reference_data()

    for code, category in SHIPPED.items():
        checklist = Checklist.objects.get(code=code)
        assert checklist.categories.filter(code=category).exists()
        assert checklist.items.count() >= FEWEST
    for item in ChecklistItem.objects.select_related("sector"):
        assert item.basis, item.name
        assert item.hazard, item.name
        assert item.measures, item.name
        assert item.sector is not None, item.name
    assert load_reference_data() == 0
