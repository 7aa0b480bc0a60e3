"""How long it takes: what is about to fall due, how long hazards stay open, what came back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from hazards.models import Hazard, HazardCount, conditions
from hazards.models.deadlines import DUE_SOON_WORKING_DAYS, due_soon_until
from hazards.models.timeline import Deadline, Outcome, Rectification
from reports.figures.catalogue.days import dated, standing
from reports.figures.catalogue.governance import searched
from reports.figures.definitions import REGISTRY, Figure, Middle, Term
from reports.figures.measures import Distinct, Rows, Total
from reports.figures.scope import Scope
from township_safety.activities.models import Submission
from township_safety.register.models import Site
from township_safety.register.working_days import calendar_for

# Longer than any run of days off that may lie between a day and the third working day after it.
_REACH = timedelta(days=60)
_RETURN_AHEAD_DAYS = 7

# 未整改时长: key, name, days since it was found, both ends included.
AGES: tuple[tuple[str, str, int, int | None], ...] = (
    ("open_week", "7日以内", 0, 7),
    ("open_month", "8至30日", 8, 30),
    ("open_quarter", "31至90日", 31, 90),
    ("open_half", "91至180日", 91, 180),
    ("open_longer", "180日以上", 181, None),
)


def _due_soon(scope: Scope) -> Q:
    """By the deadline in force on the last day; each office has its own days off."""
    day, falls_due = scope.last_day, Q(pk__in=[])
    for office in scope.office_ids:
        until = due_soon_until(calendar_for(office, first=day, last=day + _REACH), on=day)
        in_force = Deadline.objects.in_force(on=day).filter(hazard=OuterRef("pk"))
        soon = Q(Exists(in_force.filter(due_on__gte=day, due_on__lte=until)))
        falls_due |= soon if len(scope.office_ids) == 1 else Q(office=office) & soon
    return conditions.open_on(day) & falls_due & ~conditions.referred_on(day)


def _open_for(least: int, most: int | None) -> Callable[[Scope], Q]:
    def where(scope: Scope) -> Q:
        found = Q(found_on__lte=scope.last_day - timedelta(days=least))
        if most is not None:
            found &= Q(found_on__gte=scope.last_day - timedelta(days=most))
        return found & conditions.open_on(scope.last_day)

    return where


def _not_seen(scope: Scope) -> Q:
    return standing()(scope) & ~searched(scope)


def _day_known(scope: Scope) -> Q:
    """Closed in the period after a rectification whose day was told."""
    unknown = Rectification.objects.filter(hazard=OuterRef("pk"), is_date_unknown=True)
    stands = unknown.exclude(outcome=Outcome.FAILED)
    return dated("closed_on")(scope) & ~Q(Exists(stands))


def _owed(scope: Scope) -> Q:
    due = Q(due_on__lte=scope.last_day + timedelta(days=_RETURN_AHEAD_DAYS))
    return due & (Q(submitted_on__isnull=True) | Q(submitted_on__gt=scope.last_day))


def _as_of(key: str, name: str, definition: str, where: Callable[[Scope], Q]) -> Figure:
    term = Term(Hazard, where, Rows())
    return Figure(f"hazard.{key}", f"隐患.{name}", "处", definition, (term,), is_flow=False)


def _age(key: str, name: str, least: int, most: int | None) -> Figure:
    what = f"到数据截至日尚未整改的隐患中，从检查日期到那一天{_days_words(least, most)}的"
    return _as_of(key, f"未整改{name}数", f"{what}；汇总登记的另列", _open_for(least, most))


def _days_words(least: int, most: int | None) -> str:
    return f"有{least}日以上" if most is None else f"有{least}至{most}日"


REGISTRY.add(
    _as_of(
        "due_soon",
        "临期数",
        f"到数据截至日尚未整改、整改期限在当天或以后{DUE_SOON_WORKING_DAYS}个工作日以内的隐患；"
        "已上报移送尚未回复的不算",
        _due_soon,
    ),
    *(_age(*age) for age in AGES),
    Figure(
        "hazard.open_counted",
        "隐患.汇总登记未整改数",
        "处",
        "到数据截至日汇总登记（只登数）中尚未整改的；没有逐条的检查日期，不分未整改时长",
        (
            Term(
                HazardCount,
                lambda scope: Q(on__lte=scope.last_day),
                Total("found", less="rectified"),
            ),
        ),
        is_flow=False,
    ),
    Middle(
        "hazard.days_to_close",
        "隐患.销号用时中位数",
        "天",
        "销号日期在统计期内的隐患，从检查日期到销号日期的天数排在正中的一个；"
        "整改完成日期不详的不参与",
        Term(Hazard, _day_known, Rows()),
        "closed_on",
        beside=("found_on",),
        since="found_on",
    ),
    Figure(
        "hazard.recurring",
        "隐患.反复反弹数",
        "处",
        "检查日期在统计期内、销号后回头看发现反弹的隐患",
        (Term(Hazard, dated("found_on", Q(recurs__isnull=False)), Rows()),),
    ),
    Figure(
        "hazard.recurring_sites",
        "隐患.反复反弹家数",
        "家",
        "统计期内有反复反弹隐患的不同监管对象",
        (Term(Hazard, dated("found_on", Q(recurs__isnull=False)), Distinct("site")),),
    ),
    Figure(
        "site.uninspected",
        "监管对象.未排查数",
        "家",
        "到数据截至日在册、统计期内没有检查到也没有登记过排查的监管对象",
        (Term(Site, _not_seen, Rows()),),
    ),
    Figure(
        "submission.owed",
        "报送.待报份数",
        "份",
        f"到数据截至日还没有报送、应报日期已到或在以后{_RETURN_AHEAD_DAYS}日以内的",
        (Term(Submission, _owed, Rows()),),
        is_flow=False,
    ),
)
