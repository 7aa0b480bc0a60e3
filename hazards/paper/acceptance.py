"""整改验收（复查）意见 of one hazard that no notice ordered put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazards.paper import layout, photos
from hazards.paper.listing import acceptance_rows, unit_rows
from township_safety.documents import forms
from township_safety.documents.model import Form, FormTable, SealPlace, Title

if TYPE_CHECKING:
    from hazards.models import Rectification
    from township_safety.organisation.models import User


def acceptance_forms(claim: Rectification, *, reader: User) -> tuple[Form, ...]:
    hazard = claim.hazard
    word = hazard.check_word
    title = f"隐患整改{word}意见"
    rows = (
        *unit_rows(hazard, reader=reader),
        layout.long_field("隐患情况", hazard.description, height=24),
        layout.long_field("整改情况", claim.measures, height=30),
        *forms.fields(
            (
                ("整改完成日期", layout.day(None if claim.is_date_unknown else claim.claimed_on)),
                ("实际投入资金", layout.in_wan(claim.amount)),
            )
        ),
        *acceptance_rows(claim.outcome, claim.remark, claim.verifier, word=word),
    )
    return (
        Form(
            title=Title((title,)),
            heading=layout.HEADING,
            number="",
            blocks=(
                FormTable(rows, widths=layout.GRID),
                SealPlace(hazard.office.signer, claim.decided_on),
                *photos.after([hazard], words="附：整改后照片"),
            ),
            meta=layout.meta(claim, title),
        ),
    )
