"""A text as a reader sees it: headings, paragraphs, sentences and clauses, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from township_safety.values.text import clean_text, half_width

Style = Literal["clause", "bracketed", "point", "bracketed_point", ""]

HAN_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}
_ORDINAL = "[一二三四五六七八九十]{1,3}"
# In the order of rank; commas stand for the stops of the original, which is folded to half width.
_HEADS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("clause", re.compile(rf"({_ORDINAL})[、.,]")),
    ("bracketed", re.compile(rf"\(({_ORDINAL})\)、?")),
    ("point", re.compile(r"(\d{1,2})(?:[、,]|\.(?!\d{1,3}(?:\.|[^\d年月])))")),
    ("bracketed_point", re.compile(r"\((\d{1,2})\)、?")),
)
RANKS = {style: rank for rank, (style, _) in enumerate(_HEADS)}
_PLAN = re.compile(
    r"(?:下半年|下一步|下步|下阶段|下一阶段|今后|下月|下季度|明年|下年)[^。;]{0,16}"
    r"(?:工作|打算|计划|安排|思路|重点|措施)|工作(?:打算|计划|安排)$"
)
_AHEAD = re.compile(r"下一步|下步|下阶段|下一阶段|今后|下月|下季度")
_PLAN_PAPER = re.compile(r"要点|(?:工作|年度|活动)计划|方案")
_STOPS = re.compile(r"[。!?\n]|;")
_PAUSES = re.compile(r"[。!?\n;,:()、]")


@dataclass(frozen=True)
class Span:
    """A part of a text; `text` is folded to half width, letter for letter."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def holds(self, place: int) -> bool:
        return self.start <= place < self.end


@dataclass(frozen=True)
class Paragraph(Span):
    number: int = 0
    style: Style = ""
    ordinal: int = 0
    # Where the words begin behind the number.
    skip: int = 0
    # The headings above it and its own, from the highest down.
    path: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The words of the heading: up to the first stop."""
        return _STOPS.split(self.text[self.skip :].strip(), maxsplit=1)[0] if self.style else ""

    @property
    def is_plan(self) -> bool:
        """Below a heading that speaks of what is still to be done."""
        return any(is_plan_heading(heading) for heading in self.path) or bool(
            _AHEAD.match(self.text.strip())
        )


def is_plan_heading(heading: str) -> bool:
    """“上半年工作总结和下半年工作计划” is a title of both, not a heading of plans."""
    return bool(_PLAN.search(heading)) and not re.search(r"总结|开展情况", heading)


@dataclass(frozen=True)
class Passage:
    """The whole text that is looked at; `shown` is what the reader sees, of the same length."""

    shown: str
    text: str = field(repr=False)

    @classmethod
    def of(cls, typed: str) -> Passage:
        shown = clean_text(typed, multiline=True)
        return cls(shown, half_width(shown))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(_paragraphs(self.text))

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        return tuple(spans(self.text, re.compile(r"[。!?\n]")))

    @cached_property
    def clauses(self) -> tuple[Span, ...]:
        return tuple(spans(self.text, re.compile(r"[。!?\n;,:]")))

    def paragraph_at(self, place: int) -> Paragraph:
        return self.paragraphs[_index(self._paragraph_starts, place)]

    def sentence_at(self, place: int) -> Span:
        return self.sentences[_index(self._sentence_starts, place)]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [one.start for one in self.paragraphs]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [one.start for one in self.sentences]

    @cached_property
    def title(self) -> str:
        """The first lines, when they are no heading and no sentence."""
        lines = []
        for one in self.paragraphs[:4]:
            if one.style or "。" in one.text or len(one.text.strip()) > 60:
                break
            lines.append(one.text.strip())
        return " ".join(lines)

    @cached_property
    def is_whole(self) -> bool:
        """A paper from the title on, not a passage out of one."""
        return sum(one.style == "clause" for one in self.paragraphs) >= 2

    @cached_property
    def opening(self) -> str:
        return self.text[:400]


def _index(starts: list[int], place: int) -> int:
    """Of the last one that begins at the place or before it."""
    return max(bisect_right(starts, place) - 1, 0)


def spans(text: str, stops: re.Pattern[str], offset: int = 0) -> Iterator[Span]:
    """The pieces between stops, each with the stop that ends it; none that is blank."""
    start = 0
    for stop in stops.finditer(text):
        if text[start : stop.end()].strip():
            yield Span(text[start : stop.end()], offset + start)
        start = stop.end()
    if text[start:].strip():
        yield Span(text[start:], offset + start)


def pieces(text: str, offset: int = 0) -> Iterator[Span]:
    """What stands between any two marks."""
    return spans(text, _PAUSES, offset)


def han_number(text: str) -> int | None:
    """一 … 九百九十九, 两, 十二; None for anything else."""
    total, digit = 0, 0
    for char in text:
        if char in HAN_DIGITS:
            digit = HAN_DIGITS[char]
        elif char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            return None
    return total + digit


def _paragraphs(text: str) -> Iterator[Paragraph]:
    first = text.strip().split("\n", 1)[0]
    is_plan_paper = _PLAN_PAPER.search(first) and not re.search(r"总结|汇报|报告", first)
    above: dict[int, str] = {-1: "工作计划"} if is_plan_paper and len(first) < 60 else {}
    for number, line in enumerate(spans(text, re.compile(r"\n"))):
        bare = line.text.lstrip(" \n")
        skipped = len(line.text) - len(bare)
        style, ordinal, length = _head(bare)
        paragraph = Paragraph(line.text, line.start, number, style, ordinal, skipped + length)
        if style:
            rank = RANKS[style]
            above = {key: value for key, value in above.items() if key < rank}
            above[rank] = paragraph.heading
        elif is_plan_heading(bare.strip()) and len(bare) < 30:
            above = {-1: bare.strip()}
        path = tuple(above[key] for key in sorted(above))
        yield Paragraph(line.text, line.start, number, style, ordinal, skipped + length, path)


def _head(bare: str) -> tuple[Style, int, int]:
    for style, pattern in _HEADS:
        if found := pattern.match(bare):
            ordinal = int(found[1]) if found[1].isdigit() else han_number(found[1]) or 0
            return style, ordinal, found.end()
    return "", 0, 0
