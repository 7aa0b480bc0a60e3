"""站所报数: what three stations are asked for, their answers, and one that is late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from township_safety.activities.models import Asked, StationFigure, StationQuestion
from township_safety.desk.demo.days import DAY, dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township
from township_safety.periods import Period
from township_safety.register.models import Agency, ResultKind, Sector

_MONTHS = 6
_WORKED = (1, 5)


@dataclass(frozen=True)
class _Plan:
    word: str
    label: str
    figure: str
    most: int
    sector: str = ""
    kind: str = ""
    note: str = ""


_PLANS = (
    _Plan("派出所", "道路交通违法处罚", Asked.RESULT_ROWS, 14, "road_traffic", "", "乡道、村道"),
    _Plan("派出所", "罚款", Asked.FINES, 2400, "road_traffic"),
    _Plan("派出所", "消防宣传", Asked.PUBLICITY, 3, "fire"),
    _Plan("学校", "安全教育", Asked.TRAINED, 420, "school", "", "上课的学生人次"),
    _Plan("学校", "疏散演练", Asked.DRILLS, 2, "school"),
)


def write_stations(place: Township) -> None:
    """The last six whole months; of the newest one a school is still silent."""
    months = [month for month in place.window.months() if month.last_day <= place.window.last_day]
    months = months[-_MONTHS:]
    if not months:
        return
    questions = list(_questions(place, months[0].first_day))
    place.ledger.write(questions, action="登记")
    asked = [entry.row for entry in questions]
    answers = [
        answer
        for month in months
        for question in asked
        for answer in _answer(place, question, month, is_newest=month == months[-1])
    ]
    place.ledger.write(answers, action="登记站所报数")


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
            result_kind=place.coded(ResultKind, plan.kind) if plan.kind else None,
            first_day=first_day,
            note=plan.note,
        )
        yield Entry(row, place.window.moment(first_day, chance), place.users["clerk"])


def _answer(
    place: Township, question: StationQuestion, month: Period, *, is_newest: bool
) -> Iterator[Entry[StationFigure]]:
    """In the first days of the next month."""
    if is_newest and "派出所" not in question.agency.name:
        return
    chance = dice("told", question.label, month.code)
    given_on = place.window.clip(month.last_day + DAY * chance.randint(*_WORKED))
    value = _number(question, chance)
    row = StationFigure(
        question=question,
        first_day=month.first_day,
        last_day=month.last_day,
        value=value,
        is_nil=not value,
        given_by=question.agency.contact or "某联络员",
        given_on=given_on,
        message=f"{month.label}{question.label}{f'{value}{question.unit}' if value else '没有'}",
    )
    yield Entry(row, place.window.moment(given_on, chance), place.users["clerk"])


def _number(question: StationQuestion, chance: Random) -> Decimal:
    most = next(plan.most for plan in _PLANS if plan.label == question.label)
    number = chance.randint(0, most)
    return Decimal(number - number % 50 if question.is_money else number)


def _agency(place: Township, word: str) -> Agency | None:
    return next((one for name, one in place.agencies.items() if word in name), None)
