"""One review: all rules over a text, the findings in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass

from reports.review import rules
from reports.review.counts import Count
from reports.review.findings import CHECKS, RULES, Finding, Reading, once
from reports.review.passages import Passage
from township_safety.periods import Period

# Twenty pages; longer texts are reviewed in parts.
LONGEST = 60_000


@dataclass(frozen=True)
class Review:
    """What was read and what was found."""

    passage: Passage
    period: Period | None
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...]

    def quote(self, finding: Finding) -> str:
        return self.passage.shown[finding.start : finding.end].strip()


def review(text: str, *, period: Period | None = None) -> Review:
    """Read a text without a ledger. A period that is not given is taken from the text."""
    reading = Reading.of(Passage.of(text), period)
    found = once(one for rule in CHECKS for one in rule(reading))
    ordered = sorted(found, key=lambda one: (one.start, one.end, one.rule.code))
    return Review(reading.passage, reading.period, reading.counts, tuple(ordered))


__all__ = ["LONGEST", "RULES", "Review", "review", "rules"]
