"""The hazards of the past months: found on outings or reported, and put right since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from random import Random

from inspections.models import Finding
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Act, Case, Finder
from township_safety.desk.demo.courses import Planner
from township_safety.desk.demo.days import dice, some
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.outings import Outing, outings_of, sector_of_season
from township_safety.desk.demo.township import Township, someone
from township_safety.periods import Period

# About so many hazards in the whole window, whatever its length.
WANTED = 1500
# Expected hazards of a month by the plans of outings.toml, of which not all find a place.
_A_MONTH = 36.4
# Of the last days only what was put right at once; what is still open is made for today.
RECENT = timedelta(days=12)
# Of the weeks before, some: what is made for today was found in them, too.
_LATELY, _LEFT_FOR_TODAY = timedelta(days=45), 0.4
_RECURRING = 0.5


@dataclass
class Finds:
    outings: list[Outing] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


class Searcher:
    """Goes through the months in their order."""

    def __init__(self, place: Township, finder: Finder, planner: Planner) -> None:
        self.place = place
        self.finder = finder
        self.planner = planner
        self.finds = Finds()
        months = len(list(place.window.months())) - 0.5
        self._share = WANTED / (_A_MONTH * months)

    def search(self) -> Finds:
        for month in self.place.window.months():
            outings = outings_of(self.place, self.finder, month)
            self.finds.outings += outings
            chance = dice("finds", month.code)
            cases = [case for outing in outings for case in self._on(outing, chance)]
            cases += self._reported(month, dice("reported", month.code))
            self._plan(cases, dice("courses", month.code))
            self.finds.cases += cases
        self._correct()
        return self.finds

    def _plan(self, cases: list[Case], chance: Random) -> None:
        def where(case: Case) -> tuple[str, str]:
            return str(case.found_on), case.site.name if case.site else case.village.name

        for _, group in groupby(sorted(cases, key=where), key=where):
            self.planner.plan(list(group), chance)

    def _on(self, outing: Outing, chance: Random) -> Iterator[Case]:
        expected = outing.plan["hazards"] * self._share * chance.uniform(0.5, 1.5)
        for _ in range(some(chance, expected)):
            case = self._again(outing, chance) or self._find(outing, chance)
            if case is not None and not self._left_for_today(outing.on, chance):
                case.outing = outing
                yield case

    def _find(self, outing: Outing, chance: Random) -> Case | None:
        on_spot = self.only_on_spot(outing.on)
        village, site = outing.village, None
        if "households" in outing.plan:
            found = self.finder.at_households(village, outing.sector, chance, on_spot=on_spot)
        else:
            visited = outing.visited()
            if not visited:
                return None
            site = chance.choice(visited)
            village = site.village or village
            wanted = outing.sector if outing.operation.sector and chance.random() < 0.9 else ""
            found = self.finder.at_site(site, chance, sector=wanted, on_spot=on_spot)
        if found is None:
            return None
        return self.finder.case(
            found,
            chance,
            on=outing.on,
            source=outing.plan["source"],
            village=village,
            site=site,
            by=outing.by,
            on_spot=on_spot,
        )

    def _left_for_today(self, on: date, chance: Random) -> bool:
        lately = on > self.place.window.last_day - _LATELY
        return lately and chance.random() < _LEFT_FOR_TODAY

    def only_on_spot(self, on: date) -> bool | None:
        return True if on > self.place.window.last_day - RECENT else None

    def _again(self, outing: Outing, chance: Random) -> Case | None:
        """回头看 finds an old hazard back."""
        if outing.plan["source"] != "look_back" or chance.random() > _RECURRING:
            return None
        if self.only_on_spot(outing.on):
            return None
        earlier = [
            case
            for case in self.finds.cases
            if case.site is not None
            and case.recurs is None
            and not case.on_spot
            and case.acts[-1].name == "pass_check"
            and timedelta(days=30) < outing.on - case.acts[-1].on < timedelta(days=240)
        ]
        if not earlier:
            return None
        before = chance.choice(earlier)
        if before.site is not None and outing.target_of(before.site) is None:
            outing.add_target(before.site)
        return replace(
            before,
            found_on=outing.on,
            source="look_back",
            by=outing.by,
            late=0,
            facts={**before.facts, "note": materials.words()["recurrence"]["note"]},
            outing=outing,
            recurs=before,
            spoiled=None,
            acts=[],
        )

    def _reported(self, month: Period, chance: Random) -> Iterator[Case]:
        days = self.place.window.working_days(month)
        for record in materials.outings()["report"]:
            for _ in range(some(chance, record["times"] * self._share)):
                on = chance.choice(days)
                if not self.place.window.holds(on) or self._left_for_today(on, chance):
                    continue
                on_spot = self.only_on_spot(on)
                case = self.report(record["source"], record["sectors"], on, chance, on_spot=on_spot)
                if case is not None:
                    yield case

    def report(
        self,
        source: str,
        sectors: list[str],
        on: date,
        chance: Random,
        *,
        on_spot: bool | None = None,
    ) -> Case | None:
        """A hazard that came to the office without an outing of its own."""
        sector = sector_of_season(on.month, chance, sectors)
        sites = self.finder.standing_sites(sector, on)
        if not sites:
            return None
        site = chance.choice(sites)
        village = site.village or chance.choice(self.place.villages)
        by = (
            self.place.user_for(village, chance)
            if source == "village_report"
            else chance.choice(self.place.clerks)
        )
        found = self.finder.at_site(site, chance, sector=sector, on_spot=on_spot)
        if found is None:
            return None
        return self.finder.case(
            found, chance, on=on, source=source, village=village, site=site, by=by, on_spot=on_spot
        )

    def _correct(self) -> None:
        """Now and then a name was written down wrongly."""
        chance = dice("corrections")
        for case in chance.sample(self.finds.cases, 9):
            last = case.acts[-1]
            if last.name == "pass_check":
                values = {"responsible_person": someone(chance)}
                act = Act(last.on, "correct", {"reason": "责任人登记错", "values": values})
                case.acts.append(act)


def write_findings(place: Township, cases: list[Case]) -> None:
    """Which outing found what."""
    entries = []
    for case in cases:
        if case.outing is not None:
            outing = case.outing
            row = Finding(
                operation=outing.operation, target=outing.target_of(case.site), hazard=case.row
            )
            entries.append(
                Entry(row, place.window.moment(case.found_on, dice(case.found_on)), case.by)
            )
    place.ledger.write(entries, action="登记检查发现")
