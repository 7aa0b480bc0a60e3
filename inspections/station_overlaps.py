"""可能重复统计: joint operations with a station that may hold what the station reports, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from inspections.models import Finding, Operation, OperationResult, OperationTarget
from township_safety.activities.models import Asked, StationFigure

_ANY_OPERATION = frozenset(
    {Asked.OPERATIONS, Asked.PERSON_TIMES, Asked.VEHICLE_TIMES, Asked.VEHICLES_CHECKED}
)
_RESULTS = frozenset({Asked.RESULTS, Asked.RESULT_ROWS, Asked.FINES})


def overlaps(figures: Iterable[StationFigure]) -> dict[int, list[Operation]]:
    """For each number the operations with its station on the same days and of the same kind."""
    asked = [figure for figure in figures if not figure.is_nil]
    if not asked:
        return {}
    together = _days_together(asked)
    found = {
        figure.pk: list(_joint(figure))
        for figure in asked
        if any(
            figure.first_day <= day <= figure.last_day
            for day in together.get(figure.question.agency_id, ())
        )
    }
    return {key: rows for key, rows in found.items() if rows}


def _days_together(figures: list[StationFigure]) -> dict[int, list[date]]:
    """When each station went along, in one query, so that most numbers need none of their own."""
    links = Operation.partner_agencies.through.objects.filter(
        agency__in={figure.question.agency_id for figure in figures},
        operation__voided_at__isnull=True,
        operation__on__gte=min(figure.first_day for figure in figures),
        operation__on__lte=max(figure.last_day for figure in figures),
    )
    found: dict[int, list[date]] = defaultdict(list)
    for agency, day in links.values_list("agency", "operation__on"):
        found[agency].append(day)
    return found


def _joint(figure: StationFigure) -> QuerySet[Operation]:
    question = figure.question
    condition = _same(figure)
    if condition is None:
        return Operation.objects.none()
    rows = Operation.objects.for_offices([figure.office_id]).counted()
    partners = Operation.partner_agencies.through.objects.filter(
        operation=OuterRef("pk"), agency=question.agency_id
    )
    rows = rows.dated_in(figure.first_day, figure.last_day).filter(Exists(partners), condition)
    return rows.select_related("kind").order_by("on", "pk")


def _same(figure: StationFigure) -> Q | None:
    """What the operation must hold to be counted in the same figure; None: nothing can."""
    question = figure.question
    if question.figure in _RESULTS:
        return _of_sector(figure) & _with_results(figure)
    if question.is_of_hazards:
        return _with(Finding.objects.counted().standing())
    narrower = {
        Asked.INSPECTIONS: Q(category=Operation.Category.INSPECTION),
        Asked.ENFORCEMENT: Q(category=Operation.Category.ENFORCEMENT),
        Asked.VISITS: _with(OperationTarget.objects.counted().checked()),
        **dict.fromkeys(_ANY_OPERATION, Q()),
    }
    condition = narrower.get(Asked(question.figure))
    return None if condition is None else _of_sector(figure) & condition


def _with(lines: QuerySet[Any]) -> Q:
    return Q(Exists(lines.filter(operation=OuterRef("pk"))))


def _with_results(figure: StationFigure) -> Q:
    question = figure.question
    lines = OperationResult.objects.counted()
    if question.result_kind_id is not None:
        lines = lines.filter(kind=question.result_kind_id)
    if question.figure == Asked.FINES:
        lines = lines.filter(fine_amount__gt=0)
    return _with(lines)


def _of_sector(figure: StationFigure) -> Q:
    """An operation without a sector may be any station's."""
    sector = figure.question.sector_id
    return Q(sector=sector) | Q(sector__isnull=True) if sector is not None else Q()
