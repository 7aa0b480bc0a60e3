"""A reviewed text for the screen: paragraphs of pieces, each marked by what is said about it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.review.findings import SEVERITIES, Finding
from reports.review.reviewing import Review

_RANK = list(SEVERITIES)


@dataclass(frozen=True)
class Piece:
    """`numbers` are those of the findings about it, from 1."""

    text: str
    numbers: tuple[int, ...] = ()
    severity: str = ""
    # The findings that begin here, so that a link to one has a place to go to.
    begins: tuple[int, ...] = ()


def marked(review: Review, findings: Sequence[Finding]) -> list[list[Piece]]:
    """Paragraph by paragraph; findings may overlap, a piece then belongs to several."""
    edges = {0, len(review.passage.shown)}
    for one in findings:
        edges |= {one.start, one.end}
    return [
        list(_pieces(review.passage.shown, paragraph.start, paragraph.end, sorted(edges), findings))
        for paragraph in review.passage.paragraphs
    ]


def _pieces(
    shown: str, start: int, end: int, edges: list[int], findings: Sequence[Finding]
) -> Iterator[Piece]:
    inside = [start, *(edge for edge in edges if start < edge < end), end]
    for left, right in itertools.pairwise(inside):
        about = [
            (number, one)
            for number, one in enumerate(findings, 1)
            if one.start < right and one.end > left
        ]
        worst = min((_RANK.index(one.rule.severity) for _, one in about), default=None)
        text = shown[left:right].strip("\n")
        yield Piece(
            text.lstrip() if left == start else text,
            tuple(number for number, _ in about),
            "" if worst is None else _RANK[worst],
            tuple(number for number, one in about if one.start == left),
        )
