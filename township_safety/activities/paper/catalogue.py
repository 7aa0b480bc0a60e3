"""Which papers there are of which records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from township_safety.activities.models import (
    Accident,
    Drill,
    Feedback,
    LetterObligation,
    Meeting,
    Publicity,
    SignedLetter,
    Training,
)
from township_safety.activities.paper import meetings, others
from township_safety.activities.paper.accidents import accident_forms
from township_safety.activities.paper.feedback import report_forms
from township_safety.activities.paper.letters import letter_forms
from township_safety.activities.paper.sign_in import sign_in_forms
from township_safety.documents.model import Form


@dataclass(frozen=True, slots=True)
class Paper:
    slug: str
    name: str
    draw: Callable[[Any], tuple[Form, ...]]


_PAPERS: dict[type[models.Model], tuple[Paper, ...]] = {
    Meeting: (
        Paper("notice", "会议通知", meetings.notice_forms),
        Paper("sign-in", "签到表", sign_in_forms),
        Paper("minutes", "会议记录", meetings.minutes_forms),
        Paper("summary", "会议纪要", meetings.summary_forms),
    ),
    Training: (
        Paper("notice", "培训通知", others.training_notice_forms),
        Paper("sign-in", "签到表", sign_in_forms),
        Paper("record", "培训记录", others.training_record_forms),
    ),
    Drill: (
        Paper("plan", "演练方案", others.drill_plan_forms),
        Paper("sign-in", "签到表", sign_in_forms),
        Paper("record", "演练记录", others.drill_record_forms),
        Paper("assessment", "演练评估表", others.drill_assessment_forms),
    ),
    Accident: (Paper("flash", "事故快报", accident_forms),),
    Feedback: (Paper("report", "整改情况报告", report_forms),),
    Publicity: (Paper("record", "宣传活动记录", others.publicity_record_forms),),
    LetterObligation: (Paper("letter", "责任书（承诺书）", letter_forms),),
    SignedLetter: (Paper("letter", "责任书（承诺书）", letter_forms),),
}


def papers_of(row: models.Model) -> tuple[Paper, ...]:
    return _PAPERS.get(type(row), ())


def paper_of(row: models.Model, slug: str) -> Paper | None:
    return next((paper for paper in papers_of(row) if paper.slug == slug), None)
