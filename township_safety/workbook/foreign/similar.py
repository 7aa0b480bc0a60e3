"""Names that probably mean the same place: 广源超市, 广源超市有限公司, 乡广源超市."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from township_safety.values import bigrams, clean_text, half_width

# Share of equal signs from which two names are offered as one.
ALIKE = 0.7
_COMPARED = 30
_IN_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_LEGAL = re.compile(
    r"(?:有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|责任公司|公司|个体工商户|个体户"
    r"|个体|经营部|门市部|分店|总店)$"
)
_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}?省)?(?:[\u4e00-\u9fff]{1,4}?市)?(?:[\u4e00-\u9fff]{1,4}?[县区])?"
    r"(?:[\u4e00-\u9fff]{1,3}?(?:乡|镇|街道))?(?:本?(?:乡|镇|村|县))?"
)


@dataclass(frozen=True)
class Candidate:
    name: str
    score: float


class SimilarNames:
    """Finds, among many known names, those like a given one."""

    def __init__(self, known: Iterable[str]) -> None:
        self._cores = {name: core(name) for name in dict.fromkeys(known)}
        self._by_term: dict[str, set[str]] = defaultdict(set)
        for name, short in self._cores.items():
            for term in bigrams(short):
                self._by_term[term].add(name)

    def like(self, name: str, *, limit: int = 5) -> list[Candidate]:
        """Best first; an equal name scores 1."""
        short = core(name)
        shared: Counter[str] = Counter()
        for term in set(bigrams(short)):
            shared.update(self._by_term.get(term, ()))
        found = []
        for other, _ in shared.most_common(_COMPARED):
            score = (
                1.0 if clean_text(other) == clean_text(name) else _score(short, self._cores[other])
            )
            if score >= ALIKE:
                found.append(Candidate(other, round(score, 2)))
        return sorted(found, key=lambda c: (-c.score, c.name))[:limit]


def core(name: str) -> str:
    """The part of a name by which people know the place."""
    text = re.sub(r"\s", "", half_width(clean_text(name))).lower()
    short = _IN_BRACKETS.sub("", text) or text
    short = _LEGAL.sub("", short) or short
    without_place = _PLACE.sub("", short)
    return without_place if len(without_place) >= 2 else short


def _score(one: str, other: str) -> float:
    if one == other:
        return 0.99
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and short in long:
        return 0.9
    return SequenceMatcher(None, one, other, autojunk=False).ratio() * 0.95
