"""拒绝检查 on the page of an operation: who saw it, and what to pass on."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hazards import actions
from hazards.workflow import Status
from inspections.models import OperationTarget
from tests.desk.registers import sent
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_agency, make_kind, make_site
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def offered(client, operation):
    page = client.get(reverse("records:detail", args=["operations", operation.pk]))
    return [(hazard, url) for hazard, url in page.context["to_refer"]]


def test_open_hazards_of_a_site_that_refused_are_to_be_referred(client, clerk, office):
    refuser, other = make_site(office=office), make_site(office=office)
    operation = make_operation(office=office)
    make_target(operation, site=refuser, outcome="refused", witness="某甲")
    make_target(operation, site=other)
    wanted = make_hazard(by=clerk, site=refuser)
    make_hazard(Status.RECTIFIED, by=clerk, site=refuser)
    make_hazard(by=clerk, site=other)
    waiting = make_hazard(by=clerk, site=refuser)
    actions.refer(
        waiting,
        by=clerk,
        on=date(2024, 3, 6),
        to_agency=make_agency(office=office),
        reason="refused",
        interim_measures="设警示标志",
    )

    ((hazard, url),) = offered(client, operation)

    assert hazard == wanted
    assert client.get(url).context["form"].initial["reason"] == "refused"


@pytest.mark.parametrize("role", [Role.LEADER, Role.VIEWER])
def test_who_does_not_refer_is_offered_nothing(client, clerk, office, role):
    operation, site = make_operation(office=office), make_site(office=office)
    make_target(operation, site=site, outcome="refused", witness="某甲")
    make_hazard(by=clerk, site=site)
    client.force_login(make_user(role, office))
    assert offered(client, operation) == []


@pytest.mark.parametrize(
    ("told", "is_taken"), [({}, False), ({"witness": "某甲"}, True), ({"evidence": "3号"}, True)]
)
def test_a_refusal_is_told_by_a_witness_or_a_photo(client, clerk, office, told, is_taken):
    data = sent(client.get(reverse("records:new", args=["operations"])))
    kind = make_kind(Kind.Domain.OPERATION)
    data |= {"on": "2024-03-05", "kind": kind.pk, "category": "inspection"}
    line = {"site": make_site(office=office).pk, "outcome": "refused", **told}
    data |= {f"operationtarget-0-{name}": value for name, value in line.items()}
    response = client.post(reverse("records:new", args=["operations"]), data)
    assert OperationTarget.objects.exists() is is_taken
    assert is_taken or "拒绝检查的，须填见证人" in response.content.decode()


def test_the_database_refuses_it_too(office):
    target = make_target(make_operation(office=office))
    name = "target_refused_before_a_witness_or_on_a_photo"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        OperationTarget.objects.filter(pk=target.pk).update(outcome="refused")
