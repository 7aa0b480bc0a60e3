"""限期整改通知书 and its kin, blank ones to be written by hand, and the reply that goes along.

With powers handed over also 责令限期整改指令书, which tells how to appeal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hazards.models import Notice, NoticeItem, NoticeKind
from hazards.models.classification import Grade
from hazards.paper import layout, photos
from township_safety.documents import forms
from township_safety.documents.model import BlankRun, Block, Form, FormTable, SealPlace, Title

if TYPE_CHECKING:
    from township_safety.organisation.models import NumberBlock, User

# The kind whose name the office sets for itself.
TOWNSHIP_KIND = "rectification"
# 行政复议法 20, 行政诉讼法 46.
REVIEW_DAYS, SUIT_MONTHS = 60, 6
# What an order by the township to its own says: (how it begins, what is demanded).
_INTERNAL = {
    "assignment": ("现将下列安全隐患交由你单位办理：", "请{term}办理完毕"),
    "supervision": ("下列安全隐患整改进展较慢，现予督办：", "请抓紧整改，{term}办理完毕"),
}
_WRITTEN_LINES = 6


def title_of(notice: Notice) -> str:
    """A kind of two names (工作提示单、提醒函) is printed under the first."""
    if notice.kind.code == TOWNSHIP_KIND:
        return notice.office.notice_title
    return notice.kind.name.partition("、")[0]


def number_of(notice: Notice) -> str:
    word = f"{notice.office.document_word or notice.office.name}{notice.kind.number_word}"
    return notice.number or f"{word}{layout.OPEN_NUMBER}"


def body_of(notice: Notice) -> str:
    """An order by delegated powers is given in the name of the body that delegated them."""
    office = notice.office
    return (notice.kind.needs_powers and office.delegating_body) or office.signer


def notice_forms(notice: Notice, *, reader: User) -> tuple[Form, ...]:
    """The notice; what orders rectification brings the blank report of the addressee."""
    items = list(notice.items.select_related("hazard"))
    annex = photos.of_notice(notice)
    papers = [notice_form(notice, items, annex=annex)]
    if notice.kind.orders_rectification:
        papers.append(reply_form(notice, items))
    return tuple(papers)


def blank_forms(block: NumberBlock, *, reader: User) -> tuple[Form, ...]:
    """One for each number of the block that is not used yet, to be written by hand."""
    code = block.kind.partition(":")[2]
    kind = NoticeKind.objects.with_code(code).available_to(block.office).first()
    if kind is None:
        return ()
    return tuple(_blank(block, kind, row.number) for row in block.numbers.unused())


def _blank(block: NumberBlock, kind: NoticeKind, number: str) -> Form:
    notice = Notice(office=block.office, kind=kind, recorded_at=block.recorded_at, number=number)
    return notice_form(notice, [])


def notice_form(
    notice: Notice, items: Sequence[NoticeItem], *, annex: tuple[Block, ...] = ()
) -> Form:
    """Without an addressee and items it has room to write them in."""
    ordered = notice.kind.needs_powers
    text = _order(notice, items) if ordered else _demand(notice, items)
    addressee = notice.addressee or BlankRun(ems=16)
    return Form(
        title=Title((title_of(notice),)),
        heading=layout.ENFORCEMENT_HEADING if ordered else layout.HEADING,
        number=number_of(notice),
        blocks=(
            forms.line(addressee, "："),
            *text,
            forms.line("　"),
            *_signatures(notice),
            SealPlace(body_of(notice), notice.issued_on),
            layout.copies(body_of(notice), _receiver(notice)),
            *annex,
        ),
        meta=layout.meta(notice, title_of(notice)),
    )


def _listed(notice: Notice, items: Sequence[NoticeItem]) -> list[Block]:
    found: list[Block] = []
    if not items and not notice.content:
        found += [forms.line(BlankRun(ems=31), indent=True) for _ in range(_WRITTEN_LINES)]
    for item in items:
        demand = f"\n整改要求：{item.demand}" if item.demand else ""
        due = f"\n整改期限：{layout.day(item.due_on)}前" if item.due_on else ""
        found += layout.numbered([(item.position, f"{item.text}{demand}{due}")])
    major = [item.position for item in items if item.hazard.grade == Grade.MAJOR]
    if major:
        found.append(layout.said(f"其中{layout.places(major)}属于重大事故隐患。"))
    return found


def _term(notice: Notice) -> str:
    if notice.days_to_rectify is None:
        return f"于{layout.day(notice.due_on)}前"
    due = f"（{layout.day(notice.due_on)}前）" if notice.due_on else ""
    return f"自收到本文书之日起{notice.days_to_rectify}日内{due}"


def _which(items: Sequence[NoticeItem]) -> str:
    return f"上述{layout.places([item.position for item in items])}" if items else "上述"


def _which_and_when(notice: Notice, items: Sequence[NoticeItem]) -> str:
    """上述第1、3项问题于某日前、第2项问题于某日前, each item under its own day."""
    groups: dict[str, list[int]] = {}
    for item in items:
        term = f"于{layout.day(item.due_on)}前" if item.due_on else _term(notice)
        groups.setdefault(term, []).append(item.position)
    if len(groups) < 2:
        return f"{_which(items)}问题{next(iter(groups), _term(notice))}"
    parts = (f"{layout.places(places)}问题{term}" for term, places in groups.items())
    return f"上述{'、'.join(parts)}"


def _demand(notice: Notice, items: Sequence[NoticeItem]) -> tuple[Block, ...]:
    office = notice.office
    if not notice.kind.orders_rectification:
        return (*_written(notice.content), *_listed(notice, items))
    if notice.kind.code in _INTERNAL:
        opening, demanded = _INTERNAL[notice.kind.code]
        apart = any(item.due_on for item in items)
        demanded = demanded.format(term="分别在各项期限内" if apart else _term(notice))
        return (
            layout.said(opening),
            *_listed(notice, items),
            *_written(notice.content),
            layout.said(f"{demanded}，并将办理情况书面报送{office.signer}。"),
        )
    above = office.reports_to or "上级负有安全生产监督管理职责的部门"
    return (
        layout.said("经安全检查，发现你单位存在下列问题："),
        *_listed(notice, items),
        *_written(notice.content),
        layout.said(f"现要求你单位对{_which_and_when(notice, items)}整改完毕。"),
        layout.said(
            "整改期间应落实安全防范措施，防止发生事故；整改完成后填写所附《隐患整改情况报告》，"
            f"送{office.signer}，以便复查。"
        ),
        layout.said(f"逾期不整改或者整改不合格的，将报告{above}处理。"),
    )


def _written(text: str) -> tuple[Block, ...]:
    return forms.paragraphs(text, indent=True) if text else ()


def _order(notice: Notice, items: Sequence[NoticeItem]) -> tuple[Block, ...]:
    office = notice.office
    review = office.reviewing_body or "　　　　　　　　"
    court = office.court or "　　　　　　　　"
    return (
        layout.said("经查，你单位存在下列问题："),
        *_listed(notice, items),
        *_written(notice.content),
        layout.said(f"现责令你单位对{_which_and_when(notice, items)}整改完毕。"),
        layout.said("整改期间应采取措施保证安全；逾期不整改或者整改不合格的，依法给予行政处罚。"),
        layout.said(
            f"如不服本指令，可以自收到本指令书之日起{REVIEW_DAYS}日内向{review}申请行政复议，"
            f"或者自收到本指令书之日起{SUIT_MONTHS}个月内向{court}提起行政诉讼。"
            "复议、诉讼期间本指令不停止执行，法律另有规定的除外。"
        ),
    )


def _receiver(notice: Notice) -> str:
    kind = notice.kind
    is_inner = not kind.orders_rectification or kind.code in _INTERNAL
    return "受文单位（个人）" if is_inner else "被检查单位"


def _signatures(notice: Notice) -> tuple[Block, ...]:
    kind = notice.kind
    if not kind.orders_rectification or kind.code in _INTERNAL:
        return (
            forms.signature("经办人（签名）", ems=8),
            forms.signature("签收人（签名）", ems=8, on=notice.served_on),
        )
    who = "行政执法人员（签名）" if kind.needs_powers else "检查人员（签名）"
    return (
        *layout.inspectors(_people(notice), name=who),
        forms.signature("被检查单位负责人（签名）", ems=7),
        *layout.refusal(refused=notice.is_refused, witness=notice.witness),
    )


def _people(notice: Notice) -> tuple[tuple[str, str], ...]:
    return (
        (notice.inspector, notice.inspector_number),
        (notice.second_inspector, notice.second_number),
    )


def _own_term(item: NoticeItem) -> str:
    return f"（期限：{layout.day(item.due_on)}前）" if item.due_on else ""


def _whole_term(notice: Notice, items: Sequence[NoticeItem]) -> str:
    if items and all(item.due_on for item in items):
        return "见各项"
    return layout.day(notice.due_on) if notice.due_on else _term(notice)


def reply_form(notice: Notice, items: Sequence[NoticeItem]) -> Form:
    """整改报告: blank but for what was ordered, for the addressee to fill in."""
    heads = ("序号", "存在问题", "整改措施及完成情况", "完成日期", "责任人")
    rows = [forms.row(*(forms.label(head) for head in heads))]
    for item in items:
        cells = (
            forms.value(str(item.position), align="center"),
            forms.value(f"{item.text}{_own_term(item)}"),
            *(forms.value("") for _ in range(3)),
        )
        rows.append(forms.row(*cells, height=30))
    facts = (
        ("单位名称", notice.addressee),
        ("文书文号", number_of(notice)),
        ("整改期限", _whole_term(notice, items)),
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
