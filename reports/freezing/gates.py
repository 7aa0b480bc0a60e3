"""What should stop a signature: each gate names its doubts, the signer may sign all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from reports.blocks import read_blocks, slots_of
from reports.carrying import still_carried
from reports.composing import Composition
from reports.freezing.text import seen_digest
from reports.models import Report, ReturnedText
from reports.review.drafts import errors_typed
from township_safety.documents.glyphs import missing_in
from township_safety.documents.model import Slot

# In the hint of a passage that a template may do without.
_OPTIONAL = "可不写"

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
        if not isinstance(block, Slot) or block.paragraphs:
            continue
        if block.placeholder and _OPTIONAL not in block.placeholder:
            yield f"自写内容“{block.label}”还没有填写，签发后这一段是空的"


def _contradictions(report: Report, composition: Composition) -> Iterator[str]:
    for said in errors_typed(composition, period=report.period):
        yield f"文稿检查：自写内容里{said}"


def _carried(report: Report, _: Composition) -> Iterator[str]:
    labels = {slot.name: slot.label for slot in slots_of(read_blocks(report.template.blocks))}
    for slot in still_carried(report):
        label = labels.get(slot.name, slot.name)
        yield f"自写内容“{label}”沿用上期，没有改过，也没有确认"


def _returned(report: Report, composition: Composition) -> Iterator[str]:
    """The file edited outside: undecided, off the ledger, or adopted before the ledger went on."""
    texts = ReturnedText.objects.of_report(report)
    if texts.waiting().exists():
        yield "定稿回传的文件还没有处理，请先采用或者退回"
    adopted = texts.accepted_for(report)
    if adopted is None:
        return
    if adopted.figures:
        named = "、".join(one["label"] for one in adopted.figures[:3])
        yield f"定稿回传的文件里有{len(adopted.figures)}个数与台账不符：{named}"
    if adopted.digest != seen_digest(composition.document):
        yield "采用定稿回传的文件以后，台账或者文稿有变化，请重新上传核对"


GATES: list[Gate] = [_relations, _glyphs, _empty_slots, _contradictions, _carried, _returned]


def doubts(report: Report, composition: Composition) -> list[str]:
    return [said for gate in GATES for said in gate(report, composition)]
