"""月排查月报送: which village or township told of hazards, of nothing, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hazards.models import Hazard, HazardCount
from inspections.models import Operation
from reports.listed.source import Asked, Row, RowSource
from township_safety.activities.village_returns import village_returns
from township_safety.organisation.models import Office
from township_safety.register.models import NilReturn, Register

REPORTED, NIL, SILENT = "已报", "零报告", "未报"


@dataclass(frozen=True)
class OfficeReturn:
    """One township in one period."""

    office: Office
    state: str


def office_returns(asked: Asked) -> list[OfficeReturn]:
    """Four queries for any number of townships below the office that reports."""
    first, last = asked.scope.first_day, asked.scope.last_day
    below = Office.objects.filter(parent=asked.office).order_by("pk")
    keys = [office.pk for office in below]
    told: set[int] = set()
    for rows in (
        Hazard.objects.for_offices(keys).counted().dated_in(first, last),
        HazardCount.objects.for_offices(keys).counted().dated_in(first, last),
        Operation.objects.for_offices(keys).counted().dated_in(first, last),
    ):
        told |= set(rows.order_by().values_list("office", flat=True).distinct())
    declared = NilReturn.objects.for_offices(keys).covering(Register.HAZARDS, first, last)
    whole = declared.filter(first_day__lte=first, last_day__gte=last)
    nil = set(whole.order_by().values_list("office", flat=True))
    return [
        OfficeReturn(office, REPORTED if office.pk in told else NIL if office.pk in nil else SILENT)
        for office in below
    ]


def _offices(state: str) -> Callable[[Asked], list[Row]]:
    return lambda asked: [
        {"单位名称": one.office.name, "情况": one.state}
        for one in office_returns(asked)
        if state in ("", one.state)
    ]


def _villages(*states: str) -> Callable[[Asked], list[Row]]:
    def rows(asked: Asked) -> list[Row]:
        found = village_returns(asked.office, asked.scope.period, today=asked.on)
        return [
            {
                "村名": one.village.name,
                "情况": one.state,
                "自报": str(one.own),
                "代报": str(one.entered_for_it),
                "未整改": str(one.open),
                "催报次数": str(len(one.reminders)) if one.reminders else "",
            }
            for one in found
            if not states or one.state in states
        ]

    return rows


_OFFICE_WORDS = ("单位名称", "情况")
_OFFICE_COLUMNS = (("单位名称", 80.0), ("情况", 40.0))
_VILLAGE_WORDS = ("村名", "情况", "自报", "代报", "未整改", "催报次数")
_VILLAGE_COLUMNS = (
    ("村名", 40.0),
    ("情况", 24.0),
    ("自报", 20.0),
    ("代报", 20.0),
    ("未整改", 22.0),
    ("催报次数", 24.0),
)
SOURCES = (
    RowSource(
        "village_returns",
        "各村（居）月报送情况",
        _VILLAGE_WORDS,
        "{村名}：{情况}。",
        "{村名}",
        _VILLAGE_COLUMNS,
        _villages(),
    ),
    RowSource(
        "villages_nil",
        "零报告的村（居）",
        _VILLAGE_WORDS,
        "{村名}零报告。",
        "{村名}",
        _VILLAGE_COLUMNS,
        _villages(NIL),
    ),
    RowSource(
        "villages_silent",
        "没有报送的村（居）",
        _VILLAGE_WORDS,
        "{村名}没有报送[，已催报{催报次数}次]。",
        "{村名}",
        _VILLAGE_COLUMNS,
        _villages(SILENT),
    ),
    RowSource(
        "offices_nil",
        "零报告的下级单位",
        _OFFICE_WORDS,
        "{单位名称}零报告。",
        "{单位名称}",
        _OFFICE_COLUMNS,
        _offices(NIL),
    ),
    RowSource(
        "offices_silent",
        "没有报送的下级单位",
        _OFFICE_WORDS,
        "{单位名称}没有报送。",
        "{单位名称}",
        _OFFICE_COLUMNS,
        _offices(SILENT),
    ),
)
