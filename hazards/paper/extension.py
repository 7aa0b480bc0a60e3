"""延期整改申请审批表: who asked for more time, why, and what the leader said to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazards.paper import layout
from hazards.paper.listing import unit_rows
from township_safety.documents import forms
from township_safety.documents.model import Form, FormTable, Title

if TYPE_CHECKING:
    from hazards.models import Deadline
    from township_safety.organisation.models import User

TITLE = "隐患整改延期申请审批表"


def extension_forms(deadline: Deadline, *, reader: User) -> tuple[Form, ...]:
    hazard, opinion = deadline.hazard, deadline.opinion
    before = hazard.deadlines.before(deadline)
    signed = opinion.decided_on if opinion else None
    words = opinion.words if opinion else ""
    who = f"{opinion.get_post_display()}（签名）" if opinion else "分管领导（签名）"
    rows = (
        *unit_rows(hazard, reader=reader),
        layout.long_field("存在隐患", hazard.description, height=24),
        layout.long_field("延期理由及防控措施", deadline.reason, height=30),
        *forms.fields(
            (
                ("原整改期限", layout.day(before.due_on if before else None)),
                ("申请延期至", layout.day(deadline.due_on)),
            )
        ),
        layout.signed_field(
            "申请单位（人）",
            deadline.applicant,
            "负责人（签名）",
            on=deadline.applied_on,
            height=24,
        ),
        layout.signed_field("安全办意见", "", "经办人（签名）", height=28),
        layout.signed_field("领导意见", words, who, on=signed, height=32),
    )
    return (
        Form(
            title=Title((TITLE,)),
            blocks=(
                FormTable(rows, widths=layout.GRID),
                forms.note("延期整改期间，责任单位应落实防控措施，防止发生事故。"),
            ),
            meta=layout.meta(deadline, TITLE),
        ),
    )
