"""About 400 sites in twelve villages: shops, workshops, schools, roads, ponds, slopes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from township_safety.desk.demo import materials
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township, phone, someone
from township_safety.organisation.models import Village
from township_safety.register.models import Sector, Site, SiteCategory
from township_safety.values import credit_code_warning

# No province has 99: none of these codes belongs to anybody.
_AREA = "990101"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Openings and closures lie in the first years, so that they are the same on each day.
_TWO_YEARS = 690
_WITHOUT_CODE = 0.12
_OLD_CODE = 0.06
# The market town has most shops; along roads and waters every village has its share.
_TOWN_WEIGHT = 7
# So many workshops share one yard: the first is the host of the others.
_TENANTS = 3
# Risk by kind of site, rated once in the first year.
_RISKS = {
    "petrol": Site.RiskLevel.RED,
    "lpg_station": Site.RiskLevel.RED,
    "quarry": Site.RiskLevel.RED,
    "fireworks_retail": Site.RiskLevel.ORANGE,
    "confined": Site.RiskLevel.ORANGE,
    "three_in_one": Site.RiskLevel.ORANGE,
    "small_factory": Site.RiskLevel.YELLOW,
    "garment": Site.RiskLevel.YELLOW,
    "food_factory": Site.RiskLevel.BLUE,
    "clinic": Site.RiskLevel.BLUE,
}
_RATED_AFTER = timedelta(days=90)


@dataclass
class _Names:
    """Names given so far; a second one of the same name gets a number after it."""

    taken: set[str] = field(default_factory=set)

    def fresh(self, pattern: str, village: Village, place: Township, chance: Random) -> str:
        names = materials.township()["names"]
        for attempt in range(50):
            words = {
                "b": chance.choice(names["brand_first"].split())
                + chance.choice(names["brand_second"].split()),
                "s": chance.choice(names["surnames"]),
                "n": someone(chance),
                "v": short(village),
                "w": short(chance.choice([v for v in place.villages if v != village])),
                "k": str(attempt + 1),
            }
            name = pattern.format(**words)
            if name in self.taken:
                name = f"{name}（{'二三四五六'[min(attempt, 4)]}）"
            if name not in self.taken:
                break
        self.taken.add(name)
        return name


def short(village: Village) -> str:
    return village.name.removesuffix("村").removesuffix("社区")


def site_entries(place: Township) -> Iterator[Entry[Site]]:
    names = _Names()
    for line in materials.site_lines():
        chance = dice("sites", line["kind"])
        villages = _spread(place, line, chance)
        for number in range(int(line["count"])):
            village = villages[number]
            pattern = line["names"].split()[number % len(line["names"].split())]
            site = _site(place, line, village, names.fresh(pattern, village, place, chance), chance)
            categories = [place.coded(SiteCategory, code) for code in line["categories"].split()]
            began = site.active_from or place.window.first_day + timedelta(
                days=chance.randint(3, 20)
            )
            at = place.window.moment(began, chance, late=chance.randint(0, 3))
            yield Entry(site, at, chance.choice(place.clerks), {"categories": categories})


def _spread(place: Township, line: dict[str, str], chance: Random) -> list[Village]:
    """Each village in turn for what every village has, by weight for the rest."""
    count = int(line["count"])
    if line["people"] in {"0-0", "1-2"} or count <= len(place.villages):
        order = chance.sample(place.villages, len(place.villages))
        if line["kind"] in {"hospital", "market", "market_road", "hotel", "internet_cafe"}:
            order = place.villages
        return [order[number % len(order)] for number in range(count)]
    weights = [_TOWN_WEIGHT, 3] + [1] * (len(place.villages) - 2)
    return chance.choices(place.villages, weights, k=count)


def _site(
    place: Township, line: dict[str, str], village: Village, name: str, chance: Random
) -> Site:
    began, ended = _span(place, line, chance)
    code, has_none = _code(line["code"], chance)
    least, most = (int(part) for part in line["people"].split("-"))
    nobody = most == 0
    person = "" if nobody else someone(chance)
    return Site(
        name=name,
        sector=place.coded(Sector, line["sector"]),
        village=village,
        address=f"青山乡{village.name}{chance.randint(1, 12)}组",
        credit_code=code,
        has_no_code=has_none,
        legal_person=person,
        safety_person="" if nobody else (person if most < 6 else someone(chance)),
        phone="" if nobody else phone(chance),
        size=line["size"],
        employees=None if nobody else chance.randint(least, most),
        is_key_unit="key_unit" in line["categories"],
        licence_status=line["licence"],
        equipment=line["equipment"],
        **_risk(place, line["kind"], began),
        active_from=began,
        active_to=ended,
        **_status(place, line, ended, chance),
    )


def _risk(place: Township, kind: str, began: date | None) -> dict[str, Any]:
    """What the office rated, kind by kind; most sites are not rated yet."""
    level = _RISKS.get(kind)
    if level is None:
        return {}
    rated_on = max(began or date.min, place.window.first_day) + _RATED_AFTER
    return {
        "risk_level": level,
        "risk_set_on": min(rated_on, place.window.last_day),
        "risk_basis": "全乡安全风险分级评定表",
    }


def _span(place: Township, line: dict[str, str], chance: Random) -> tuple[date | None, date | None]:
    """Projects come and go, some shops open or close in these years, roads stay."""
    first_day, last_day = place.window.first_day, place.window.last_day
    if line["kind"] == "construction":
        began = first_day + timedelta(days=chance.randint(0, _TWO_YEARS))
        ended = began + timedelta(days=chance.randint(200, 500))
        return began, ended if ended <= last_day else None
    luck = chance.random()
    if not line["size"] or luck < 0.84:
        return None, None
    day = first_day + timedelta(days=chance.randint(60, _TWO_YEARS))
    return (day, None) if luck < 0.95 else (None, day)


def _status(
    place: Township, line: dict[str, str], ended: date | None, chance: Random
) -> dict[str, Any]:
    if ended is not None:
        closed = chance.choice([Site.OperatingStatus.CLOSED, Site.OperatingStatus.MOVED])
        return {"operating_status": closed, "status_on": ended}
    if line["size"] and chance.random() < 0.03:
        day = place.window.last_day - timedelta(days=chance.randint(20, 200))
        return {"operating_status": Site.OperatingStatus.STOPPED, "status_on": day}
    return {}


def _code(kind: str, chance: Random) -> tuple[str, bool]:
    """The code and whether the site says that it has none; both empty where none is due."""
    if kind == "none":
        return "", False
    luck = chance.random()
    if kind == "92" and luck < _WITHOUT_CODE:
        return "", True
    if luck > 1 - _OLD_CODE:
        return f"{_AREA}6{chance.randrange(10**8):08d}", False
    body = "".join(chance.choice(_ALPHABET) for _ in range(9))
    stem = f"{kind}{_AREA}{body}"
    return next(
        stem + last for last in _ALPHABET if credit_code_warning(stem + last) is None
    ), False


def place_sites(place: Township) -> None:
    """Write the sites and remember them by kind; two workshops sit inside a third."""
    entries = list(site_entries(place))
    kinds = [line["kind"] for line in materials.site_lines() for _ in range(int(line["count"]))]
    for kind, entry in zip(kinds, entries, strict=True):
        place.sites.setdefault(kind, []).append(entry.row)
    host, *tenants = place.sites["small_factory"][:_TENANTS]
    for tenant in tenants:
        tenant.parent = host
    place.ledger.write([entry for entry in entries if entry.row.parent is None])
    place.ledger.write([entry for entry in entries if entry.row.parent is not None])
