"""Writing sentences: figures become runs, clauses without facts vanish or say their zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.blocks import HeadingBlock, ItemBlock, ParagraphBlock
from reports.figures import REGISTRY, Figure, Request, Scope, Value
from reports.frequencies import too_often
from reports.printing import figure_run
from reports.punctuation import tidied
from reports.text import Clause, Literal, Piece, Token, Word, tokens
from township_safety.documents import model as paper


@dataclass(frozen=True)
class Sentence:
    """A worded block with the scope it is asked for."""

    block: HeadingBlock | ParagraphBlock | ItemBlock
    scope: Scope
    sector: str = ""
    sector_name: str = ""

    def requests(self) -> Iterator[Request]:
        for token in tokens(self.block.text):
            request = self.request(token)
            yield request
            yield from backing(request)

    def request(self, token: Token) -> Request:
        scope = self.scope.narrowed(**dict(token.filters))
        return Request(
            token.key, scope.narrowed(sector=self.sector) if token.follows_sector else scope
        )


def backing(request: Request) -> Iterator[Request]:
    """What makes a zero a statement: inspections of the sector, or a nil return."""
    figure = REGISTRY.get(request.key)
    if not isinstance(figure, Figure):
        return
    plain = Scope(request.scope.office_ids, request.scope.period)
    for name in figure.zero_backed_by:
        kind, _, register = name.partition(":")
        if kind == "nil":
            yield Request("nil.count", plain.narrowed(register=register))
        else:
            sector = dict(request.scope.filters).get("sector", ())
            yield Request(name, plain.narrowed(touching=sector) if sector else plain)


@dataclass
class Writer:
    values: Mapping[Request, Value]
    words: Mapping[str, str]
    gaps: list[str] = field(default_factory=list)

    def block(self, sentence: Sentence) -> paper.Block | None:
        """The paper block, or nothing when it would state only zeros."""
        block = sentence.block
        runs = tuple(self.sentence_runs(sentence))
        if isinstance(block, HeadingBlock):
            return paper.Heading(block.level, runs)
        if self._is_unrecorded(sentence) or (not block.stays and self._says_nothing(sentence)):
            return None
        if not runs:
            return None
        return paper.Item(runs) if isinstance(block, ItemBlock) else paper.Paragraph(runs)

    def silent_sectors(self, sentences: Iterable[Sentence]) -> set[str]:
        """Sectors for which every figure of their round is zero."""
        speaking: dict[str, bool] = {}
        for sentence in sentences:
            if sentence.sector:
                says = not self._says_nothing(sentence, only_sector=True)
                speaking[sentence.sector] = speaking.get(sentence.sector, False) or says
        return {sector for sector, speaks in speaking.items() if not speaks}

    def sentence_runs(self, sentence: Sentence) -> Iterator[paper.Run]:
        words = {**self.words, "行业": sentence.sector_name}
        yield from tidied(_joined(self._runs(sentence.block.text, sentence, words)))

    def runs(self, pieces: tuple[Piece, ...], scope: Scope) -> Iterator[paper.Run]:
        """Runs of a text outside the blocks, as the title."""
        block = ParagraphBlock(pieces, stays=True)
        yield from tidied(_joined(self._runs(pieces, Sentence(block, scope), self.words)))

    def _runs(
        self, pieces: tuple[Piece, ...], sentence: Sentence, words: Mapping[str, str]
    ) -> Iterator[paper.Run]:
        for piece in pieces:
            match piece:
                case Literal(text=text):
                    yield paper.TextRun(text)
                case Word(name=name):
                    yield paper.TextRun(words[name])
                case Token(form=form):
                    value = self.values[sentence.request(piece)]
                    self._note(too_often(value))
                    yield figure_run(value, form=form)
                case Clause():
                    yield from self._clause(piece, sentence, words)

    def _clause(
        self, clause: Clause, sentence: Sentence, words: Mapping[str, str]
    ) -> Iterator[paper.Run]:
        asked = [sentence.request(token) for token in tokens(clause.pieces)]
        if not asked or any(not self.values[request].is_zero for request in asked):
            yield from self._runs(clause.pieces, sentence, words)
        elif clause.otherwise and self._zero_is_backed(asked):
            yield from self._runs(clause.otherwise, sentence, words)

    def _zero_is_backed(self, asked: list[Request]) -> bool:
        """A zero is printed only with its inspection count or nil return."""
        for request in asked:
            needed = list(backing(request))
            if needed and all(self.values[each].is_zero for each in needed):
                self._note_gap(request)
                return False
        return True

    def _note_gap(self, request: Request) -> None:
        figure = REGISTRY.get(request.key)
        self._note(f"“{figure.name}”为0，但没有检查记录，也没有零报告，报告里不写“未发生、未发现”")

    def _note(self, gap: str) -> None:
        if gap and gap not in self.gaps:
            self.gaps.append(gap)

    def _is_unrecorded(self, sentence: Sentence) -> bool:
        """Of days before the books began there is nothing to say; the page names the gap."""
        asked = [self.values[sentence.request(token)] for token in tokens(sentence.block.text)]
        return bool(asked) and not any(value.recorded for value in asked)

    def _says_nothing(self, sentence: Sentence, *, only_sector: bool = False) -> bool:
        asked = [
            sentence.request(token)
            for token in tokens(sentence.block.text)
            if not only_sector or token.follows_sector
        ]
        if not asked:
            return only_sector
        backed = any(isinstance(piece, Clause) and piece.otherwise for piece in sentence.block.text)
        return all(self.values[request].is_zero for request in asked) and not (
            backed and not only_sector
        )


def _joined(runs: Iterable[paper.Run]) -> Iterator[paper.Run]:
    """Neighbouring plain texts become one run."""
    held = ""
    for run in runs:
        if isinstance(run, paper.TextRun) and not run.bold:
            held += run.text
            continue
        if held:
            yield paper.TextRun(held)
            held = ""
        yield run
    if held:
        yield paper.TextRun(held)
