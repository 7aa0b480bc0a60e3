"""家 and 家次, refusals, voided outings, results."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from inspections.models import (
    Finding,
    Operation,
    OperationResult,
    OperationTarget,
    checked,
    not_checked,
    of_results,
    of_site_categories,
    of_violations,
)
from tests.factories.inspections import (
    make_operation,
    make_result,
    make_target,
    make_unnamed_target,
)
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import (
    make_kind,
    make_result_kind,
    make_site,
    make_site_category,
)
from township_safety.organisation.models import Role
from township_safety.register.models import Kind

pytestmark = pytest.mark.django_db

Outcome = OperationTarget.Outcome


def void(operation: Operation) -> None:
    operation.voided_at = datetime(2024, 3, 9, tzinfo=UTC)
    operation.void_reason = "重复登记"
    operation.save()


class TestTargets:
    def test_a_site_seen_twice_is_one_subject_and_two_visits(self) -> None:
        office = make_office()
        site = make_site(office=office)
        for day in (4, 5):
            make_target(make_operation(office=office, on=date(2024, 3, day)), site=site)
        assert OperationTarget.objects.visits() == 2
        assert OperationTarget.objects.subjects() == 1

    def test_unnamed_targets_count_by_quantity(self) -> None:
        make_unnamed_target(quantity=120)
        make_target()
        assert OperationTarget.objects.visits() == 121
        assert OperationTarget.objects.subjects() == 121

    @pytest.mark.parametrize(
        "outcome", [value for value in Outcome if value not in {Outcome.CHECKED, Outcome.PENDING}]
    )
    def test_a_visit_that_did_not_happen_is_neither(self, outcome: str) -> None:
        operation = make_operation()
        make_target(operation)
        make_target(operation, outcome=outcome)
        assert OperationTarget.objects.visits() == 1
        assert OperationTarget.objects.subjects() == 1
        assert OperationTarget.objects.not_checked().count() == 1

    def test_a_site_still_to_be_seen_is_neither_checked_nor_missed(self) -> None:
        make_target(outcome=Outcome.PENDING)
        assert OperationTarget.objects.visits() == 0
        assert OperationTarget.objects.subjects() == 0
        assert not OperationTarget.objects.not_checked().exists()
        assert OperationTarget.objects.pending().count() == 1

    def test_refused_first_and_checked_later_counts_once(self) -> None:
        office = make_office()
        site = make_site(office=office)
        make_target(make_operation(office=office), site=site, outcome=Outcome.REFUSED)
        make_target(make_operation(office=office), site=site)
        assert (OperationTarget.objects.subjects(), OperationTarget.objects.visits()) == (1, 1)

    def test_no_lines_at_all(self) -> None:
        assert (OperationTarget.objects.subjects(), OperationTarget.objects.visits()) == (0, 0)

    def test_by_category_named_and_unnamed(self) -> None:
        operation = make_operation()
        site = make_site(office=operation.office, categories=("workshop", "fireworks"))
        named = make_target(operation, site=site)
        unnamed = make_unnamed_target(operation, category="workshop", quantity=3)
        make_unnamed_target(operation, category="school")
        found = OperationTarget.objects.of_site_categories(["workshop", "fireworks"])
        assert set(found) == {named, unnamed}
        assert found.visits() == 4

    def test_conditions_merge_into_one_question(self) -> None:
        operation = make_operation()
        make_unnamed_target(operation, category="workshop", quantity=3)
        make_target(operation, outcome=Outcome.NOBODY)
        counts = OperationTarget.objects.counted().aggregate(
            visits=Sum("quantity", filter=checked() & of_site_categories(["workshop"])),
            missed=Count("pk", filter=not_checked()),
        )
        assert counts == {"visits": 3, "missed": 1}

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"site": True, "category": True},
            {"site": True, "quantity": 2},
            {"category": True, "quantity": 0},
        ],
    )
    def test_a_target_is_a_site_or_a_category_with_quantity(self, fields: dict[str, Any]) -> None:
        operation = make_operation()
        if "site" in fields:
            fields["site"] = make_site(office=operation.office)
        if "category" in fields:
            fields["category"] = make_site_category()
        with pytest.raises(IntegrityError, match="target_is_a_site"), transaction.atomic():
            OperationTarget.objects.add_to(operation, by=None, **fields)

    def test_a_site_once_per_outing(self) -> None:
        operation = make_operation()
        target = make_target(operation)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_target(operation, site=target.site)

    def test_what_a_target_is_called(self) -> None:
        operation = make_operation()
        site = make_site(office=operation.office, name="测试纺织厂")
        assert str(make_target(operation, site=site)) == "测试纺织厂"
        assert str(make_unnamed_target(operation, name="沿街商铺")) == "沿街商铺"


class TestLines:
    def test_lines_of_a_voided_outing_are_not_counted(self) -> None:
        operation = make_operation()
        make_target(operation)
        make_result(operation)
        assert OperationTarget.objects.counted().count() == 1
        void(operation)
        assert OperationTarget.objects.counted().count() == 0
        assert OperationResult.objects.counted().count() == 0

    def test_a_line_can_be_voided_alone(self) -> None:
        target = make_target()
        target.voided_at, target.void_reason = target.recorded_at, "登错单位"
        target.save()
        assert OperationTarget.objects.counted().count() == 0
        assert Operation.objects.counted().count() == 1

    def test_a_line_takes_the_office_of_its_outing(self) -> None:
        operation = make_operation()
        user = make_user(office=operation.office)
        result = OperationResult.objects.add_to(operation, by=user, kind=make_result_kind())
        assert (result.office, result.recorded_by) == (operation.office, user)

    def test_a_line_of_another_office_is_refused(self) -> None:
        target = make_target()
        target.office = make_office()
        with pytest.raises(ValidationError, match="同属一个单位"):
            target.full_clean()

    def test_a_village_inspector_sees_the_lines_of_the_village(self) -> None:
        village = make_village()
        inspector = make_user(Role.VILLAGE, village.office, villages=[village])
        seen = make_target(make_operation(office=village.office, village=village))
        make_target(make_operation(office=village.office))
        assert list(OperationTarget.objects.scoped_for(inspector)) == [seen]


class TestResults:
    @pytest.mark.parametrize(
        ("constraint", "fields"),
        [
            ("result_fine_positive", {"fine_amount": Decimal(0)}),
            ("result_tonnage_positive", {"tonnage": Decimal("-0.01")}),
            ("result_goods_year_plausible", {"goods_year": 14}),
        ],
    )
    def test_refused(self, constraint: str, fields: dict[str, Any]) -> None:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            make_result(**fields)

    def test_the_unit_is_that_of_the_kind_unless_said_otherwise(self) -> None:
        seized = make_result_kind("seized", unit="件")
        assert make_result(kind=seized, quantity=6).unit_shown == "件"
        bags = make_result(kind=seized, quantity=60, unit="袋", item="过期食品")
        assert bags.unit_shown == "袋"
        assert str(bags).endswith("60袋")

    def test_by_result_violation_and_penalty(self) -> None:
        violation = make_kind(Kind.Domain.VIOLATION, "no_helmet")
        fined = make_result(
            kind=make_result_kind("fined", is_penalty=True),
            violation=violation,
            fine_amount=Decimal("200.00"),
        )
        make_result()
        results = OperationResult.objects.counted()
        assert list(results.of_results(["fined"])) == [fined]
        assert list(results.of_violations(["no_helmet"])) == [fined]
        assert list(results.penalties()) == [fined]
        assert results.filter(of_results(["fined"]) & of_violations(["no_helmet"])).count() == 1


def test_findings_need_one_kind_of_find() -> None:
    with pytest.raises(IntegrityError, match="finding_is_a_hazard"), transaction.atomic():
        Finding.objects.add_to(make_operation(), by=None)
