"""The blocks of a template as data, with their wordings already parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from reports.text import Piece

Level = Literal[1, 2, 3, 4]
RowsForm = Literal["sentences", "items", "table", "names", "outline"]


@dataclass(frozen=True)
class HeadingBlock:
    """With `run_in` its text goes on in the same line; `drops` leaves it out above nothing."""

    level: Level
    text: tuple[Piece, ...]
    run_in: tuple[Piece, ...] = ()
    drops: bool = False


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
    """A passage that the office writes itself; `offers` computed sentences to begin with."""

    name: str
    label: str
    hint: str
    offers: str = ""


@dataclass(frozen=True)
class TableBlock:
    """`lead` is the paragraph above it, printed with the table only."""

    table: str
    lead: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class ChartBlock:
    chart: str


@dataclass(frozen=True)
class AnnexBlock:
    """附件: what follows stands on a page of its own."""

    text: tuple[Piece, ...]


@dataclass(frozen=True)
class ProblemsBlock:
    """存在问题 that the ledger can prove; empty `only` means all of them."""

    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowsBlock:
    """Rows of the ledger, each in words of its own, or all in one table or sentence."""

    source: str
    form: RowsForm
    each: tuple[Piece, ...]
    text: tuple[Piece, ...] = ()
    otherwise: tuple[Piece, ...] = ()
    level: Level = 1


@dataclass(frozen=True)
class RoundBlock:
    """Its blocks once for each sector, campaign … that has something to say.

    Empty `codes` means all there are; with `stays` also those of which there is nothing to say.
    """

    dimension: str
    codes: tuple[str, ...]
    blocks: tuple[TemplateBlock, ...]
    stays: bool = False


WordedBlock = HeadingBlock | ParagraphBlock | ItemBlock
SimpleBlock = (
    WordedBlock | SlotBlock | TableBlock | ChartBlock | AnnexBlock | ProblemsBlock | RowsBlock
)
TemplateBlock = SimpleBlock | RoundBlock


def wordings(blocks: Iterable[TemplateBlock]) -> Iterator[tuple[Piece, ...]]:
    """Every wording that may hold figures, in order."""
    for block in blocks:
        match block:
            case RoundBlock():
                yield from wordings(block.blocks)
            case HeadingBlock():
                yield from (block.text, block.run_in)
            case ParagraphBlock() | ItemBlock() | AnnexBlock():
                yield block.text
            case RowsBlock():
                yield from (block.text, block.otherwise)
            case TableBlock():
                yield block.lead
            case _:
                continue
