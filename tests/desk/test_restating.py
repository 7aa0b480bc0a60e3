"""What was done against a site is asked for in the register of sites, too."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from inspections.models import OperationResult
from tests.factories.inspections import make_operation
from tests.factories.organisation import make_office, make_user
from tests.factories.register import make_result_kind, make_site
from township_safety.organisation.models import Role

pytestmark = pytest.mark.django_db

DAY = date(2024, 3, 5)


@pytest.fixture
def office():
    return make_office()


def asked(client, operation):
    page = client.get(reverse("records:detail", args=["operations", operation.pk]))
    return [(one.site, one.state) for one in page.context["to_restate"]]


def done(office, site, code):
    operation = make_operation(office=office, on=DAY)
    kind = make_result_kind(code)
    OperationResult.objects.create(
        office=office, operation=operation, kind=kind, quantity=1, site=site
    )
    return operation


@pytest.mark.parametrize(("code", "state"), [
    ("suspension", "停产停业整顿"), ("closure", "已关停"), ("demolition", "已拆除"),
])  # fmt: skip
def test_a_measure_asks_for_the_state_it_brings(client, office, code, state):
    client.force_login(make_user(Role.CLERK, office))
    site = make_site(office=office)

    assert asked(client, done(office, site, code)) == [(site, state)]


def test_who_may_work_again_is_in_operation(client, office):
    client.force_login(make_user(Role.CLERK, office))
    site = make_site(office=office, operating_status="suspended", status_on=date(2024, 2, 1))

    assert asked(client, done(office, site, "resumption")) == [(site, "在营")]


@pytest.mark.parametrize(("status_on", "is_asked"), [
    (date(2024, 3, 4), True), (DAY, True), (date(2024, 3, 6), False),
])  # fmt: skip
def test_a_state_of_a_later_day_holds(client, office, status_on, is_asked):
    client.force_login(make_user(Role.CLERK, office))
    site = make_site(office=office, operating_status="operating", status_on=status_on)

    assert bool(asked(client, done(office, site, "suspension"))) is is_asked


def test_what_is_stated_already_or_changes_no_state_is_not_asked(client, office):
    client.force_login(make_user(Role.CLERK, office))
    closed = make_site(office=office, operating_status="closed", status_on=DAY)

    assert asked(client, done(office, closed, "closure")) == []
    assert asked(client, done(office, make_site(office=office), "interview")) == []


def test_who_only_reads_is_not_asked(client, office):
    client.force_login(make_user(Role.VIEWER, office))

    assert asked(client, done(office, make_site(office=office), "closure")) == []
