"""挂牌督办: the notice of it, the application for more time, the acceptance at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hazards.models.timeline import Outcome
from hazards.paper import layout
from township_safety.documents import forms
from township_safety.documents.model import (
    BlankRun,
    CellPart,
    Form,
    FormRow,
    FormTable,
    Paragraph,
    SealPlace,
    Title,
)

if TYPE_CHECKING:
    from hazards.models import Hazard, Listing, ListingAcceptance, ListingExtension
    from township_safety.organisation.models import User

TITLE = "重大事故隐患挂牌督办通知书"
# An extension has to be asked for so many working days before the day.
ASKED_BEFORE = 15


def unit_of(hazard: Hazard) -> str:
    return str(hazard.site or hazard.responsible_unit or hazard.village or "")


def listing_forms(listing: Listing, *, reader: User) -> tuple[Form, ...]:
    hazard = listing.hazard
    due = layout.day(listing.due_in_force(on=listing.listed_on) or listing.due_on)
    basis = f"依据{hazard.basis}，" if hazard.basis else ""
    leader = f"，督办责任人：{listing.leader}" if listing.leader else ""
    return (
        Form(
            title=Title((TITLE,)),
            heading=layout.HEADING,
            number=listing.number or layout.OPEN_NUMBER,
            blocks=(
                forms.line("签发人：", BlankRun(ems=8)),
                forms.line(f"{unit_of(hazard)}："),
                layout.said("经检查，你单位存在下列重大事故隐患："),
                *forms.paragraphs(hazard.description, indent=True),
                layout.said(f"{basis}决定对该隐患挂牌督办，督办期限至{due}{leader}。现要求如下："),
                *_demands(),
                forms.line("　"),
                SealPlace(listing.body, listing.listed_on, "（督办单位印章）"),
                forms.signature("送达人（签名）"),
                forms.signature("治理责任单位主要负责人（签收）", ems=6),
                layout.copies(listing.body, "治理责任单位"),
            ),
            meta=layout.meta(listing, TITLE),
        ),
    )


def _demands() -> tuple[Paragraph, ...]:
    return layout.numbered(
        enumerate(
            (
                "于　　　　年　　月　　日前制定治理方案，报督办单位备案，做到责任、措施、资金、"
                "时限、预案落实。",
                "治理期间至少每季度报告一次进展情况。",
                "治理完成后，在督办期限内书面申请验收；不能按期完成的，"
                f"在期限届满{ASKED_BEFORE}个工作日前书面申请延期，写明理由和防控措施。",
                "治理完成并经验收合格以前，落实监控和防范措施，不能保证安全的停止使用。",
            ),
            start=1,
        )
    )


def unit_rows(hazard: Hazard, *, reader: User) -> tuple[FormRow, ...]:
    """Who has to put it right."""
    site = hazard.site
    person = hazard.responsible_person or (site.legal_person if site else "")
    number = layout.phone(hazard.phone or (site.phone if site else ""), reader=reader)
    address = site.address if site else hazard.place
    return forms.fields(
        (
            ("责任单位（盖章）", unit_of(hazard)),
            ("所在区域", str(hazard.village or "")),
            ("联系人", person),
            ("联系电话", number),
            ("隐患编号", hazard.number),
            ("地址", address),
        )
    )


def listing_extension_forms(extension: ListingExtension, *, reader: User) -> tuple[Form, ...]:
    listing = extension.listing
    hazard = listing.hazard
    before = [row.due_on for row in listing.extensions.all() if row.pk < extension.pk]
    told = f"{hazard.description}\n治理情况：{_progress(listing)}"
    rows = (
        *unit_rows(hazard, reader=reader),
        layout.long_field("存在隐患及治理情况", told, height=40),
        layout.long_field("延期理由及防控措施", extension.reason, height=30),
        *forms.fields(
            (
                ("原督办期限", layout.day(before[-1] if before else listing.due_on)),
                ("申请延期至", layout.day(extension.due_on)),
            )
        ),
        layout.signed_field(
            "申请单位", "", "主要负责人（签名）", on=extension.applied_on, height=22
        ),
        layout.signed_field(
            "督办单位意见",
            f"同意延期至{layout.day(extension.due_on)}。{_approver(extension)}",
            "批准人（签名）",
            on=extension.agreed_on,
        ),
    )
    title = "重大事故隐患延期治理申请审批表"
    return (
        Form(
            title=Title((title,)),
            number=listing.number,
            blocks=(
                FormTable(rows, widths=layout.GRID),
                forms.note(
                    f"批准人（单位）：{extension.approver or '　　　　　　'}。本表一式两份。"
                ),
            ),
            meta=layout.meta(extension, title),
        ),
    )


def _approver(extension: ListingExtension) -> str:
    return f"\n批准人（单位）：{extension.approver}" if extension.approver else ""


def _progress(listing: Listing) -> str:
    last = listing.progress.last()
    return last.text if last else ""


def listing_acceptance_forms(acceptance: ListingAcceptance, *, reader: User) -> tuple[Form, ...]:
    hazard = acceptance.listing.hazard
    claim = hazard.standing_rectification
    done_on = claim.claimed_on if claim else None
    rows = (
        *unit_rows(hazard, reader=reader),
        layout.long_field("隐患情况", hazard.description, height=24),
        layout.long_field("治理情况", claim.measures if claim else "", height=30),
        *forms.fields(
            (
                ("整改完成日期", layout.day(done_on)),
                ("实际投入资金", layout.in_wan(claim.amount if claim else None)),
            )
        ),
        *acceptance_rows(acceptance.outcome, acceptance.opinion, acceptance.people, word="验收"),
    )
    title = "重大事故隐患治理验收意见"
    return (
        Form(
            title=Title((title,)),
            heading=layout.HEADING,
            number=acceptance.listing.number,
            blocks=(
                FormTable(rows, widths=layout.GRID),
                SealPlace(acceptance.listing.body, acceptance.on, "（验收单位印章）"),
            ),
            meta=layout.meta(acceptance, title),
        ),
    )


def acceptance_rows(outcome: str, opinion: str, people: str, *, word: str) -> tuple[FormRow, ...]:
    chosen = [Outcome(outcome).label] if outcome else []
    kinds = forms.choices(("单位自评", "专家评估", "政府（部门）验收"))
    found: list[CellPart] = [*forms.paragraphs(opinion, indent=True)]
    found += [
        forms.line(f"{word}结论：", *forms.choices(Outcome.labels, chosen=chosen)),
        forms.line(f"{word}人：{people}"),
        forms.signature(f"{word}人员（签名）", ems=12),
    ]
    how = (forms.row(forms.label("验收评估方式"), forms.value(*kinds, colspan=3)),)
    return (
        *(how if word == "验收" else ()),
        forms.row(forms.label(f"{word}意见"), forms.cell(found, colspan=3), height=44, splits=True),
        forms.row(
            forms.label("治理责任单位"),
            forms.cell((forms.signature("单位负责人（签名）"),), colspan=3),
            height=14,
        ),
    )
