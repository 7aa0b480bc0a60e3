"""自报 and 代报 as questions to the ledger, counted apart."""

from __future__ import annotations

import pytest

from hazards.models import Hazard, HazardCount
from tests.factories.hazards import make_count, make_hazard
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_hazard_source
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("make", "model"), [(make_hazard, Hazard), (make_count, HazardCount)])
def test_itself_by_proxy_and_neither(make, model):
    office = make_office()
    village = make_village(office=office)
    inspector = make_user(Role.VILLAGE, office, villages=[village])
    clerk = make_user(Role.CLERK, office)
    told = make_hazard_source("village_report")
    own = make(office=office, village=village, by=inspector, source=told)
    entered = make(office=office, village=village, by=clerk, source=told)
    make(office=office, village=village, by=clerk)
    assert list(model.objects.by_itself()) == [own]
    assert list(model.objects.by_proxy()) == [entered]
