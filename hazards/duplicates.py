"""Whether a hazard has been entered already, perhaps by a colleague or in other words."""

from __future__ import annotations

import re
from datetime import timedelta
from difflib import SequenceMatcher

from hazards.models import Hazard
from township_safety.organisation.models import User

WITHIN = timedelta(days=30)
# Of so many candidates only the latest are compared; one site has a handful in a month.
COMPARED = 200
SHOWN = 5
# Share of equal signs from which two texts say the same.
ALIKE = 0.72
_SIGNS = re.compile(r"[\W_]+")


def probable_duplicates(hazard: Hazard, *, reader: User) -> list[Hazard]:
    """The latest hazards of the same place and about the same time that say the same."""
    rows = Hazard.objects.scoped_for(reader).not_voided().beside(hazard, within=WITHIN)
    found = [row for row in rows.with_names()[:COMPARED] if says_the_same(row, hazard)]
    return found[:SHOWN]


def says_the_same(old: Hazard, new: Hazard) -> bool:
    return _alike(old.description, new.description) and (
        not old.place or not new.place or _alike(old.place, new.place)
    )


def _alike(one: str, other: str) -> bool:
    one, other = _SIGNS.sub("", one).lower(), _SIGNS.sub("", other).lower()
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
