"""Meetings named after a rhythm: more of them than the period has room for is worth a question."""

from __future__ import annotations

from reports.figures import Value
from reports.gaps import Gap
from reports.printing import link_to_rows

QUARTERLY = "quarterly_meeting"


def too_often(value: Value) -> str:
    """What to ask the office about the number; empty when it fits the period."""
    scope = value.request.scope
    if value.request.key != "meeting.count" or dict(scope.filters).get("kind") != (QUARTERLY,):
        return ""
    starts = (month.first_day for month in scope.period.months())
    quarters = len({(day.year, (day.month - 1) // 3) for day in starts})
    if value.number <= quarters:
        return ""
    text = f"季度会议{value.number}次，而统计期只有{quarters}个季度，请核对会议种类"
    return Gap.behind(text, link_to_rows(value.request), action="查看这些会议")
