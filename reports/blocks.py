"""The block library: what a template is made of, read from its JSON and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from reports.text import Piece, WordingProblem, parse

TABLES = {"sectors": "分行业隐患排查整改情况", "villages": "各村（居）隐患排查整改情况"}
CHARTS = {"months": "各月隐患排查整改情况", "sectors": "分行业隐患排查整改情况"}

# The sentence that makes the hazard figures add up.
BALANCE = (
    "上期结转未整改隐患{hazard.opening}处，{本期}排查发现{hazard.found}处"
    "[，复查不合格退回{hazard.returned}处]，完成整改{hazard.rectified}处，"
    "{截至}未整改{hazard.remaining}处[，其中逾期{hazard.overdue}处]"
    "[，已上报待处置{hazard.referred_waiting}处]。"
)


@dataclass(frozen=True)
class HeadingBlock:
    level: Literal[1, 2, 3, 4]
    text: tuple[Piece, ...]


@dataclass(frozen=True)
class ParagraphBlock:
    """Dropped when it holds figures and all are zero, unless `stays`."""

    text: tuple[Piece, ...]
    stays: bool = False


@dataclass(frozen=True)
class ItemBlock:
    """One of 一是, 二是, 三是; dropped like a paragraph."""

    text: tuple[Piece, ...]
    stays: bool = False


@dataclass(frozen=True)
class SlotBlock:
    """A passage that the office writes itself."""

    name: str
    label: str
    hint: str


@dataclass(frozen=True)
class TableBlock:
    table: str


@dataclass(frozen=True)
class ChartBlock:
    chart: str


@dataclass(frozen=True)
class SectorsBlock:
    """Its blocks once for each sector that has something to say."""

    sectors: tuple[str, ...]
    blocks: tuple[TemplateBlock, ...]


SimpleBlock = HeadingBlock | ParagraphBlock | ItemBlock | SlotBlock | TableBlock | ChartBlock
TemplateBlock = SimpleBlock | SectorsBlock


def read_blocks(records: Any) -> tuple[TemplateBlock, ...]:
    """The blocks of a template; raises WordingProblem naming the block by its number."""
    blocks: list[TemplateBlock] = []
    for number, record in enumerate(records, start=1):
        try:
            blocks.append(_block(record))
        except (KeyError, TypeError) as problem:
            raise WordingProblem(f"第{number}段缺少内容：{problem}") from None
        except WordingProblem as problem:
            raise WordingProblem(f"第{number}段：{problem}") from None
    return tuple(blocks)


def slots_of(blocks: Iterable[TemplateBlock]) -> Iterator[SlotBlock]:
    """The passages that the office writes, in order."""
    for block in blocks:
        if isinstance(block, SlotBlock):
            yield block
        elif isinstance(block, SectorsBlock):
            yield from slots_of(block.blocks)


def _block(record: dict[str, Any]) -> TemplateBlock:
    kind = record["kind"]
    if kind not in _READERS:
        raise WordingProblem(f"没有“{kind}”这种段落")
    return _READERS[kind](record)


def _one_of(name: str, known: dict[str, str]) -> str:
    if name not in known:
        raise WordingProblem(f"没有“{name}”这种图表")
    return name


def _heading(record: dict[str, Any]) -> HeadingBlock:
    level = cast(Literal[1, 2, 3, 4], int(record["level"]))
    return HeadingBlock(level, parse(record["text"]))


_READERS: dict[str, Callable[[dict[str, Any]], TemplateBlock]] = {
    "heading": _heading,
    "paragraph": lambda record: ParagraphBlock(parse(record["text"]), "stays" in record),
    "item": lambda record: ItemBlock(parse(record["text"]), "stays" in record),
    "balance": lambda _: ParagraphBlock(parse(BALANCE), stays=True),
    "slot": lambda record: SlotBlock(record["name"], record["label"], record.get("hint", "")),
    "table": lambda record: TableBlock(_one_of(record["table"], TABLES)),
    "chart": lambda record: ChartBlock(_one_of(record["chart"], CHARTS)),
    "sectors": lambda record: SectorsBlock(
        tuple(record.get("sectors", ())), read_blocks(record["blocks"])
    ),
}
