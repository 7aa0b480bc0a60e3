"""The words and quantities of the demonstration, read from fixtures/demo/."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

Record = dict[str, Any]

_FOLDER = settings.BASE_DIR / "fixtures" / "demo"


@cache
def township() -> Record:
    return _toml("township")


@cache
def outings() -> Record:
    return _toml("outings")


@cache
def activities() -> Record:
    return _toml("activities")


@cache
def words() -> Record:
    return _toml("words")


def _toml(name: str) -> Record:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _table(name: str) -> list[dict[str, str]]:
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@dataclass(frozen=True)
class HazardLine:
    """One kind of hazard as the office words it. `cost` in 元, `days` usual time to put right."""

    sector: str
    kinds: frozenset[str]
    category: str
    on_spot: float
    days: int
    cost: int
    places: tuple[str, ...]
    description: str
    measures: str


_ON_SPOT = {"s": 0.9, "m": 0.4, "l": 0.0}


@cache
def hazard_lines() -> tuple[HazardLine, ...]:
    return tuple(
        HazardLine(
            sector=row["sector"],
            kinds=frozenset(row["kinds"].split()),
            category=row["category"],
            on_spot=_ON_SPOT[row["mode"]],
            days=int(row["days"]),
            cost=int(row["cost"]),
            places=tuple(row["places"].split()),
            description=row["description"],
            measures=row["measures"],
        )
        for row in _table("hazards")
    )


@cache
def kinds_of_sector() -> dict[str, frozenset[str]]:
    """On which kinds of site a sector finds something."""
    found: dict[str, frozenset[str]] = {}
    for line in hazard_lines():
        found[line.sector] = found.get(line.sector, frozenset()) | line.kinds
    return found


@cache
def site_lines() -> tuple[dict[str, str], ...]:
    return tuple(_table("sites"))
