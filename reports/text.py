"""The wording of a template: plain text with figures, words and optional clauses.

    排查{hazard.found}处[，其中重大{hazard.found|grade=major}处]    figures, an optional clause
    [开展演练{drill.count}次//本期未开展演练]                       a clause and its zero
    {单位}、{时段}                                                words of the report

Stored with figure keys and codes, so that renaming a sector breaks nothing. Parsing only ever
builds these four kinds of pieces; nothing in a template can be executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.figures import DIMENSIONS, REGISTRY, Filters, UnknownFigure, normal_filters

# How a number may be printed; the exact number always stays behind it.
FORMS = {
    "": "数",
    "wan": "以万元计",
    "over": "余",
    "exact": "准确数",
    "ratio": "分子/分母",
    "all": "全部或几分之几",
    "cell": "表格中的写法",
}
WORDS = (
    "单位",
    "落款单位",
    "主送单位",
    "安全办",
    "全乡",
    "我乡",
    "乡",
    "村（居）",
    "时段",
    "本期",
    "年",
    "起止",
    "截至",
    "下期",
    "行业",
    "专项行动",
    "重要时段",
    "村名",
    "部署单位",
    "目标任务",
    "带班领导",
    "值班人员",
    "时刻",
    "累计起",
)
# What a part of a report can be repeated for; `=$` in a figure stands for the one it is about.
ROUNDS = ("sector", "campaign", "key_period", "village")
_PIECES = re.compile(r"\{([^{}]*)\}|\[|\]|//|[^{}\[\]/]+|/|[{}]")


class WordingProblem(ValueError):
    """The wording cannot be used; the message is Chinese and quotes the place."""


@dataclass(frozen=True)
class Literal:
    text: str


@dataclass(frozen=True)
class Word:
    name: str


@dataclass(frozen=True)
class Token:
    key: str
    filters: Filters
    form: str = ""
    # Dimensions whose code is that of the round: of the sector, when a block is repeated for each.
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """Left out, or replaced, when all its figures are zero; without figures, its words empty."""

    pieces: tuple[Piece, ...]
    otherwise: tuple[Piece, ...] = ()


Piece = Literal | Word | Token | Clause


def parse(wording: str, *, words: Iterable[str] = ()) -> tuple[Piece, ...]:
    """The pieces of a wording; raises WordingProblem naming what is wrong.

    `words` are those of the listed rows, beside the words of every report.
    """
    stream = _Stream(wording, frozenset((*WORDS, *words)))
    pieces, _ = _sequence(stream, inside=False)
    return pieces


def tokens(pieces: tuple[Piece, ...]) -> Iterator[Token]:
    for piece in pieces:
        if isinstance(piece, Token):
            yield piece
        elif isinstance(piece, Clause):
            yield from tokens(piece.pieces)
            yield from tokens(piece.otherwise)


def words_in(pieces: tuple[Piece, ...]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Word):
            yield piece.name
        elif isinstance(piece, Clause):
            yield from words_in(piece.pieces)
            yield from words_in(piece.otherwise)


class _Stream:
    def __init__(self, wording: str, words: frozenset[str]) -> None:
        self.words = words
        self.marks = [match.group(0) for match in _PIECES.finditer(wording)]
        self.at = 0

    def next(self) -> str | None:
        if self.at == len(self.marks):
            return None
        self.at += 1
        return self.marks[self.at - 1]

    def near(self) -> str:
        return "".join(self.marks[max(0, self.at - 3) : self.at])[-20:]


def _sequence(stream: _Stream, *, inside: bool) -> tuple[tuple[Piece, ...], str | None]:
    """Pieces up to the end, or inside a clause up to its `//` or `]`."""
    pieces: list[Piece] = []
    while (mark := stream.next()) is not None:
        if inside and mark in ("]", "//"):
            return tuple(pieces), mark
        pieces.append(_piece(mark, stream))
    if inside:
        raise WordingProblem(f"可省略的分句没有写完，缺少“]”：{stream.near()}")
    return tuple(pieces), None


def _piece(mark: str, stream: _Stream) -> Piece:
    if mark == "[":
        pieces, end = _sequence(stream, inside=True)
        otherwise: tuple[Piece, ...] = ()
        if end == "//":
            otherwise, end = _sequence(stream, inside=True)
        if end != "]":
            raise WordingProblem(f"一个分句里只能有一处“//”：{stream.near()}")
        return Clause(pieces, otherwise)
    if mark == "]":
        raise WordingProblem(f"多了一个“]”：{stream.near()}")
    if len(mark) > 1 and mark[0] == "{":
        return _token(mark[1:-1].strip(), stream.words)
    if mark in "{}":
        raise WordingProblem(f"“{mark}”不成对：{stream.near()}")
    return Literal(mark)


def _token(inner: str, words: frozenset[str]) -> Piece:
    if inner in words:
        return Word(inner)
    key, *options = [part.strip() for part in inner.split("|")]
    try:
        REGISTRY.get(key)
    except UnknownFigure as problem:
        raise WordingProblem(f"{problem}：{{{inner}}}") from None
    filters, form, follows = {}, "", []
    for option in options:
        name, _, codes = option.partition("=")
        if name == "as":
            form = _form(codes, inner)
        elif name in ROUNDS and codes == "$":
            follows.append(name)
        elif name in DIMENSIONS and codes:
            filters[name] = codes
        else:
            raise WordingProblem(f"看不懂“{option}”：{{{inner}}}")
    return Token(key, normal_filters(filters), form, tuple(follows))


def _form(name: str, inner: str) -> str:
    if name not in FORMS:
        raise WordingProblem(f"没有“{name}”这种写法：{{{inner}}}")
    return name
