"""抄告单, 移送函 and 报告 to the body that can act, with the list of what goes along."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hazards.models.referrals import Referral
from hazards.paper import layout, photos
from hazards.paper.listing import unit_of
from hazards.paper.notice import title_of
from township_safety.documents import forms
from township_safety.documents.model import (
    BlankRun,
    Block,
    Form,
    FormTable,
    PageBreak,
    SealPlace,
    Title,
)

if TYPE_CHECKING:
    from hazards.models import Hazard
    from township_safety.organisation.models import User

_TITLES = {
    Referral.Kind.REPORT: "关于{}安全隐患有关情况的报告",
    Referral.Kind.TRANSFER: "安全隐患移送函",
    Referral.Kind.COPY: "安全隐患抄告单",
}


def title_of_referral(referral: Referral) -> str:
    return _TITLES[Referral.Kind(referral.kind)].format(unit_of(referral.hazard))


def referral_forms(referral: Referral, *, reader: User) -> tuple[Form, ...]:
    """By its kind a 抄告单 or a letter, and behind it the list of the evidence."""
    is_copy = referral.kind == Referral.Kind.COPY
    blocks = _copy_slip(referral, reader=reader) if is_copy else _letter(referral)
    title = title_of_referral(referral)
    return (
        Form(
            title=Title((title,)),
            number=referral.number or layout.OPEN_NUMBER,
            blocks=(
                *blocks,
                PageBreak(),
                *_evidence(referral.hazard, on=referral.referred_on),
                *photos.all_of(referral.hazard),
            ),
            meta=layout.meta(referral, title),
        ),
    )


def _copy_slip(referral: Referral, *, reader: User) -> tuple[Block, ...]:
    hazard, office = referral.hazard, referral.office
    site = hazard.site
    number = layout.phone(hazard.phone or (site.phone if site else ""), reader=reader)
    first = (
        ("主送单位", str(referral.to_agency)),
        ("抄告时间", layout.day(referral.referred_on)),
        ("发现单位", office.signer),
        ("经办人", ""),
        ("联系电话", ""),
        ("批准人", ""),
    )
    unit = (
        ("隐患单位", unit_of(hazard)),
        ("所在区域", str(hazard.village or "")),
        ("地址", site.address if site else hazard.place),
        ("法定代表人", site.legal_person if site else ""),
        ("负责人", hazard.responsible_person),
        ("联系电话", number),
    )
    rows = (
        *forms.fields(first),
        *forms.fields(unit),
        layout.long_field("隐患描述", hazard.description, height=24),
        layout.long_field("抄告原因及现有管控措施", _why(referral), height=18),
        layout.long_field("处理意见", "", height=22),
        forms.row(forms.label("附件"), forms.value("证据清单及所列材料", colspan=3)),
        forms.row(forms.label("抄送"), forms.value("", colspan=3)),
    )
    return (
        FormTable(rows, widths=layout.GRID),
        SealPlace(office.signer, referral.referred_on),
        forms.note(_answer_by(referral)),
    )


def _why(referral: Referral) -> str:
    measures = referral.interim_measures
    held = f"\n处置前的管控措施：{measures}" if measures else ""
    return f"{referral.get_reason_display()}。{held}"


def _answer_by(referral: Referral) -> str:
    due = layout.day(referral.reply_due_on)
    days = referral.office.reply_within
    return f"请在收到后{days}个工作日内（{due}前）将处理情况书面回复。"


def _letter(referral: Referral) -> tuple[Block, ...]:
    hazard, office = referral.hazard, referral.office
    is_report = referral.kind == Referral.Kind.REPORT
    basis = f"判定（检查）依据：{hazard.basis}" if hazard.basis else ""
    asked = "现将有关情况报告如上，请予处置。" if is_report else "现将该隐患移送你单位依法处理。"
    return (
        forms.line(f"{referral.to_agency}："),
        layout.said(
            f"{layout.day(hazard.found_on)}，我单位在检查中发现{unit_of(hazard)}"
            f"{f'（{hazard.place}）' if hazard.place else ''}"
            f"存在{hazard.get_grade_display()}事故隐患："
        ),
        *forms.paragraphs(hazard.description, indent=True),
        *(forms.paragraphs(basis, indent=True) if basis else ()),
        layout.said(_story(hazard, on=referral.referred_on)),
        layout.said(
            f"{'上报' if is_report else '移送'}原因：{_why(referral).partition(chr(10))[0]}"
        ),
        *(
            (layout.said(f"处置前的管控措施：{referral.interim_measures}"),)
            if referral.interim_measures
            else ()
        ),
        layout.said(f"{asked}{_answer_by(referral)}"),
        layout.said("附件：证据清单及所列材料"),
        forms.line("　"),
        SealPlace(office.signer, referral.referred_on),
        forms.line(
            "（联系人：", BlankRun(ems=6), "　联系电话：", BlankRun(ems=8), "）", indent=True
        ),
    )


def _story(hazard: Hazard, *, on: date) -> str:
    """What the office had done about it by that day: told from the notices and the checks."""
    told = [
        f"{layout.day(item.notice.issued_on)}发出{title_of(item.notice)}（{item.notice.number}）"
        for item in reversed(hazard.notice_rows)
        if _is_by(item.notice.issued_on, on)
    ]
    told += [
        f"{layout.day(claim.decided_on)}复查{claim.get_outcome_display()}"
        for claim in hazard.rectifications.all()
        if _is_by(claim.decided_on, on)
    ]
    deadline = hazard.deadlines.in_force(on=on).last()
    if deadline is not None:
        told.append(f"整改期限为{layout.day(deadline.due_on)}")
    return "，".join(told) + "。" if told else "该隐患尚未整改。"


def _is_by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def _evidence(hazard: Hazard, *, on: date) -> tuple[Block, ...]:
    heads = ("序号", "材料名称", "文号、日期", "份数", "备注")
    rows = [forms.row(*(forms.label(head) for head in heads))]
    for number, (name, mark) in enumerate(_materials(hazard, on=on), start=1):
        cells = (
            forms.value(str(number), align="center"),
            forms.value(name),
            forms.value(mark),
            forms.value("1", align="center"),
            forms.value(""),
        )
        rows.append(forms.row(*cells))
    rows.append(forms.row(forms.value("移交人：", colspan=3), forms.value("接收人：", colspan=2)))
    return (
        forms.line("证据清单", align="center"),
        FormTable(tuple(rows), widths=(12, 70, 50, 13, 20), head=1),
    )


def _materials(hazard: Hazard, *, on: date) -> list[tuple[str, str]]:
    found = [("隐患登记卡", hazard.number)]
    for item in reversed(hazard.notice_rows):
        notice = item.notice
        if _is_by(notice.issued_on, on):
            found.append((title_of(notice), notice.number))
            if _is_by(notice.served_on, on):
                found.append(("送达回证", layout.day(notice.served_on)))
    found += [
        ("整改复查意见书", item.recheck.number or layout.day(item.recheck.on))
        for item in hazard.recheck_items.select_related("recheck")
        if _is_by(item.recheck.on, on)
    ]
    pictures = [(stage, len(kept)) for stage, kept in hazard.photos.by_stage() if kept]
    return found + [(f"{stage}照片", f"{count}张") for stage, count in pictures]
