"""工作要点 one by one, with what the ledger says of each."""

from __future__ import annotations

import re

from reports.listed.source import Asked, Row, RowSource, day
from reports.plans import Progress, progress_of
from township_safety.activities.models import PlanItem

# A theme may have been typed with its number, which the paper writes itself.
_NUMBER = re.compile(
    r"^(?:第[一二三四五六七八九十]+部分|[（(]?[一二三四五六七八九十\d]+[）)]?)[、.．，：]?"
)


def _items(asked: Asked) -> list[Row]:
    scope = asked.scope
    items = (
        PlanItem.objects.for_offices(scope.office_ids)
        .counted()
        .filter(first_day__lte=scope.last_day, last_day__gte=scope.first_day)
        .select_related("duty", "sector")
        .order_by("pk")
    )
    found = progress_of(items, year=scope.last_day.year, today=scope.last_day)
    rows = [_said(one) for one in found]
    # Those of one theme together, the themes in the order in which they come first.
    themes = list(dict.fromkeys(row["所属部分"] for row in rows))
    return sorted(rows, key=lambda row: themes.index(row["所属部分"]))


def _said(one: Progress) -> Row:
    item = one.item
    return {
        "所属部分": _NUMBER.sub("", item.theme).strip(),
        "工作内容": item.text.rstrip("。；"),
        "责任单位": item.owner,
        "时限": _deadline(item),
        "频次": _frequency(item),
        "目标": "" if item.frequency else one.target,
        "完成": one.done.text,
        "情况": one.word,
        "进展": item.progress.rstrip("。"),
    }


def _frequency(item: PlanItem) -> str:
    """Nothing where the item says 每月 or 每季度 itself."""
    if not item.frequency or item.get_frequency_display() in item.text:
        return ""
    return f"{item.get_frequency_display()}{item.times}次"


def _deadline(item: PlanItem) -> str:
    if item.frequency:
        return f"{item.get_frequency_display()}{item.times}次"
    return day(item.planned_completion or item.last_day)


_WORDS = ("所属部分", "工作内容", "责任单位", "时限", "频次", "目标", "完成", "情况", "进展")
_EACH = "{工作内容}[，{频次}]。[（责任单位：{责任单位}）]"
_TASK = (("所属部分", 34.0), ("工作内容", 66.0), ("责任单位", 34.0), ("时限", 30.0), ("目标", 18.0))
SOURCES = (
    RowSource("plan_tasks", "工作要点任务分解", _WORDS, _EACH, "{工作内容}", _TASK, _items),
    RowSource(
        "plan_items",
        "工作要点完成情况",
        _WORDS,
        _EACH,
        "{工作内容}",
        (
            ("所属部分", 30.0),
            ("工作内容", 56.0),
            ("责任单位", 28.0),
            ("时限", 24.0),
            ("目标", 18.0),
            ("完成", 18.0),
            ("情况", 16.0),
        ),
        _items,
    ),
)
