"""What other registers say about a hazard; the layers above tell how to find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hazards.models import Hazard, Recheck
from township_safety.organisation.models import User


@dataclass(frozen=True, slots=True)
class Related:
    kind: str
    on: date
    text: str
    url: str


Finder = Callable[[Hazard, User], Iterable[Related]]
_finders: list[Finder] = []


def tell_of(finder: Finder) -> None:
    """Called once by a layer above, when the project starts."""
    if finder not in _finders:
        _finders.append(finder)


def related_to(hazard: Hazard, *, reader: User) -> list[Related]:
    """In the order of days; only what this person may see anyway."""
    found = [row for finder in (_rechecks, *_finders) for row in finder(hazard, reader)]
    return sorted(found, key=lambda row: row.on)


def _rechecks(hazard: Hazard, reader: User) -> Iterator[Related]:
    visits = Recheck.objects.scoped_for(reader)
    for item in hazard.recheck_items.filter(recheck__in=visits).select_related("recheck"):
        text = f"{item.get_outcome_display()}（{item.recheck.verifier}）"
        yield Related("整改复查", item.recheck.on, text, item.recheck.get_absolute_url())
