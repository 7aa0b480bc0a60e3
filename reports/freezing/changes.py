"""自签发后台账有哪些变化: each issued figure beside its value now, row by row, and who did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from hazards.models import Hazard, HazardEvent, Rectification
from reports.figures import Request, Value, evaluate, rows_behind
from reports.freezing.keeping import read_cells
from reports.freezing.sources import request_of, value_of
from reports.identities import Key
from reports.models import IssuedFigure, IssuedList, IssuedReport
from reports.models.saying import with_unit
from reports.printing import text_of_value
from reports.rows import address, sheet_of
from township_safety.organisation.models import AuditEvent

ADDED, LATE, VOIDED, GONE, CHANGED = "更正后计入", "补录", "误录作废", "更正后不计入", "内容有改动"


@dataclass(frozen=True)
class RowChange:
    """`fields` are (column, as issued, now)."""

    label: str
    why: str
    url: str
    who: str
    at: datetime | None
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass
class FigureChange:
    figure: IssuedFigure
    now: str
    rows: list[RowChange] = field(default_factory=list)
    # Too many rows were behind it to be kept one by one.
    is_partial: bool = False

    @property
    def is_moved(self) -> bool:
        return self.now != self.figure.text

    @property
    def said_now(self) -> str:
        return with_unit(self.now, self.figure.unit)


@dataclass
class Changes:
    figures: list[FigureChange]
    rows: list[RowChange]
    asked: int

    @property
    def moved(self) -> list[FigureChange]:
        return [one for one in self.figures if one.is_moved]


def changes_of(issued: IssuedReport) -> Changes:
    """What the ledger says now to the questions of an issued report."""
    figures = list(issued.figures.printed().prefetch_related("lists"))
    requests = {figure.pk: request_of(figure) for figure in figures}
    values = evaluate(requests.values())
    ledger = _Ledger(issued)
    found = []
    for figure in figures:
        change = _figure(figure, requests[figure.pk], values, ledger)
        if change.is_moved or change.rows:
            found.append(change)
    return Changes(found, ledger.changed(), len(figures))


def _figure(
    figure: IssuedFigure, request: Request, values: dict[Request, Value], ledger: _Ledger
) -> FigureChange:
    value = values[request]
    change = FigureChange(figure, text_of_value(value)[:100])
    lists = list(figure.lists.all())
    if not lists and not value.rows:
        return change
    if not all(each.is_complete for each in lists):
        change.is_partial = True
        return change
    before = ledger.kept(lists)
    now = {
        (each.term.model._meta.label_lower, uid)
        for each in rows_behind(request)
        for uid in each.rows.order_by().values_list("uid", flat=True)
    }
    change.rows = [
        *ledger.told(sorted(now - before), is_in=True),
        *ledger.told(sorted(before - now), is_in=False),
    ]
    return change


class _Ledger:
    """The rows of one issued report, as kept and as they are; each read at most once."""

    def __init__(self, issued: IssuedReport) -> None:
        self.issued = issued
        rows = issued.rows.values_list("number", "model", "row_uid", "cells")
        self.names: dict[int, Key] = {}
        self.cells: dict[Key, dict[str, str]] = {}
        for number, model, uid, cells in rows:
            self.names[number] = (model, uid)
            self.cells[model, uid] = cells

    def kept(self, lists: Iterable[IssuedList]) -> set[Key]:
        return {self.names[number] for each in lists for number in each.row_numbers()}

    def told(self, keys: list[Key], *, is_in: bool) -> Iterator[RowChange]:
        """Rows that came to a figure or left it."""
        for model, rows in _read(keys).items():
            last = _last_hands(model, rows.values())
            for uid, row in rows.items():
                yield self._told(row, last.get(uid), is_in=is_in)

    def _told(
        self, row: Any, hand: tuple[str, datetime | None] | None, *, is_in: bool
    ) -> RowChange:
        who, at = hand or ("", None)
        about = _hazard_of(row) or row
        if getattr(about, "voided_at", None) is not None:
            why, who, at = VOIDED, str(about.voided_by or ""), about.voided_at
        elif is_in and row.recorded_at > self.issued.recorded_at:
            why, who, at = LATE, _recorder(row) or who, row.recorded_at
        else:
            why = ADDED if is_in else GONE
        return RowChange(_named(row), why, address(row), who, at)

    def changed(self) -> list[RowChange]:
        """Kept rows whose columns read differently now."""
        found: list[RowChange] = []
        by_model: dict[str, list[UUID]] = {}
        for model, uid in self.cells:
            by_model.setdefault(model, []).append(uid)
        for name, uids in by_model.items():
            table: Any = apps.get_model(name)
            headers = {header for uid in uids for header in self.cells[name, uid]}
            columns = [each for each in sheet_of(table).bound if each.header in headers]
            rows = {}
            for row, now in read_cells(table, uids, columns):
                before = self.cells[name, row.uid]
                moved = tuple(
                    (header, before.get(header, ""), text)
                    for header, text in now.items()
                    if header in before and before[header] != text
                )
                if moved:
                    rows[row.uid] = (row, moved)
            hands = _last_hands(name, [row for row, _ in rows.values()])
            for uid, (row, moved) in rows.items():
                who, at = hands.get(uid, ("", None))
                found.append(RowChange(_named(row), CHANGED, address(row), who, at, moved))
        return found


def _read(keys: list[Key]) -> dict[str, dict[UUID, Any]]:
    found: dict[str, dict[UUID, Any]] = {}
    for name in dict.fromkeys(model for model, _ in keys):
        table: Any = apps.get_model(name)
        uids = [uid for model, uid in keys if model == name]
        people = [each for each in _PEOPLE if hasattr(table, each)]
        manager = table._default_manager.select_related(*people, *_HOLDERS.get(table, ()))
        for start in range(0, len(uids), _BATCH):
            rows = manager.filter(uid__in=uids[start : start + _BATCH])
            found.setdefault(name, {}).update({row.uid: row for row in rows})
    return found


_BATCH = 500
_PEOPLE = ("voided_by", "recorded_by")
_HOLDERS = {Rectification: ("hazard__voided_by",)}


def _hazard_of(row: Any) -> Hazard | None:
    """Whose history tells who touched the row."""
    hazard = row.hazard if isinstance(row, Rectification) else row
    return hazard if isinstance(hazard, Hazard) else None


def _named(row: Any) -> str:
    return str(_hazard_of(row) or row)


def _last_hands(name: str, rows: Iterable[Any]) -> dict[UUID, tuple[str, datetime | None]]:
    """Who touched each row last: by its history, else by the log."""
    rows = list(rows)
    model: Any = apps.get_model(name)
    if model in (Hazard, Rectification):
        return _last_of_hazards(rows)
    keys = {row.pk: row.uid for row in rows}
    found: dict[UUID, tuple[str, datetime | None]] = {}
    pks = list(keys)
    for start in range(0, len(pks), _BATCH):
        some = pks[start : start + _BATCH]
        if hasattr(model, "history"):
            past = model.history.filter(id__in=some).order_by("history_id")
            for entry in past.select_related("history_user"):
                found[keys[entry.id]] = (str(entry.history_user or ""), entry.history_date)
        log = AuditEvent.objects.filter(target_type=name, target_id__in=[str(pk) for pk in some])
        for event in log.select_related("by").order_by("pk"):
            uid = keys[int(event.target_id)]
            if uid not in found or (found[uid][1] or event.at) <= event.at:
                found[uid] = (str(event.by or ""), event.at)
    return found


def _last_of_hazards(rows: list[Any]) -> dict[UUID, tuple[str, datetime | None]]:
    keys = {row.uid: getattr(row, "hazard_id", row.pk) for row in rows}
    pks = sorted(set(keys.values()))
    last: dict[int, tuple[str, datetime | None]] = {}
    for start in range(0, len(pks), _BATCH):
        for event in HazardEvent.objects.of_hazards(pks[start : start + _BATCH]):
            last[event.hazard_id] = (str(event.by or ""), event.recorded_at)
    return {uid: last[pk] for uid, pk in keys.items() if pk in last}


def _recorder(row: Any) -> str:
    return str(getattr(row, "recorded_by", None) or "")


def difference(old: IssuedReport, new: IssuedReport) -> list[tuple[str, str, str]]:
    """Figures that two versions state differently: (label, before, after)."""
    before = {_question(figure): figure for figure in old.figures.printed()}
    found = []
    for figure in new.figures.printed():
        other = before.get(_question(figure))
        if other is not None and value_of(other).number != value_of(figure).number:
            found.append((figure.label, other.said, figure.said))
    return found


def _question(figure: IssuedFigure) -> tuple[Any, ...]:
    return figure.key, figure.filters, figure.first_day, figure.last_day
