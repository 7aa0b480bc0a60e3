"""Writing sentences: figures become runs, clauses without facts vanish or say their zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.blocks import HeadingBlock, ItemBlock, ParagraphBlock, WordedBlock
from reports.figures import REGISTRY, Figure, Request, Scope, Value
from reports.frequencies import too_often
from reports.gaps import unbacked_zero
from reports.printing import figure_run
from reports.punctuation import tidied
from reports.text import Clause, Literal, Piece, Token, Word, tokens, words_in
from reports.turns import Turn, codes_of, words_of_turns
from township_safety.documents import model as paper
from township_safety.periods import Period

# For wordings without figures; nothing is asked of it.
_NOWHERE = Scope((), Period.of_year(2000))


@dataclass(frozen=True)
class Sentence:
    """A worded block with the scope it is asked for, and the turns of the rounds it stands in."""

    block: WordedBlock
    scope: Scope
    turns: tuple[Turn, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        block = self.block
        return (*block.text, *block.run_in) if isinstance(block, HeadingBlock) else block.text

    def requests(self) -> Iterator[Request]:
        for token in tokens(self.pieces):
            request = self.request(token)
            yield request
            yield from backing(request)

    def request(self, token: Token) -> Request:
        codes = codes_of(self.turns)
        scope = self.scope.narrowed(**dict(token.filters))
        return Request(
            token.key, scope.narrowed(**{name: codes.get(name, "") for name in token.follows})
        )


def backing(request: Request) -> Iterator[Request]:
    """What makes a zero a statement: inspections of the sector, or a nil return."""
    figure = REGISTRY.get(request.key)
    if not isinstance(figure, Figure):
        return
    plain = request.scope.whole
    for name in figure.zero_backed_by:
        kind, _, register = name.partition(":")
        if kind == "nil":
            yield Request("nil.count", plain.narrowed(register=register))
        else:
            sector = dict(request.scope.filters).get("sector", ())
            yield Request(name, plain.narrowed(touching=sector) if sector else plain)


@dataclass
class Writer:
    """`rounding` and `states_zeros` are the template's ways; a figure may be an exception."""

    values: Mapping[Request, Value]
    words: Mapping[str, str]
    gaps: list[str] = field(default_factory=list)
    rounding: str = ""
    states_zeros: bool = True

    def block(self, sentence: Sentence) -> paper.Block | None:
        """The paper block, or nothing when it would state only zeros."""
        block = sentence.block
        runs = tuple(self.sentence_runs(sentence))
        if isinstance(block, HeadingBlock):
            return paper.Heading(block.level, runs, self._run_in(sentence, block))
        if self._is_unrecorded(sentence) or (not block.stays and self._says_nothing(sentence)):
            return None
        if not runs:
            return None
        return paper.Item(runs) if isinstance(block, ItemBlock) else paper.Paragraph(runs)

    def silent_turns(self, sentences: Iterable[Sentence]) -> set[tuple[Turn, ...]]:
        """Turns for which every figure of their round is zero."""
        speaking: dict[tuple[Turn, ...], bool] = {}
        for sentence in sentences:
            if sentence.turns and not sentence.turns[-1].stays:
                says = not self._says_nothing(sentence, only=sentence.turns[-1].dimension)
                speaking[sentence.turns] = speaking.get(sentence.turns, False) or says
        return {turns for turns, speaks in speaking.items() if not speaks}

    def sentence_runs(self, sentence: Sentence) -> Iterator[paper.Run]:
        yield from self.runs(sentence.block.text, sentence.scope, turns=sentence.turns)

    def runs(
        self,
        pieces: tuple[Piece, ...],
        scope: Scope,
        *,
        turns: tuple[Turn, ...] = (),
        words: Mapping[str, str] | None = None,
    ) -> Iterator[paper.Run]:
        """Runs of any wording; `words` are those of a listed row."""
        known = {**self.words, **words_of_turns(turns), **(words or {})}
        sentence = Sentence(ParagraphBlock(pieces, stays=True), scope, turns)
        yield from tidied(_joined(self._runs(pieces, sentence, known)))

    def said(self, pieces: tuple[Piece, ...], words: Mapping[str, str]) -> Iterator[paper.Run]:
        """A wording without figures, such as that of a listed row."""
        sentence = Sentence(ParagraphBlock(pieces, stays=True), _NOWHERE)
        yield from tidied(_joined(self._runs(pieces, sentence, {**self.words, **words})))

    def _run_in(self, sentence: Sentence, block: HeadingBlock) -> tuple[paper.Run, ...] | None:
        if not block.run_in:
            return None
        return tuple(self.runs(block.run_in, sentence.scope, turns=sentence.turns)) or None

    def _runs(
        self, pieces: tuple[Piece, ...], sentence: Sentence, words: Mapping[str, str]
    ) -> Iterator[paper.Run]:
        for piece in pieces:
            match piece:
                case Literal(text=text):
                    yield paper.TextRun(text)
                case Word(name=name):
                    yield paper.TextRun(words.get(name, ""))
                case Token(form=form):
                    value = self.values[sentence.request(piece)]
                    self._note(too_often(value))
                    yield figure_run(value, form=form or self.rounding)
                case Clause():
                    yield from self._clause(piece, sentence, words)

    def _clause(
        self, clause: Clause, sentence: Sentence, words: Mapping[str, str]
    ) -> Iterator[paper.Run]:
        asked = [sentence.request(token) for token in tokens(clause.pieces)]
        if asked:
            speaks = any(not self.values[request].is_zero for request in asked)
        else:
            named = list(words_in(clause.pieces))
            speaks = not named or any(words.get(name) for name in named)
        if speaks:
            yield from self._runs(clause.pieces, sentence, words)
        elif clause.otherwise and self._zero_is_stated(asked):
            yield from self._runs(clause.otherwise, sentence, words)

    def _zero_is_stated(self, asked: list[Request]) -> bool:
        return self._zero_is_backed(asked) and (self.states_zeros or not asked)

    def _zero_is_backed(self, asked: list[Request]) -> bool:
        """A zero is printed only with its inspection count or nil return."""
        for request in asked:
            needed = list(backing(request))
            if needed and all(self.values[each].is_zero for each in needed):
                self._note(unbacked_zero(request))
                return False
        return True

    def _note(self, gap: str) -> None:
        if gap and gap not in self.gaps:
            self.gaps.append(gap)

    def _is_unrecorded(self, sentence: Sentence) -> bool:
        """Of days before the books began there is nothing to say; the page names the gap."""
        asked = [self.values[sentence.request(token)] for token in tokens(sentence.pieces)]
        return bool(asked) and not any(value.recorded for value in asked)

    def _says_nothing(self, sentence: Sentence, *, only: str = "") -> bool:
        asked = [
            sentence.request(token)
            for token in tokens(sentence.pieces)
            if not only or only in token.follows
        ]
        if not asked:
            return bool(only)
        backed = any(isinstance(piece, Clause) and piece.otherwise for piece in sentence.pieces)
        return all(self.values[request].is_zero for request in asked) and not (backed and not only)


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
