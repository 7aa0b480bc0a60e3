"""举报, 事故, 零报告: what reached the office from outside, and that nothing did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from township_safety.activities.models import Accident, PublicReport
from township_safety.desk.demo import materials
from township_safety.desk.demo.cases import Case
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.materials import Record
from township_safety.desk.demo.township import Township
from township_safety.register.models import NilReturn, Register, Sector

_UNTRUE_A_MONTH = 0.5
_REWARD = Decimal(200)


def write_events(place: Township, cases: list[Case]) -> None:
    place.ledger.write(list(_accidents(place)))
    place.ledger.write([*_true_reports(place, cases), *_other_reports(place)])
    place.ledger.write(list(_nil_returns(place, cases)))


def _accident_day(place: Township, record: Record) -> date:
    return date(place.window.first_day.year + record["year"], record["month"], record["day"])


def _accidents(place: Township) -> Iterator[Entry[Accident]]:
    for record in materials.words()["accident"]:
        on = _accident_day(place, record)
        chance = dice("accident", on)
        site = place.sites[record["kind"]][2] if "kind" in record else None
        at = timezone.make_aware(datetime.combine(on, time(10, chance.randrange(60))))
        row = Accident(
            occurred_on=on,
            occurred_at=at,
            received_at=at + timedelta(minutes=20),
            reported_at=at + timedelta(minutes=35),
            reported_on=on,
            grade=record["grade"],
            sector=place.coded(Sector, record["sector"]),
            site=site,
            village=site.village if site else place.villages_by_name.get(record["place"][:3]),
            place=record["place"],
            injuries=record["injuries"],
            direct_loss=Decimal(record["loss"]),
            is_production_accident=record["judged"],
            judged_by=record["judged_by"],
            judged_on=on + DAY * 12,
            description=record["description"],
        )
        yield Entry(row, place.window.moment(on, chance, late=1), place.users["clerk"])


def _true_reports(place: Township, cases: list[Case]) -> Iterator[Entry[PublicReport]]:
    for case in cases:
        if case.source == "public_report" and case.row is not None:
            chance = dice("report", case.row.uid)
            words = [r for r in materials.words()["public_report"] if r["sector"] == case.sector]
            received = max(case.found_on - DAY * chance.randint(0, 3), place.window.first_day)
            row = PublicReport(
                received_on=received,
                channel=chance.choice([PublicReport.Channel.PHONE, PublicReport.Channel.VISIT]),
                site=case.site,
                sector=place.coded(Sector, case.sector),
                content=words[0]["content"] if words else "反映存在安全隐患",
                accepted_on=received,
                concluded_on=case.found_on,
                outcome=PublicReport.Outcome.TRUE,
                reward=_REWARD if chance.random() < 0.2 else None,
                hazard=case.row,
            )
            at = place.window.moment(received, chance)
            yield Entry(row, at, chance.choice(place.clerks))


def _other_reports(place: Township) -> Iterator[Entry[PublicReport]]:
    """Untrue, passed on, or still being looked into."""
    for month in place.window.months():
        chance = dice("untrue", month.code)
        for _ in range(1 if chance.random() < _UNTRUE_A_MONTH else 0):
            record = chance.choice(materials.words()["public_report"])
            received = chance.choice(place.window.working_days(month))
            concluded: date | None = received + DAY * chance.randint(2, 9)
            if not place.window.holds(received):
                continue
            if concluded is not None and concluded > place.window.last_day:
                concluded = None
            outcomes = [PublicReport.Outcome.FALSE, PublicReport.Outcome.PASSED_ON]
            row = PublicReport(
                received_on=received,
                channel=chance.choice(PublicReport.Channel.values),
                sector=place.coded(Sector, record["sector"]),
                content=record["content"],
                accepted_on=received,
                concluded_on=concluded,
                outcome=chance.choice(outcomes) if concluded else "",
            )
            at = place.window.moment(received, chance)
            yield Entry(row, at, chance.choice(place.clerks))


def _nil_returns(place: Township, cases: list[Case]) -> Iterator[Entry[NilReturn]]:
    """Of months that have ended: no accident, no report, no hazard in some of the villages."""
    bad_months = {_accident_day(place, r).replace(day=1) for r in materials.words()["accident"]}
    reported = {case.found_on.replace(day=1) for case in cases if case.source == "public_report"}
    found = {(case.found_on.replace(day=1), case.village.name) for case in cases}
    for month in place.window.months():
        if month.last_day > place.window.last_day:
            continue
        chance = dice("nil", month.code)
        said: list[dict[str, Any]] = []
        if month.first_day not in bad_months:
            said.append({"register": Register.ACCIDENTS})
        if month.first_day not in reported and chance.random() < 0.7:
            said.append({"register": Register.REPORTS})
        said += [
            {"register": Register.HAZARDS, "village": village}
            for village in place.villages
            if (month.first_day, village.name) not in found
        ]
        for columns in said:
            yield _nil(place, month.first_day, month.last_day, columns)


def _nil(
    place: Township, first_day: date, last_day: date, columns: dict[str, Any]
) -> Entry[NilReturn]:
    chance = dice("nil", first_day, *columns.values())
    declared = place.window.clip(last_day + DAY * chance.randint(0, 2))
    village = columns.get("village")
    row = NilReturn(
        first_day=first_day,
        last_day=last_day,
        declared_on=declared,
        declared_by=village.responsible_person if village else str(place.users["clerk"]),
        evidence=chance.choice(materials.words()["nil"]["evidence"]),
        **columns,
    )
    return Entry(row, place.window.moment(declared, chance), place.users["clerk"])
