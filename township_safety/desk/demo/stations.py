"""站所报数: what a station and a school are asked for, and their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from township_safety.activities.models import (
    Asked,
    StationContact,
    StationFigure,
    StationQuestion,
)
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township
from township_safety.periods import Period
from township_safety.register.models import Agency, Sector

_MONTHS = 6
_WORKED = (1, 5)


@dataclass(frozen=True)
class _Plan:
    word: str
    label: str
    figure: str
    most: int
    sector: str = ""
    note: str = ""


_PLANS = (
    _Plan("派出所", "交通安全宣讲", Asked.TRAINED, 160, "road_traffic", "到村、到校的都算，按人次"),
    _Plan("派出所", "消防宣传", Asked.PUBLICITY, 3, "fire"),
    _Plan("学校", "安全教育", Asked.TRAINED, 420, "school", "上课的学生人次"),
    _Plan("学校", "疏散演练", Asked.DRILLS, 2, "school"),
)


def write_stations(place: Township) -> None:
    """Of the last six whole months; the station's own account tells the newest itself."""
    months = [month for month in place.window.months() if month.last_day <= place.window.last_day]
    months = months[-_MONTHS:]
    if not months:
        return
    questions = list(_questions(place, months[0].first_day))
    place.ledger.write(questions, action="登记")
    asked = [entry.row for entry in questions]
    answers = [
        _answer(place, question, month, is_newest=month == months[-1])
        for month in months
        for question in asked
    ]
    place.ledger.write(answers, action="登记站所报数")
    contact = StationContact(agency=asked[0].agency, user=place.users["station"])
    at = questions[0].at
    place.ledger.write([Entry(contact, at, place.users["clerk"])], action="指定站所联络员")


def _questions(place: Township, first_day: date) -> Iterator[Entry[StationQuestion]]:
    for plan in _PLANS:
        agency = _agency(place, plan.word)
        if agency is None:
            continue
        chance = dice("station", plan.word, plan.label)
        row = StationQuestion(
            agency=agency,
            label=plan.label,
            figure=plan.figure,
            sector=place.coded(Sector, plan.sector) if plan.sector else None,
            first_day=first_day,
            note=plan.note,
        )
        yield Entry(row, place.window.moment(first_day, chance), place.users["clerk"])


def _answer(
    place: Township, question: StationQuestion, month: Period, *, is_newest: bool
) -> Entry[StationFigure]:
    """In the first days of the next month."""
    is_own = is_newest and "派出所" in question.agency.name
    by = place.users["station" if is_own else "clerk"]
    chance = dice("told", question.label, month.code)
    given_on = place.window.clip(month.last_day + DAY * chance.randint(*_WORKED))
    value = _number(question, chance)
    row = StationFigure(
        question=question,
        first_day=month.first_day,
        last_day=month.last_day,
        value=value,
        is_nil=not value,
        given_by=str(by) if is_own else question.agency.contact or "某联络员",
        given_on=given_on,
        way=StationFigure.Way.OWN if is_own else StationFigure.Way.FOR_IT,
        message=f"{month.label}{question.label}{f'{value}{question.unit}' if value else '没有'}",
    )
    return Entry(row, place.window.moment(given_on, chance), by)


def _number(question: StationQuestion, chance: Random) -> Decimal:
    most = next(plan.most for plan in _PLANS if plan.label == question.label)
    number = chance.randint(0, most)
    return Decimal(number)


def _agency(place: Township, word: str) -> Agency | None:
    return next((one for name, one in place.agencies.items() if word in name), None)
