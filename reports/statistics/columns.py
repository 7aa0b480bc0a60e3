"""The columns of the statutory tables as declarations: what each asks of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from reports.figures import REGISTRY, Figure, Ratio, Request, Scope
from township_safety.periods import Period


class Kind(Enum):
    COUNT = "count"
    RATE = "rate"
    MONEY = "money"


@dataclass(frozen=True)
class Column:
    """`heads` from the top group down to its own name; `limit` is the column it is a part of."""

    code: str
    heads: tuple[str, ...]
    key: str
    filters: tuple[tuple[str, str], ...] = ()
    limit: str = ""
    width: float = 14.0
    since_january: bool = False

    @property
    def name(self) -> str:
        return self.heads[-1]

    @property
    def kind(self) -> Kind:
        figure = REGISTRY.get(self.key)
        if isinstance(figure, Ratio):
            return Kind.RATE
        is_money = isinstance(figure, Figure) and figure.is_money
        return Kind.MONEY if is_money else Kind.COUNT

    def request(self, scope: Scope, *, year_to_date: Period) -> Request:
        asked = scope.over(year_to_date) if self.since_january else scope
        return Request(self.key, asked.narrowed(**dict(self.filters)))


_GENERAL = (("grade", "general"),)
_MAJOR = (("grade", "major"),)

_INSPECTED = "开展排查治理的生产经营单位"
_ORDINARY = "一般事故隐患"
_GRAVE = "重大事故隐患"

# 2012 form, tables 1 and 2.
NEW: tuple[Column, ...] = (
    Column("due", (_INSPECTED, "应排查治理（家）"), "site.count"),
    Column("seen", (_INSPECTED, "实际排查治理（家）"), "site.inspected", limit="due"),
    Column("coverage", (_INSPECTED, "覆盖率（%）"), "site.coverage"),
    Column("found", (_ORDINARY, "排查（项）"), "hazard.found", _GENERAL),
    Column(
        "rectified",
        (_ORDINARY, "其中：已整改（项）"),
        "hazard.found_and_rectified",
        _GENERAL,
        limit="found",
    ),
    Column("rate", (_ORDINARY, "整改率（%）"), "hazard.rate", _GENERAL),
    Column("major", (_GRAVE, "排查（项）"), "hazard.found", _MAJOR),
    Column(
        "closed",
        (_GRAVE, "其中：已整改销号（项）"),
        "hazard.found_and_closed",
        _MAJOR,
        limit="major",
    ),
    Column("closing", (_GRAVE, "整改率（%）"), "hazard.closing_rate", _MAJOR),
    Column("planned", (_GRAVE, "列入治理计划（项）"), "hazard.planned", _MAJOR),
    Column(
        "wholly",
        (_GRAVE, "其中：达到“五到位”（项）"),
        "hazard.planned_wholly",
        _MAJOR,
        limit="planned",
    ),
    Column("listed", (_GRAVE, "挂牌督办（项）"), "hazard.listed", _MAJOR),
    Column(
        "listed_province",
        (_GRAVE, "其中：省级（项）"),
        "hazard.listed_province",
        _MAJOR,
        limit="listed",
    ),
    Column(
        "listed_city",
        (_GRAVE, "其中：地市级（项）"),
        "hazard.listed_city",
        _MAJOR,
        limit="listed",
    ),
    Column("funds", ("累计落实隐患治理资金（万元）",), "hazard.funds", width=18.0),
)

_SEARCH = ("重大隐患", "排查治理")
_PLAN = ("重大隐患", "列入治理计划")
_OF_PLAN = (*_PLAN, "其中")
_FIVE = (
    ("goals", "落实治理目标任务"),
    ("resources", "落实治理经费物资"),
    ("people", "落实治理机构人员"),
    ("schedule", "落实治理时间要求"),
    ("safeguards", "落实安全措施应急预案"),
)

OLD: tuple[Column, ...] = (
    Column("seen", ("排查单位数（家）",), "site.inspected"),
    Column("found", ("一般隐患", "隐患数（项）"), "hazard.found", _GENERAL),
    Column(
        "rectified",
        ("一般隐患", "已经整改数（项）"),
        "hazard.found_and_rectified",
        _GENERAL,
        limit="found",
    ),
    Column("rate", ("一般隐患", "整改率（%）"), "hazard.rate", _GENERAL),
    Column("major", (*_SEARCH, "重大隐患数（项）"), "hazard.found", _MAJOR),
    Column(
        "closed",
        (*_SEARCH, "已整改销号数（项）"),
        "hazard.found_and_closed",
        _MAJOR,
        limit="major",
    ),
    Column("closing", (*_SEARCH, "整改率（%）"), "hazard.closing_rate", _MAJOR),
    Column("planned", (*_PLAN, "重大隐患数（项）"), "hazard.planned", _MAJOR),
    *(
        Column(code, (*_OF_PLAN, f"{name}（项）"), f"hazard.planned_{code}", _MAJOR, "planned", 18)
        for code, name in _FIVE
    ),
    Column("funds", (*_PLAN, "累计落实治理资金（万元）"), "hazard.planned_funds", _MAJOR, width=18),
)


def beside(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Each sum twice, of the period and since 1 January; rates of the longer time only."""
    found: list[Column] = []
    for column in columns:
        since = replace(
            column,
            code=f"{column.code}_since",
            heads=(*column.heads, "累计"),
            since_january=True,
            limit=f"{column.limit}_since" if column.limit else "",
        )
        if column.kind is not Kind.RATE:
            found.append(replace(column, heads=(*column.heads, "本期")))
        found.append(since)
    return tuple(found)


def _chosen(columns: Iterable[Column], *codes: str) -> tuple[Column, ...]:
    by_code = {column.code: column for column in columns}
    return tuple(by_code[code] for code in codes)


_FUNDS = Column("funds", ("落实治理资金（万元）",), "hazard.funds", width=18.0)

BESIDE = beside(
    (
        *_chosen(NEW, "seen", "found", "rectified", "rate", "major", "closed", "closing"),
        _FUNDS,
    )
)

_LEFT = "期末情况"

VILLAGES: tuple[Column, ...] = (
    *(
        replace(column, heads=("监管对象排查", *column.heads[1:]))
        for column in _chosen(NEW, "due", "seen", "coverage")
    ),
    *_chosen(NEW, "found", "rectified", "rate", "major", "closed", "closing"),
    Column("remaining", (_LEFT, "未整改（项）"), "hazard.remaining"),
    Column("overdue", (_LEFT, "其中：逾期（项）"), "hazard.overdue", limit="remaining"),
    _FUNDS,
)

_PLANNED_LEFT = "列入治理计划的重大隐患（未销号）"

# What an enterprise reports each quarter.
SITE: tuple[Column, ...] = (
    Column("found", ("一般隐患", "发现（项）"), "hazard.found", _GENERAL),
    Column("left", ("一般隐患", "尚未整改（项）"), "hazard.remaining", _GENERAL),
    Column("major", ("重大隐患", "发现（项）"), "hazard.found", _MAJOR),
    Column("major_left", ("重大隐患", "尚未整改（项）"), "hazard.remaining", _MAJOR),
    Column("planned", (_PLANNED_LEFT, "共计（项）"), "hazard.planned", _MAJOR),
    *(
        Column(code, (_PLANNED_LEFT, f"{name}（项）"), f"hazard.planned_{code}", _MAJOR, "planned")
        for code, name in _FIVE
    ),
    Column("funds", (_PLANNED_LEFT, "落实治理资金（累计，万元）"), "hazard.planned_funds", _MAJOR),
)
