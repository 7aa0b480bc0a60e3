"""Which hazard came out of which outing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from hazards.models import Hazard, HazardCount
from hazards.steps import ActionDenied
from inspections.actions import record_finding
from inspections.models import Finding, Operation, found_by, led_by, with_findings
from tests.factories.inspections import make_finding, make_operation, make_target
from tests.factories.numbers import fresh
from tests.factories.organisation import make_office, make_user
from township_safety.organisation.models import AuditEvent, Office, User
from township_safety.register.models import LeaderClass

pytestmark = pytest.mark.django_db

BEFORE, DAY = date(2024, 3, 4), date(2024, 3, 5)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def clerk(office: Office) -> User:
    return make_user(office=office)


@pytest.fixture
def operation(office: Office) -> Operation:
    return make_operation(office=office, on=DAY)


def a_count(office: Office, *, on: date = DAY, **fields: Any) -> HazardCount:
    return HazardCount.objects.create(office=office, on=on, found=6, **fields)


def a_hazard(office: Office, *, found_on: date = DAY) -> Hazard:
    return Hazard.objects.create(
        office=office, number=f"T-{fresh()}", found_on=found_on, description="通道堵塞"
    )


def test_a_hazard_and_a_count_are_found(operation: Operation, clerk: User) -> None:
    hazard, count = a_hazard(operation.office), a_count(operation.office)
    by_row = record_finding(operation, by=clerk, hazard=hazard)
    by_count = record_finding(operation, by=clerk, count=count)
    assert (by_row.office, by_row.recorded_by) == (operation.office, clerk)
    assert list(Finding.objects.counted().itemised()) == [by_row]
    assert list(Finding.objects.of(count)) == [by_count]
    assert AuditEvent.objects.filter(action="登记检查发现").count() == 2


def test_neither_and_both_are_refused(operation: Operation, clerk: User) -> None:
    hazard, count = a_hazard(operation.office), a_count(operation.office)
    choices: list[dict[str, Any]] = [{}, {"hazard": hazard, "count": count}]
    for found in choices:
        with pytest.raises(ActionDenied, match="两者选一"):
            record_finding(operation, by=clerk, **found)


def test_found_once_only(operation: Operation, clerk: User) -> None:
    hazard = a_hazard(operation.office)
    record_finding(operation, by=clerk, hazard=hazard)
    with pytest.raises(ActionDenied, match="不能重复登记"):
        record_finding(make_operation(office=operation.office), by=clerk, hazard=hazard)


def test_a_voided_outing_lets_go_of_its_hazard(operation: Operation, clerk: User) -> None:
    hazard = a_hazard(operation.office)
    lost = record_finding(operation, by=clerk, hazard=hazard)
    operation.voided_at = datetime(2024, 3, 9, tzinfo=UTC)
    operation.void_reason = "登错日期"
    operation.save()
    right = make_operation(office=operation.office, on=DAY)
    assert record_finding(right, by=clerk, hazard=hazard) in Finding.objects.counted()
    lost.refresh_from_db()
    assert lost.is_voided


@pytest.mark.parametrize("what", ["operation", "found"])
def test_voided_rows_take_no_part(operation: Operation, clerk: User, what: str) -> None:
    count = a_count(operation.office)
    row = operation if what == "operation" else count
    row.voided_at, row.void_reason = datetime(2024, 3, 9, tzinfo=UTC), "重复"
    row.save()
    with pytest.raises(ActionDenied, match="误录作废"):
        record_finding(operation, by=clerk, count=count)


def test_another_office_is_refused(operation: Operation, clerk: User) -> None:
    with pytest.raises(ActionDenied, match="同属一个单位"):
        record_finding(operation, by=clerk, count=a_count(make_office()))


def test_a_find_is_not_older_than_the_outing(operation: Operation, clerk: User) -> None:
    with pytest.raises(ActionDenied, match="早于检查日期"):
        record_finding(operation, by=clerk, hazard=a_hazard(operation.office, found_on=BEFORE))


def test_the_target_belongs_to_the_outing(operation: Operation, clerk: User) -> None:
    count = a_count(operation.office)
    with pytest.raises(ActionDenied, match="这次检查"):
        record_finding(operation, by=clerk, count=count, target=make_target())
    target = make_target(operation)
    finding = record_finding(operation, by=clerk, count=count, target=target)
    assert finding.target == target
    finding.target = make_target()
    with pytest.raises(ValidationError, match="这次检查"):
        finding.full_clean()


def test_hazards_found_by_led_outings(office: Office) -> None:
    led = make_operation(office=office, leader_class=LeaderClass.MAIN)
    hazard, other, count = a_hazard(office), a_hazard(office), a_count(office)
    make_finding(led, hazard=hazard)
    make_finding(led, hazard_count=count)
    make_finding(make_operation(office=office), hazard=other)
    condition = led_by([LeaderClass.MAIN], prefix="operation__")
    assert list(Hazard.objects.filter(found_by(condition))) == [hazard]
    counts = HazardCount.objects.filter(found_by(condition, column="hazard_count"))
    assert list(counts) == [count]


def test_outings_that_found_nothing(office: Office) -> None:
    found, nothing = make_operation(office=office), make_operation(office=office)
    make_finding(found, hazard_count=a_count(office))
    assert list(Operation.objects.filter(with_findings())) == [found]
    assert list(Operation.objects.exclude(with_findings())) == [nothing]
