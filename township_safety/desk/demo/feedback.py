"""One inspection from above, with its list half done."""

from __future__ import annotations

from datetime import timedelta

from hazards.models import Hazard
from township_safety.activities.models import Feedback, FeedbackProblem
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township

_WORK = (
    ("部分检查记录没有被检查单位签名", "安办", "逐份补签，今后当场签字", "已全部补签"),
    ("两个村的值班日志不完整", "驻村干部", "重新明确记录要求，按周抽查", ""),
)


def write_feedback(place: Township) -> None:
    clerk, last = place.users["clerk"], place.window.last_day
    came = last - timedelta(days=40)
    feedback = Feedback(
        title="区安委办季度督导检查",
        body="区安委办",
        inspected_on=came - timedelta(days=5),
        on=came,
        due_on=last + timedelta(days=20),
        note="",
    )
    at = place.window.moment(came, dice("feedback", came.isoformat()))
    place.ledger.write([Entry(feedback, at, clerk)])
    problems = []
    for ordinal, (text, owner, measure, result) in enumerate(_WORK, start=1):
        problem = FeedbackProblem(
            feedback=feedback, ordinal=ordinal, text=text, owner=owner, measure=measure
        )
        if result:
            problem.done_on, problem.result = last - timedelta(days=12), result
        problems.append(problem)
    problems += _tied(place, feedback, ordinal=len(problems) + 1)
    place.ledger.write([Entry(problem, at, clerk) for problem in problems])


def _tied(place: Township, feedback: Feedback, *, ordinal: int) -> list[FeedbackProblem]:
    """A problem that is a hazard: the last one found before the feedback came."""
    rows = Hazard.objects.for_offices([place.office.pk]).counted()
    hazard = rows.found_in(feedback.on - timedelta(days=60), feedback.on).first()
    if hazard is None:
        return []
    return [
        FeedbackProblem(
            feedback=feedback,
            ordinal=ordinal,
            text=hazard.description,
            hazard=hazard,
            owner=hazard.responsible_unit,
        )
    ]
