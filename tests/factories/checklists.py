"""Checklists with questions, and outings with sites still to be seen."""

from __future__ import annotations

from typing import Any

from inspections.models import Checklist, ChecklistItem, OperationTarget
from tests.factories.register import make_site_category

QUESTIONS = ("灭火器压力正常", "疏散通道畅通")


def make_checklist(
    code: str = "shops",
    *,
    categories: tuple[str, ...] = ("shop",),
    questions: tuple[str, ...] = QUESTIONS,
    **fields: Any,
) -> Checklist:
    made = Checklist.objects.create(code=code, name=fields.pop("name", "小商店"), **fields)
    made.categories.set([make_site_category(category) for category in categories])
    for number, words in enumerate(questions, start=1):
        ChecklistItem.objects.create(
            office=made.office,
            checklist=made,
            code=f"{code}_{number}",
            name=words,
            order=number,
            basis="《测试规范》第一条",
            hazard=f"{words}不符合",
            measures="立即改正",
        )
    return made


def pending(target: OperationTarget) -> OperationTarget:
    target.outcome = OperationTarget.Outcome.PENDING
    target.save()
    return target
