"""What reads differently in a file that came back: sentences, and figures that moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from reports.returning.marked import Place, Sentence
from township_safety.documents.model import FigureRun

# Below it two sentences are not the same one, changed.
_ALIKE = 0.5
_MOST_PAIRS = 4000
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|.", re.DOTALL)


@dataclass(frozen=True)
class Change:
    """A sentence as composed and as it came back."""

    before: str
    after: str


@dataclass(frozen=True)
class MovedFigure:
    """A number of the file that no longer equals the ledger."""

    label: str
    ledger: str
    text: str
    unit: str
    sentence: str


@dataclass(frozen=True)
class Deviations:
    changed: tuple[Change, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    figures: tuple[MovedFigure, ...] = ()

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        return {name: list(rows) for name, rows in found.items()}


def compare(composed: list[Sentence], sent: list[Sentence]) -> Deviations:
    changed: list[Change] = []
    added: list[str] = []
    removed: list[str] = []
    figures: list[MovedFigure] = []
    for before, after in _pairs(composed, sent):
        if before is None and after is not None:
            added.append(after.text)
        elif after is None and before is not None:
            removed.append(before.text)
        elif before is not None and after is not None:
            changed.append(Change(before.text, after.text))
            figures += _moved(before, after.text)
    return Deviations(tuple(changed), tuple(added), tuple(removed), tuple(figures))


def _pairs(
    composed: list[Sentence], sent: list[Sentence]
) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """Sentences that differ, each with the one it became where there is one."""
    matcher = SequenceMatcher(
        None, [one.text for one in composed], [one.text for one in sent], autojunk=False
    )
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind != "equal":
            yield from _within(composed[first:last], sent[start:end])


def _within(
    before: list[Sentence], after: list[Sentence]
) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """In order; of the sentences between two equal ones the most alike belong together."""
    partner = _partners(before, after)
    taken = set(partner.values())
    for place, one in enumerate(before):
        yield one, after[partner[place]] if place in partner else None
    for place, other in enumerate(after):
        if place not in taken:
            yield None, other


def _partners(before: list[Sentence], after: list[Sentence]) -> dict[int, int]:
    if len(before) == len(after) or len(before) * len(after) > _MOST_PAIRS:
        return {n: n for n in range(min(len(before), len(after)))}
    likeness = sorted(
        (
            (SequenceMatcher(None, one.text, other.text, autojunk=False).ratio(), place, there)
            for place, one in enumerate(before)
            for there, other in enumerate(after)
        ),
        key=lambda found: (-found[0], abs(found[1] - found[2])),
    )
    partner: dict[int, int] = {}
    for ratio, place, there in likeness:
        if ratio >= _ALIKE and place not in partner and there not in partner.values():
            partner[place] = there
    return partner


def _moved(before: Sentence, after: str) -> Iterator[MovedFigure]:
    """Token by token, a number being one; a figure is whole or it has moved."""
    old, new = list(_TOKEN.finditer(before.text)), list(_TOKEN.finditer(after))
    matcher = SequenceMatcher(None, [one[0] for one in old], [one[0] for one in new], False)
    codes = matcher.get_opcodes()
    for place in before.figures:
        if place.start == place.end:
            continue
        touched = [
            (kind, start, end)
            for kind, first, last, start, end in codes
            if last > first and old[first].start() < place.end and old[last - 1].end() > place.start
        ]
        if all(kind == "equal" for kind, _, _ in touched):
            continue
        text = "".join(
            new[n][0] for kind, start, end in touched if kind != "equal" for n in range(start, end)
        )
        yield _named(place, text, after)


def _named(place: Place, text: str, sentence: str) -> MovedFigure:
    run = place.figure
    return MovedFigure(label_of(run), run.text, text or "（没有了）", run.unit, sentence)


def label_of(run: FigureRun) -> str:
    return run.definition.partition("：")[0] or run.key
