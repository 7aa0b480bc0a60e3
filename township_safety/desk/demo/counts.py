"""汇总登记: so many looked at, so many found and put right, the rest in later entries."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from hazards.models import HazardCount
from hazards.models.classification import RectifyMode, ResponsibleLevel
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Case
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.materials import Record
from township_safety.desk.demo.township import Township
from township_safety.periods import Period
from township_safety.register.models import HazardSource, Sector

# Of an entry that is still running not everything has been put right today.
_RUNNING = DAY * 25
_ITEMISED = 4


def write_counts(place: Township, cases: list[Case]) -> None:
    """First entries, then what follows them; a few of their hazards are itemised later."""
    entries = list(_entries(place))
    place.ledger.write(entries, action="登记汇总")
    followers = [entry for first in entries for entry in _followers(place, first)]
    place.ledger.write(followers, action="登记汇总")
    _itemise(place, entries, cases)


def _entries(place: Township) -> Iterator[Entry[HazardCount]]:
    for month in place.window.months():
        for number, record in enumerate(materials.words()["count"]):
            chance = dice("count", month.code, number)
            if month.first_day.month in record["months"]:
                yield from _entry(place, month, record, chance)


def _entry(
    place: Township, month: Period, record: Record, chance: Random
) -> Iterator[Entry[HazardCount]]:
    on = chance.choice(place.window.working_days(month, (6, 26)))
    if not place.window.holds(on):
        return
    sector = record["sector"]
    found = chance.randint(*record["found"])
    running = on > place.window.last_day - _RUNNING
    row = HazardCount(
        on=on,
        village=chance.choice(place.villages),
        sector=place.coded(Sector, sector),
        source=place.coded(HazardSource, record["source"]),
        responsible_level=ResponsibleLevel.VILLAGE,
        rectify_mode=RectifyMode.WITHIN_LIMIT,
        found=found,
        rectified=found - chance.randint(1, 3)
        if running
        else round(found * chance.uniform(0.6, 1)),
        checked=chance.randint(*record["checked"]),
        checked_unit=record["unit"],
        basis=record["basis"],
    )
    at = place.window.moment(on, chance, late=chance.choice([0, 1, 2]))
    yield Entry(row, at, place.user_for(row.village, chance), place.tags(on, sector))


def _followers(place: Township, first: Entry[HazardCount]) -> Iterator[Entry[HazardCount]]:
    """What remained is put right in one or two steps."""
    entry, chance = first.row, dice("follow", first.row.uid)
    remaining, on = entry.found - entry.rectified, entry.on
    while remaining and entry.on <= place.window.last_day - _RUNNING:
        part = remaining if remaining < 3 or chance.random() < 0.5 else remaining // 2
        on = on + DAY * chance.randint(4, 15)
        if on > place.window.last_day:
            return
        remaining -= part
        row = HazardCount(
            on=on,
            follows=entry,
            found=0,
            rectified=part,
            basis=entry.basis,
            **{name: getattr(entry, name) for name in HazardCount.dimensions()[0]},
        )
        at = max(place.window.moment(on, chance, late=chance.choice([0, 1])), first.at)
        yield Entry(row, at, first.by, first.tags)


def _itemise(place: Township, entries: list[Entry[HazardCount]], cases: list[Case]) -> None:
    """已计入汇总登记: later written down one by one, and not counted twice."""
    taken: set[int] = set()
    for case in cases:
        if len(taken) == _ITEMISED:
            return
        if case.source not in {"household", "monthly_sweep"} or case.recurs is not None:
            continue
        sector = str(place.coded(Sector, case.sector))
        for entry in entries:
            count = entry.row
            same = str(count.sector) == sector and count.village == case.village
            near = abs((case.found_on - count.on).days) < _RUNNING.days
            if same and near and count.pk not in taken and case.acts[-1].name == "pass_check":
                case.counted_in = count
                case.facts["counted_in"] = count
                taken.add(count.pk)
                break
