"""One outing as its page shows it: totals, whom it saw, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from inspections.models import ChecklistAnswer, Operation
from township_safety.documents.numerals import trimmed


@dataclass(frozen=True)
class Total:
    label: str
    value: int | str
    unit: str
    note: str = ""
    url: str = ""
    tone: str = ""


def totals(operation: Operation) -> list[Total]:
    """家 and 家次, what was found, and the sum of each kind of result in its own unit."""
    targets = operation.targets.counted()
    visits, subjects = targets.visits(), targets.subjects()
    pending = targets.pending().count()
    missed = targets.not_checked().count()
    notes = [f"未查{pending}家" if pending else "", f"未能检查{missed}家" if missed else ""]
    found = operation.findings.counted().standing()
    counted = found.aggregate(n=Sum("hazard_count__found"))["n"] or 0
    itemised = found.itemised().count()
    return [
        Total("检查", visits, "家次", "，".join(filter(None, notes))),
        Total("检查对象", subjects, "家"),
        Total("发现隐患", itemised + counted, "处", f"其中只登数{counted}处" if counted else ""),
        *_results(operation),
    ]


def _results(operation: Operation) -> list[Total]:
    made: dict[tuple[str, str], int] = {}
    fines = Decimal(0)
    for line in operation.results.counted().select_related("kind"):
        key = (str(line.kind), line.unit_shown)
        made[key] = made.get(key, 0) + line.quantity
        fines += line.fine_amount or 0
    found = [Total(label, number, unit) for (label, unit), number in made.items()]
    return found + ([Total("罚款", trimmed(fines, decimals=2), "元")] if fines else [])


def lines(operation: Operation) -> dict[str, Any]:
    """The lines of the page."""
    return {
        "totals": totals(operation),
        "targets": operation.targets.counted().with_progress(),
        "results": operation.results.counted().select_related("kind", "violation", "site"),
        "findings": operation.findings.counted().select_related("hazard", "hazard_count"),
        "failed": failed(operation),
    }


def failed(operation: Operation) -> QuerySet[ChecklistAnswer]:
    """What was answered 否, in the words of that day."""
    answers = ChecklistAnswer.objects.of_operation(operation).failed()
    return answers.select_related("target__site", "target__category", "hazard")
