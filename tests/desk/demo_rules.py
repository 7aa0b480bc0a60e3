"""What must hold of any demonstration township, whatever day it was made for."""

import hashlib
import io
from collections import Counter
from datetime import date
from typing import Any

import time_machine
from django.apps import apps
from django.db import models

from hazards.actions import derived_status
from hazards.models import Deadline, Hazard, HazardCount, HazardEvent, Notice, Rectification
from hazards.models.classification import Grade, RectifyMode, ResponsibleLevel
from hazards.models.deadlines import due_soon_until
from hazards.workflow import TRANSITIONS, Action, Status
from reports.figures import Scope, evaluate
from reports.models import RedHead
from reports.relations import check as check_relation
from reports.relations import relations
from township_safety.activities.models import (
    LetterObligation,
    PlanItem,
    SignedLetter,
)
from township_safety.desk import demo
from township_safety.desk.reference_data import load_reference_data
from township_safety.organisation.models import (
    NumberBlock,
    NumberSequence,
    Office,
    OwnedModel,
    Village,
)
from township_safety.periods import Period
from township_safety.register.models import HazardSource, KeyPeriod, Sector
from township_safety.register.working_days import calendar_for

LEDGERS = ("register", "hazards", "activities", "inspections", "reports")


def load(today: date, *, signs: bool = True) -> None:
    load_reference_data()
    with time_machine.travel(f"{today} 12:00+08:00"):
        demo.load(today=today, stdout=io.StringIO(), signs=signs)


def check_day(today: date) -> None:
    assert broken_rules(today) == []
    check_open(today)
    assert unbalanced(Period.latest_closed(today)) == []
    assert unbalanced(Period.latest_closed(today, kind="half")) == []


def ledger_models() -> list[type[models.Model]]:
    return [
        model
        for label in LEDGERS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
    ]


def digest() -> str:
    """Of the columns that do not hang on keys or the clock, whatever the order of the rows.

    Reports are made through their own steps, which give identities by chance.
    """
    lines = []
    for model in (model for model in ledger_models() if model._meta.app_label != "reports"):
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.is_relation and field.name not in {"id", "record", "updated_at"}
        ]
        lines += [f"{model.__name__}{row}" for row in model._default_manager.values_list(*columns)]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def check_open(today: date) -> None:
    hazards = Hazard.objects.counted()
    assert hazards.open(on=today).count() == 25
    until = due_soon_until(calendar_for(None, first=today), on=today)
    assert hazards.in_state("overdue", on=today, until=until).count() == 8
    assert hazards.overdue(on=today).count() == 8
    assert hazards.due_soon(on=today, until=until).count() == 6
    assert hazards.in_state(Status.RECTIFIED, on=today, until=until).count() == 7
    assert hazards.listed(on=today).filter(grade="major").count() == 1


def broken_rules(today: date) -> list[str]:
    return [
        *future_facts(today),
        *wrong_courses(),
        *gaps_in_numbers(),
        *counts_that_run_ahead(),
        *offices_that_differ(),
        *signed_without_owing(),
    ]


def future_facts(today: date) -> list[str]:
    """Nothing is dated or entered after yesterday; terms and the roster look ahead."""
    ahead = {
        "due_on",
        "reply_due_on",
        "last_day",
        "planned_completion",
        "superseded_on",
        "valid_until",
    }
    late = []
    for model in ledger_models():
        if not issubclass(model, OwnedModel) or model.__name__ == "DutyRoster":
            continue
        for field in model._meta.concrete_fields:
            if field.name in ahead or type(field) not in {models.DateField, models.DateTimeField}:
                continue
            if field.name == "first_day" and model in {KeyPeriod, PlanItem}:
                continue
            newest = model._default_manager.aggregate(day=models.Max(field.name))["day"]
            if newest is not None and str(newest)[:10] >= str(today) and field.name != "updated_at":
                late.append(f"{model.__name__}.{field.name} {newest}")
    return late


