"""A village's sheet on A4: its hazards not yet rectified, and empty rows for new ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hazards.models import Hazard
from township_safety.activities.paper.layout import day
from township_safety.documents import forms
from township_safety.documents.model import Form, FormRow, FormTable, Meta, Title
from township_safety.organisation.models import Village

_HEADS = (
    ("编号", 26),
    ("检查日期", 24),
    ("监管对象及部位", 42),
    ("隐患描述", 66),
    ("整改期限", 24),
    ("是否整改", 18),
    ("整改完成日期", 26),
    ("整改措施", 40),
)
_EMPTY = 8
_HEIGHT = 12


def village_sheet(village: Village, hazards: Sequence[Hazard], *, on: date) -> Form:
    office = village.office
    head = forms.row(*(forms.label(name) for name, _ in _HEADS))
    empty = forms.row(*(forms.value("") for _ in _HEADS), height=_HEIGHT)
    rows = (head, *(_row(hazard) for hazard in hazards), *[empty] * _EMPTY)
    blocks = (
        forms.line(
            f"截至{day(on)}未整改隐患{len(hazards)}条。已整改的填后三栏；"
            "新发现的填在空行；没有新发现的，在下面写“无”。"
        ),
        FormTable(rows, tuple(float(width) for _, width in _HEADS), head=1),
        forms.signature(f"{office.village_word}负责人（签名）"),
        forms.signature("填表人（签名）"),
    )
    meta = Meta(office.signer, "村（居）隐患清单", ("隐患",), village.recorded_at)
    title = Title((f"{village.name}隐患清单",))
    return Form(title=title, blocks=blocks, meta=meta, landscape=True)


def _row(hazard: Hazard) -> FormRow:
    where = " ".join(part for part in (str(hazard.site or ""), hazard.place) if part)
    texts = (
        hazard.number,
        f"{hazard.found_on}",
        where,
        hazard.description,
        f"{hazard.due_on or ''}",
        "",
        "",
        "",
    )
    return forms.row(*(forms.value(text) for text in texts), height=_HEIGHT)
