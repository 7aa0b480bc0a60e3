"""Writes rows by the thousand as if they had been entered one by one on their days.

Each row gets its time of entry, its first version in the history and its line in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection, models

from township_safety.desk.demo.days import dice
from township_safety.organisation.models import AuditEvent, CountedModel, Office, OwnedModel, User

R = TypeVar("R", bound=OwnedModel)
_AT_ONCE = 500


@dataclass
class Entry(Generic[R]):
    """A row, when and by whom it was entered, and its tags by field name."""

    row: R
    at: datetime
    by: User | None
    tags: Mapping[str, Sequence[models.Model]] = field(default_factory=dict)


class Ledger:
    def __init__(self, office: Office) -> None:
        self.office = office
        self._log: list[tuple[datetime, AuditEvent]] = []
        self._identities: dict[str, Random] = {}

    def write(self, entries: Iterable[Entry[R]], *, action: str = "登记") -> list[R]:
        """Save in the order of entry; without an `action` nothing is logged."""
        kept = sorted(entries, key=lambda entry: entry.at)
        if not kept:
            return []
        rows = [entry.row for entry in kept]
        model: Any = type(rows[0])
        self._prepare(model, kept)
        model._default_manager.bulk_create(rows, batch_size=_AT_ONCE)
        backdate(rows, "recorded_at", [entry.at for entry in kept])
        versions = self._first_versions(model, rows)
        self._tag(model, kept, versions)
        if action:
            for entry in kept:
                summary = f"{model._meta.verbose_name}：{entry.row}"
                self.log(action, at=entry.at, by=entry.by, target=entry.row, summary=summary)
        return rows

    def _prepare(self, model: Any, entries: Sequence[Entry[Any]]) -> None:
        """Identities follow from the seed, so that each day makes the same township."""
        label = model._meta.label
        chance = self._identities.setdefault(label, dice("uid", label))
        for entry in entries:
            entry.row.office = self.office
            entry.row.uid = UUID(int=chance.getrandbits(128), version=4)
            if isinstance(entry.row, CountedModel):
                entry.row.recorded_by = entry.by

    def _first_versions(self, model: Any, rows: Sequence[models.Model]) -> list[Any]:
        if not hasattr(model, "history"):
            return []
        for row in rows:
            vars(row).update(_history_date=vars(row)["recorded_at"])
            vars(row).update(_history_user=getattr(row, "recorded_by", None))
        versions: list[Any] = model.history.bulk_history_create(rows, batch_size=_AT_ONCE)
        return versions

    def _tag(self, model: Any, entries: Sequence[Entry[Any]], versions: Sequence[Any]) -> None:
        for name in sorted({name for entry in entries for name in entry.tags}):
            relation = model._meta.get_field(name)
            through = relation.remote_field.through
            mine, theirs = relation.m2m_field_name(), relation.m2m_reverse_field_name()
            pairs = [
                (place, through(**{mine: entry.row, theirs: tag}))
                for place, entry in enumerate(entries)
                for tag in entry.tags.get(name, ())
            ]
            links = through.objects.bulk_create([link for _, link in pairs], batch_size=_AT_ONCE)
            if versions and hasattr(model.history.model, name):
                past = getattr(model.history.model, name).model
                columns = [column.attname for column in through._meta.fields]
                past.objects.bulk_create(
                    past(history=versions[place], **{c: getattr(link, c) for c in columns})
                    for (place, _), link in zip(pairs, links, strict=True)
                )

    def log(
        self,
        action: str,
        *,
        at: datetime,
        by: User | None,
        target: models.Model | None = None,
        summary: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        event = AuditEvent(
            office=self.office,
            by=by,
            action=action,
            target_type=target._meta.label_lower if target is not None else "",
            target_id=str(target.pk) if target is not None else "",
            summary=(summary or str(target or ""))[:300],
            changes=dict(changes or {}),
        )
        self._log.append((at, event))

    def close(self) -> None:
        """Write the log in the order in which things happened."""
        self._log.sort(key=lambda line: line[0])
        events = AuditEvent.objects.bulk_create(
            (event for _, event in self._log), batch_size=_AT_ONCE
        )
        backdate(events, "at", [at for at, _ in self._log])


def backdate(rows: Sequence[models.Model], column: str, moments: Sequence[datetime]) -> None:
    """Columns that the model fills with the present moment; past the query sets that refuse."""
    if not rows:
        return
    meta = type(rows[0])._meta
    table = connection.ops.quote_name(meta.db_table)
    place: Any = meta.get_field(column)
    value = [place.get_db_prep_save(at, connection) for at in moments]
    for row, at in zip(rows, moments, strict=True):
        vars(row)[column] = at
    with connection.cursor() as cursor:
        # Many rows, each with its own moment: the ORM would take longer for it than for the rest.
        cursor.executemany(
            f"UPDATE {table} SET {column} = %s WHERE id = %s",  # noqa: S608 -- our own names
            [(said, row.pk) for said, row in zip(value, rows, strict=True)],
        )
