"""The seventeen reports: whose rows stand behind each, and which figures it states."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.management import call_command

from reports.figures import Request, Scope, Value, evaluate
from tests.seeds.build import FOLDER, workbook_of
from township_safety.organisation.models import Level, Office
from township_safety.periods import Period
from township_safety.register.models import Campaign, KeyPeriod

_COUNTED = FOLDER / "counted"
UNITS: list[dict[str, Any]] = tomllib.loads((_COUNTED / "units.toml").read_text())["unit"]
PRINTED: list[dict[str, Any]] = tomllib.loads((FOLDER / "expected.toml").read_text())["figure"]


@dataclass(frozen=True)
class Ledger:
    """One office with the rows of one workbook, and the days its report speaks of."""

    office: str
    level: Level
    period: str
    cut_off: date | None = None

    @property
    def days(self) -> Period:
        period = Period.parse(self.period)
        return period.cut(self.cut_off) if self.cut_off else period


LEDGERS = {
    "half_year_2024": Ledger("青山乡", Level.XIANG, "2024-H1"),
    "risk_2023": Ledger("长岭镇", Level.ZHEN, "2023"),
    "monthly_2022_04": Ledger("小召乡", Level.XIANG, "2022-04", date(2022, 4, 27)),
    "land_2023": Ledger("县自然资源局", Level.COUNTY, "2023-H1", date(2023, 6, 19)),
    "gas_2023": Ledger("区城镇燃气管理办公室", Level.COUNTY, "2023-H1"),
    "street_2023": Ledger("河西街道", Level.STREET, "2023-H1"),
    "transport_2023": Ledger("县交通运输局", Level.COUNTY, "2023-H1", date(2023, 6, 14)),
    "town_sweeps_2023": Ledger("向阳镇", Level.ZHEN, "2023-H1"),
    "town_duties_2023": Ledger("平安镇", Level.ZHEN, "2023-H1"),
    "town_letters_2023": Ledger("新集镇", Level.ZHEN, "2023-H1"),
    "county_2023": Ledger("县应急管理局", Level.COUNTY, "2023-H1"),
    "city_2023": Ledger("市应急管理局", Level.CITY, "2023-H1"),
    "town_sectors_2023": Ledger("临河镇", Level.ZHEN, "2023-H1"),
    "work_plan_2024": Ledger("东坪镇", Level.ZHEN, "2024"),
}


def load_ledgers() -> None:
    for name, ledger in LEDGERS.items():
        started_on = ledger.days.first_day.replace(month=1, day=1)
        Office.objects.create(name=ledger.office, level=ledger.level, started_on=started_on)
        call_command("loadworkbook", str(workbook_of(name)), township=ledger.office)


@dataclass(frozen=True)
class Stated:
    """One figure as a report states it, and as the registry is asked for it.

    Partly: what cannot quite be computed from rows is told, and stands outside the sum.
    """

    paper: str
    ledger: str
    is_implied: bool
    entry: dict[str, Any]

    @property
    def number(self) -> str:
        return str(self.entry["id"])

    @property
    def record(self) -> str:
        return str(self.entry["record"])

    @property
    def is_partly(self) -> bool:
        return bool(self.entry.get("partly"))

    @cached_property
    def request(self) -> Request:
        return self._asked(self.entry["key"], self.entry.get("filters", {}))

    @cached_property
    def whole(self) -> Request | None:
        """Of what it is a share, where the registry has no rate of its own."""
        of = self.entry.get("of")
        return self._asked(of["key"], of.get("filters", {})) if of else None

    @property
    def requests(self) -> Iterator[Request]:
        yield self.request
        if self.whole:
            yield self.whole

    def _asked(self, key: str, filters: dict[str, str]) -> Request:
        """Campaigns and key periods are named in the list, and asked for by their record."""
        ledger = LEDGERS[self.ledger]
        office = Office.objects.get(name=ledger.office)
        codes = dict(filters)
        for dimension, model in (("campaign", Campaign), ("key_period", KeyPeriod)):
            if names := codes.get(dimension):
                rows = model.objects.for_offices([office.pk])
                codes[dimension] = ",".join(
                    str(rows.get(name=name).uid) for name in names.split(",")
                )
        own = self.entry.get("period")
        days = Period.parse(own) if own else ledger.days
        return Request(key, Scope((office.pk,), days).narrowed(**codes))


@dataclass(frozen=True)
class Paper:
    """What a report states with a value, in so many words or not, and what is left out of it."""

    number: str
    content: dict[str, Any]

    @property
    def ledger(self) -> str:
        return str(self.content.get("ledger", ""))

    @cached_property
    def stated(self) -> list[Stated]:
        printed = [one for one in PRINTED if one["id"].rpartition(".")[0] == self.number]
        return [
            Stated(self.number, self.ledger, is_implied, entry)
            for is_implied, entries in (
                (False, [*printed, *self.content["figures"]]),
                (True, self.content["implied"]),
            )
            for entry in entries
        ]

    @property
    def left_out(self) -> list[Stated]:
        return [
            Stated(self.number, self.ledger, entry.get("implied", False), entry)
            for entry in self.content.get("left_out", ())
        ]


PAPERS = {
    path.stem: Paper(path.stem, tomllib.loads(path.read_text()))
    for path in sorted(_COUNTED.glob("0*.toml"))
}
STATED = [figure for paper in PAPERS.values() for figure in paper.stated]


def answered(figures: list[Stated]) -> dict[str, tuple[Request, Value, Value | None]]:
    """All of them in one evaluation."""
    values = evaluate(request for figure in figures for request in figure.requests)
    return {
        figure.number: (
            figure.request,
            values[figure.request],
            values[figure.whole] if figure.whole else None,
        )
        for figure in figures
    }


def computed(value: Value, whole: Value | None) -> tuple[Any, str]:
    """Number and unit; a share of another figure in percent."""
    if whole is None:
        return value.number, value.unit
    share = Decimal(value.number) * 100 / Decimal(whole.number) if whole.number else None
    return share, "%"


def is_equal(figure: Stated, value: Value, whole: Value | None) -> bool:
    """Number and unit, and nothing that differs from row to row unless the least is meant."""
    number, unit = computed(value, whole)
    same = number is not None and Decimal(number) == Decimal(str(figure.entry["value"]))
    is_one = figure.entry.get("least") or value.last in (None, value.number)
    return bool(same and is_one and unit == figure.entry["unit"])
