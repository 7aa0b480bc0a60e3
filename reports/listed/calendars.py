"""专项行动 and 重要时段 that share a day with the period."""

from __future__ import annotations

from reports.listed.source import Asked, Row, RowSource, day
from township_safety.register.models import Campaign, KeyPeriod

_SPAN = ("名称", "开始日期", "结束日期")


def _campaigns(asked: Asked) -> list[Row]:
    scope = asked.scope
    running = Campaign.objects.for_offices(scope.office_ids).touching(
        scope.first_day, scope.last_day
    )
    return [
        {
            "名称": one.name,
            "开始日期": day(one.first_day),
            "结束日期": day(one.last_day),
            "部署单位": one.issuer,
            "目标任务": one.goal.rstrip("。"),
        }
        for one in running.order_by("first_day", "pk")
    ]


def _key_periods(asked: Asked) -> list[Row]:
    scope = asked.scope
    found = KeyPeriod.objects.for_offices(scope.office_ids).touching(
        scope.first_day, scope.last_day
    )
    return [
        {"名称": one.name, "开始日期": day(one.first_day), "结束日期": day(one.last_day)}
        for one in found.order_by("first_day", "pk")
    ]


SOURCES = (
    RowSource(
        "campaigns",
        "专项行动",
        (*_SPAN, "部署单位", "目标任务"),
        "{名称}（{开始日期}起[，至{结束日期}]）[：{目标任务}]。",
        "{名称}",
        (("名称", 50.0), ("开始日期", 26.0), ("结束日期", 26.0), ("部署单位", 40.0)),
        _campaigns,
    ),
    RowSource(
        "key_periods",
        "重要时段",
        _SPAN,
        "{名称}（{开始日期}[至{结束日期}]）。",
        "{名称}",
        (("名称", 60.0), ("开始日期", 40.0), ("结束日期", 40.0)),
        _key_periods,
    ),
)
