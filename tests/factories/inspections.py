"""Outings and their lines. A line takes its operation's office."""

from __future__ import annotations

from datetime import date
from typing import Any

from inspections.models import Finding, Operation, OperationResult, OperationTarget
from tests.factories.organisation import make_office
from tests.factories.register import (
    make_kind,
    make_result_kind,
    make_site,
    make_site_category,
)
from township_safety.organisation.models import Office
from township_safety.register.models import (
    Agency,
    Campaign,
    KeyPeriod,
    Kind,
    ResultKind,
    Sector,
    Site,
)

DAY = date(2024, 3, 5)


def make_operation(
    *,
    office: Office | None = None,
    on: date = DAY,
    kind: Kind | None = None,
    extra_sectors: tuple[Sector, ...] = (),
    campaigns: tuple[Campaign, ...] = (),
    key_periods: tuple[KeyPeriod, ...] = (),
    partner_agencies: tuple[Agency, ...] = (),
    **fields: Any,
) -> Operation:
    operation = Operation.objects.create(
        office=office or make_office(),
        on=on,
        kind=kind or make_kind(Kind.Domain.OPERATION),
        **fields,
    )
    operation.extra_sectors.set(extra_sectors)
    operation.campaigns.set(campaigns)
    operation.key_periods.set(key_periods)
    operation.partner_agencies.set(partner_agencies)
    return operation


def make_target(
    operation: Operation | None = None, *, site: Site | None = None, **fields: Any
) -> OperationTarget:
    """A named site; for an unnamed target see make_unnamed_target()."""
    operation = operation or make_operation()
    if fields.get("outcome") == OperationTarget.Outcome.REFUSED:
        fields.setdefault("witness", "某甲")
    return OperationTarget.objects.add_to(
        operation, by=None, site=site or make_site(office=operation.office), **fields
    )


def make_unnamed_target(
    operation: Operation | None = None,
    *,
    category: str = "small_venue",
    quantity: int = 1,
    **fields: Any,
) -> OperationTarget:
    return OperationTarget.objects.add_to(
        operation or make_operation(),
        by=None,
        category=make_site_category(category),
        quantity=quantity,
        **fields,
    )


def make_result(
    operation: Operation | None = None,
    *,
    kind: ResultKind | None = None,
    quantity: int = 1,
    **fields: Any,
) -> OperationResult:
    return OperationResult.objects.add_to(
        operation or make_operation(),
        by=None,
        kind=kind or make_result_kind(),
        quantity=quantity,
        **fields,
    )


def make_finding(operation: Operation | None = None, **fields: Any) -> Finding:
    """The caller gives `hazard` or `hazard_count`."""
    return Finding.objects.add_to(operation or make_operation(), by=None, **fields)
