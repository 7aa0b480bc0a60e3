"""On a hazard's page: the inspection it came out of, the money spent on it, the visits to it."""

from datetime import date
from decimal import Decimal

import pytest

from hazards.models import Recheck, RecheckItem
from hazards.rechecking import Seen, record_recheck
from hazards.workflow import Status
from tests.factories.activities import make_fund
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_finding, make_operation
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def village(office):
    return make_village(office=office)


@pytest.fixture
def hazard(office, village):
    site = make_site(office=office, village=village)
    return make_hazard(Status.RECTIFIED, office=office, site=site, village=village)


@pytest.fixture
def operation(office, hazard):
    operation = make_operation(
        office=office, topic="节前消防检查", leaders="某丙", leader_class="deputy"
    )
    make_finding(operation, hazard=hazard)
    return operation


def page_for(client, role, hazard, **fields):
    client.force_login(make_user(role, hazard.office, **fields))
    return client.get(hazard.get_absolute_url()).content.decode()


def test_the_inspection_and_the_money(client, office, hazard, operation):
    fund = make_fund(office=office, hazard=hazard, amount=Decimal("1200.50"))
    page = page_for(client, Role.CLERK, hazard)
    assert f"/operations/{operation.pk}/" in page
    assert "节前消防检查（某丙带队）" in page
    assert f"{fund.purpose} 1200.50元（本级财政）" in page


def test_a_visit(client, office, hazard):
    seen = Seen(hazard, RecheckItem.Outcome.PASSED)
    recheck = Recheck(office=office, site=hazard.site, on=date(2024, 3, 15), verifier="某乙")
    record_recheck(recheck, seen=[seen], by=make_user(Role.CLERK, office))
    page = page_for(client, Role.CLERK, hazard)
    assert recheck.get_absolute_url() in page
    assert "合格（某乙）" in page


def test_only_what_the_reader_may_see(client, village, hazard, operation):
    """The inspection belongs to no village."""
    page = page_for(client, Role.VILLAGE, hazard, villages=[village])
    assert hazard.number in page
    assert "节前消防检查" not in page


def test_voided_rows_say_nothing(client, office, hazard, operation):
    fund = make_fund(office=office, hazard=hazard)
    for row in (operation, fund):
        type(row).objects.filter(pk=row.pk).update(
            voided_at="2024-03-09T00:00:00Z", void_reason="重复登记"
        )
    page = page_for(client, Role.CLERK, hazard)
    assert "相关检查、经费、复查和签字件" not in page
