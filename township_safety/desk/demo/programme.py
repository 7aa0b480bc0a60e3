"""Meetings, trainings, publicity, drills, money and surveys, as the year's programme has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from django.db import models

from hazards.models import Hazard
from township_safety.activities.models import (
    Drill,
    Fund,
    HouseholdSurvey,
    InsuranceClaim,
    Meeting,
    PolicyDocument,
    Publicity,
    SamplingTest,
    Training,
)
from township_safety.desk.demo import materials
from township_safety.desk.demo.days import dice, some
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.materials import Record
from township_safety.desk.demo.township import Township
from township_safety.organisation.models import CountedModel
from township_safety.periods import Period
from township_safety.register.models import Kind, PublicityItem, Sector, SiteCategory

_PROGRAMME: dict[str, type[CountedModel]] = {
    "meeting": Meeting,
    "training": Training,
    "publicity": Publicity,
    "drill": Drill,
    "fund": Fund,
    "survey": HouseholdSurvey,
    "claim": InsuranceClaim,
    "sampling": SamplingTest,
    "policy": PolicyDocument,
}
# Which reference list the codes of a column come from.
_CODED: dict[str, type[models.Model]] = {
    "kind": Kind,
    "purpose": Kind,
    "item": PublicityItem,
    "sector": Sector,
    "site_category": SiteCategory,
}
_TIMING = {"months", "day", "times", "of_hazard", "village"}
_VOID_REASON = "与另一条重复，误录"


@dataclass
class _Occasion:
    """One date of the programme, about to become a row."""

    place: Township
    name: str
    record: Record
    month: Period
    on: date
    chance: Random


def write_programme(place: Township, hazards: list[Hazard]) -> None:
    """Everything until yesterday; `hazards` are those that money was spent on."""
    for name in _PROGRAMME:
        place.ledger.write([_entry(one, hazards) for one in _occasions(place, name)])


def _occasions(place: Township, name: str) -> Iterator[_Occasion]:
    for month in place.window.months():
        for number, record in enumerate(materials.activities()[name]):
            if month.first_day.month not in record.get("months", range(1, 13)):
                continue
            chance = dice(name, month.code, number)
            days = place.window.working_days(month, tuple(record["day"]))
            for _ in range(some(chance, record.get("times", 1))):
                one = _Occasion(place, name, record, month, chance.choice(days), chance)
                if place.window.holds(one.on):
                    yield one


def _entry(one: _Occasion, hazards: list[Hazard]) -> Entry[CountedModel]:
    model = _PROGRAMME[one.name]
    columns = {
        name: _value(one, name, said) for name, said in one.record.items() if name not in _TIMING
    }
    columns[model.date_field] = one.on
    if one.record.get("village"):
        columns["village"] = one.chance.choice(one.place.villages)
    if one.record.get("of_hazard"):
        columns |= _treated(one, hazards)
    if one.name == "sampling":
        columns["passed"] = columns["batches"] - one.chance.choice([0, 0, 0, 1])
    if columns.get("leader_class"):
        columns["chaired_by"] = one.place.leader(columns["leader_class"], one.chance)
    row = model(**columns)
    sector = one.record.get("sector", "")
    tags = one.place.tags(one.on, sector if isinstance(sector, str) else "")
    at = one.place.window.moment(one.on, one.chance, late=one.chance.choice([0, 0, 0, 1, 2]))
    return Entry(row, at, one.chance.choice(one.place.clerks), _fitting(model, tags))


def _fitting(model: type[CountedModel], tags: Record) -> Record:
    known = {field.name for field in model._meta.many_to_many}
    return {name: rows for name, rows in tags.items() if name in known}


def _value(one: _Occasion, name: str, said: Any) -> Any:
    """Two numbers are a range, several words a choice, a code an entry of its list."""
    if isinstance(said, list):
        numbers = all(isinstance(part, int) for part in said)
        said = one.chance.randint(*said) if numbers else one.chance.choice(said)
    coded = _CODED.get(name)
    if coded is Kind or (coded is not None and isinstance(said, str)):
        model: Any = _survey_item(one, name) or coded
        return one.place.coded(model, said)
    if name == "amount":
        return Decimal(said // 100 * 100)
    if isinstance(said, str):
        return said.format(year=one.month.first_day.year, month=one.month.first_day.month)
    return said


def _survey_item(one: _Occasion, name: str) -> Any:
    """`item` of a survey is a kind, of publicity a publicity item."""
    return Kind if one.name == "survey" and name == "item" else None


def _treated(one: _Occasion, hazards: list[Hazard]) -> Record:
    """Half of the treatment money names the hazard it went to."""
    lately = [
        hazard
        for hazard in hazards
        if hazard.rectified_on is not None and 0 <= (one.on - hazard.rectified_on).days < 25
    ]
    if not lately or one.chance.random() < 0.5:
        return {"sector": one.place.coded(Sector, one.chance.choice(["road_traffic", "flood"]))}
    hazard = one.chance.choice(lately)
    return {
        "hazard": hazard,
        "sector": hazard.sector,
        "village": hazard.village,
        "note": hazard.measures[:100],
    }


def void_some(place: Township) -> None:
    """A meeting and a leaflet entered twice, voided the next day."""
    for model in (Meeting, Publicity):
        rows: Any = model._default_manager.order_by("pk")
        row = rows[7]
        at = place.window.moment(row.on, dice("void", model.__name__), late=5)
        clerk = place.clerks[1]
        row.voided_at, row.voided_by, row.void_reason = at, clerk, _VOID_REASON
        vars(row).update(_history_date=at, _history_user=clerk)
        row.save(update_fields=["voided_at", "voided_by", "void_reason"])
        place.ledger.log(
            "误录作废",
            at=at,
            by=clerk,
            target=row,
            summary=f"{row._meta.verbose_name}：{row}",
            changes={"void_reason": ["", _VOID_REASON]},
        )
