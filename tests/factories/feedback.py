"""Letters of feedback from above, with their problems."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories.organisation import make_office
from township_safety.activities.models import Feedback, FeedbackProblem
from township_safety.organisation.models import Office


def make_feedback(
    *,
    office: Office | None = None,
    on: date = date(2024, 3, 10),
    title: str = "区安委办督导检查",
    **fields: Any,
) -> Feedback:
    fields.setdefault("body", "区安委办")
    return Feedback.objects.create(office=office or make_office(), on=on, title=title, **fields)


def make_problem(
    *,
    office: Office | None = None,
    feedback: Feedback | None = None,
    text: str = "部分检查记录没有被检查单位签名",
    **fields: Any,
) -> FeedbackProblem:
    feedback = feedback or make_feedback(office=office)
    return FeedbackProblem.objects.create(
        office_id=feedback.office_id, feedback=feedback, text=text, **fields
    )
