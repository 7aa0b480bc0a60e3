"""整改复查意见书: what was found of each item at one visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hazards.models.rechecks import RecheckItem
from hazards.paper import layout, photos
from hazards.paper.notice import number_of as notice_number
from hazards.paper.notice import title_of
from hazards.rechecking import NUMBER_WORD
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, SealPlace, Title

if TYPE_CHECKING:
    from hazards.models import Recheck
    from township_safety.organisation.models import User

TITLE = "整改复查意见书"
_Outcome = RecheckItem.Outcome


def recheck_forms(recheck: Recheck, *, reader: User) -> tuple[Form, ...]:
    items = list(recheck.item_rows)
    places = _places(recheck, items)
    office = recheck.office
    return (
        Form(
            title=Title((TITLE,)),
            heading=layout.HEADING,
            number=recheck.number or f"{recheck_word(recheck)}{layout.OPEN_NUMBER}",
            blocks=(
                forms.line(f"{recheck.about}："),
                layout.said(_opening(recheck)),
                *_group("已整改合格的", items, places, _Outcome.PASSED),
                *_group("整改不合格的", items, places, _Outcome.FAILED),
                *_group("这次没有复查的", items, places, _Outcome.UNSEEN),
                *_remark(recheck),
                forms.line("　"),
                forms.signature("被复查单位负责人（签名）", ems=7),
                *layout.inspectors(name="复查人员（签名）"),
                SealPlace(office.signer, recheck.on),
                layout.copies(office.signer, "被复查单位"),
                *photos.after([item.hazard for item in items], words="附：复查照片"),
            ),
            meta=layout.meta(recheck, TITLE),
        ),
    )


def recheck_word(recheck: Recheck) -> str:
    return f"{recheck.office.document_word or recheck.office.name}{NUMBER_WORD}"


def _places(recheck: Recheck, items: Sequence[RecheckItem]) -> Mapping[int, int]:
    """The numbers the items had on the notice; without one those of this visit."""
    ordered = recheck.notice.items.values_list("hazard", "position") if recheck.notice else ()
    numbers = dict(ordered)
    return {item.pk: numbers.get(item.hazard_id, item.position) for item in items}


def _opening(recheck: Recheck) -> str:
    notice = recheck.notice
    when = layout.day(recheck.on)
    if notice is None:
        return f"{when}，对你单位存在问题的整改情况进行了复查，意见如下："
    issued = layout.day(notice.issued_on)
    return (
        f"{issued}，本机关向你单位发出{title_of(notice)}（{notice_number(notice)}）。"
        f"{when}，对整改情况进行了复查，意见如下："
    )


def _group(
    name: str, items: Sequence[RecheckItem], places: Mapping[int, int], outcome: str
) -> tuple[Block, ...]:
    chosen = [item for item in items if item.outcome == outcome]
    if not chosen:
        return ()
    texts = ((places[item.pk], _told(item)) for item in chosen)
    return (layout.said(f"{name}（{len(chosen)}项）："), *layout.numbered(texts))


def _told(item: RecheckItem) -> str:
    opinion = f"\n复查意见：{item.opinion}" if item.opinion else ""
    again = f"\n应于{layout.day(item.due_on)}前整改完毕。" if item.due_on else ""
    return f"{item.text}{opinion}{again}"


def _remark(recheck: Recheck) -> tuple[Block, ...]:
    if not recheck.remark:
        return ()
    return (layout.said("总的意见："), *forms.paragraphs(recheck.remark, indent=True))
