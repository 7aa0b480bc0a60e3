"""Which hazards a session takes, and the words that say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hazards.models import Hazard, conditions
from hazards.models.classification import Grade
from hazards.workflow import UNCLOSED
from inspections.models import Clearance
from township_safety.organisation.models import Office

BY_HAND = "指定研究"


@dataclass(frozen=True, slots=True)
class Proposed:
    hazard: Hazard
    why: str


def propose(office: Office, *, month: date, today: date) -> list[Proposed]:
    """重大、挂牌、逾期、上报未回复、反复反弹 and what the last session left unclosed."""
    base = Hazard.objects.for_offices([office]).counted().without_history()
    base = base.filter(status__in=UNCLOSED)
    conditions_by_word = {
        "重大隐患": Q(grade=Grade.MAJOR),
        "挂牌督办": conditions.listed_on(today),
        "逾期": conditions.overdue_today(today),
        "上报未回复": conditions.unanswered(),
        "反复反弹": Q(recurs__isnull=False),
        "上次会议未销号": Q(pk__in=_carried(office, month=month)),
    }
    found: dict[int, list[str]] = {}
    for word, condition in conditions_by_word.items():
        for key in base.filter(condition).order_by().values_list("pk", flat=True):
            found.setdefault(key, []).append(word)
    rows = Hazard.objects.with_keys(found).with_names()
    ranked = sorted(rows, key=lambda row: _rank(row, found[row.pk]))
    return [Proposed(row, _why(row, found[row.pk], today=today)) for row in ranked]


def _carried(office: Office, *, month: date) -> list[int]:
    last = Clearance.objects.for_offices([office]).latest(before=month)
    return list(last.items.values_list("hazard", flat=True)) if last is not None else []


def _rank(hazard: Hazard, words: list[str]) -> tuple[bool, bool, date, date, int]:
    """The gravest first, then the longest overdue."""
    due_on = hazard.due_on or date.max
    return "重大隐患" not in words, "挂牌督办" not in words, due_on, hazard.found_on, hazard.pk


def _why(hazard: Hazard, words: list[str], *, today: date) -> str:
    late = (today - hazard.due_on).days if hazard.due_on else 0
    return "、".join(f"逾期{late}天" if word == "逾期" else word for word in words)
