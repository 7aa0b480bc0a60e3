"""例行任务: how often the rules asked for something in the period, and how often it was done.

A round (a week, a month, a quarter) belongs to the period in which its last day lies; one that
still runs asks for nothing yet. What was done beyond the required number makes up for nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from inspections.duties import sums
from reports.figures.definitions import REGISTRY, Computed, Ratio, Term
from reports.figures.dimensions import chosen, coded, declare, itself
from reports.figures.measures import Rows
from reports.figures.scope import Scope
from township_safety.activities.duties import RoundSum, rounds
from township_safety.activities.models import Obligation

declare(
    Obligation,
    duty=itself,
    kind=coded("kind"),
    sector=coded("sector"),
    site_category=coded("site_category"),
    frequency=chosen("frequency"),
    risk=chosen("risk_level"),
)


def _in_force(scope: Scope) -> Q:
    begun = Q(first_day__lte=scope.last_day)
    return begun & (Q(last_day__isnull=True) | Q(last_day__gte=scope.first_day))


def _ended(duty: Obligation, scope: Scope) -> Iterator[RoundSum]:
    """The rounds that end in the period, all targets of each."""
    found = rounds(duty, scope.first_day, scope.last_day)
    closed = [each for each in found if each.last_day <= scope.last_day]
    yield from sums(duty, closed, today=scope.last_day)


def _required(duty: Any, scope: Scope) -> int:
    return sum(one.times_required for one in _ended(duty, scope))


def _done(duty: Any, scope: Scope) -> int:
    return sum(one.times_done for one in _ended(duty, scope))


_DUTIES = (Term(Obligation, _in_force, Rows()),)

REGISTRY.add(
    Computed(
        "duty.required",
        "例行任务.应完成次数",
        "次",
        "在统计期内结束的各期（周、月、季度等），例行检查任务要求的次数；还没结束的一期不算",
        _DUTIES,
        each=_required,
    ),
    Computed(
        "duty.done",
        "例行任务.完成次数",
        "次",
        "在统计期内结束的各期，按任务完成的次数；一个对象超过要求的部分不算",
        _DUTIES,
        each=_done,
    ),
    Ratio(
        "duty.rate",
        "例行任务.完成率",
        "在统计期内结束的各期，完成次数占应完成次数",
        part="duty.done",
        whole="duty.required",
    ),
)
