"""重大事故隐患登记表: the hazard, its plan, what has been assured, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazards.models.classification import Grade
from hazards.models.plan import PLAN
from hazards.paper import layout, photos
from hazards.paper.listing import unit_of
from township_safety.documents import forms
from township_safety.documents.model import Form, FormRow, FormTable, Title

if TYPE_CHECKING:
    from hazards.models import Hazard
    from township_safety.organisation.models import User

TITLE = "重大事故隐患登记表"


def is_for(hazard: Hazard) -> bool:
    return hazard.grade == Grade.MAJOR


def major_forms(hazard: Hazard, *, reader: User) -> tuple[Form, ...]:
    office = hazard.office
    rows = (
        *forms.fields(_unit(hazard, reader=reader)),
        layout.long_field("隐患基本情况", hazard.description, height=24),
        layout.long_field("判定依据", hazard.basis, height=14),
        _extent(),
        *(_planned(hazard, name) for name in PLAN),
        _assured(hazard),
        *_listed(hazard),
        *forms.fields(_end(hazard)),
        forms.row(
            forms.label("单位负责人（签名）"),
            forms.value(""),
            forms.label("填报人（签名）"),
            forms.value(""),
            height=14,
        ),
    )
    return (
        Form(
            title=Title((TITLE,)),
            blocks=(
                forms.line(f"填报单位（章）：{office.signer}　　填报日期：{layout.OPEN_DAY}"),
                FormTable(rows, widths=layout.GRID),
                *photos.all_of(hazard),
            ),
            meta=layout.meta(hazard, TITLE),
        ),
    )


def _unit(hazard: Hazard, *, reader: User) -> tuple[tuple[str, str], ...]:
    site = hazard.site
    number = layout.phone(hazard.phone or (site.phone if site else ""), reader=reader)
    return (
        ("单位名称", unit_of(hazard)),
        ("隐患编号", hazard.number),
        ("单位地址", site.address if site else ""),
        ("隐患地址", hazard.place),
        ("隐患区域", str(hazard.village or "")),
        ("行业领域", str(hazard.sector or "")),
        ("联系人", hazard.responsible_person or (site.legal_person if site else "")),
        ("联系电话", number),
        ("隐患来源", str(hazard.source or "")),
        ("隐患类别", str(hazard.category or "")),
        ("发现日期", layout.day(hazard.found_on)),
        ("计划完成日期", layout.day(hazard.due_on)),
        ("落实治理经费", layout.in_wan(hazard.funds)),
        ("资金来源", hazard.fund_source),
    )


def _extent() -> FormRow:
    found = forms.choices(("需政府协调", "局部停产停业", "全部停产停业"))
    return forms.row(forms.label("整治说明"), forms.value(*found, colspan=3))


def _planned(hazard: Hazard, name: str) -> FormRow:
    label = str(getattr(hazard._meta.get_field(name), "verbose_name", name))
    return layout.long_field(label, getattr(hazard, name), height=14)


def _assured(hazard: Hazard) -> FormRow:
    """五落实, as the ledger has it."""
    words = [word for word, _ in hazard.assured]
    done = [word for word, state in hazard.assured if state == "已落实"]
    return forms.row(
        forms.label("已落实"), forms.value(*forms.choices(words, chosen=done), colspan=3)
    )


def _listed(hazard: Hazard) -> tuple[FormRow, ...]:
    listing = hazard.listings.last()
    if listing is None:
        return ()
    return forms.fields(
        (
            ("挂牌级别", listing.get_level_display()),
            ("督办单位", listing.body),
            ("督办文号", listing.number),
            ("挂牌日期", layout.day(listing.listed_on)),
        )
    )


def _end(hazard: Hazard) -> tuple[tuple[str, str], ...]:
    claim = hazard.standing_rectification
    return (
        ("整改完成日期", layout.day_or_nothing(claim.claimed_on if claim else None)),
        ("实际投入资金", layout.in_wan(claim.amount if claim else None)),
        ("验收日期", layout.day_or_nothing(claim.decided_on if claim else None)),
        ("销号日期", layout.day_or_nothing(hazard.closed_on)),
    )
