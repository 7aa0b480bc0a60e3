"""The parts on paper, in order: silent rounds and empty headings left out, headings run in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from reports.blocks import HeadingBlock, SlotBlock
from reports.listed.writing import ListWriter
from reports.planning import Annex, LedTable, Part, ProblemsPart, RowsPart
from reports.sentences import Sentence
from reports.tables import ChartPlan
from reports.turns import Turn
from township_safety.documents import model as paper

# From this level on a heading may stand in the line of its text.
_RUN_IN_FROM = 2
_ENDS = "。：；！？"


@dataclass
class Typesetter:
    """`offers` are the sentences found for passages that the office writes itself."""

    lists: ListWriter
    slots: Mapping[str, str]
    offers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def blocks(
        self, parts: list[Part], *, run_in: bool, signature: paper.Signature
    ) -> Iterator[paper.Block]:
        """The text; where annexes follow it, the signature stands before them."""
        body, *annexes = _split(parts)
        yield from self._set(body, run_in=run_in)
        kept = [
            (annex[0], blocks)
            for annex in annexes
            if (blocks := self._set(annex[1:], run_in=run_in))
        ]
        if not kept:
            return
        names = [self._named(head) for head, _ in kept]
        yield from (paper.Paragraph((paper.TextRun(line),)) for line in _told(names))
        yield signature
        for number, (name, (_, blocks)) in enumerate(zip(names, kept, strict=True), start=1):
            yield from _annex(name, str(number) if len(kept) > 1 else "")
            yield from blocks

    def _set(self, parts: list[Part], *, run_in: bool) -> list[paper.Block]:
        laid = list(_with_something_below(self._laid(parts)))
        return list(_run_in(laid)) if run_in else laid

    def _named(self, head: Part) -> str:
        if not isinstance(head.content, Annex):
            raise TypeError("an annex begins with its name")
        return paper.text_of(tuple(self.lists.writer.sentence_runs(head.content.sentence)))

    def _laid(self, parts: list[Part]) -> Iterator[tuple[paper.Block, bool]]:
        """Each block, and whether it is a heading that needs something below it."""
        silent = self.lists.writer.silent_turns(
            part.content for part in parts if isinstance(part.content, Sentence)
        )
        for part in parts:
            if _is_silent(part.turns, silent):
                continue
            drops = (
                isinstance(part.content, Sentence)
                and isinstance(part.content.block, HeadingBlock)
                and part.content.block.drops
            )
            for block in self._written(part):
                yield block, drops

    def _written(self, part: Part) -> Iterator[paper.Block]:
        writer = self.lists.writer
        match part.content:
            case Sentence():
                block = writer.block(part.content)
                yield from () if block is None else (block,)
            case SlotBlock():
                yield _slot(part.content, self.slots.get(part.content.name, ""))
            case LedTable():
                yield from self._table(part.content)
            case ChartPlan():
                yield from part.content.chart(writer.values)
            case RowsPart():
                yield from self.lists.rows(part.content)
            case ProblemsPart():
                yield from self._problems(part.content)

    def _table(self, led: LedTable) -> Iterator[paper.Block]:
        writer = self.lists.writer
        for table in led.plan.table(writer.values):
            runs = tuple(writer.sentence_runs(led.lead))
            if runs:
                yield paper.Paragraph(runs)
            yield table

    def _problems(self, part: ProblemsPart) -> Iterator[paper.Block]:
        found = list(self.lists.problems(part))
        if part.slot:
            self.offers[part.slot] = tuple(paper.text_of(runs) for runs in found)
            return
        yield from (paper.Item(runs) for runs in found)


def _is_silent(turns: tuple[Turn, ...], silent: set[tuple[Turn, ...]]) -> bool:
    return any(turns[:depth] in silent for depth in range(1, len(turns) + 1))


def _slot(block: SlotBlock, text: str) -> paper.Slot:
    lines = [line.strip() for line in text.splitlines()]
    paragraphs = tuple(paper.Paragraph((paper.TextRun(line),)) for line in lines if line)
    return paper.Slot(block.name, block.label, paragraphs, block.hint or f"（{block.label}）")


def _split(parts: list[Part]) -> list[list[Part]]:
    """The text, then each annex with its head."""
    found: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part.content, Annex):
            found.append([])
        found[-1].append(part)
    return found


def _told(names: list[str]) -> Iterator[str]:
    """附件说明, under the text."""
    for number, name in enumerate(names, start=1):
        lead = "附件：" if number == 1 else "　　　"
        yield f"{lead}{number}.{name}" if len(names) > 1 else f"{lead}{name}"


def _annex(name: str, number: str) -> Iterator[paper.Block]:
    """GB/T 9704: 附件 at the left on a page of its own, its name in the middle."""
    yield paper.PageBreak()
    lead = paper.TextRun(f"附件{number}", bold=True)
    yield paper.Paragraph((lead,), indent=False, align="left")
    yield paper.Paragraph((paper.TextRun(name),), indent=False, align="center")


def _with_something_below(
    laid: Iterable[tuple[paper.Block, bool]],
) -> Iterator[paper.Block]:
    """Read from the end: a heading is left out where the next thing is a heading of its rank."""
    kept: list[paper.Block] = []
    above = 0
    for block, drops in reversed(list(laid)):
        if isinstance(block, paper.Heading):
            is_empty = above <= block.level and not block.run_in
            if drops and is_empty:
                continue
            above = block.level
        else:
            above = 5
        kept.append(block)
    yield from reversed(kept)


def _run_in(blocks: list[paper.Block]) -> Iterator[paper.Block]:
    """标题与正文接排: a heading takes the paragraph that follows it into its own line."""
    held: paper.Heading | None = None
    for block in blocks:
        if held is not None:
            if isinstance(block, paper.Paragraph):
                yield replace(held, runs=_ended(held.runs), run_in=block.runs)
                held = None
                continue
            yield held
            held = None
        if (
            isinstance(block, paper.Heading)
            and block.level >= _RUN_IN_FROM
            and block.run_in is None
        ):
            held = block
        else:
            yield block
    if held is not None:
        yield held


def _ended(runs: tuple[paper.Run, ...]) -> tuple[paper.Run, ...]:
    return runs if paper.text_of(runs)[-1:] in _ENDS else (*runs, paper.TextRun("。"))