def wrong_courses() -> list[str]:
    """Each history, played over the table of the workflow, ends in the hazard's status."""
    wrong = []
    events, attempts, terms = map(by_hazard, (HazardEvent, Rectification, Deadline))
    for hazard in Hazard.objects.all():
        status = Status.OPEN
        for event in events[hazard.pk][1:]:
            step = TRANSITIONS.get(Action(event.action))
            if step is not None and status not in step.sources:
                wrong.append(f"{hazard.number}: {event.action} from {status}")
            status = (step and step.target) or status
        days = [event.on for event in events[hazard.pk]]
        rows = attempts.get(hazard.pk, [])
        due = [term for term in terms.get(hazard.pk, []) if term.superseded_on is None]
        if not (
            events[hazard.pk][0].action == Action.REGISTER
            and len(events[hazard.pk]) == hazard.version + 1
            and status == hazard.status == derived_status(hazard, rows)
            and days == sorted(days)
            and days[0] == hazard.found_on
            and [term.due_on for term in due] == ([hazard.due_on] if hazard.due_on else [])
            and all(row.claimed_by_id != row.decided_by_id for row in rows)
        ):
            wrong.append(f"{hazard.number}: {status} {days}")
    return wrong


def by_hazard(model) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in model.objects.order_by("pk"):
        found.setdefault(row.hazard_id, []).append(row)
    return found


def gaps_in_numbers() -> list[str]:
    """Hazards per year of registration, notices per kind and year: 1, 2, 3 … to the counter."""
    given: Counter[tuple[str, int]] = Counter()
    for number in Hazard.objects.values_list("number", flat=True):
        given["hazard", int(number[:4])] += 1
    for kind, number in Notice.objects.exclude(number="").values_list("kind__code", "number"):
        given[f"notice:{kind}", int(number.split("〔")[1][:4])] += 1
    for head in RedHead.objects.exclude(number=""):
        word, rest = head.number.split("〔")
        given[f"document:{word}", int(rest[:4])] += 1
    for block in NumberBlock.objects.all():
        given[block.kind, block.year] += block.numbers.filter(used_on=None).count()
    wrong = [
        str(sequence)
        for sequence in NumberSequence.objects.all()
        if given.pop((sequence.kind, sequence.year), 0) != sequence.last
    ]
    numbers = list(Hazard.objects.order_by("recorded_at", "pk").values_list("number", flat=True))
    return [*wrong, *map(str, given), *([] if numbers == sorted(numbers) else ["out of order"])]


def counts_that_run_ahead() -> list[str]:
    return [str(count) for count in HazardCount.objects.entries() if count.unrectified < 0]


def offices_that_differ() -> list[str]:
    office = Office.objects.get()
    return [
        model.__name__
        for model in ledger_models()
        if issubclass(model, OwnedModel) and model._default_manager.exclude(office=office).exists()
    ]


def signed_without_owing() -> list[str]:
    owed = {key_of(letter) for letter in LetterObligation.objects.all()}
    return [str(letter) for letter in SignedLetter.objects.all() if key_of(letter) not in owed]


def key_of(letter):
    return letter.letter_class, letter.kind_id, letter.year, letter.counterparty, letter.copies


def unbalanced(period: Period) -> list[str]:
    """Relations between figures that do not hold, as a report of the period checks them."""
    office = Office.objects.get()
    found = relations(
        Scope((office.pk,), period),
        {
            "sector": codes_of(Sector),
            "source": codes_of(HazardSource),
            "village": [str(uid) for uid in Village.objects.values_list("uid", flat=True)],
            "grade": Grade.values,
            "level": ResponsibleLevel.values,
            "mode": RectifyMode.values,
        },
    )
    values = evaluate([request for relation in found for request in relation.requests])
    checks = [check_relation(relation, values) for relation in found]
    return [f"{period.label} {one.label}: {one.words}" for one in checks if not one.holds]


def codes_of(model) -> list[str]:
    return list(model.objects.values_list("code", flat=True))
