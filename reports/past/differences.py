"""What a figure said on a past day beside what it says today, row by row, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps

from hazards.models import Hazard, HazardEvent
from reports.figures import Request, Value, evaluate, rows_behind
from reports.freezing.keeping import read_cells
from reports.identities import Key, entries, model_of
from reports.past.knowing import Past, past_of_day
from reports.rows import address, plain_number, sheet_of

LATE, VOIDED, CHANGED = "补录", "误录作废", "更正或后来办理"
# More are not told one by one.
MOST_ROWS = 300
_BATCH = 300


@dataclass(frozen=True)
class Answers:
    """The same questions as they were answered then, and by today's ledger."""

    then: dict[Request, Value]
    now: dict[Request, Value]


@dataclass(frozen=True)
class RowDifference:
    """`fields` are (column, then, now)."""

    label: str
    url: str
    why: str
    before: Decimal
    after: Decimal
    who: str
    at: datetime | None
    what: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def added(self) -> Decimal:
        return self.after - self.before

    @property
    def step(self) -> str:
        return f"{plain_number(self.before)} → {plain_number(self.after)}"


@dataclass(frozen=True)
class FigureDifference:
    then: Value
    now: Value
    rows: list[RowDifference]
    moved: int

    @property
    def by_reason(self) -> list[tuple[str, int]]:
        return [
            (why, number)
            for why in (LATE, VOIDED, CHANGED)
            if (number := sum(1 for row in self.rows if row.why == why))
        ]


def both(requests: list[Request], *, known_on: date) -> Answers:
    """All figures twice, each time with as few queries as ever."""
    with past_of_day(known_on) as past, past.seen():
        then = evaluate(requests)
    return Answers(then, evaluate(requests))


def difference(request: Request, *, known_on: date) -> FigureDifference:
    with past_of_day(known_on) as past:
        with past.seen():
            then = evaluate([request])[request]
            before = _weights(request, past)
        now = evaluate([request])[request]
        after = _weights(request, past)
        moved = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        told = moved[:MOST_ROWS]
        with past.seen():
            cells_then = _cells(told)
        rows = list(_told(told, cells_then, before, after, past))
    return FigureDifference(then, now, rows, len(moved))


def _weights(request: Request, past: Past) -> dict[Key, Decimal]:
    """What each row adds, of those that may add something else on the other side."""
    found: dict[Key, Decimal] = {}
    for behind in rows_behind(request):
        rows = behind.rows.filter(past.moved(behind.term.model))
        for uid, amount in entries(replace(behind, rows=rows)):
            key = (model_of(behind.term), uid)
            found[key] = found.get(key, Decimal(0)) + (1 if amount is None else amount)
    return {key: amount for key, amount in found.items() if amount}


_Cells = dict[Key, tuple[Any, dict[str, str]]]


def _cells(keys: list[Key]) -> _Cells:
    """The rows with their columns as texts."""
    by_model: dict[str, list[UUID]] = {}
    for name, uid in keys:
        by_model.setdefault(name, []).append(uid)
    found: _Cells = {}
    for name, uids in by_model.items():
        model: Any = apps.get_model(name)
        for row, cells in read_cells(model, uids, list(sheet_of(model).bound)):
            found[name, row.uid] = (row, cells)
    return found


def _told(
    keys: list[Key],
    then: _Cells,
    before: dict[Key, Decimal],
    after: dict[Key, Decimal],
    past: Past,
) -> Iterator[RowDifference]:
    now = _cells(keys)
    hands = _Hands(past, [row for row, _ in now.values()])
    for key in keys:
        if key not in now:
            continue
        row, cells = now[key]
        _, old = then.get(key, (row, {}))
        fields = tuple(
            (header, old[header], text)
            for header, text in cells.items()
            if header in old and old[header] != text
        )
        why, who, at, what = hands.of(row, was_known=key in then)
        nothing = Decimal(0)
        yield RowDifference(
            str(row),
            address(row),
            why,
            Decimal(before.get(key, nothing)),
            Decimal(after.get(key, nothing)),
            who,
            at,
            what,
            fields,
        )


class _Hands:
    """Who entered, voided or changed a row since that day, and when."""

    def __init__(self, past: Past, rows: list[Any]) -> None:
        self.known_before = past.known_before
        self.steps: dict[int, HazardEvent] = {}
        self.versions: dict[tuple[str, int], Any] = {}
        self._read_steps({_hazard_of(row) for row in rows} - {None})
        for model in {type(row) for row in rows if hasattr(type(row), "history")}:
            self._read_versions(model, [row.pk for row in rows if type(row) is model])

    def _read_steps(self, hazards: set[Any]) -> None:
        keys = sorted(hazards)
        for start in range(0, len(keys), _BATCH):
            events = HazardEvent.objects.filter(
                hazard__in=keys[start : start + _BATCH], recorded_at__gte=self.known_before
            )
            for event in events.select_related("by").order_by("pk"):
                self.steps[event.hazard_id] = event

    def _read_versions(self, model: Any, keys: list[int]) -> None:
        for start in range(0, len(keys), _BATCH):
            versions = model.history.filter(
                id__in=keys[start : start + _BATCH], history_date__gte=self.known_before
            )
            for version in versions.select_related("history_user").order_by("history_id"):
                self.versions[model._meta.label_lower, version.id] = version

    def of(self, row: Any, *, was_known: bool) -> tuple[str, str, datetime | None, str]:
        """Why, who, when, and which step it was."""
        holder = getattr(row, "hazard", row)
        voided_at = getattr(holder, "voided_at", None)
        if voided_at is not None and voided_at >= self.known_before:
            return VOIDED, _name(holder.voided_by), voided_at, holder.void_reason
        step = self.steps.get(_hazard_of(row) or 0)
        if not was_known and row.recorded_at >= self.known_before:
            by = getattr(row, "recorded_by", None) or (step.by if step else None)
            what = step.get_action_display() if step and not isinstance(row, Hazard) else ""
            return LATE, _name(by), row.recorded_at, what
        if step is not None:
            what = f"{step.get_action_display()}（{step.on}）{step.note}"
            return CHANGED, _name(step.by), step.recorded_at, what
        version = self.versions.get((type(row)._meta.label_lower, row.pk))
        if version is not None:
            return CHANGED, _name(version.history_user), version.history_date, ""
        return CHANGED, "", None, "所属的单位、标签等有更正"


def _hazard_of(row: Any) -> int | None:
    if isinstance(row, Hazard):
        return row.pk
    found: int | None = getattr(row, "hazard_id", None)
    return found


def _name(user: Any) -> str:
    return str(user) if user is not None else ""
