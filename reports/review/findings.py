"""What a review says: which rule, where, why, and what to do about it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from reports.review.counts import Count, counts_of
from reports.review.passages import Passage
from reports.review.stated import stated_period
from township_safety.periods import Period

# An error contradicts itself; a doubt can be right and must be looked at; a hint reads better.
Severity = Literal["error", "doubt", "hint"]
SEVERITIES: dict[Severity, str] = {"error": "错误", "doubt": "疑问", "hint": "提示"}


@dataclass(frozen=True)
class Rule:
    """Why a place is marked, for the person who is to mend it."""

    code: str
    name: str
    why: str
    # Where the rule comes from.
    source: str
    severity: Severity = "doubt"


@dataclass(frozen=True)
class Finding:
    """One place of the text, from `start` to `end`, and what a strict editor says about it."""

    rule: Rule
    start: int
    end: int
    said: str
    repair: str

    @property
    def tells_more(self) -> bool:
        """Whether it says more than to quote the place."""
        return len(self.said) != self.end - self.start + 2

    @property
    def severity_label(self) -> str:
        return SEVERITIES[self.rule.severity]


@dataclass(frozen=True)
class Reading:
    """A text with everything that the rules ask of it."""

    passage: Passage
    counts: tuple[Count, ...]
    period: Period | None

    @classmethod
    def of(cls, passage: Passage, period: Period | None) -> Reading:
        return cls(passage, tuple(counts_of(passage)), period or stated_period(passage))

    @property
    def text(self) -> str:
        return self.passage.text

    def counts_in(self, start: int, end: int) -> list[Count]:
        return list(self.counts[bisect_left(self._starts, start) : bisect_left(self._starts, end)])

    @cached_property
    def _starts(self) -> list[int]:
        return [count.start for count in self.counts]


Check = Callable[[Reading], Iterable[Finding]]
CHECKS: list[Check] = []
RULES: dict[str, Rule] = {}


def rule(*parts: str, severity: Severity = "doubt") -> Rule:
    """Declare a rule: code, name, why, source."""
    code, name, why, source = parts
    if code in RULES:
        raise ValueError(f"rule {code} is declared twice")
    RULES[code] = Rule(code, name, why, source, severity)
    return RULES[code]


def check(function: Check) -> Check:
    """Register a check; they run in the order of their modules."""
    CHECKS.append(function)
    return function


def at(rule: Rule, place: Any, said: str, repair: str) -> Finding:
    """A finding at anything that knows where it stands: a span, a count, a match."""
    if hasattr(place, "span"):
        start, end = place.span()
    else:
        start, end = place.start, place.end
    return Finding(rule, start, end, said, repair)


def once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Each place once for each rule."""
    seen: set[tuple[str, int]] = set()
    for finding in findings:
        if (finding.rule.code, finding.start) not in seen:
            seen.add((finding.rule.code, finding.start))
            yield finding
