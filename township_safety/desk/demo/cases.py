"""What is found where: a hazard before it has a life, chosen from the lines that fit a site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from hazards.models import Hazard, HazardCount
from hazards.models.classification import Grade, RectifyMode, ResponsibleLevel
from township_safety.desk.demo import materials
from township_safety.desk.demo.materials import HazardLine
from township_safety.desk.demo.township import Township, phone, someone
from township_safety.organisation.models import User, Village
from township_safety.register.models import HazardCategory, HazardSource, Sector, Site

if TYPE_CHECKING:
    from township_safety.desk.demo.outings import Outing
    from township_safety.desk.demo.papers import Paper

# From this cost (元) on the row states what the work will cost.
_WORTH_STATING = 1000
_NOBODYS = {"road_traffic", "drowning", "flood", "geological", "forest_fire"}


@dataclass
class Act:
    """One step of a hazard's life: the day, the function of lives.Life, and what it is told."""

    on: date
    name: str
    told: dict[str, Any] = field(default_factory=dict)


@dataclass
class Case:
    """A hazard that was found. `days` is the usual time to put it right, `cost` in 元."""

    found_on: date
    sector: str
    source: str
    village: Village
    site: Site | None
    place: str
    description: str
    measures: str
    category: str
    days: int
    cost: int
    by: User
    late: int = 0
    on_spot: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
    outing: Outing | None = None
    recurs: Case | None = None
    counted_in: HazardCount | None = None
    # A notice that had to be cancelled and issued anew.
    spoiled: Paper | None = None
    # The hazard in the ledger, once its life has been written.
    row: Hazard | None = None
    acts: list[Act] = field(default_factory=list)

    @property
    def mode(self) -> str:
        return str(RectifyMode.ON_SPOT if self.on_spot else RectifyMode.WITHIN_LIMIT)

    @property
    def is_public(self) -> bool:
        """Roads, waters and slopes: the village answers, not an owner."""
        return self.sector in _NOBODYS

    def columns(self, township: Township) -> dict[str, Any]:
        """The hazard's own columns."""
        return {
            "found_on": self.found_on,
            "village": self.village,
            "site": self.site,
            "sector": township.coded(Sector, self.sector),
            "category": township.coded(HazardCategory, self.category),
            "source": township.coded(HazardSource, self.source),
            "place": self.place,
            "description": self.description,
            "measures": self.measures,
            "rectify_mode": self.mode,
            **self.facts,
        }


class Finder:
    """Chooses hazards; the same words never twice for one site."""

    def __init__(self, township: Township) -> None:
        self.township = township
        self._used: set[tuple[object, str]] = set()
        self._kinds = {id(site): kind for kind, sites in township.sites.items() for site in sites}

    def standing_sites(self, sector: str, on: date) -> list[Site]:
        """Sites of the sector's kinds that exist on the day."""
        kinds = materials.kinds_of_sector().get(sector, frozenset())
        return [
            site
            for kind in sorted(kinds)
            for site in self.township.sites.get(kind, ())
            if (site.active_from is None or site.active_from <= on)
            and (site.active_to is None or site.active_to >= on)
        ]

    def at_site(
        self, site: Site, chance: Random, *, sector: str = "", on_spot: bool | None = None
    ) -> tuple[HazardLine, str] | None:
        """A line for this site that it has not had; None when nothing fits."""
        kind = self._kinds[id(site)]
        lines = [line for line in _lines(sector, on_spot) if kind in line.kinds]
        return self._unused(site.name, lines, chance)

    def at_households(
        self, village: Village, sector: str, chance: Random, *, on_spot: bool | None = None
    ) -> tuple[HazardLine, str] | None:
        lines = [line for line in _lines(sector, on_spot) if "household" in line.kinds]
        found = self._unused(village.name, lines, chance, again=True)
        if found is None:
            return None
        line, place = found
        return line, f"村民{someone(chance)}家{place}"

    def _unused(
        self, where: str, lines: list[HazardLine], chance: Random, *, again: bool = False
    ) -> tuple[HazardLine, str] | None:
        choices = [
            (line, place)
            for line in lines
            for place in line.places
            if again or (where, line.description) not in self._used
        ]
        if not choices:
            return None
        line, place = chance.choice(choices)
        self._used.add((where, line.description))
        return line, place

    def case(
        self,
        found: tuple[HazardLine, str],
        chance: Random,
        *,
        on: date,
        source: str,
        village: Village,
        site: Site | None,
        by: User,
        on_spot: bool | None = None,
    ) -> Case:
        line, where = found
        case = Case(
            found_on=on,
            sector=line.sector,
            source=source,
            village=village,
            site=site,
            place=where,
            description=line.description.format(p=where),
            measures=line.measures,
            category=line.category,
            days=line.days,
            cost=int(line.cost * chance.uniform(0.7, 1.4)) // 10 * 10,
            by=by,
            late=chance.choices([0, 1, 2, chance.randint(3, 9)], [80, 11, 5, 4])[0],
            on_spot=chance.random() < line.on_spot if on_spot is None else on_spot,
        )
        case.facts = self._facts(case, chance)
        return case

    def _facts(self, case: Case, chance: Random) -> dict[str, Any]:
        site = case.site
        owner = site is not None and bool(site.legal_person) and not case.is_public
        level = self._level(case, chance)
        return {
            "responsible_unit": site.name if owner and site else _committee(case.village),
            "responsible_person": site.legal_person if owner and site else someone(chance),
            "phone": site.phone if owner and site else phone(chance),
            "inspectors": "、".join(str(user) for user in self._inspectors(case, chance)),
            "responsible_level": level,
            "grade": Grade.GENERAL,
            "funds": case.cost if case.cost >= _WORTH_STATING and not case.on_spot else None,
        }

    def _inspectors(self, case: Case, chance: Random) -> Iterator[User]:
        yield case.by
        if case.by in self.township.clerks:
            yield from (clerk for clerk in self.township.clerks if clerk != case.by)
        elif chance.random() < 0.5:
            yield self.township.clerks[0]

    def _level(self, case: Case, chance: Random) -> str:
        """Most is put right in the village, costly work by the township, little by the county."""
        if chance.random() < 0.06:
            return ""
        if case.cost >= 5000:
            return str(
                chance.choices([ResponsibleLevel.TOWNSHIP, ResponsibleLevel.COUNTY], [4, 1])[0]
            )
        levels = [ResponsibleLevel.VILLAGE, ResponsibleLevel.TOWNSHIP]
        return str(chance.choices(levels, [3, 2])[0])


def _committee(village: Village) -> str:
    """石桥村民委员会, 青山社区居民委员会."""
    residents = "民" if village.name.endswith("村") else "居民"
    return f"{village.name}{residents}委员会"


def _lines(sector: str, on_spot: bool | None) -> list[HazardLine]:
    """Lines of the sector; `on_spot` asks for those that can, or that need not, be done at once."""
    lines = [line for line in materials.hazard_lines() if not sector or line.sector == sector]
    if on_spot is None:
        return lines
    return [line for line in lines if (line.on_spot > 0 if on_spot else line.on_spot < 0.5)]
