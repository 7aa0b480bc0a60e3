"""What was owed and not done: rounds of recurring duties, returns not sent in time."""

from __future__ import annotations

from django.db.models import F, Q

from inspections.duties import sums
from reports.listed.source import Asked, Row, RowSource, day
from township_safety.activities.duties import rounds
from township_safety.activities.models import Obligation, Submission

_NAMED = 10


def _unmet(asked: Asked) -> list[Row]:
    """Rounds that are over; two queries for each duty of the office."""
    scope = asked.scope
    found: list[Row] = []
    duties = Obligation.objects.for_offices(scope.office_ids).touching(
        scope.first_day, scope.last_day
    )
    for duty in duties.with_names().order_by("name", "pk"):
        over = [
            one
            for one in rounds(duty, scope.first_day, scope.last_day)
            if scope.first_day <= one.last_day <= scope.last_day
        ]
        for one in sums(duty, over, today=asked.on):
            if one.missing:
                late = [each.target.name for each in one.asked if not each.is_done]
                more = "等" if len(late) > _NAMED else ""
                found.append(
                    {
                        "任务": duty.name,
                        "频次": f"{duty.get_frequency_display()}{duty.times}次",
                        "期次": one.round.label,
                        "应完成": str(one.required),
                        "已完成": str(one.done),
                        "未完成": str(one.missing),
                        "未完成的": "、".join(late[:_NAMED]) + more,
                    }
                )
    return found


def _returns(asked: Asked) -> list[Row]:
    """Due in the period, and not sent by its end or sent late."""
    scope = asked.scope
    late = Q(submitted_on__isnull=True) | Q(submitted_on__gt=F("due_on"))
    due = (
        Submission.objects.for_offices(scope.office_ids)
        .counted()
        .filter(late, due_on__gte=scope.first_day, due_on__lte=scope.last_day)
        .select_related("kind")
        .order_by("due_on", "pk")
    )
    return [
        {
            "名称": str(one),
            "种类": str(one.kind),
            "应报日期": day(one.due_on),
            "报送日期": day(one.submitted_on),
            "报送单位": one.addressee,
            "情况": "迟报" if one.submitted_on and one.submitted_on <= asked.on else "未报",
        }
        for one in due
    ]


SOURCES = (
    RowSource(
        "unmet_duties",
        "没有完成的例行任务",
        ("任务", "频次", "期次", "应完成", "已完成", "未完成", "未完成的"),
        "{任务}（{期次}）应完成{应完成}个，还有{未完成}个没有完成：{未完成的}。",
        "{任务}（{期次}）",
        (("任务", 46.0), ("期次", 34.0), ("应完成", 16.0), ("已完成", 16.0), ("未完成的", 58.0)),
        _unmet,
    ),
    RowSource(
        "late_returns",
        "没有按时报送的材料",
        ("名称", "种类", "应报日期", "报送日期", "报送单位", "情况"),
        "{名称}应于{应报日期}报送，{情况}[（{报送日期}报送）]。",
        "{名称}（{情况}）",
        (("名称", 60.0), ("应报日期", 28.0), ("报送日期", 28.0), ("情况", 18.0)),
        _returns,
    ),
)
