"""What should stop a signature: each gate names its doubts, the signer may sign all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from reports.blocks import read_blocks, slots_of
from reports.carrying import still_carried
from reports.composing import Composition
from reports.models import Report
from township_safety.documents.glyphs import missing_in

Gate = Callable[[Report, Composition], Iterable[str]]


def _relations(_: Report, composition: Composition) -> Iterator[str]:
    for check in composition.checks:
        if not check.holds:
            yield f"数据核对不符：{check.label}（{check.words}）"


def _glyphs(_: Report, composition: Composition) -> Iterator[str]:
    missing = missing_in(composition.document)
    if missing:
        named = "、".join(str(one) for one in missing[:3])
        yield f"有{len(missing)}个字字库里没有，PDF 中将印成“〓”：{named}"


def _empty_slots(_: Report, composition: Composition) -> Iterator[str]:
    for block in composition.document.blocks:
        if getattr(block, "placeholder", "") and not getattr(block, "paragraphs", ()):
            yield f"自写内容“{getattr(block, 'label', '')}”还没有填写，签发后这一段是空的"


def _carried(report: Report, _: Composition) -> Iterator[str]:
    labels = {slot.name: slot.label for slot in slots_of(read_blocks(report.template.blocks))}
    for slot in still_carried(report):
        label = labels.get(slot.name, slot.name)
        yield f"自写内容“{label}”沿用上期，没有改过，也没有确认"


GATES: list[Gate] = [_relations, _glyphs, _empty_slots, _carried]


def doubts(report: Report, composition: Composition) -> list[str]:
    return [said for gate in GATES for said in gate(report, composition)]
