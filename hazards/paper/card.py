"""隐患登记卡: one hazard on one page, with photos before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazards.paper import layout, photos
from hazards.paper.listing import unit_of
from township_safety.documents import forms
from township_safety.documents.model import Form, FormTable, Title

if TYPE_CHECKING:
    from hazards.models import Hazard
    from township_safety.organisation.models import User

TITLE = "隐患排查治理登记卡"


def card_forms(hazard: Hazard, *, reader: User) -> tuple[Form, ...]:
    site = hazard.site
    claim = hazard.standing_rectification
    found = (
        ("隐患编号", hazard.number),
        ("检查日期", layout.day(hazard.found_on)),
        ("被检查单位", unit_of(hazard)),
        ("村（居）", str(hazard.village or "")),
        ("地址", site.address if site else ""),
        ("隐患部位", hazard.place),
        ("行业领域", str(hazard.sector or "")),
        ("隐患类别", str(hazard.category or "")),
        ("隐患等级", hazard.get_grade_display()),
        ("隐患来源", str(hazard.source or "")),
        ("检查人", hazard.inspectors),
        ("责任层级", hazard.get_responsible_level_display()),
    )
    duty = (
        ("责任单位", hazard.responsible_unit),
        ("责任人", hazard.responsible_person),
        ("联系电话", layout.phone(hazard.phone, reader=reader)),
        ("整改期限", "长期坚持" if hazard.is_standing else layout.day_or_nothing(hazard.due_on)),
    )
    end = (
        ("完成日期", _done(claim)),
        ("整改资金", layout.in_wan(claim.amount if claim else hazard.funds)),
        ("复查人", claim.verifier if claim else ""),
        ("复查日期", layout.day_or_nothing(claim.decided_on if claim else None)),
        ("状态", hazard.get_status_display()),
        ("销号日期", layout.day_or_nothing(hazard.closed_on)),
    )
    rows = (
        *forms.fields(found),
        layout.long_field("隐患描述", hazard.description, height=8),
        *(() if not hazard.basis else (layout.long_field("判定依据", hazard.basis, height=8),)),
        layout.long_field("整改措施", hazard.measures, height=8),
        *forms.fields(duty),
        layout.long_field("整改情况", claim.measures if claim else "", height=8),
        *forms.fields(end),
    )
    return (
        Form(
            title=Title((TITLE,)),
            blocks=(
                FormTable(rows, widths=layout.GRID),
                *photos.side_by_side(hazard),
                forms.line("填表单位：", hazard.office.signer),
            ),
            meta=layout.meta(hazard, TITLE),
        ),
    )


def _done(claim: object) -> str:
    if claim is None:
        return ""
    if getattr(claim, "is_date_unknown", False):
        return "日期不详"
    return layout.day_or_nothing(getattr(claim, "claimed_on", None))
