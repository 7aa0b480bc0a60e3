"""月末销号例检例查 on paper: the sheet to write on, the material per hazard, the minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from hazards.paper import layout, photos
from hazards.paper.listing import unit_of
from inspections.clearing.following import Followed, followed
from inspections.models import Clearance, ClearanceItem
from inspections.models.clearances import NAME, Decision
from township_safety.documents import forms
from township_safety.documents.model import (
    Align,
    Block,
    Form,
    FormRow,
    FormTable,
    Meta,
    PageBreak,
    Title,
)
from township_safety.documents.numerals import chinese_date

if TYPE_CHECKING:
    from hazards.models import Hazard
    from township_safety.organisation.models import User

# As many as one file of pictures carries.
_MOST_PICTURES = 80
# Room for two written lines, in mm.
_HEIGHT = 13
_SHEET = (
    ("序号", 10),
    ("编号", 24),
    ("村（居）", 19),
    ("监管对象及部位", 34),
    ("隐患描述", 50),
    ("提请原因", 28),
    ("整改期限", 26),
    ("现状", 20),
    ("决定", 24),
    ("责任人", 20),
    ("完成时限", 26),
)
_FOLLOWED = (("序号", 12), ("隐患", 62), ("会议决定", 34), ("落实情况", 57))
_DECIDED = (("序号", 11), ("隐患", 60), ("责任人", 24), ("完成时限", 27), ("会议意见", 43))
_EXPLAINED = "决定填销号、继续整改、延期、上报移送或挂牌督办；销号的责任人填复查（验收）人。"


def sheet_forms(clearance: Clearance, *, reader: User) -> tuple[Form, ...]:
    """清单: landscape, with room to write before the meeting."""
    office = clearance.office
    head = forms.row(*(forms.label(name) for name, _ in _SHEET))
    rows = (head, *(_sheet_row(item) for item in clearance.rows))
    blocks: tuple[Block, ...] = (
        forms.line(_meeting(clearance)),
        FormTable(rows, tuple(float(width) for _, width in _SHEET), head=1),
        forms.line(f"参加人员：{clearance.participants}"),
        forms.signature("主持领导（签名）", ems=8),
        forms.note(_EXPLAINED),
    )
    title = Title((f"{office.name}{NAME}清单",))
    return (Form(title, blocks, _meta(clearance, "例检例查清单"), landscape=True),)


def material_forms(clearance: Clearance, *, reader: User) -> tuple[Form, ...]:
    """What became of the last decisions, then a page for each hazard with its photos."""
    items = list(clearance.rows)
    each = _MOST_PICTURES // max(len(items), 1)
    blocks: list[Block] = [
        forms.line(_opening(clearance, items), indent=True),
        *_last_session(clearance),
    ]
    for item in items:
        blocks += [PageBreak(), *_one(item, reader=reader, pictures=each)]
    title = Title((f"{clearance.office.name}{clearance.month.month}月", f"{NAME}材料"))
    return (Form(title, tuple(blocks), _meta(clearance, "例检例查材料")),)


def minutes_forms(clearance: Clearance, *, reader: User) -> tuple[Form, ...]:
    """纪要, once the meeting was held."""
    held_on = clearance.held_on
    if held_on is None:
        return ()
    items = list(clearance.rows)
    facts = (
        ("时间", chinese_date(held_on)),
        ("地点", clearance.place),
        ("主持领导", f"{clearance.chair}（{clearance.get_chair_class_display()}）"),
        ("文号", clearance.number),
    )
    blocks: list[Block] = [
        FormTable(forms.fields(facts), widths=layout.GRID),
        forms.line(f"参加人员：{clearance.participants}"),
        *_last_session(clearance),
        forms.line(_summed_up(items), indent=True),
    ]
    for decision in (*Decision, ""):
        blocks += _decided(items, decision)
    if clearance.note:
        blocks.append(forms.line(f"备注：{clearance.note}"))
    blocks.append(forms.signature("主持领导（签名）", ems=8))
    title = Title((f"{clearance.office.name}{clearance.month.month}月", f"{NAME}会议纪要"))
    return (Form(title, tuple(blocks), _meta(clearance, "例检例查纪要")),)


def _meta(clearance: Clearance, subject: str) -> Meta:
    return Meta(clearance.office.signer, subject, ("隐患",), clearance.recorded_at)


def _meeting(clearance: Clearance) -> str:
    held_on = clearance.held_on
    facts = (
        ("月份", f"{clearance.month.year}年{clearance.month.month}月"),
        ("召开日期", chinese_date(held_on) if held_on else layout.OPEN_DAY),
        ("地点", clearance.place or "　　　　　　　　"),
        ("主持领导", clearance.chair or "　　　　　　"),
    )
    return "　　".join(f"{name}：{text}" for name, text in facts)


def _sheet_row(item: ClearanceItem) -> FormRow:
    hazard = item.hazard
    texts: tuple[tuple[str, Align], ...] = (
        (str(item.position), "center"),
        (hazard.number, "center"),
        (str(hazard.village or ""), "center"),
        (_where(hazard), "left"),
        (f"{hazard.description}{_voided(hazard)}", "left"),
        (item.why, "left"),
        (_deadline(hazard), "center"),
        (hazard.get_status_display(), "center"),
        (_decision(item), "left"),
        (item.responsible, "center"),
        (_day(item.due_on), "center"),
    )
    return forms.row(*(forms.value(text, align=align) for text, align in texts), height=_HEIGHT)


def _opening(clearance: Clearance, items: list[ClearanceItem]) -> str:
    if not items:
        return "本月没有提请研究的重点隐患。"
    whys = ("重大隐患", "挂牌督办", "逾期", "上报未回复", "反复反弹")
    counted = [(why, sum(why in item.why for item in items)) for why in whys]
    parts = "、".join(f"{why}{number}条" for why, number in counted if number)
    more = f"，其中{parts}（同一条可以有几项原因）" if parts else ""
    return f"{clearance.month.month}月提请研究重点隐患{len(items)}条{more}。"


def _last_session(clearance: Clearance) -> Iterator[Block]:
    """上次决定落实情况, as the ledger tells it today."""
    previous = clearance.previous
    if previous is None:
        return
    rows = followed(previous, today=clearance.held_on or timezone.localdate())
    done = sum(row.label == "已落实" for row in rows)
    yield forms.line(
        f"上次会议（{previous.held_on}）决定落实情况：共{len(rows)}条，已落实{done}条。"
    )
    head = forms.row(*(forms.label(name) for name, _ in _FOLLOWED))
    body = (_followed_row(row) for row in rows)
    yield FormTable((head, *body), tuple(float(width) for _, width in _FOLLOWED), head=1)


def _followed_row(row: Followed) -> FormRow:
    item = row.item
    return forms.row(
        forms.value(str(item.position), align="center"),
        forms.value(_named(item.hazard)),
        forms.value(_decision(item)),
        forms.value(f"{row.label}：{row.text}"),
    )


def _one(item: ClearanceItem, *, reader: User, pictures: int) -> Iterator[Block]:
    hazard = item.hazard
    claim = hazard.standing_rectification
    found = (
        ("隐患编号", hazard.number),
        ("提请原因", item.why),
        ("被检查单位", unit_of(hazard)),
        ("村（居）", str(hazard.village or "")),
        ("隐患部位", hazard.place),
        ("行业领域", str(hazard.sector or "")),
        ("检查日期", layout.day(hazard.found_on)),
        ("隐患等级", hazard.get_grade_display()),
        ("整改期限", _deadline(hazard)),
        ("状态", hazard.get_status_display()),
        ("责任单位", hazard.responsible_unit),
        ("责任人", hazard.responsible_person),
        ("包案领导", hazard.case_leader),
        ("联系电话", layout.phone(hazard.phone, reader=reader)),
    )
    rows = (
        *forms.fields(found),
        layout.long_field("隐患描述", hazard.description, height=8),
        layout.long_field("整改措施", hazard.measures, height=8),
        layout.long_field("整改情况", claim.measures if claim else "", height=8),
        layout.long_field("挂牌、上报", _elsewhere(hazard), height=8),
        layout.long_field("会议决定", _whole_decision(item), height=16),
    )
    yield forms.line(f"第{item.position}项")
    yield FormTable(rows, widths=layout.GRID)
    shown = photos.shown(hazard)[: max(pictures, 1)]
    if shown:
        grid = [(photo.file.sha256, photos.caption(photo)) for photo in shown]
        yield forms.photo_grid(grid)


def _elsewhere(hazard: Hazard) -> str:
    told = [f"{row.listed_on}由{row.body}挂牌督办" for row in hazard.listings.standing_now()]
    told += [
        f"{row.referred_on}{row.get_kind_display()}{row.to_agency}，尚未回复"
        for row in hazard.referrals.unanswered_now().select_related("to_agency")
    ]
    return "；".join(told)


def _summed_up(items: list[ClearanceItem]) -> str:
    counted = [(one.label, sum(item.decision == one for item in items)) for one in Decision]
    parts = "、".join(f"{label}{number}条" for label, number in counted if number)
    return f"会议研究重点隐患{len(items)}条" + (f"，决定{parts}。" if parts else "。")


def _decided(items: list[ClearanceItem], decision: str) -> Iterator[Block]:
    mine = [item for item in items if item.decision == decision]
    if not mine:
        return
    name = Decision(decision).label if decision else "会上没有决定的"
    head = (
        forms.row(forms.label(f"{name}（{len(mine)}条）", colspan=len(_DECIDED))),
        forms.row(*(forms.label(title) for title, _ in _DECIDED)),
    )
    body = (
        forms.row(
            forms.value(str(item.position), align="center"),
            forms.value(_named(item.hazard)),
            forms.value(item.responsible, align="center"),
            forms.value(_day(item.due_on), align="center"),
            forms.value(f"报{item.to_agency}。{item.words}" if item.to_agency else item.words),
        )
        for item in mine
    )
    yield FormTable((*head, *body), tuple(float(width) for _, width in _DECIDED), head=2)


def _named(hazard: Hazard) -> str:
    where = _where(hazard) or str(hazard.village or "")
    return f"{hazard.number} {where}：{hazard.description[:60]}{_voided(hazard)}"


def _where(hazard: Hazard) -> str:
    return " ".join(part for part in (str(hazard.site or ""), hazard.place) if part)


def _voided(hazard: Hazard) -> str:
    return "（误录作废）" if hazard.is_voided else ""


def _deadline(hazard: Hazard) -> str:
    return "长期坚持" if hazard.is_standing else _day(hazard.due_on)


def _decision(item: ClearanceItem) -> str:
    more = f"（{item.to_agency}）" if item.to_agency else ""
    return f"{item.get_decision_display()}{more}"


def _whole_decision(item: ClearanceItem) -> str:
    parts = (
        _decision(item),
        f"责任人{item.responsible}" if item.responsible else "",
        f"时限{_day(item.due_on)}" if item.due_on else "",
        item.words,
    )
    return "，".join(part for part in parts if part)


def _day(on: date | None) -> str:
    return f"{on}" if on else ""
