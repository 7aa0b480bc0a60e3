"""What was owed and not done: rounds of recurring duties, returns not sent in time."""

from __future__ import annotations

from django.db.models import F, Q

from inspections.duties import sums
from reports.listed.source import Asked, Row, RowSource, day
from township_safety.activities.duties import rounds
from township_safety.activities.models import Obligation, Submission

_NAMED = 3


def _unmet(asked: Asked) -> list[Row]:
    """By duty, of rounds that are over; two queries for each duty of the office."""
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
        late = [one for one in sums(duty, over, today=asked.on) if one.missing]
        if late:
            labels = [one.round.label for one in late]
            more = "等" if len(labels) > _NAMED else ""
            found.append(
                {
                    "任务": duty.name,
                    "频次": f"{duty.get_frequency_display()}{duty.times}次",
                    "应完成": str(len(over)),
                    "已完成": str(len(over) - len(late)),
                    "未完成": str(len(late)),
                    "未完成期次": "、".join(labels[:_NAMED]) + more,
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
        ("任务", "频次", "应完成", "已完成", "未完成", "未完成期次"),
        "{任务}（{频次}）应完成{应完成}期，还有{未完成}期没有完成：{未完成期次}。",
        "{任务}（{未完成}期）",
        (
            ("任务", 46.0),
            ("频次", 22.0),
            ("应完成", 16.0),
            ("已完成", 16.0),
            ("未完成", 16.0),
            ("未完成期次", 54.0),
        ),
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
