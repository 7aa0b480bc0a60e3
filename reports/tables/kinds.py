"""Every table by its code: of which parts or days its rows are, and what is asked of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reports.figures import NONE, Request, Scope
from reports.partitions import Lists
from reports.tables.plan import TablePlan
from township_safety.periods import Period

Column = tuple[str, str, dict[str, str]]
_HAZARDS: tuple[Column, ...] = (
    ("上期结转", "hazard.opening", {}),
    ("本期排查", "hazard.found", {}),
    ("其中重大", "hazard.found", {"grade": "major"}),
    ("复查退回", "hazard.returned", {}),
    ("本期整改", "hazard.rectified", {}),
    ("期末未整改", "hazard.remaining", {}),
    ("排查整改率", "hazard.rate", {}),
)
_RETURNED = 3
_WORK: tuple[Column, ...] = (
    ("检查（次）", "inspection.count", {}),
    ("执法（次）", "enforcement.count", {}),
    ("检查（家次）", "target.visits", {}),
    ("发现隐患（处）", "hazard.found", {}),
    ("整改隐患（处）", "hazard.rectified", {}),
)
_CAMPAIGN: tuple[Column, ...] = (
    ("检查执法（次）", "operation.count", {}),
    ("检查（家次）", "target.visits", {}),
    ("发现隐患（处）", "hazard.found", {}),
    ("整改隐患（处）", "hazard.rectified", {}),
    ("期末未整改（处）", "hazard.remaining", {}),
)
# The lines of 日报: what was done, with the unit in front of two numbers.
_DAILY: tuple[Column, ...] = (
    ("开展检查（次）", "inspection.count", {}),
    ("　其中党政领导带队（次）", "inspection.led", {}),
    ("开展执法（次）", "enforcement.count", {}),
    ("检查单位、场所（家次）", "target.visits", {}),
    ("排查隐患（处）", "hazard.found", {}),
    ("　其中重大隐患（处）", "hazard.found", {"grade": "major"}),
    ("整改隐患（处）", "hazard.rectified", {}),
    ("下达整改文书（份）", "notice.issued", {}),
    ("开展集中宣传（次）", "publicity.quantity", {"item": "event"}),
    ("发放宣传资料（份）", "publicity.quantity", {"item": "leaflet"}),
    ("生产安全事故（起）", "accident.count", {}),
)
# Of a longer stretch the days without work are left out.
_DAYS_KEPT = 7
_CAMPAIGN_ASKS = frozenset(
    {
        "inspection.count",
        "inspection.led",
        "enforcement.count",
        "target.visits",
        "hazard.found",
        "hazard.rectified",
    }
)


@dataclass(frozen=True)
class TableKind:
    label: str
    plan: Callable[[str, Scope, Lists], TablePlan]


def plan_table(code: str, scope: Scope, lists: Lists) -> TablePlan:
    return _KINDS[code].plan(_KINDS[code].label, scope, lists)


def _cells(columns: tuple[Column, ...], scope: Scope) -> tuple[Request, ...]:
    return tuple(Request(key, scope.narrowed(**filters)) for _, key, filters in columns)


def _heads(first: str, columns: tuple[Column, ...]) -> tuple[str, ...]:
    return (first, *(head for head, _, _ in columns))


def _partition(
    dimension: str, head: str, parts: Callable[[Lists], Mapping[str, str]]
) -> Callable[[str, Scope, Lists], TablePlan]:
    """Rows that add up to the total: every code, and 未分."""

    def plan(label: str, scope: Scope, lists: Lists) -> TablePlan:
        if dimension in dict(scope.filters):
            known = {code: parts(lists).get(code, "") for code in dict(scope.filters)[dimension]}
        else:
            known = {**parts(lists), NONE: "未分"}
        rows = [
            (name, _cells(_HAZARDS, scope.narrowed(**{dimension: code})))
            for code, name in known.items()
        ]
        rows.append(("合计", _cells(_HAZARDS, scope)))
        return TablePlan(label, "处", _heads(head, _HAZARDS), tuple(rows), optional=(_RETURNED,))

    return plan


def _months(label: str, scope: Scope, _: Lists) -> TablePlan:
    rows = [
        (f"{month.first_day.year}年{month.first_day.month}月", _cells(_HAZARDS, scope.over(month)))
        for month in scope.period.months()
    ]
    rows.append(("合计", _cells(_HAZARDS, scope)))
    heads = _heads("月份", _HAZARDS)
    return TablePlan(label, "处", heads, tuple(rows), keeps_zeros=True, optional=(_RETURNED,))


def _days(label: str, scope: Scope, _: Lists) -> TablePlan:
    rows = [
        (f"{one.month}月{one.day}日", _cells(_WORK, scope.over(Period.of_day(one))))
        for one in _each_day(scope.first_day, scope.last_day)
    ]
    rows.append(("合计", _cells(_WORK, scope)))
    heads = _heads("日期", _WORK)
    keeps = scope.period.days <= _DAYS_KEPT
    return TablePlan(label, "", heads, tuple(rows), keeps_zeros=keeps)


def _each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _daily(label: str, scope: Scope, lists: Lists) -> TablePlan:
    """当日 and 累计: since the campaign's or key period's first day, else since 1 January."""
    asked = _DAILY if not scope.filters else [c for c in _DAILY if c[1] in _CAMPAIGN_ASKS]
    since = lists.since or date(scope.last_day.year, 1, 1)
    whole = scope.over(Period.between(min(since, scope.first_day), scope.last_day))
    rows = tuple(
        (head, tuple(Request(key, each.narrowed(**filters)) for each in (scope, whole)))
        for head, key, filters in asked
    )
    heads = ("项目", "当日", "累计")
    return TablePlan(label, "", heads, rows, total=False, keeps_zeros=True, first_mm=70.0)


def _campaigns(label: str, scope: Scope, lists: Lists) -> TablePlan:
    rows = tuple(
        (words["专项行动"], _cells(_CAMPAIGN, scope.narrowed(campaign=uid)))
        for uid, words in lists.campaigns.items()
    )
    heads = _heads("专项行动", _CAMPAIGN)
    return TablePlan(label, "", heads, rows, total=False, keeps_zeros=True, first_mm=60.0)


def _offices(label: str, scope: Scope, lists: Lists) -> TablePlan:
    """Each township with its own rows; the total is of all that the report covers."""
    rows = [
        (name, _cells(_HAZARDS, replace(scope, office_ids=(office,))))
        for office, name in lists.offices.items()
    ]
    own = tuple(office for office in scope.office_ids if office not in lists.offices)
    if own:
        rows.append(("本级", _cells(_HAZARDS, replace(scope, office_ids=own))))
    rows.append(("合计", _cells(_HAZARDS, scope)))
    heads = _heads("单位", _HAZARDS)
    return TablePlan(label, "处", heads, tuple(rows), keeps_zeros=True, optional=(_RETURNED,))


_KINDS = {
    "sectors": TableKind(
        "分行业隐患排查整改情况",
        _partition("sector", "行业领域", lambda lists: lists.sectors),
    ),
    "villages": TableKind(
        "各村（居）隐患排查整改情况",
        _partition("village", "村（居）", lambda lists: lists.villages),
    ),
    "sources": TableKind(
        "各类来源隐患排查整改情况",
        _partition("source", "隐患来源", lambda lists: lists.source_names),
    ),
    "months": TableKind("各月隐患排查整改情况", _months),
    "days": TableKind("逐日工作情况", _days),
    "daily": TableKind("当日和累计情况", _daily),
    "campaigns": TableKind("各专项行动开展情况", _campaigns),
    "offices": TableKind("各单位隐患排查整改情况", _offices),
}
TABLES: dict[str, str] = {code: kind.label for code, kind in _KINDS.items()}
