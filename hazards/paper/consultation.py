"""隐患会商清单 on paper: room to write before the meeting, what was decided after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazards.models import Consultation, ConsultationItem
from township_safety.documents import forms
from township_safety.documents.model import Align, Block, Form, FormRow, FormTable, Meta, Title
from township_safety.documents.numerals import chinese_date

if TYPE_CHECKING:
    from township_safety.organisation.models import User

# Room for two written lines, in mm.
_HEIGHT = 13
_HEADS = (
    ("序号", 10),
    ("编号", 26),
    ("检查日期", 27),
    ("村（居）", 19),
    ("监管对象及部位", 32),
    ("隐患描述", 46),
    ("等级", 13),
    ("责任层级", 22),
    ("包案领导", 22),
    ("责任单位", 26),
    ("资金来源", 22),
    ("会商意见", 32),
)


def consultation_forms(consultation: Consultation, *, reader: User) -> tuple[Form, ...]:
    return (consultation_paper(consultation),)


def consultation_paper(consultation: Consultation) -> Form:
    office = consultation.office
    head = forms.row(*(forms.label(name) for name, _ in _HEADS))
    rows = (head, *(_row(item) for item in consultation.rows))
    return Form(
        title=Title((f"{office.name}隐患会商清单",)),
        blocks=(
            forms.line(_meeting(consultation)),
            FormTable(rows, tuple(float(width) for _, width in _HEADS), head=1),
            *_foot(consultation),
        ),
        meta=Meta(office.signer, "隐患会商分级", ("隐患",), consultation.recorded_at),
        landscape=True,
    )


def _meeting(consultation: Consultation) -> str:
    held_on = consultation.held_on
    facts = (
        ("会商日期", chinese_date(held_on) if held_on else "　　　　年　　月　　日"),
        ("地点", consultation.place or "　　　　　　　　"),
        ("主持人", consultation.host or "　　　　　　"),
        ("纪要文号", consultation.number),
    )
    return "　　".join(f"{name}：{text}" for name, text in facts if text)


def _foot(consultation: Consultation) -> tuple[Block, ...]:
    lines = [forms.line(f"参加人员：{consultation.participants}")]
    if consultation.note:
        lines.append(forms.line(f"备注：{consultation.note}"))
    return (*lines, forms.signature("主持人（签名）", ems=8), forms.note(_EXPLAINED))


_EXPLAINED = "责任层级填村级、乡（镇）级或县级；会上没有定的，责任层级留空，在会商意见中写明原因。"


def _row(item: ConsultationItem) -> FormRow:
    hazard = item.hazard
    where = " ".join(part for part in (str(hazard.site or ""), hazard.place) if part)
    voided = "（误录作废）" if hazard.is_voided else ""
    texts: tuple[tuple[str, Align], ...] = (
        (str(item.position), "center"),
        (hazard.number, "center"),
        (f"{hazard.found_on}", "center"),
        (str(hazard.village or ""), "center"),
        (where, "left"),
        (f"{hazard.description}{voided}", "left"),
        (hazard.get_grade_display(), "center"),
        (item.get_responsible_level_display(), "center"),
        (item.case_leader, "center"),
        (item.responsible_unit, "left"),
        (item.fund_source, "left"),
        (item.opinion, "left"),
    )
    cells = (forms.value(text, align=align) for text, align in texts)
    return forms.row(*cells, height=_HEIGHT)
