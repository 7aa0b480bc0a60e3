"""The composed text as its Word file reads, with the place of every figure in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from reports.review.files import text_of_file
from township_safety.documents.model import Document, FigureRun
from township_safety.documents.rendering import docx_of

# Private characters that no text holds: one for each figure before it, one behind it.
_FIRST, _LAST, _END = 0xE100, 0xF8FF, "\ue001"
_MARKED = re.compile(rf"([{chr(_FIRST)}-{chr(_LAST)}])([^{_END}]*){_END}")
_STOP = re.compile(r"(?<=[。！？；])")


@dataclass(frozen=True)
class Place:
    """A figure in a sentence: from `start` to `end` stands its text."""

    start: int
    end: int
    figure: FigureRun


@dataclass(frozen=True)
class Sentence:
    text: str
    figures: tuple[Place, ...] = ()


def composed_sentences(document: Document) -> list[Sentence]:
    """The file is written and read as the one that comes back will be. Raises JobFailed."""
    found: list[FigureRun] = []
    marked: Document = _marked(document, found)
    text = text_of_file("报告.docx", docx_of(marked))
    return [_unmarked(one, found) for one in _split(text)]


def sent_sentences(text: str) -> list[Sentence]:
    return [Sentence(one) for one in _split(text)]


def _split(text: str) -> Iterator[str]:
    """Without white space, which editors change at every turn."""
    for line in text.splitlines():
        for sentence in _STOP.split("".join(line.split())):
            if sentence:
                yield sentence


def _marked(part: Any, found: list[FigureRun]) -> Any:
    if isinstance(part, FigureRun):
        if _FIRST + len(found) > _LAST:
            return part
        found.append(part)
        return replace(part, text=f"{chr(_FIRST + len(found) - 1)}{part.text}{_END}")
    if isinstance(part, tuple):
        return tuple(_marked(each, found) for each in part)
    if is_dataclass(part) and not isinstance(part, type):
        changed = {
            field.name: _marked(getattr(part, field.name), found)
            for field in fields(part)
            if isinstance(getattr(part, field.name), tuple)
            or is_dataclass(getattr(part, field.name))
        }
        return replace(part, **changed) if changed else part
    return part


def _unmarked(marked: str, found: list[FigureRun]) -> Sentence:
    text, places, last = "", [], 0
    for mark in _MARKED.finditer(marked):
        text += marked[last : mark.start()]
        start = len(text)
        text += mark[2]
        places.append(Place(start, len(text), found[ord(mark[1]) - _FIRST]))
        last = mark.end()
    return Sentence(text + marked[last:], tuple(places))
