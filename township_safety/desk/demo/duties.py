"""责任书, 工作要点, 报送, 值班, 标准化: what is owed within the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from township_safety.activities.models import (
    DutyRoster,
    LetterObligation,
    Obligation,
    PlanItem,
    SignedLetter,
    Standardisation,
    Submission,
)
from township_safety.activities.models.letters import LetterClass
from township_safety.desk.demo import materials
from township_safety.desk.demo.days import DAY, Window, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.materials import Record
from township_safety.desk.demo.township import Township, someone
from township_safety.organisation.models import OwnedModel
from township_safety.periods import Kind as PeriodKind
from township_safety.periods import Period
from township_safety.register.models import KeyPeriod, Kind, Sector

# Letters are owed by the middle of March; a few are never signed.
_UNSIGNED = 0.07
_LISTED_ON, _DUE_ON = (1, 8), (3, 15)
_DRIVERS = 42
_ROSTER_AHEAD = timedelta(days=7)
_REPORTED_DAILY = ("春节", "国庆节", "劳动节")
_KINDS: dict[str, PeriodKind] = {
    "month": "month",
    "quarter": "quarter",
    "half": "half",
    "year": "year",
}
# So many of the newest returns have not been sent.
_OUTSTANDING = 3
_PLAN_COLUMNS = (
    "theme",
    "text",
    "owner",
    "frequency",
    "times",
    "per",
    "figure_key",
    "filters",
    "unit",
)
_OWING_SITES = ("fireworks_retail", "petrol", "lpg_station", "small_factory", "construction")


def write_duties(place: Township) -> None:
    _write_letters(place)
    place.ledger.write(list(_plan(place)))
    place.ledger.write(_with_outstanding(list(_submissions(place))))
    place.ledger.write(list(_roster(place)))
    place.ledger.write(list(_standardisation(place)))


# -- Letters


def _write_letters(place: Township) -> None:
    owed: list[Entry[OwnedModel]] = []
    signed: list[Entry[OwnedModel]] = []
    for year in place.window.years:
        listed_on = date(year, *_LISTED_ON)
        if listed_on > place.window.last_day:
            continue
        chance = dice("letters", year)
        for columns in _counterparties(place, year):
            at = place.window.moment(listed_on, chance)
            facts = {**columns, "year": year}
            owed.append(
                Entry(
                    LetterObligation(**facts, due_on=date(year, *_DUE_ON)), at, place.users["clerk"]
                )
            )
            signed_on = listed_on + DAY * chance.randint(4, 62)
            if chance.random() > _UNSIGNED and signed_on <= place.window.last_day:
                at = place.window.moment(signed_on, chance, late=chance.choice([0, 0, 1]))
                letter = SignedLetter(**facts, signed_on=signed_on)
                signed.append(Entry(letter, at, chance.choice(place.clerks)))
    place.ledger.write(owed)
    place.ledger.write(signed)


def _counterparties(place: Township, year: int) -> Iterator[dict[str, Any]]:
    responsibility = {
        "letter_class": LetterClass.RESPONSIBILITY,
        "kind": place.coded(Kind, "safety_target"),
    }
    yield from ({**responsibility, "village": village} for village in place.villages)
    stations = [a for a in place.agencies.values() if a.kind == "station" and not a.active_to]
    yield from ({**responsibility, "agency": agency} for agency in stations)
    commitment = {
        "letter_class": LetterClass.COMMITMENT,
        "kind": place.coded(Kind, "enterprise_commitment"),
    }
    for kind in _OWING_SITES:
        for site in place.sites[kind]:
            began, ended = site.active_from, site.active_to
            if (began is None or began.year < year) and (ended is None or ended.year > year):
                yield {**commitment, "site": site, "sector": site.sector}
    yield {
        **commitment,
        "kind": place.coded(Kind, "road_responsibility"),
        "person": "客运驾驶员",
        "copies": _DRIVERS,
        "sector": place.coded(Sector, "road_transport"),
    }


# -- Plans


def _plan(place: Township) -> Iterator[Entry[PlanItem]]:
    for year in place.window.years:
        written_on = date(year, 1, 15)
        if written_on > place.window.last_day:
            continue
        for number, record in enumerate(materials.activities()["plan"]):
            at = place.window.moment(written_on, dice("plan", year, number))
            yield Entry(_plan_item(place, year, record), at, place.users["clerk"])


def _plan_item(place: Township, year: int, record: Record) -> PlanItem:
    def day(name: str, otherwise: str) -> date:
        return date.fromisoformat(f"{year}-{record.get(name, otherwise)}")

    columns = {name: record[name] for name in _PLAN_COLUMNS if name in record}
    if "duty" in record and year == place.window.last_day.year:
        columns["duty"] = Obligation.objects.get(office=place.office, name=record["duty"])
    first, last = day("first", "01-01"), day("last", "12-31")
    done = day("done", "12-31") if "done" in record else None
    if done is not None and done > place.window.last_day:
        done = None
    return PlanItem(
        plan_document=f"{year}年安全生产工作要点",
        first_day=first,
        last_day=last,
        sector=place.coded(Sector, record["sector"]) if "sector" in record else None,
        target_quantity=Decimal(record["target_quantity"]) if "target_quantity" in record else None,
        started_on=first if first <= place.window.last_day else None,
        planned_completion=None if "frequency" in record else last,
        completed_on=done,
        progress="已完成" if done else record.get("progress", ""),
        **columns,
    )


# -- Returns owed upward


def _with_outstanding(entries: list[Entry[Submission]]) -> list[Entry[Submission]]:
    for entry in sorted(entries, key=lambda entry: entry.row.due_on)[-_OUTSTANDING:]:
        entry.row.submitted_on = None
    return entries


def _submissions(place: Township) -> Iterator[Entry[Submission]]:
    for record in materials.activities()["submission"]:
        for period in _periods(place, record["every"]):
            due_on = period.last_day + DAY * record["lag"]
            if due_on <= place.window.today:
                yield _submission(place, record, period, due_on)


def _periods(place: Township, every: str) -> list[Period]:
    """The stretches that have ended, for each of which something is owed."""
    window = place.window
    if every == "week":
        sundays = [day for day in window.days() if day.weekday() == 6]
        weeks = [Period.between(day - DAY * 6, day) for day in sundays]
        return [week for week in weeks if week.first_day >= window.first_day]
    if every == "campaign":
        return [
            Period(campaign.first_day, campaign.last_day, campaign.name, "range")
            for campaign, _ in place.campaigns
            if campaign.last_day is not None and campaign.last_day <= window.last_day
        ]
    if every == "holiday":
        holidays = _holidays(place)
        days = [day for day in window.days() if any(_covers(p, day) for p in holidays)]
        return [Period.between(day, day) for day in days]
    return _calendar_periods(window, _KINDS[every])


def _calendar_periods(window: Window, kind: PeriodKind) -> list[Period]:
    found = []
    period = Period.containing(window.first_day, kind=kind)
    while period.last_day <= window.last_day:
        found.append(period)
        period = Period.containing(period.last_day + DAY, kind=kind)
    return found


def _submission(place: Township, record: Record, period: Period, due_on: date) -> Entry[Submission]:
    chance = dice("submission", record["kind"], period.last_day)
    sent: date | None = max(period.last_day, due_on - DAY * chance.choice([0, 0, 0, 1]))
    if chance.random() < record["late"]:
        sent = due_on + DAY * chance.randint(1, 3)
    if sent is not None and sent > place.window.last_day:
        sent = None
    row = Submission(
        kind=place.coded(Kind, record["kind"]),
        title=f"{period.label}{record['title']}",
        first_day=period.first_day,
        last_day=period.last_day,
        due_on=due_on,
        submitted_on=sent,
        addressee=place.office.reports_to,
        is_nil=chance.random() < record.get("nil", 0),
        **_occasion(place, record["every"], period),
    )
    at = place.window.moment(min(period.last_day, sent or due_on), chance)
    return Entry(row, at, chance.choice(place.clerks))


def _occasion(place: Township, every: str, period: Period) -> dict[str, Any]:
    """The campaign or key period that the return is about."""
    if every == "campaign":
        return {"campaign": next(c for c, _ in place.campaigns if c.name == period.label)}
    if every == "holiday":
        return {"key_period": next(p for p in _holidays(place) if _covers(p, period.first_day))}
    return {}


def _holidays(place: Township) -> list[KeyPeriod]:
    return [period for period in place.key_periods if period.name.endswith(_REPORTED_DAILY)]


def _covers(period: KeyPeriod, day: date) -> bool:
    return period.first_day <= day <= (period.last_day or day)


# -- Duty roster and standardisation


def _roster(place: Township) -> Iterator[Entry[DutyRoster]]:
    leaders = [name for names in materials.township()["leaders"].values() for name in names]
    chance = dice("roster")
    pairs = [(someone(chance), someone(chance)) for _ in range(11)]
    for number, on in enumerate(_roster_days(place)):
        row = DutyRoster(
            on=on,
            leader=leaders[number % len(leaders)],
            persons="、".join(pairs[number % len(pairs)]),
            phone="13900000110",
        )
        planned = max(on - _ROSTER_AHEAD, place.window.first_day)
        at = place.window.moment(planned, dice("roster", on))
        yield Entry(row, at, place.users["clerk2"])


def _roster_days(place: Township) -> Iterator[date]:
    """Somebody is on duty each day; the coming week is already laid down."""
    yield from place.window.days()
    for ahead in range(_ROSTER_AHEAD.days):
        yield place.window.today + DAY * ahead


def _standardisation(place: Township) -> Iterator[Entry[Standardisation]]:
    chance = dice("standardisation")
    sites = [*place.sites["small_factory"], *place.sites["garment"], *place.sites["food_factory"]]
    for site in chance.sample(sites, 15):
        span = (place.window.last_day - place.window.first_day).days
        applied = place.window.first_day + DAY * int(span * chance.random())
        passed: date | None = applied + DAY * chance.randint(50, 150)
        row = Standardisation(
            site=site,
            level=chance.choice([Standardisation.Level.SMALL, Standardisation.Level.THIRD]),
            applied_on=applied,
            passed_on=passed if passed is not None and passed <= place.window.last_day else None,
        )
        yield Entry(row, place.window.moment(applied, chance), place.users["clerk"])
