"""A draft before it goes for review: its whole text, and each number typed into it by hand."""

from __future__ import annotations

from collections.abc import Iterator

from reports.composing import Commission, Composition
from reports.review.against import matches, unbacked
from reports.review.editing import Edited, ordered
from reports.review.findings import Finding
from reports.review.names import unregistered
from reports.review.reviewing import Review, review
from township_safety.documents.model import Slot, plain_text, text_of
from township_safety.periods import Period


def edit_draft(commission: Commission, composition: Composition) -> Edited:
    """Numbers that come out of the ledger are right by birth; those of the passages are not.

    What is only doubtful about them is left to whoever wrote the template.
    """
    period = commission.period
    found = review(plain_text(composition.document), period=period)
    typed = _places(found, composition)
    counts = tuple(one for one in found.counts if any(a <= one.start < b for a, b in typed))
    held = matches(found, office=commission.office, period=period, counts=counts)
    names = [one for one in unregistered(found.passage, commission.office) if _inside(one, typed)]
    said = [one for one in found.findings if _is_told(one, found, typed)]
    return Edited(found, ordered([*said, *unbacked(held), *names]), tuple(held))


def errors_typed(composition: Composition, *, period: Period) -> Iterator[str]:
    """What contradicts itself in the passages that the office wrote: quote, rule, way out."""
    found = review(plain_text(composition.document), period=period)
    typed = _places(found, composition)
    for one in found.findings:
        if one.rule.severity == "error" and _inside(one, typed):
            yield f"“{found.quote(one)[:30]}”{one.rule.name}，{one.repair}"


def _places(found: Review, composition: Composition) -> list[tuple[int, int]]:
    """Where the passages written by the office stand in the whole text."""
    places = []
    for block in composition.document.blocks:
        for paragraph in block.paragraphs if isinstance(block, Slot) else ():
            line = text_of(paragraph.runs).strip()
            start = found.passage.shown.find(line) if line else -1
            if start >= 0:
                places.append((start, start + len(line)))
    return places


def _is_told(one: Finding, found: Review, typed: list[tuple[int, int]]) -> bool:
    if one.rule.severity == "error" or _inside(one, typed):
        return True
    return not any(count.start < one.end and one.start < count.end for count in found.counts)


def _inside(one: Finding, places: list[tuple[int, int]]) -> bool:
    return any(start <= one.start < end for start, end in places)
