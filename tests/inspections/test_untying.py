"""A hazard tied to the wrong outing is untied, with reason, and may be tied to the right one."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from inspections.actions import record_finding, untie_finding
from inspections.models import Finding
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import AuditEvent, Role

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 5)


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(client, office):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


@pytest.fixture
def finding(office, clerk):
    operation = make_operation(office=office, on=DAY)
    hazard = make_hazard(office=office, by=clerk, found_on=DAY)
    return record_finding(operation, by=clerk, hazard=hazard)


def test_untied_it_may_be_found_by_another(office, clerk, finding):
    untie_finding(finding, by=clerk, reason="登记到了另一次检查")
    assert not Finding.objects.counted().exists()
    assert not finding.hazard.is_voided
    other = make_operation(office=office, on=DAY)
    record_finding(other, by=clerk, hazard=finding.hazard)
    assert Finding.objects.counted().get().operation == other
    event = AuditEvent.objects.get(action="解除检查发现")
    assert "登记到了另一次检查" in event.summary


def test_not_twice_and_not_without_reason(clerk, finding):
    with pytest.raises(Refused, match="原因"):
        untie_finding(finding, by=clerk, reason=" ")
    untie_finding(finding, by=clerk, reason="登记错了")
    with pytest.raises(Refused, match="已经作废"):
        untie_finding(finding, by=clerk, reason="登记错了")


def test_from_the_page_of_the_outing(client, clerk, finding):
    page = reverse("records:detail", args=["operations", finding.operation_id])
    where = reverse("finding_untie", args=[finding.pk])
    assert where in client.get(page).content.decode()
    assert client.post(where, {}).status_code == 200
    answer = client.post(where, {"reason": "登记错了"}, follow=True)
    assert "没有登记由这次检查发现的隐患" in answer.content.decode()
    assert client.get(where).status_code == 404
