"""What the rows of a list add up to: how many, of which kinds, and the sums of their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Sum

from township_safety.documents.numerals import trimmed
from township_safety.workbook import Sheet

# Numbers of a row that may be added up over rows, by register.
_SUMMED: dict[str, tuple[str, ...]] = {
    "meetings": ("attendee_count",),
    "trainings": ("sessions", "attendee_count"),
    "drills": ("participant_count",),
    "publicity": ("participant_count",),
    "letters": ("copies",),
    "letter_obligations": ("copies",),
    "funds": ("amount",),
    "surveys": ("households",),
    "accidents": ("deaths", "injuries"),
    "public_reports": ("reward",),
    "insurance_claims": ("claims", "amount"),
    "sampling_tests": ("rounds", "batches", "passed"),
}
# By what the rows of a register are told apart.
_KINDS = ("kind", "item", "purpose")
# Of each kind, the sum of this column in the unit of the kind.
_BY_UNIT = {"publicity": "quantity"}


@dataclass(frozen=True)
class Totals:
    rows: int
    sums: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


def totals(sheet: Sheet, rows: models.QuerySet[Any]) -> Totals:
    """Two queries; rows entered by mistake are in the list when asked for, never in its sums."""
    counted = rows.filter(voided_at__isnull=True).order_by()
    names = _SUMMED.get(sheet.key, ())
    found = counted.aggregate(rows=Count("pk"), **{name: Sum(name) for name in names})
    sums = [
        (str(sheet.model._meta.get_field(name).verbose_name), _shown(found[name]))  # type: ignore[union-attr]  # a column
        for name in names
        if found[name]
    ]
    return Totals(found["rows"], tuple(sums), tuple(_kinds(sheet, counted)))


def _kinds(sheet: Sheet, rows: models.QuerySet[Any]) -> list[tuple[str, str]]:
    """Kinds of which there are most come first; a single kind needs no list."""
    columns = {field.name for field in sheet.model._meta.concrete_fields if field.is_relation}
    name = next((name for name in _KINDS if name in columns), None)
    if name is None:
        return []
    summed = _BY_UNIT.get(sheet.key)
    told = {"rows": Count("pk")} | ({"sum": Sum(summed)} if summed else {})
    wanted = [f"{name}__name", *([f"{name}__unit"] if summed else [])]
    groups = list(rows.values(*wanted).annotate(**told).order_by("-rows", *wanted))
    if summed:
        unit = f"{name}__unit"
        return [(g[wanted[0]], f"{_shown(g['sum'])}{g[unit]}（{g['rows']}条）") for g in groups]
    return [(g[wanted[0]], f"{g['rows']}条") for g in groups] if len(groups) > 1 else []


def _shown(value: int | Decimal | None) -> str:
    return trimmed(value, decimals=2) if isinstance(value, Decimal) else f"{value or 0}"
