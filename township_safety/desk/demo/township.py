"""The invented township: its office, people, villages, partners, teams and calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any, TypeVar

from django.db import models

from township_safety.desk.demo import materials
from township_safety.desk.demo.days import Window, dice
from township_safety.desk.demo.ledger import Entry, Ledger, backdate
from township_safety.desk.demo.materials import Record
from township_safety.organisation.models import Membership, Office, User, Village
from township_safety.register.key_periods import planned
from township_safety.register.models import (
    Agency,
    Campaign,
    KeyPeriod,
    Kind,
    Site,
    SiteCategory,
    Staff,
    Team,
)

M = TypeVar("M", bound=models.Model)

# Tagged with the work of their days; the longer ones would cover half the year.
_LONGEST_KEY_PERIOD = timedelta(days=12)
_FLOOD_SECTORS = {"flood", "geological", "drowning"}


@dataclass
class Township:
    window: Window
    office: Office
    ledger: Ledger
    users: dict[str, User] = field(default_factory=dict)
    villages: list[Village] = field(default_factory=list)
    agencies: dict[str, Agency] = field(default_factory=dict)
    campaigns: list[tuple[Campaign, frozenset[str]]] = field(default_factory=list)
    key_periods: list[KeyPeriod] = field(default_factory=list)
    sites: dict[str, list[Site]] = field(default_factory=dict)
    _codes: dict[type[models.Model], dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def clerks(self) -> list[User]:
        return [self.users["clerk"], self.users["clerk2"]]

    @cached_property
    def villages_by_name(self) -> dict[str, Village]:
        return {village.name: village for village in self.villages}

    def coded(self, model: type[M], code: str) -> M:
        """The entry of a reference list."""
        if model not in self._codes:
            entries: Any = model._default_manager.filter(office__isnull=True)
            self._codes[model] = {entry.code: entry for entry in entries}
        found: M = self._codes[model][code]
        return found

    def user_for(self, village: Village | None, chance: Random) -> User:
        """The inspector of the village where there is one, else one of the clerks."""
        if village is not None and village.name in self.inspected and chance.random() < 0.8:
            return self.users["village"]
        return chance.choice(self.clerks)

    def handler(self, on: date) -> User | None:
        """The 承办人 named on that day; on most days none is."""
        named = {0: "clerk3", 1: "clerk2"}.get(on.toordinal() % 4)
        return self.users[named] if named else None

    def other_than(self, user: User | None, chance: Random) -> User:
        """Who verifies is not who reported."""
        others = [one for one in (*self.clerks, self.users["deputy"]) if one != user]
        return chance.choices(others, [1 if one == self.users["deputy"] else 4 for one in others])[
            0
        ]

    @cached_property
    def inspected(self) -> frozenset[str]:
        return frozenset(
            name for user in materials.township()["user"] for name in user.get("villages", ())
        )

    def tags(self, on: date, sector: str = "") -> dict[str, list[models.Model]]:
        """The campaigns and key periods that work of this day and sector belongs to."""
        campaigns = [
            campaign
            for campaign, sectors in self.campaigns
            if sector in sectors and _runs(campaign, on)
        ]
        periods = [
            period
            for period in self.key_periods
            if _runs(period, on)
            and (_is_short(period) or ("汛期" in period.name and sector in _FLOOD_SECTORS))
        ]
        found: dict[str, list[models.Model]] = {}
        if campaigns:
            found["campaigns"] = [*campaigns]
        if periods:
            found["key_periods"] = [*periods]
        return found

    def leader(self, leader_class: str, chance: Random) -> str:
        name: str = chance.choice(materials.township()["leaders"][leader_class])
        return name

    def partners(self, sector: str) -> list[Agency]:
        known = materials.township()["partners"]
        return [self.agencies[name] for name in known.get(sector, known["other"])]

    def receiver(self, sector: str) -> Agency:
        known = materials.township()["referral"]
        return self.agencies[known.get(sector, known["other"])]


def _runs(period: Any, on: date) -> bool:
    return bool(period.first_day <= on <= period.last_day)


def _is_short(period: KeyPeriod) -> bool:
    return period.last_day is not None and period.last_day - period.first_day <= _LONGEST_KEY_PERIOD


def someone(chance: Random) -> str:
    """An invented name."""
    names = materials.township()["names"]
    return f"{chance.choice(names['surnames'])}{chance.choice(names['given'].split())}"


def phone(chance: Random) -> str:
    return f"1390000{chance.randrange(10000):04d}"


def founded(window: Window) -> Township:
    """The office with its people, and everything that the registers point at."""
    facts = materials.township()
    office = Office.objects.create(started_on=window.first_day, **facts["office"])
    place = Township(window, office, Ledger(office))
    _accounts(place, facts["user"])
    place.ledger.log("建立单位", at=_opening(place), by=None, target=office)
    place.villages = place.ledger.write(_villages(place, facts["village"]))
    inspector = place.users["village"].memberships.get()
    inspector.villages.set(v for v in place.villages if v.name in place.inspected)
    place.agencies = {
        row.name: row for row in place.ledger.write(_agencies(place, facts["agency"]))
    }
    _calendar(place, facts["campaign"])
    place.ledger.write(_staff(place, facts["staff"]))
    return place


def _opening(place: Township, days: int = 0) -> Any:
    return place.window.moment(place.window.first_day + timedelta(days=days), dice("opening", days))


def _accounts(place: Township, records: Sequence[Record]) -> None:
    """Nobody can sign in until the start of the demonstration sets a password."""
    at = _opening(place)
    for record in records:
        user = User(
            username=record["username"],
            full_name=record["full_name"],
            phone=phone(dice(record["username"])),
        )
        user.set_unusable_password()
        user.save()
        Membership.objects.create(user=user, office=place.office, role=record["role"])
        place.users[user.username] = user
    backdate([*place.users.values()], "date_joined", [at] * len(place.users))
    for user in place.users.values():
        place.ledger.log("新增账号", at=at, by=place.users["admin"], target=user)


def _villages(place: Township, records: Sequence[Record]) -> Iterator[Entry[Village]]:
    chance = dice("villages")
    for order, record in enumerate(records, start=1):
        row = Village(**record, order=order, responsible_person=someone(chance))
        yield Entry(row, _opening(place, 1), place.users["clerk"])


def _agencies(place: Township, records: Sequence[Record]) -> Iterator[Entry[Agency]]:
    chance = dice("agencies")
    for record in records:
        facts = dict(record)
        month = facts.pop("until_month", None)
        ended = date(place.window.first_day.year + 1, month, 30) if month else None
        row = Agency(**facts, contact=someone(chance), phone=phone(chance), active_to=ended)
        yield Entry(row, _opening(place, 2), place.users["clerk"])


def _staff(place: Township, records: Sequence[Record]) -> Iterator[Entry[Staff]]:
    chance = dice("staff")
    start = place.window.first_day
    for record in records:
        facts = dict(record)
        joined = facts.pop("joined_after_months", 0)
        left = facts.pop("left_after_months", 0)
        row = Staff(
            **facts,
            phone=phone(chance),
            active_from=start + timedelta(days=joined * 30) if joined else None,
            active_to=start + timedelta(days=left * 30) if left else None,
        )
        yield Entry(row, _opening(place, 2), place.users["clerk"])


def _calendar(place: Township, records: Sequence[Record]) -> None:
    chance = dice("calendar")
    periods = [
        Entry(
            KeyPeriod(name=one.name, first_day=one.first_day, last_day=one.last_day),
            place.window.moment(max(date(year, 1, 4), place.window.first_day), chance),
            place.users["clerk"],
        )
        for year in place.window.years
        for one in planned(year)
    ]
    place.key_periods = place.ledger.write(periods)
    known: list[tuple[Entry[Campaign], frozenset[str]]] = []
    for year in (place.window.first_day.year - 1, *place.window.years):
        for record in records:
            row = _campaign(record, year)
            if row.first_day <= place.window.last_day and row.last_day >= place.window.first_day:
                at = place.window.moment(max(row.first_day, place.window.first_day), chance)
                asked = [place.coded(SiteCategory, code) for code in record.get("categories", ())]
                entry = Entry(row, at, place.users["clerk"], {"site_categories": asked})
                known.append((entry, frozenset(record["sectors"])))
    place.ledger.write([entry for entry, _ in known])
    place.campaigns = [(entry.row, sectors) for entry, sectors in known]


def _campaign(record: Record, year: int) -> Any:
    first = date.fromisoformat(f"{year}-{record['first']}")
    last = date.fromisoformat(f"{year}-{record['last']}")
    if last < first:
        last = date.fromisoformat(f"{year + 1}-{record['last']}")
    return Campaign(
        name=record["name"].format(year=year),
        first_day=first,
        last_day=last,
        issuer=record["issuer"],
        goal=record["goal"],
    )


def teams(place: Township) -> Iterator[Entry[Team]]:
    """Leading group, rescue teams, and one squad or station for each village."""
    chance = dice("teams")
    for record in materials.township()["team"]:
        for name, village in _bearers(place, record, chance):
            members = record["members"]
            row = Team(
                name=name,
                kind=place.coded(Kind, record["kind"]),
                level=_level(record),
                village=village,
                campaign=_campaign_named(place, record.get("campaign", "")),
                member_count=members if isinstance(members, int) else chance.randint(*members),
                leader=someone(chance),
            )
            yield Entry(row, _opening(place, 3), place.users["clerk"])


def _level(record: Record) -> str:
    levels = {"village": Team.Level.VILLAGE, "key_site": Team.Level.SITE}
    return str(levels.get(record.get("each", ""), Team.Level.TOWNSHIP))


def _bearers(
    place: Township, record: Record, chance: Random
) -> Iterator[tuple[str, Village | None]]:
    """One name, or one for each village or key site."""
    share = record.get("share", 1.0)
    if record.get("each") == "village":
        for village in place.villages:
            if chance.random() < share:
                yield record["name"].format(village=village.name), village
    elif record.get("each") == "key_site":
        for site in (site for sites in place.sites.values() for site in sites if site.is_key_unit):
            if chance.random() < share:
                yield record["name"].format(site=site.name), site.village
    else:
        yield record["name"], None


def _campaign_named(place: Township, words: str) -> Campaign | None:
    named = [campaign for campaign, _ in place.campaigns if words and words in campaign.name]
    return named[-1] if named else None
