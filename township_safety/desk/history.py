"""What happened to a row: who changed what and when, in the words of the screen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from township_safety.desk.register_lists import PERSONAL
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission
from township_safety.values import mask_phone
from township_safety.workbook.columns import kind_of

# Saving a row and then its tags makes several versions; people did one thing.
ONE_ACT = timedelta(seconds=2)
LIMIT = 200
_SILENT = frozenset(
    {
        "id",
        "uid",
        "office",
        "recorded_at",
        "recorded_by",
        "voided_at",
        "voided_by",
        "operation",
        "initials",
    }
)


@dataclass
class Event:
    title: str
    at: datetime
    who: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    major: bool = False

    @property
    def when(self) -> str:
        return timezone.localtime(self.at).strftime("%Y-%m-%d %H:%M")


def timeline(row: models.Model, *, user: User, lines: Sequence[type[Any]] = ()) -> list[Event]:
    """The events of a row and of its lines, newest first."""
    events = _events(type(row), {"id": row.pk}, user=user)
    for model in lines:
        name = str(model._meta.verbose_name)
        events += _events(model, {"operation_id": row.pk}, user=user, name=name)
    return sorted(events, key=lambda event: event.at, reverse=True)[:LIMIT]


def _events(model: Any, which: dict[str, Any], *, user: User, name: str = "") -> list[Event]:
    versions = model.history.model
    records = list(
        versions.objects.filter(**which)
        .select_related("history_user")
        .order_by("history_date", "history_id")
    )
    by_row: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        by_row[record.id].append(record)
    words = _Words(model, records, which, private=not user.may(Permission.PERSONAL))
    return [event for chain in by_row.values() for event in _chain(chain, words, name)]


def _chain(records: list[Any], words: _Words, name: str) -> list[Event]:
    events: list[Event] = []
    before: Any = None
    for record in records:
        changes = words.changes(before, record) if before is not None else []
        last = events[-1] if events else None
        if last is not None and _same_act(last, record):
            if not last.major:
                last.changes = _merged(last.changes, changes)
        elif before is None or changes:
            events.append(_event(record, changes, name, is_first=before is None))
        before = record
    return [event for event in events if event.major or event.changes]


def _event(record: Any, changes: list[tuple[str, str, str]], name: str, *, is_first: bool) -> Event:
    voided = any(label == "作废原因" for label, _, _ in changes)
    title = "登记" if is_first else ("误录作废" if voided else "修改")
    return Event(
        title=f"{name}：{title}" if name else title,
        at=record.history_date,
        who=str(record.history_user or "系统"),
        changes=changes,
        major=is_first or voided,
    )


def _same_act(event: Event, record: Any) -> bool:
    same_person = event.who == str(record.history_user or "系统")
    return same_person and record.history_date - event.at < ONE_ACT


def _merged(
    first: list[tuple[str, str, str]], second: list[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    found = {label: (label, old, new) for label, old, new in first}
    for label, old, new in second:
        found[label] = (label, found[label][1] if label in found else old, new)
    return [change for change in found.values() if change[1] != change[2]]


class _Words:
    """Values of versions as people read them; names of related rows are fetched once."""

    def __init__(
        self, model: Any, records: Iterable[Any], which: dict[str, Any], *, private: bool
    ) -> None:
        self.private = private
        versions = model.history.model
        self.fields = [f for f in model._meta.concrete_fields if f.name not in _SILENT]
        self.tags = [tag for tag in model._meta.many_to_many if hasattr(versions, tag.name)]
        self.tag_keys = {tag: _links(versions, tag, which) for tag in self.tags}
        keys: dict[Any, set[Any]] = defaultdict(set)
        for one in (column for column in self.fields if column.is_relation):
            keys[one.related_model] |= {getattr(record, one.attname) for record in records}
        for tag in self.tags:
            keys[tag.related_model].update(*self.tag_keys[tag].values())
        self.names = {
            related: {row.pk: str(row) for row in related._default_manager.filter(pk__in=wanted)}
            for related, wanted in keys.items()
        }

    def changes(self, before: Any, after: Any) -> list[tuple[str, str, str]]:
        found = []
        for one in self.fields:
            old, new = getattr(before, one.attname), getattr(after, one.attname)
            if old != new:
                found.append((str(one.verbose_name), self._text(one, old), self._text(one, new)))
        for tag in self.tags:
            known = self.tag_keys[tag]
            olds, news = known[before.history_id], known[after.history_id]
            if olds != news:
                found.append(
                    (str(tag.verbose_name), self._names(tag, olds), self._names(tag, news))
                )
        return found

    def _text(self, one: Any, value: Any) -> str:
        if one.is_relation:
            return self.names[one.related_model].get(value, "")
        text = kind_of(one, is_fact=False, words={}).text(value)
        return mask_phone(text) if self.private and one.name in PERSONAL else text

    def _names(self, tag: Any, keys: set[Any]) -> str:
        return "、".join(self.names[tag.related_model].get(key, "") for key in sorted(keys))


def _links(versions: Any, tag: Any, which: dict[str, Any]) -> dict[int, set[Any]]:
    """For each version the keys of the rows it was tagged with."""
    found: dict[int, set[Any]] = defaultdict(set)
    column = f"{tag.m2m_reverse_field_name()}_id"
    links = getattr(versions, tag.name).model.objects.filter(
        **{f"history__{name}": value for name, value in which.items()}
    )
    for link in links:
        found[link.history_id].add(getattr(link, column))
    return found
