"""Who leads the township, what each is asked to do, and which villages and sites are whose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from township_safety.desk.demo import materials
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.materials import Record
from township_safety.desk.demo.township import Township
from township_safety.organisation.models import Village
from township_safety.register.models import LeaderCharge, LeaderPost, Site

_MONTH = timedelta(days=30)


def write_leaders(place: Township) -> None:
    """After the sites."""
    place.ledger.write(list(_posts(place)))
    place.ledger.write(list(_charges(place)))


def _posts(place: Township) -> Iterator[Entry[LeaderPost]]:
    chance = dice("leaders")
    for record in materials.township()["leader_post"]:
        facts = dict(record)
        begun, ended = _day(place, facts, "joined"), _day(place, facts, "left")
        row = LeaderPost(**facts, active_from=begun, active_to=ended and ended - DAY)
        at = place.window.moment(begun or place.window.first_day, chance)
        yield Entry(row, at, place.users["clerk"])


def _charges(place: Township) -> Iterator[Entry[LeaderCharge]]:
    """Of each kind of site the first one."""
    chance = dice("charges")
    for record in materials.township()["leader_charge"]:
        begun = _day(place, dict(record), "joined")
        at = place.window.moment(begun or place.window.first_day, chance)
        wheres: list[dict[str, Village | Site]]
        wheres = [{"village": place.villages_by_name[name]} for name in record["villages"]]
        wheres += [{"site": place.sites[kind][0]} for kind in record.get("sites", ())]
        for where in wheres:
            row = LeaderCharge(leader=record["leader"], active_from=begun, **where)
            yield Entry(row, at, place.users["clerk"])


def _day(place: Township, record: Record, word: str) -> date | None:
    """`record` is left without the months."""
    months = record.pop(f"{word}_after_months", 0)
    return place.window.first_day + months * _MONTH if months else None
