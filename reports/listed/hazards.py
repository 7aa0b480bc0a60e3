"""隐患 one by one: listed, overdue, major, waiting for an answer from above, still open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from hazards.models import Hazard, Listing, Referral, conditions
from hazards.models.timeline import Deadline
from reports.figures.dimensions import condition_for
from reports.listed.source import Asked, Row, RowSource, day

_WORDS = (
    "编号",
    "村名",
    "地点",
    "隐患",
    "行业",
    "等级",
    "检查日期",
    "期限",
    "逾期天数",
    "责任人",
    "整改情况",
)
_PLAIN = "{村名}{地点}：{隐患}（{检查日期}发现[，整改期限{期限}]），{整改情况}。"
_COLUMNS = (
    ("编号", 19.6),
    ("村名", 14.0),
    ("地点", 18.0),
    ("隐患", 28.5),
    ("检查日期", 21.6),
    ("期限", 21.6),
    ("责任人", 15.0),
    ("整改情况", 17.5),
)


def _hazards(asked: Asked, condition: Q) -> QuerySet[Hazard]:
    """With the deadline that held on that day: a later extension rewrites no past delay."""
    deadlines = Deadline.objects.in_force(on=asked.on)
    return (
        Hazard.objects.for_offices(asked.scope.office_ids)
        .counted()
        .filter(condition_for(Hazard, asked.scope.filters) & condition)
        .select_related("village", "site", "sector")
        .prefetch_related(Prefetch("deadlines", queryset=deadlines, to_attr="deadlines_then"))
        .order_by("found_on", "pk")
    )


def _said(hazard: Any, asked: Asked, open_then: set[int]) -> dict[str, str]:
    held = hazard.deadlines_then[0].due_on if hazard.deadlines_then else None
    is_open = hazard.pk in open_then
    late = (asked.on - held).days if held and is_open else 0
    return {
        "编号": hazard.number,
        "村名": str(hazard.village or ""),
        "地点": str(hazard.site or hazard.place),
        "隐患": hazard.description.rstrip("。；，"),
        "行业": str(hazard.sector or ""),
        "等级": hazard.get_grade_display(),
        "检查日期": day(hazard.found_on),
        "期限": day(held),
        "逾期天数": str(late) if late > 0 else "",
        "责任人": hazard.responsible_person,
        "整改情况": "正在整改" if is_open else "已完成整改",
    }


def _by_key(asked: Asked, condition: Q) -> dict[int, dict[str, str]]:
    found = list(_hazards(asked, condition))
    keys = [hazard.pk for hazard in found]
    still = Hazard.objects.with_keys(keys).open(on=asked.on)
    open_then = set(still.values_list("pk", flat=True))
    return {hazard.pk: _said(hazard, asked, open_then) for hazard in found}


def _rows(condition: Callable[[Asked], Q]) -> Callable[[Asked], list[Row]]:
    return lambda asked: list(_by_key(asked, condition(asked)).values())


def _listings(asked: Asked) -> list[Row]:
    standing = (
        Listing.objects.standing(on=asked.on)
        .filter(hazard__in=_hazards(asked, Q()).order_by().values("pk"))
        .order_by("listed_on", "pk")
        .prefetch_related("extensions")
    )
    listings = list(standing)
    hazards = _by_key(asked, Q(pk__in=[one.hazard_id for one in listings]))
    return [
        {
            **hazards[one.hazard_id],
            "督办单位": one.body,
            "挂牌级别": one.get_level_display(),
            "文号": one.number,
            "挂牌日期": day(one.listed_on),
            "督办期限": day(one.due_in_force(on=asked.on)),
        }
        for one in listings
    ]


def _referrals(asked: Asked) -> list[Row]:
    waiting = _hazards(asked, conditions.waiting_on(asked.on)).order_by().values("pk")
    referrals = list(
        Referral.objects.unanswered(on=asked.on)
        .filter(hazard__in=waiting)
        .select_related("to_agency")
        .order_by("referred_on", "pk")
    )
    hazards = _by_key(asked, Q(pk__in=[one.hazard_id for one in referrals]))
    return [
        {
            **hazards[one.hazard_id],
            "上报单位": str(one.to_agency),
            "上报日期": day(one.referred_on),
            "事由": one.get_reason_display(),
        }
        for one in referrals
    ]


def _found_in(asked: Asked, extra: Q) -> Q:
    return extra & Q(found_on__gte=asked.scope.first_day, found_on__lte=asked.on)


_NAME = "{村名}{地点}{隐患}"
SOURCES = (
    RowSource(
        "listed",
        "挂牌督办未解除的隐患",
        (*_WORDS, "督办单位", "挂牌级别", "文号", "挂牌日期", "督办期限"),
        "{督办单位}{挂牌日期}挂牌督办的{村名}{地点}隐患（{隐患}）[，督办期限{督办期限}]，{整改情况}。",
        _NAME,
        (
            ("编号", 20.0),
            ("地点", 26.0),
            ("隐患", 46.0),
            ("督办单位", 28.0),
            ("挂牌日期", 22.0),
            ("督办期限", 22.0),
            ("整改情况", 24.0),
        ),
        _listings,
    ),
    RowSource(
        "overdue",
        "逾期未整改的隐患",
        _WORDS,
        "{村名}{地点}：{隐患}（整改期限{期限}，逾期{逾期天数}天[，责任人{责任人}]）。",
        _NAME,
        (*_COLUMNS[:-1], ("逾期天数", 9.0)),
        _rows(lambda asked: conditions.overdue_on(asked.on)),
    ),
    RowSource(
        "remaining",
        "未整改的隐患",
        _WORDS,
        _PLAIN,
        _NAME,
        _COLUMNS,
        _rows(lambda asked: conditions.open_on(asked.on)),
    ),
    RowSource(
        "major",
        "重大隐患（本期发现和未整改的）",
        _WORDS,
        _PLAIN,
        _NAME,
        _COLUMNS,
        _rows(
            lambda asked: Q(grade="major") & (_found_in(asked, Q()) | conditions.open_on(asked.on))
        ),
    ),
    RowSource(
        "found",
        "本期发现的隐患",
        _WORDS,
        _PLAIN,
        _NAME,
        _COLUMNS,
        _rows(lambda asked: _found_in(asked, Q())),
    ),
    RowSource(
        "clearance",
        "月末销号会商的隐患（挂牌、重大、逾期）",
        _WORDS,
        _PLAIN,
        _NAME,
        _COLUMNS,
        _rows(
            lambda asked: (
                conditions.open_on(asked.on)
                & (
                    Q(grade="major")
                    | conditions.listed_on(asked.on)
                    | conditions.overdue_on(asked.on)
                )
            )
        ),
    ),
    RowSource(
        "waiting",
        "已上报移送、尚未回复的隐患",
        (*_WORDS, "上报单位", "上报日期", "事由"),
        "{村名}{地点}：{隐患}，{上报日期}上报（移送）{上报单位}，尚未回复。",
        _NAME,
        (
            ("编号", 26.0),
            ("地点", 30.0),
            ("隐患", 50.0),
            ("上报单位", 34.0),
            ("上报日期", 24.0),
            ("事由", 26.0),
        ),
        _referrals,
    ),
)
