"""例行检查任务 and the rounds that were made for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from inspections.models import Operation, OperationTarget
from township_safety.activities.models import Obligation
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township
from township_safety.periods import Period
from township_safety.register.models import Agency, Kind, Sector, SiteCategory

_PETROL_DAYS = (8, 14)
# Tuesday and Friday, when people go to market.
_MARKET_DAYS = (1, 4)


def write_rounds(place: Township) -> None:
    place.ledger.write(list(_duties(place)))
    persuasions = [Entry(o, *_entered(place, o)) for o in _persuasions(place)]
    place.ledger.write(persuasions)
    visits = list(_petrol_visits(place))
    place.ledger.write([Entry(operation, *_entered(place, operation)) for operation in visits])
    lines = [
        Entry(OperationTarget(operation=operation, site=site), *_entered(place, operation))
        for operation in visits
        for site in place.sites["petrol"]
        if _stands(site, operation.on)
    ]
    place.ledger.write(lines, action="")


def _entered(place: Township, operation: Operation) -> tuple[Any, Any]:
    chance = dice("round", operation.on, operation.topic, str(operation.village or ""))
    return place.window.moment(operation.on, chance), chance.choice(place.clerks)


def _stands(site: Any, on: date) -> bool:
    return (site.active_from is None or site.active_from <= on) and (
        site.active_to is None or site.active_to >= on
    )


def _duties(place: Township) -> Iterator[Entry[Obligation]]:
    year = date(place.window.last_day.year, 1, 1)
    work = Obligation.Work
    often = Obligation.Frequency
    rows: tuple[dict[str, Any], ...] = (
        {
            "name": "加油站每月检查",
            "frequency": often.MONTH,
            "site_category": place.coded(SiteCategory, "petrol_station"),
            "person": str(place.clerks[0]),
            "basis": f"{year.year}年安全生产监督检查计划",
        },
        {
            "name": "学校每年检查",
            "frequency": often.YEAR,
            "site_category": place.coded(SiteCategory, "school"),
            "agency": _agency(place, "中心学校"),
            "basis": f"{year.year}年安全生产监督检查计划",
        },
        {
            "name": "各村（居）每周道路交通劝导",
            "per": Obligation.Per.VILLAGE,
            "kind": place.coded(Kind, "road_persuasion"),
            "frequency": often.WEEK,
            "times": 2,
            "first_day": _market_weeks(place)[0],
            "agency": _agency(place, "派出所"),
            "basis": "两站两员工作制度",
        },
        {
            "name": "每季度安全生产工作会议",
            "work": work.MEETING,
            "per": Obligation.Per.OFFICE,
            "kind": place.coded(Kind, "quarterly_meeting"),
            "frequency": often.QUARTER,
        },
        {
            "name": "每季度安全生产培训",
            "work": work.TRAINING,
            "per": Obligation.Per.OFFICE,
            "frequency": often.QUARTER,
        },
    )
    for number, columns in enumerate(rows):
        first = columns.setdefault("first_day", year)
        at = place.window.moment(first, dice("duty", number))
        yield Entry(Obligation(**columns), at, place.users["clerk"])


def _agency(place: Township, word: str) -> Agency | None:
    """The unit with that word in its name, where the township has one."""
    return next((one for name, one in place.agencies.items() if word in name), None)


def _market_weeks(place: Township) -> list[date]:
    """The Mondays of the last week and of this one."""
    monday = place.window.last_day - DAY * place.window.last_day.weekday()
    return [monday - DAY * 7, monday]


def _persuasions(place: Township) -> Iterator[Operation]:
    """Twice a week in each village; one of them missed a day last week."""
    for week, monday in enumerate(_market_weeks(place)):
        for number, village in enumerate(place.villages):
            for time_of_week, weekday in enumerate(_MARKET_DAYS):
                on = monday + DAY * weekday
                missed = not week and number == 4 and time_of_week
                if missed or not place.window.holds(on):
                    continue
                yield Operation(
                    on=on,
                    kind=place.coded(Kind, "road_persuasion"),
                    topic="赶集日道路交通劝导",
                    village=village,
                    sector=place.coded(Sector, "road_traffic"),
                    start_time=time(8, 0),
                    end_time=time(10, 30),
                    person_times=2,
                )


def _petrol_visits(place: Township) -> Iterator[Operation]:
    """One round of all stations in each month of this year."""
    for month in Period.of_year(place.window.last_day.year).months():
        days = place.window.working_days(month, _PETROL_DAYS)
        on = dice("petrol", month.code).choice(days)
        if place.window.holds(on):
            yield Operation(
                on=on,
                kind=place.coded(Kind, "routine_inspection"),
                topic="加油站例行检查",
                sector=place.coded(Sector, "hazardous_chemicals"),
                done_by="、".join(str(clerk) for clerk in place.clerks),
                person_times=2,
            )
