"""The life of a hazard: which statuses exist, and who may move it between them.

This table is the only place that knows. Buttons, checks, the diagram in hazards/workflow.md
and the exhaustive test are all derived from it. Having a notice, being listed, referred or
overdue are facts beside the status, kept as dated rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from township_safety.organisation.roles import Role


class Status(models.TextChoices):
    OPEN = "open", "待整改"
    RECTIFIED = "rectified", "已整改待复查"
    CLOSED = "closed", "已销号"
    VOIDED = "voided", "误录作废"


# 未整改 (nothing claimed yet) and 未销号 (not closed yet) are two different questions.
UNRECTIFIED = frozenset({Status.OPEN})
UNCLOSED = frozenset({Status.OPEN, Status.RECTIFIED})


class Action(models.TextChoices):
    REGISTER = "register", "登记"
    IMPORT = "import", "导入"
    ASSIGN = "assign", "交办"
    EXTEND = "extend", "延期整改"
    CLAIM = "claim", "报告整改完成"
    PASS = "pass", "复查通过并销号"
    FAIL = "fail", "复查不合格退回"
    CORRECT = "correct", "更正"
    LEVEL = "level", "分级"
    LIST = "list", "挂牌督办"
    PROGRESS = "progress", "报送督办进展"
    LIST_EXTEND = "list_extend", "督办延期"
    ACCEPT = "accept", "督办验收"
    UNLIST = "unlist", "解除挂牌"
    REFER = "refer", "上报移送"
    URGE = "urge", "催办"
    REPLY = "reply", "登记回复"
    VOID = "void", "误录作废"
    NOTICE = "notice", "下达通知书"
    SERVE = "serve", "送达通知书"
    NOTICE_BACK = "notice_back", "通知书退回"
    REPORTED = "reported", "收到整改报告"
    CANCEL_NOTICE = "cancel_notice", "撤销通知书"
    HAND_OVER = "hand_over", "工作交接"
    CONFIRM = "confirm", "领导确认意见"
    DISPUTE = "dispute", "领导认为不属实"
    SETTLE = "settle", "核实领导意见"
    PHOTO = "photo", "添加照片"
    WITHDRAW_PHOTO = "withdraw_photo", "撤下照片"


@dataclass(frozen=True)
class Transition:
    """From which statuses, to which (None: it stays), and who."""

    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[Role]


_OFFICE = frozenset({Role.CLERK, Role.DEPUTY})
_FIELD = _OFFICE | {Role.VILLAGE, Role.STATION}


def _step(*sources: Status, to: Status | None = None, by: frozenset[Role]) -> Transition:
    return Transition(frozenset(sources), to, by)


TRANSITIONS: dict[Action, Transition] = {
    Action.ASSIGN: _step(Status.OPEN, by=_OFFICE),
    Action.EXTEND: _step(Status.OPEN, by=_OFFICE),
    Action.CLAIM: _step(Status.OPEN, to=Status.RECTIFIED, by=_FIELD),
    Action.PASS: _step(Status.RECTIFIED, to=Status.CLOSED, by=_OFFICE),
    Action.FAIL: _step(Status.RECTIFIED, to=Status.OPEN, by=_OFFICE),
    Action.CORRECT: _step(Status.OPEN, Status.RECTIFIED, Status.CLOSED, by=_OFFICE),
    Action.LEVEL: _step(Status.OPEN, Status.RECTIFIED, Status.CLOSED, by=_OFFICE),
    Action.LIST: _step(Status.OPEN, Status.RECTIFIED, by=_OFFICE),
    Action.PROGRESS: _step(Status.OPEN, Status.RECTIFIED, by=_OFFICE),
    Action.LIST_EXTEND: _step(Status.OPEN, Status.RECTIFIED, by=_OFFICE),
    Action.ACCEPT: _step(Status.RECTIFIED, Status.CLOSED, by=_OFFICE),
    Action.UNLIST: _step(Status.RECTIFIED, Status.CLOSED, by=_OFFICE),
    Action.REFER: _step(Status.OPEN, Status.RECTIFIED, by=_OFFICE),
    Action.URGE: _step(Status.OPEN, Status.RECTIFIED, by=_OFFICE),
    Action.REPLY: _step(Status.OPEN, Status.RECTIFIED, Status.CLOSED, by=_OFFICE),
    Action.VOID: _step(
        Status.OPEN,
        Status.RECTIFIED,
        Status.CLOSED,
        to=Status.VOIDED,
        by=_OFFICE | {Role.LEADER},
    ),
}

# Acts that begin from no status: a hazard enters the ledger, a notice or a photo is moved.
OTHER_ROLES: dict[Action, frozenset[Role]] = {
    Action.REGISTER: _FIELD,
    Action.NOTICE: _OFFICE,
    Action.SERVE: _OFFICE,
    Action.NOTICE_BACK: _OFFICE,
    Action.REPORTED: _OFFICE,
    Action.CANCEL_NOTICE: _OFFICE,
    Action.HAND_OVER: frozenset({Role.LEADER, Role.DEPUTY}),
    # The leader named by the opinion, nobody else.
    Action.CONFIRM: frozenset({Role.LEADER, Role.DEPUTY}),
    Action.DISPUTE: frozenset({Role.LEADER, Role.DEPUTY}),
    Action.SETTLE: _OFFICE,
    Action.PHOTO: _FIELD,
    # In the field only of what they uploaded themselves: HazardPhoto.can_be_withdrawn_by.
    Action.WITHDRAW_PHOTO: _FIELD,
}


def available_actions(status: Status, roles: set[Role]) -> list[Action]:
    """What this person may do now, in the order of the table."""
    return [
        action
        for action, step in TRANSITIONS.items()
        if status in step.sources and roles & step.roles
    ]


def roles_for(action: Action) -> frozenset[Role]:
    """Who may do this at all, whatever the status."""
    return TRANSITIONS[action].roles if action in TRANSITIONS else OTHER_ROLES[action]
