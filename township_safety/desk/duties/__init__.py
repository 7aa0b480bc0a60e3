"""我的待办: every kind of to-do in one table, with its number and exactly the rows it counts."""

from __future__ import annotations

from collections.abc import Iterator

from township_safety.desk.duties.clearances import CLEARANCES
from township_safety.desk.duties.doubts import DOUBTS
from township_safety.desk.duties.hazards import GIVEN, PASSED_ON, TERMS
from township_safety.desk.duties.kinds import Ask, Duty, Kind, Line
from township_safety.desk.duties.papers import OPINIONS, PAPERS
from township_safety.desk.duties.records import AGREED
from township_safety.desk.duties.reports import REPORTS

KINDS: tuple[Kind, ...] = (
    *GIVEN,
    *PAPERS,
    *TERMS,
    *OPINIONS,
    *PASSED_ON,
    *CLEARANCES,
    *AGREED,
    *REPORTS,
    *DOUBTS,
)


def asked_of(ask: Ask) -> Iterator[Kind]:
    """The kinds that are this person's."""
    return (kind for kind in KINDS if kind.asks(ask))


def waiting(ask: Ask) -> list[tuple[Kind, Duty]]:
    """What waits now, kinds of which there is nothing left out; one or two queries for each kind,
    however many rows there are, and two for each recurring duty."""
    found = []
    for kind in asked_of(ask):
        number = kind.number(ask)
        if number:
            found.append((kind, Duty(kind.label, number, kind.where(ask), kind.tone, kind.key)))
    return found


__all__ = ["KINDS", "Ask", "Duty", "Kind", "Line", "asked_of", "waiting"]
