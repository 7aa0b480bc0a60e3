"""The rows of a table: industries with the sectors they take in, or villages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from reports.figures import NONE, Scope
from township_safety.organisation.models import Office, Village
from township_safety.register.models import Sector, StatisticsRow

TOTAL = "合计"
UNSORTED = "未分村（居）"
ITSELF = "本级"


@dataclass(frozen=True)
class Line:
    """`codes` is what the row asks for; None asks for everything, () has nothing to ask for.

    A row of its own `offices` asks for all of theirs instead.
    A part (其中) whose own line is known but not divided further stays empty: nobody knows it.
    """

    code: str
    label: str
    number: str = ""
    level: int = 0
    dimension: str = ""
    codes: tuple[str, ...] | None = None
    is_total: bool = False
    is_unknown: bool = False
    offices: tuple[int, ...] = ()

    @property
    def full_label(self) -> str:
        """As the form prints it: 6 危险化学品企业, under it （1）生产, under that ①化工."""
        return "　" * self.level + self.own_label

    @property
    def own_label(self) -> str:
        between = " " if self.number and not self.level else ""
        return f"{self.number}{between}{self.label}"

    def scope(self, whole: Scope) -> Scope | None:
        if self.offices:
            return replace(whole, office_ids=self.offices)
        if self.codes is None:
            return whole
        return whole.narrowed(**{self.dimension: self.codes}) if self.codes else None


@dataclass(frozen=True)
class Industries:
    """The rows of one table, and which sectors belong to any table at all."""

    lines: tuple[Line, ...]
    # Of work safety, in no row of any table.
    outside: tuple[str, ...]


def industries(form: str, *, office: Office, on: date) -> Industries:
    """As of that day; the office's own entries go before shared ones of the same code."""
    rows = _entries(StatisticsRow.objects.valid(on=on).select_related("parent"), office)
    sectors = _entries(Sector.objects.select_related("statistics_row"), office)
    taken: dict[str, list[str]] = defaultdict(list)
    outside = [NONE]
    for sector in sectors.values():
        row = sector.statistics_row
        if row is not None and row.code in rows:
            taken[row.code].append(sector.code)
        elif sector.is_safety:
            outside.append(sector.code)
    children = _children(rows)
    lines: list[Line] = []
    for row in children[form, ""]:
        _add(lines, row, children, taken, level=0)
    every = sorted({code for line in lines for code in line.codes or ()})
    lines.append(Line("total", TOTAL, dimension="sector", codes=tuple(every), is_total=True))
    return Industries(tuple(lines), tuple(outside))


def _entries(found: Any, office: Office) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for entry in found.available_to(office):
        if entry.code not in kept or entry.office_id is not None:
            kept[entry.code] = entry
    return dict(sorted(kept.items(), key=lambda item: (item[1].order, item[1].pk)))


_Children = Mapping[tuple[str, str], Sequence[StatisticsRow]]


def _children(rows: Mapping[str, StatisticsRow]) -> _Children:
    found: dict[tuple[str, str], list[StatisticsRow]] = defaultdict(list)
    for row in rows.values():
        parent = row.parent.code if row.parent is not None and row.parent.code in rows else ""
        found[row.form, parent].append(row)
    return found


def _add(
    lines: list[Line],
    row: StatisticsRow,
    children: _Children,
    taken: Mapping[str, Sequence[str]],
    *,
    level: int,
) -> tuple[str, ...]:
    """The row and under it its parts; the sectors of both."""
    above = row.parent.number if level and row.parent is not None else ""
    own = Line(row.code, row.name, row.number.removeprefix(above), level, "sector")
    parts: list[Line] = []
    codes = set(taken.get(row.code, ()))
    for child in children.get((row.form, row.code), ()):
        codes |= set(_add(parts, child, children, taken, level=level + 1))
    known = [part if part.codes or not codes else replace(part, is_unknown=True) for part in parts]
    lines += [replace(own, codes=tuple(sorted(codes))), *known]
    return tuple(sorted(codes))


def villages(*, office: Office, first_day: date, last_day: date) -> tuple[Line, ...]:
    """Those that existed on one of the days, what names none, and the township."""
    named = [
        village
        for village in Village.objects.for_offices([office.pk]).counted()
        if (village.active_from or last_day) <= last_day
        if (village.active_to or first_day) >= first_day
    ]
    lines = [
        Line(str(village.uid), village.name, str(number), 0, "village", (str(village.uid),))
        for number, village in enumerate(named, 1)
    ]
    unsorted = Line(NONE, UNSORTED, "", 0, "village", (NONE,))
    return (*lines, unsorted, Line("total", TOTAL, is_total=True))


def townships(*, office: Office) -> tuple[Line, ...]:
    """The offices below, the office itself, and all together."""
    below = list(office.children.order_by("pk"))
    lines = [
        Line(str(one.pk), one.name, str(number), offices=(one.pk,))
        for number, one in enumerate(below, 1)
    ]
    everyone = (office.pk, *(one.pk for one in below))
    itself = Line(NONE, ITSELF, offices=(office.pk,))
    return (*lines, itself, Line("total", TOTAL, is_total=True, offices=everyone))
