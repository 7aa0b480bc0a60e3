"""Inspections and enforcement, month by month, with whom they visited and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from random import Random
from typing import Any

from inspections.models import Operation, OperationResult, OperationTarget
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Finder
from township_safety.desk.demo.days import dice, some
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.materials import Record
from township_safety.desk.demo.township import Township
from township_safety.organisation.models import User, Village
from township_safety.periods import Period
from township_safety.register.models import (
    Kind,
    ResultKind,
    Sector,
    Site,
    SiteCategory,
)

_OUTCOMES = {"checked": 93, "closed": 3.5, "nobody": 2.3, "refused": 0.5, "moved": 0.7}


@dataclass
class Outing:
    """One operation with its lines, before it is written."""

    plan: Record
    operation: Operation
    sector: str
    village: Village
    at: datetime
    by: User
    targets: list[OperationTarget] = field(default_factory=list)
    results: list[OperationResult] = field(default_factory=list)

    @property
    def on(self) -> date:
        return self.operation.on

    def visited(self) -> list[Site]:
        checked = OperationTarget.Outcome.CHECKED
        return [
            target.site
            for target in self.targets
            if target.site is not None and target.outcome == checked
        ]

    def add_target(self, site: Site) -> None:
        self.targets.append(OperationTarget(site=site))

    def target_of(self, site: Site | None) -> OperationTarget | None:
        return next((t for t in self.targets if site is not None and t.site == site), None)


def outings_of(place: Township, finder: Finder, month: Period) -> list[Outing]:
    """The month's outings until yesterday, in order of their days."""
    made = [
        outing
        for number, plan in enumerate(materials.outings()["outing"])
        for outing in _planned(place, finder, month, plan, number)
    ]
    return sorted(made, key=lambda outing: (outing.on, outing.at))


def _planned(
    place: Township, finder: Finder, month: Period, plan: Record, number: int
) -> Iterator[Outing]:
    if month.first_day.month not in plan.get("months", range(1, 13)):
        return
    chance = dice("outing", month.code, number)
    days = place.window.working_days(month, tuple(plan.get("day", (2, 29))))
    for _ in range(some(chance, plan["times"])):
        on = chance.choice(days)
        outing = _outing(place, finder, plan, on, chance)
        if place.window.holds(on):
            yield outing


def sector_of_season(month: int, chance: Random, among: Sequence[str] = ()) -> str:
    """Fireworks before New Year, waters in summer, fire in winter."""
    seasons = materials.township()["seasons"]
    sectors = [*among] or [*seasons]
    weights = []
    for sector in sectors:
        season = seasons.get(sector, {"base": 1, "months": (), "times": 1})
        weights.append(season["base"] * (season["times"] if month in season["months"] else 1))
    return chance.choices(sectors, weights)[0]


def _outing(place: Township, finder: Finder, plan: Record, on: date, chance: Random) -> Outing:
    sector = sector_of_season(on.month, chance, plan.get("sectors", ()))
    village = chance.choice(place.villages)
    by = chance.choice(place.clerks)
    operation = Operation(on=on, **_columns(place, plan, sector, village, chance))
    at = place.window.moment(on, chance, late=chance.choices([0, 1, 3], [75, 20, 5])[0])
    outing = Outing(plan, operation, sector, village, at, by)
    outing.targets = list(_targets(place, finder, outing, chance))
    outing.results = list(_results(place, outing, chance))
    operation.summary = _summary(outing)
    return outing


def _columns(
    place: Township, plan: Record, sector: str, village: Village, chance: Random
) -> dict[str, Any]:
    names = {"sector": place.coded(Sector, sector).name, "village": village.name}
    leader = plan.get("leader", "")
    persons = chance.randint(*plan["persons"])
    columns = {
        "kind": place.coded(Kind, plan["kind"]),
        "category": plan.get("category", Operation.Category.INSPECTION),
        "is_joint": plan.get("joint", False),
        "topic": plan["topic"].format(**names),
        "sector": place.coded(Sector, sector)
        if "{sector}" in plan["topic"] or "sectors" in plan
        else None,
        "village": village if plan.get("one_village") else None,
        "leader_class": leader,
        "leaders": place.leader(leader, chance) if leader else "",
        "done_by": "、".join(str(clerk) for clerk in place.clerks),
        "person_times": persons,
        "vehicle_times": chance.randint(1, 2),
    }
    if "experts" in plan:
        columns |= {"with_experts": True, "expert_times": chance.randint(*plan["experts"])}
    if "police" in plan:
        columns["police_times"] = min(persons, chance.randint(*plan["police"]))
    for name in ("groups", "vehicles_checked"):
        if name in plan:
            columns[name] = chance.randint(*plan[name])
    if "kilometres" in plan:
        columns["mileage_km"] = plan["kilometres"] * columns["vehicle_times"]
    if plan.get("night"):
        columns |= {"start_time": time(19, 30), "end_time": time(21, chance.choice([0, 30]))}
    return columns


