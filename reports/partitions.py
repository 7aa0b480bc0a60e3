"""The lists of an office that a report goes through: sectors, villages, campaigns, key periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from township_safety.organisation.models import Office, Village
from township_safety.periods import Period
from township_safety.register.models import Campaign, HazardSource, KeyPeriod, Sector

Words = dict[str, str]


@dataclass(frozen=True)
class Lists:
    """Codes and names; of campaigns and key periods all their words."""

    sectors: dict[str, str]
    villages: dict[str, str]
    sources: tuple[str, ...]
    source_names: dict[str, str] = field(default_factory=dict)
    campaigns: dict[str, Words] = field(default_factory=dict)
    key_periods: dict[str, Words] = field(default_factory=dict)
    # Townships below this office by their key, when it has any.
    offices: dict[int, str] = field(default_factory=dict)
    # From when 累计 is counted.
    since: date | None = None

    @classmethod
    def of(cls, office: Office, *, period: Period, since: date | None = None) -> Lists:
        villages = Village.objects.for_offices([office.pk]).counted()
        sectors = Sector.objects.available_to(office)
        sources = dict(HazardSource.objects.available_to(office).values_list("code", "name"))
        return cls(
            sectors=dict(sectors.values_list("code", "name")),
            villages={str(uid): name for uid, name in villages.values_list("uid", "name")},
            sources=tuple(sources),
            source_names=sources,
            campaigns=_campaigns(office, period),
            key_periods=_key_periods(office, period),
            offices=dict(Office.objects.filter(parent=office).values_list("pk", "name")),
            since=since,
        )

    def turns(self, dimension: str) -> Mapping[str, Words]:
        """What a part of the report is repeated for, each with the words for it."""
        match dimension:
            case "sector":
                return {code: {"行业": name} for code, name in self.sectors.items()}
            case "village":
                return {uid: {"村名": name} for uid, name in self.villages.items()}
            case "campaign":
                return self.campaigns
            case _:
                return self.key_periods


def _campaigns(office: Office, period: Period) -> dict[str, Words]:
    running = Campaign.objects.for_offices([office.pk]).touching(period.first_day, period.last_day)
    return {
        str(one.uid): {
            "专项行动": one.name,
            "部署单位": one.issuer,
            "目标任务": one.goal.strip().rstrip("。"),
        }
        for one in running.order_by("first_day", "pk")
    }


def _key_periods(office: Office, period: Period) -> dict[str, Words]:
    found = KeyPeriod.objects.for_offices([office.pk]).touching(period.first_day, period.last_day)
    return {str(one.uid): {"重要时段": one.name} for one in found.order_by("first_day", "pk")}
