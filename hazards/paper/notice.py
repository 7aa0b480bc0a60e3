"""限期整改通知书, or with powers handed over 责令限期整改指令书; the reply that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hazards.models.classification import Grade
from hazards.paper import layout, photos
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, FormTable, SealPlace, Title

if TYPE_CHECKING:
    from hazards.models import Notice, NoticeItem
    from township_safety.organisation.models import User

# The kind whose name the office sets for itself.
TOWNSHIP_KIND = "rectification"
# 行政复议法 20, 行政诉讼法 46.
REVIEW_DAYS, SUIT_MONTHS = 60, 6


def title_of(notice: Notice) -> str:
    """A kind of two names (工作提示单、提醒函) is printed under the first."""
    if notice.kind.code == TOWNSHIP_KIND:
        return notice.office.notice_title
    return notice.kind.name.partition("、")[0]


def number_of(notice: Notice) -> str:
    from hazards.notice_actions import notice_word

    return notice.number or f"{notice_word(notice)}{layout.OPEN_NUMBER}"


def body_of(notice: Notice) -> str:
    """An order by delegated powers is given in the name of the body that delegated them."""
    office = notice.office
    return (notice.kind.needs_powers and office.delegating_body) or office.signer


def notice_forms(notice: Notice, *, reader: User) -> tuple[Form, ...]:
    """The notice; what orders rectification brings the blank report of the addressee."""
    items = list(notice.items.select_related("hazard"))
    papers = [notice_form(notice, items)]
    if notice.kind.orders_rectification:
        papers.append(reply_form(notice, items))
    return tuple(papers)


def notice_form(notice: Notice, items: Sequence[NoticeItem]) -> Form:
    ordered = notice.kind.needs_powers
    text = _order(notice, items) if ordered else _demand(notice, items)
    return Form(
        title=Title((title_of(notice),)),
        heading=layout.ENFORCEMENT_HEADING if ordered else layout.HEADING,
        number=number_of(notice),
        blocks=(
            forms.line(f"{notice.addressee}："),
            *text,
            forms.line(""),
            *_signatures(notice),
            SealPlace(body_of(notice), notice.issued_on),
            layout.copies(body_of(notice), _receiver(notice)),
            *photos.annex([item.hazard for item in items], words="附：存在问题照片"),
        ),
        meta=layout.meta(notice, title_of(notice)),
    )


def _listed(items: Sequence[NoticeItem]) -> list[Block]:
    found: list[Block] = []
    for item in items:
        demand = f"\n整改要求：{item.demand}" if item.demand else ""
        found += layout.numbered([(item.position, f"{item.text}{demand}")])
    major = [item.position for item in items if item.hazard.grade == Grade.MAJOR]
    if major:
        found.append(layout.said(f"其中{layout.places(major)}属于重大事故隐患。"))
    return found


def _term(notice: Notice) -> str:
    if notice.days_to_rectify is not None and notice.due_on is None:
        return f"自收到本文书之日起{notice.days_to_rectify}日内"
    if notice.days_to_rectify is not None:
        return f"自收到本文书之日起{notice.days_to_rectify}日内（{layout.day(notice.due_on)}前）"
    return f"于{layout.day(notice.due_on)}前"


def _which(items: Sequence[NoticeItem]) -> str:
    return f"上述{layout.places([item.position for item in items])}" if items else "上述"


def _demand(notice: Notice, items: Sequence[NoticeItem]) -> tuple[Block, ...]:
    if not notice.kind.orders_rectification:
        return _advice(notice, items)
    office = notice.office
    above = office.reports_to or "上级负有安全生产监督管理职责的部门"
    return (
        layout.said("经安全检查，发现你单位存在下列问题："),
        *_listed(items),
        layout.said(f"现要求你单位对{_which(items)}问题{_term(notice)}整改完毕。"),
        layout.said(
            "整改期间应落实安全防范措施，防止发生事故；整改完成后填写所附《隐患整改情况报告》，"
            f"送{office.signer}，以便复查。"
        ),
        layout.said(f"逾期不整改或者整改不合格的，将报告{above}处理。"),
    )


def _advice(notice: Notice, items: Sequence[NoticeItem]) -> tuple[Block, ...]:
    """提示、告知: says what to heed, orders nothing."""
    text = forms.paragraphs(notice.note, indent=True) if notice.note else ()
    return (*text, *_listed(items), layout.said("请结合实际，认真落实安全防范措施。"))


def _order(notice: Notice, items: Sequence[NoticeItem]) -> tuple[Block, ...]:
    office = notice.office
    review = office.reviewing_body or "　　　　　　　　"
    court = office.court or "　　　　　　　　"
    return (
        layout.said("经查，你单位存在下列问题："),
        *_listed(items),
        layout.said(f"现责令你单位对{_which(items)}问题{_term(notice)}整改完毕。"),
        layout.said("整改期间应采取措施保证安全；逾期不整改或者整改不合格的，依法给予行政处罚。"),
        layout.said(
            f"如不服本指令，可以在收到本指令书之日起{REVIEW_DAYS}日内向{review}申请行政复议，"
            f"或者在{SUIT_MONTHS}个月内向{court}提起行政诉讼。"
            "复议、诉讼期间本指令不停止执行，法律另有规定的除外。"
        ),
    )


def _receiver(notice: Notice) -> str:
    return "被检查单位" if notice.kind.orders_rectification else "受文单位（个人）"


def _signatures(notice: Notice) -> tuple[Block, ...]:
    if not notice.kind.orders_rectification:
        return (forms.signature("签收人（签名）", on=notice.served_on),)
    who = "行政执法人员（签名）" if notice.kind.needs_powers else "检查人员（签名）"
    return (
        *layout.inspectors(name=who),
        forms.signature("被检查单位负责人（签名）", ems=7),
        *layout.refusal(refused=notice.is_refused, witness=notice.witness),
    )


def reply_form(notice: Notice, items: Sequence[NoticeItem]) -> Form:
    """整改报告: blank but for what was ordered, for the addressee to fill in."""
    heads = ("序号", "存在问题", "整改措施及完成情况", "完成日期", "责任人")
    rows = [forms.row(*(forms.label(head) for head in heads))]
    for item in items:
        cells = (
            forms.value(str(item.position), align="center"),
            forms.value(item.text),
            *(forms.value("") for _ in range(3)),
        )
        rows.append(forms.row(*cells, height=30))
    facts = (
        ("单位名称", notice.addressee),
        ("文书文号", number_of(notice)),
        ("整改期限", layout.day(notice.due_on) if notice.due_on else _term(notice)),
        ("整改资金", "　　　　　　　万元"),
    )
    body = body_of(notice)
    return Form(
        title=Title(("隐患整改情况报告",)),
        blocks=(
            forms.line(f"{body}："),
            layout.said(f"根据你单位{title_of(notice)}，现将整改情况报告如下，请予复查。"),
            FormTable(forms.fields(facts), widths=layout.GRID),
            FormTable(tuple(rows), widths=(12, 55, 55, 23, 20), head=1),
            forms.line("未能按期完成的，写明原因和现在的防范措施："),
            FormTable((forms.row(forms.value(""), height=40),), widths=(1,)),
            forms.signature("单位负责人（签名）", dated=False, more=("　（单位盖章）",)),
            forms.signature("填报人（签名）", ems=8),
            forms.note("由被检查单位填写，附整改前后的照片，整改完成后交回。"),
        ),
        meta=layout.meta(notice, "隐患整改情况报告"),
    )
