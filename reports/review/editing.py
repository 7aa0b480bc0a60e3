"""A review as the pages and the command show it: findings of the text, then of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.review.against import Match, differences, matches, unbacked
from reports.review.findings import SEVERITIES, Finding
from reports.review.marking import Piece, marked
from reports.review.names import unregistered
from reports.review.reviewing import Review, review
from township_safety.organisation.models import Office
from township_safety.periods import Period


@dataclass(frozen=True)
class Edited:
    """A text with all that is said about it."""

    review: Review
    findings: tuple[Finding, ...]
    matches: tuple[Match, ...] = ()

    @cached_property
    def paragraphs(self) -> list[list[Piece]]:
        return marked(self.review, self.findings)

    @cached_property
    def rows(self) -> list[tuple[int, Finding, str]]:
        """Each finding with its number and the words it is about."""
        return [
            (number, one, self.review.quote(one)) for number, one in enumerate(self.findings, 1)
        ]

    @cached_property
    def tally(self) -> list[tuple[str, str, int]]:
        return [
            (code, label, sum(one.rule.severity == code for one in self.findings))
            for code, label in SEVERITIES.items()
        ]


def edit(
    text: str, *, period: Period | None = None, office: Office | None = None, typed: bool = False
) -> Edited:
    """Review a text; with an office and a period against its ledger as well.

    `typed` is text that replaces nothing of the ledger: each of its numbers must be found there.
    """
    found = review(text, period=period)
    if office is None or found.period is None:
        return Edited(found, found.findings)
    held = matches(found, office=office, period=found.period)
    more = [*(unbacked(held) if typed else differences(held)), *unregistered(found.passage, office)]
    return Edited(found, ordered([*found.findings, *more]), tuple(held))


def ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.start, one.end, one.rule.code)))
