"""The way of a report in one table: which step leads where, and who may take it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.models import Report, ReportEvent, ReportSettings
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission

Step = ReportEvent.Step
State = Report.State


@dataclass(frozen=True, slots=True)
class Transition:
    """`to` is nothing where another report comes into being and this one stays."""

    origins: frozenset[State]
    to: State | None
    permissions: frozenset[Permission]
    # Said on the page of the step.
    consequence: str = ""


_COMPOSE = frozenset({Permission.COMPOSE})

TRANSITIONS: dict[Step, Transition] = {
    Step.SUBMIT: Transition(
        frozenset({State.DRAFT}),
        State.REVIEW,
        _COMPOSE,
        "送审以后自写内容和日期不能再改；台账里的数仍随登记变化，签发时定稿。",
    ),
    Step.PASS: Transition(frozenset({State.REVIEW}), State.REVIEWED, _COMPOSE),
    Step.RETURN: Transition(
        frozenset({State.REVIEW, State.REVIEWED}),
        State.DRAFT,
        _COMPOSE | {Permission.ISSUE},
        "退回后回到草稿，改好再送审。",
    ),
    # A clerk takes this step for the leader who signed on paper.
    Step.ISSUE: Transition(
        frozenset({State.REVIEWED}),
        State.ISSUED,
        _COMPOSE | {Permission.ISSUE},
        "签发即定稿：文字、数据和明细按此刻的台账保存，以后不能修改，只能更正后重报。",
    ),
    Step.CORRECT: Transition(
        frozenset({State.ISSUED}),
        None,
        _COMPOSE,
        "生成同一时段的新版本草稿；新版本签发后，这一版标为“已更正”，仍可查看。",
    ),
}


def offered(report: Report, user: User) -> list[Step]:
    """The steps this person can take now."""
    return [step for step in TRANSITIONS if not refusal(report, step, by=user)]


def refusal(report: Report, step: Step, *, by: User) -> str:
    """Why not, in Chinese; nothing when the step may be taken."""
    transition = TRANSITIONS[step]
    if not may_ever(step, by=by, office_id=report.office_id):
        return f"您没有{step.label}的权限"
    if State(report.state) not in transition.origins:
        return f"这份报告现在是“{report.status_label}”，不能{step.label}"
    if step == Step.PASS and is_own_text(report, by=by):
        return (
            "拟稿人不能核自己拟的稿，请另一位同事核稿；"
            "人手不足的，可以请系统管理员在“报告设置”中打开"
        )
    if step == Step.CORRECT and report.newer is not None:
        return f"更正的新版本已经有了（{report.newer.status_label}），请打开新版本办理"
    return ""


def may_ever(step: Step, *, by: User, office_id: int) -> bool:
    return any(by.may(one, office_id=office_id) for one in TRANSITIONS[step].permissions)


def is_own_text(report: Report, *, by: User) -> bool:
    """Whether the office wants somebody else's eyes on it: drafted or sent in by this person."""
    submitted = report.events.last(Step.SUBMIT)
    authors = {report.created_by_id, submitted.by_id if submitted else None}
    return by.pk in authors and not ReportSettings.of(report.office_id).same_person_may_review
