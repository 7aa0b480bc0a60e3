"""Operations with their lines: entered together, changed together, nothing half saved."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from inspections.models import Operation
from tests.desk.registers import sent
from tests.factories.hazards import make_hazard
from tests.factories.inspections import make_operation, make_result, make_target
from tests.factories.organisation import make_office, make_user
from tests.factories.register import (
    make_kind,
    make_result_kind,
    make_site,
    make_site_category,
)
from township_safety.organisation.models import AuditEvent, Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db


def url(name, key, row=None):
    return reverse(f"records:{name}", args=[key] if row is None else [key, row.pk])


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def clerk(office, client):
    user = make_user(Role.CLERK, office)
    client.force_login(user)
    return user


def operation_data(client, office, **fields):
    kind = make_kind(Kind.Domain.OPERATION)
    data = sent(client.get(url("new", "operations")))
    return data | {"on": "2024-03-05", "kind": kind.pk, "category": "inspection", **fields}


def test_operation_is_entered_with_targets_and_results(client, clerk, office):
    site, category = make_site(office=office), make_site_category("shop")
    fined = make_result_kind("fined", unit="起", is_penalty=True)
    data = operation_data(
        client,
        office,
        **{
            "operationtarget-0-site": site.pk,
            "operationtarget-1-category": category.pk,
            "operationtarget-1-quantity": "12",
            "operationresult-0-kind": fined.pk,
            "operationresult-0-fine_amount": "2,000",
        },
    )

    response = client.post(url("new", "operations"), data)

    assert response.status_code == 302, [f.errors for f in response.context["lines"]]
    operation = Operation.objects.get()
    assert [(t.site, t.quantity, t.office, t.recorded_by) for t in operation.targets.all()] == [
        (site, 1, office, clerk),
        (None, 12, office, clerk),
    ]
    assert operation.results.get().fine_amount == 2000
    assert AuditEvent.objects.filter(action="登记").count() == 4
    assert str(site) in client.get(url("detail", "operations", operation)).content.decode()


def test_fault_in_a_line_saves_nothing(client, clerk, office):
    site = make_site(office=office)
    twice = {"operationtarget-0-site": site.pk, "operationtarget-1-site": site.pk}
    wrong = {"operationtarget-0-name": "没有对象"}
    foreign = {"operationtarget-0-site": make_site().pk}

    for fields in (twice, wrong, foreign):
        response = client.post(url("new", "operations"), operation_data(client, office, **fields))
        assert response.status_code == 200, fields
    assert not Operation.objects.exists()


def test_line_taken_away_is_voided(client, clerk, office):
    operation = make_operation(office=office)
    line = make_target(operation)
    data = sent(client.get(url("edit", "operations", operation)))

    response = client.post(
        url("edit", "operations", operation), data | {"operationtarget-0-DELETE": "on"}
    )

    assert response.status_code == 302
    line.refresh_from_db()
    assert line.is_voided
    page = client.get(url("detail", "operations", operation))
    assert list(page.context["targets"]) == []
    assert "检查对象：误录作废" in [event.title for event in page.context["events"]]


def test_change_of_a_line_by_somebody_else_is_noticed(client, clerk, office):
    operation = make_operation(office=office)
    line = make_target(operation)
    mine = sent(client.get(url("edit", "operations", operation)), topic="我的题")
    line.note = "别人写的"
    line.save()

    response = client.post(url("edit", "operations", operation), mine)

    assert "刚修改过" in response.content.decode()
    operation.refresh_from_db()
    assert operation.topic != "我的题"


def test_line_of_another_operation_is_not_touched(client, clerk, office):
    operation = make_operation(office=office)
    make_target(operation)
    stranger = make_target(make_operation(), note="原样")
    data = sent(client.get(url("edit", "operations", operation)))
    data |= {"operationtarget-0-id": stranger.pk, "operationtarget-0-note": "改了"}

    client.post(url("edit", "operations", operation), data)

    stranger.refresh_from_db()
    assert stranger.note == "原样"


def test_queries_of_the_edit_page_do_not_grow_with_lines(
    client, clerk, office, django_assert_max_num_queries
):
    operation = make_operation(office=office)
    make_target(operation)
    make_result(operation)
    client.get(url("edit", "operations", operation))

    def count():
        with django_assert_max_num_queries(60) as context:
            client.get(url("edit", "operations", operation))
        return len(context)

    one = count()
    for _ in range(4):
        make_target(operation)
        make_result(operation)
    assert count() == one


def test_many_lines_can_be_asked_for(client, clerk):
    lines = client.get(url("new", "operations") + "?lines=20").context["lines"]
    assert len(lines[0].forms) == 20
    lines = client.get(url("new", "operations") + "?lines=999").context["lines"]
    assert len(lines[0].forms) == 50


def test_hazard_is_tied_to_the_outing_that_found_it(client, clerk, office):
    operation = make_operation(office=office, on=date(2024, 3, 5))
    hazard = make_hazard(office=office, found_on=date(2024, 3, 5))
    foreign = make_hazard()
    address = reverse("finding_new", args=[operation.pk])

    client.post(address, {"hazard": foreign.uid})
    client.post(address, {"hazard": "9999-9999"})
    assert not operation.findings.exists()
    client.post(address, {"hazard": hazard.number})
    assert operation.findings.get().hazard == hazard
    page = client.post(address, {"hazard": hazard.number}, follow=True).content.decode()
    assert operation.findings.count() == 1
    assert hazard.number in page
