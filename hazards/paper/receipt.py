"""送达回证: that a notice reached whom it is for, or why it did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazards.paper import layout
from hazards.paper.notice import body_of, number_of, title_of
from township_safety.documents import forms
from township_safety.documents.model import Form, FormTable, Run, SealPlace, Title

if TYPE_CHECKING:
    from hazards.models import Notice
    from township_safety.organisation.models import User


def receipt_forms(notice: Notice, *, reader: User) -> tuple[Form, ...]:
    rows = (
        forms.row(forms.label("受送达单位（个人）"), forms.value(notice.addressee, colspan=3)),
        forms.row(forms.label("事由"), forms.value(_matter(notice), colspan=3)),
        forms.row(
            forms.label("送达文书名称、文号"),
            forms.value(f"《{title_of(notice)}》　{number_of(notice)}", colspan=3),
            height=14,
        ),
        forms.row(forms.label("送达地点"), forms.value(_place(notice), colspan=3), height=12),
        forms.row(forms.label("送达方式"), forms.value(*_ways(notice), colspan=3)),
        forms.row(
            forms.label("送达日期"),
            forms.value(layout.day(notice.served_on)),
            forms.label("收件人（签名或盖章）"),
            forms.value(notice.received_by),
            height=16,
        ),
        forms.row(
            forms.label("送达人（签名）"),
            forms.value(f"（{notice.served_by}）" if notice.served_by else ""),
            forms.label("送达人（签名）"),
            forms.value(""),
            height=16,
        ),
        forms.row(
            forms.label("备注"),
            forms.cell(
                (
                    *forms.paragraphs(_remark(notice), indent=True),
                    forms.signature("见证人（签名）"),
                ),
                colspan=3,
            ),
            height=40,
        ),
    )
    return (
        Form(
            title=Title(("送达回证",)),
            heading=layout.HEADING,
            blocks=(
                FormTable(rows, widths=(42, 43, 42, 38)),
                SealPlace(body_of(notice)),
                forms.note("受送达人拒绝签收的，写明情况，由见证人签名。"),
            ),
            meta=layout.meta(notice, "送达回证"),
        ),
    )


def _matter(notice: Notice) -> str:
    return "安全隐患整改" if notice.kind.orders_rectification else "安全生产工作"


def _place(notice: Notice) -> str:
    return notice.service_place


def _ways(notice: Notice) -> tuple[Run, ...]:
    """当面、留置…: the row says already that it is about service."""
    chosen = [_short(notice.get_service_display())] if notice.service else []
    return forms.choices([_short(str(way.label)) for way in notice.Service], chosen=chosen)


def _short(way: str) -> str:
    return way.removesuffix("送达").removesuffix("告知")


def _remark(notice: Notice) -> str:
    told = []
    if notice.returned_on:
        told.append(f"{layout.day(notice.returned_on)}退回、无法送达：{notice.return_reason}。")
    if notice.is_refused:
        witness = f"，见证人：{notice.witness}" if notice.witness else ""
        told.append(f"受送达人拒绝签收{witness}。")
    return "\n".join(told)
