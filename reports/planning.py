"""From the blocks of a template to parts whose figures can be asked all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.blocks import (
    AnnexBlock,
    ChartBlock,
    ParagraphBlock,
    ProblemsBlock,
    RoundBlock,
    RowsBlock,
    SimpleBlock,
    SlotBlock,
    TableBlock,
    TemplateBlock,
)
from reports.figures import Request, Scope
from reports.partitions import Lists
from reports.problems import PROBLEMS, Problem
from reports.sentences import Sentence
from reports.tables import ChartPlan, TablePlan, plan_chart, plan_table
from reports.turns import Turn, codes_of


@dataclass(frozen=True)
class LedTable:
    """A table with the paragraph above it."""

    plan: TablePlan
    lead: Sentence

    def requests(self) -> Iterator[Request]:
        yield from (*self.lead.requests(), *self.plan.requests())


@dataclass(frozen=True)
class RowsPart:
    """Listed rows; the rows themselves are read when the part is written."""

    block: RowsBlock
    scope: Scope
    turns: tuple[Turn, ...]

    @property
    def narrowed(self) -> Scope:
        return self.scope.narrowed(**codes_of(self.turns))

    def requests(self) -> Iterator[Request]:
        for pieces in (self.block.text, self.block.otherwise):
            yield from Sentence(ParagraphBlock(pieces), self.scope, self.turns).requests()


@dataclass(frozen=True)
class ProblemsPart:
    """`slot` names the passage to which the sentences are offered; else they are printed."""

    problems: tuple[Problem, ...]
    scope: Scope
    slot: str = ""

    def sentence(self, problem: Problem) -> Sentence:
        return Sentence(ParagraphBlock(problem.pieces), self.scope)

    def requests(self) -> Iterator[Request]:
        for problem in self.problems:
            yield from self.sentence(problem).requests()


@dataclass(frozen=True)
class Annex:
    sentence: Sentence

    def requests(self) -> Iterator[Request]:
        yield from self.sentence.requests()


Content = Sentence | SlotBlock | LedTable | ChartPlan | RowsPart | ProblemsPart | Annex


@dataclass(frozen=True)
class Part:
    content: Content
    turns: tuple[Turn, ...] = ()

    def requests(self) -> Iterator[Request]:
        if not isinstance(self.content, SlotBlock):
            yield from self.content.requests()


def plan(
    blocks: Iterable[TemplateBlock], scope: Scope, lists: Lists, turns: tuple[Turn, ...] = ()
) -> Iterator[Part]:
    """The blocks in order, with the rounds spelled out."""
    for block in blocks:
        if isinstance(block, RoundBlock):
            for turn in _turns(block, lists):
                yield from plan(block.blocks, scope, lists, (*turns, turn))
        else:
            yield from _parts(block, scope, lists, turns)


def _turns(block: RoundBlock, lists: Lists) -> Iterator[Turn]:
    known = lists.turns(block.dimension)
    for code in block.codes or known:
        yield Turn.of(block.dimension, code, known.get(code, {}), stays=block.stays)


def _parts(
    block: SimpleBlock, scope: Scope, lists: Lists, turns: tuple[Turn, ...]
) -> Iterator[Part]:
    narrowed = scope.narrowed(**codes_of(turns))
    match block:
        case TableBlock(table=code, lead=lead):
            sentence = Sentence(ParagraphBlock(lead, stays=True), scope, turns)
            yield Part(LedTable(plan_table(code, narrowed, lists), sentence), turns)
        case ChartBlock(chart=code):
            yield Part(plan_chart(code, narrowed, lists.sectors), turns)
        case SlotBlock(offers=offers, name=name):
            yield Part(block, turns)
            if offers:
                yield Part(ProblemsPart(tuple(PROBLEMS.values()), scope, slot=name), turns)
        case RowsBlock():
            yield Part(RowsPart(block, scope, turns), turns)
        case ProblemsBlock(only=only):
            chosen = tuple(one for code, one in PROBLEMS.items() if not only or code in only)
            yield Part(ProblemsPart(chosen, scope), turns)
        case AnnexBlock(text=text):
            yield Part(Annex(Sentence(ParagraphBlock(text, stays=True), scope, turns)), turns)
        case _:
            yield Part(Sentence(block, scope, turns), turns)


def requests_of(parts: Iterable[Part]) -> tuple[Request, ...]:
    """Every question once, in the order of the text."""
    return tuple(dict.fromkeys(request for part in parts for request in part.requests()))