def _targets(
    place: Township, finder: Finder, outing: Outing, chance: Random
) -> Iterator[OperationTarget]:
    if "households" in outing.plan:
        yield OperationTarget(
            category=place.coded(SiteCategory, "other"),
            name="取暖住户",
            quantity=chance.randint(*outing.plan["households"]),
        )
        return
    wanted = chance.randint(*outing.plan["targets"])
    pool = _pool(finder, outing, chance)
    for site in chance.sample(pool, min(wanted, len(pool))):
        outcome = chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]
        refusal = materials.words()["refusal"] if outcome == "refused" else {}
        yield OperationTarget(site=site, outcome=outcome, **refusal)


def _pool(finder: Finder, outing: Outing, chance: Random) -> list[Site]:
    """Sites of the outing's sector; a round trip takes some of everything."""
    if outing.operation.sector is not None:
        return finder.standing_sites(outing.sector, outing.on)
    month = outing.on.month
    sectors = {sector_of_season(month, chance) for _ in range(6)}
    sites = {
        id(site): site
        for sector in sorted(sectors)
        for site in finder.standing_sites(sector, outing.on)
    }
    if outing.operation.village is None:
        return [*sites.values()]
    return [site for site in sites.values() if site.village == outing.village]


def _results(place: Township, outing: Outing, chance: Random) -> Iterator[OperationResult]:
    for record in materials.outings()["result"].get(outing.plan.get("results", ""), ()):
        if (
            record.get("sector", outing.sector) != outing.sector
            or chance.random() >= record["share"]
        ):
            continue
        quantity = chance.randint(*record["quantity"])
        visited = outing.visited()
        violation = record.get("violation")
        yield OperationResult(
            kind=place.coded(ResultKind, record["kind"]),
            violation=place.coded(Kind, violation) if violation else None,
            quantity=quantity,
            unit=record.get("unit", ""),
            item=record.get("item", ""),
            subject=record.get("subject", ""),
            site=visited[0]
            if visited and outing.plan["results"] == "trade" and quantity == 1
            else None,
            **_more(record, outing, quantity, chance),
        )


def _more(record: Record, outing: Outing, quantity: int, chance: Random) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if "fine" in record:
        least, most = record["fine"]
        columns["fine_amount"] = Decimal(chance.randrange(least, most + 1, 100) * quantity)
    if "tonnage" in record:
        columns["tonnage"] = Decimal(quantity)
    if "goods_year_before" in record:
        columns["goods_year"] = outing.on.year - chance.randint(1, record["goods_year_before"])
    if "case" in record:
        columns["case_number"] = f"云应急立〔{outing.on.year}〕{chance.randint(3, 60)}号"
        columns["case_grade"] = OperationResult.CaseGrade.ORDINARY
    return columns


def _summary(outing: Outing) -> str:
    seen = len(outing.visited())
    if not outing.targets or outing.targets[0].site is None:
        return "入户查看取暖和通风，发放告知单。"
    missed = len(outing.targets) - seen
    words = f"检查{seen}家（处）"
    return f"{words}，{missed}家未能检查，另行补查。" if missed else f"{words}，问题已逐条登记。"


def write_outings(place: Township, outings: list[Outing]) -> None:
    """Operations first, then their lines, all at the outing's time of entry."""
    entries = []
    for outing in outings:
        tags: dict[str, Any] = place.tags(outing.on, outing.sector)
        if outing.operation.is_joint:
            tags["partner_agencies"] = place.partners(outing.sector)
        entries.append(Entry(outing.operation, outing.at, outing.by, tags))
    place.ledger.write(entries)
    for name in ("targets", "results"):
        lines: list[Entry[Any]] = []
        for outing in outings:
            for line in getattr(outing, name):
                line.operation = outing.operation
                lines.append(Entry(line, outing.at, outing.by))
        place.ledger.write(lines, action="")
