"""Finding the row that a cell names: by 记录号, code, number or name, within the office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from township_safety.values import ValueProblem, clean_text, half_width
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.conditions import Test, Unsupported, compile_condition
from township_safety.workbook.results import shown
from township_safety.workbook.sheets import UID, has_field

# A row found: the key of one in the database, or a new one of this file, not yet written.
Target = Any

_SEPARATORS = re.compile(r"([、，,;；\n]+)")


def plain(text: object) -> str:
    """A name as it is compared: without white space, width and case."""
    return re.sub(r"\s", "", half_width(clean_text(text))).casefold()


@dataclass
class _Entry:
    """Rows known under one name: those in use, and those voided or ended."""

    live: list[Target] = field(default_factory=list)
    past: list[Target] = field(default_factory=list)

    @property
    def candidates(self) -> list[Target]:
        return self.live or self.past


class Index:
    """All rows of one model that a field may point to, by every name they go by."""

    def __init__(self, model: type[models.Model], *, office: models.Model, limit: Any) -> None:
        self.model = model
        self.title = str(model._meta.verbose_name)
        self.keys: tuple[str, ...] = tuple(getattr(model, "workbook_keys", ()))
        self._has_uid = has_field(model, UID)
        self._entries: list[dict[str, _Entry]] = [{} for _ in self._all_keys]
        self._names: dict[Any, tuple[Any, ...]] = {}
        self._rejected: dict[str, str] = {}
        self._limit = _limit_test(model, limit)
        self._fill(office, limit)

    @property
    def _all_keys(self) -> tuple[str, ...]:
        return (*self.keys, UID) if self._has_uid and UID not in self.keys else self.keys

    def _fill(self, office: models.Model, limit: Any) -> None:
        rows: Any = self.model._default_manager.all()
        if has_field(self.model, "office"):
            own = Q(office=office)
            office_field = self.model._meta.get_field("office")
            rows = rows.filter(own | Q(office=None) if office_field.null else own)
        if limit:
            rows = rows.complex_filter(limit)
        voided = ["voided_at"] if has_field(self.model, "voided_at") else []
        for pk, *rest in rows.order_by("pk").values_list("pk", *self._all_keys, *voided):
            is_past = bool(voided) and rest.pop() is not None
            self._enter(pk, rest, is_past=is_past)

    def _enter(self, target: Target, names: list[Any], *, is_past: bool = False) -> None:
        if isinstance(target, int):
            self._names[target] = tuple(names)
        for known, name in zip(self._entries, names, strict=True):
            if name in (None, ""):
                continue
            entry = known.setdefault(plain(name), _Entry())
            (entry.past if is_past else entry.live).append(target)

    def add(self, row: models.Model) -> None:
        """A new row of this file."""
        if self._limit is None or self._limit(row) is True:
            self._enter(row, [_read(row, key) for key in self._all_keys])

    def discard(self, row: models.Model, reason: str) -> None:
        """The new row turned out wrong: what names it must be told why."""
        for known, key in zip(self._entries, self._all_keys, strict=True):
            name = plain(_read(row, key) or "")
            if (entry := known.get(name)) and row in entry.live:
                entry.live.remove(row)
                self._rejected[name] = reason

    def find(self, text: str) -> Target:
        """The row with that name. Raises ValueProblem when there is none, or more than one."""
        name = plain(text)
        for known in self._entries:
            if (entry := known.get(name)) is None or not (found := entry.candidates):
                continue
            if len(found) > 1:
                raise ValueProblem(
                    f"有{len(found)}条{self.title}都叫“{shown(text)}”，请改填其记录号。"
                )
            return found[0]
        if name in self._rejected:
            raise ValueProblem(f"所指的{self.title}“{shown(text)}”{self._rejected[name]}。")
        raise ValueProblem(
            f"没有找到{self.title}“{shown(text)}”，请核对名称，或先在“{self.title}”中登记。"
        )

    def knows(self, text: str) -> bool:
        name = plain(text)
        return any(name in known and known[name].candidates for known in self._entries)

    def labels(self) -> list[str]:
        """The names of all rows in use, as a drop-down offers them."""
        live = {pk for known in self._entries for entry in known.values() for pk in entry.live}
        return [self.label(pk) for pk in self._names if pk in live]

    def label(self, pk: Any) -> str:
        """The shortest name that leads back to the row."""
        names = self._names.get(pk, ())
        for known, name in zip(self._entries, names, strict=False):
            if name in (None, ""):
                continue
            entry = known[plain(name)]
            if entry.candidates == [pk]:
                return str(name)
        return str(names[-1]) if names else str(pk)


class Resolver:
    """The indexes of one load or dump, each built when first asked for."""

    def __init__(self, office: models.Model) -> None:
        self.office = office
        self._indexes: dict[tuple[type[models.Model], str], Index] = {}
        # New rows of this file, and why those that turned out wrong cannot be named.
        self._new: dict[type[models.Model], dict[int, tuple[models.Model, str]]] = {}

    def index(self, column: BoundColumn) -> Index:
        limit: Any = getattr(column.field, "get_limit_choices_to", dict)()
        key = (column.related_model, repr(limit))
        if key not in self._indexes:
            index = Index(column.related_model, office=self.office, limit=limit)
            for row, reason in self._new.get(column.related_model, {}).values():
                index.add(row)
                if reason:
                    index.discard(row, reason)
            self._indexes[key] = index
        return self._indexes[key]

    def add(self, row: models.Model) -> None:
        """Let later cells name a new row."""
        self._new.setdefault(type(row), {})[id(row)] = (row, "")
        for index in self._of(type(row)):
            index.add(row)

    def discard(self, row: models.Model, reason: str) -> None:
        """The new row cannot go in, nor can what names it."""
        self._new.setdefault(type(row), {})[id(row)] = (row, reason)
        for index in self._of(type(row)):
            index.discard(row, reason)

    def _of(self, model: type[models.Model]) -> Iterator[Index]:
        return (index for (known, _), index in self._indexes.items() if known is model)

    def one(self, column: BoundColumn, text: str) -> Target:
        return self.index(column).find(text)

    def several(self, column: BoundColumn, text: str) -> list[Target]:
        """Each row named; a name may itself hold a separator, so the longest known one wins."""
        index = self.index(column)
        pieces = _SEPARATORS.split(text)
        found: list[Target] = []
        start = 0
        while start < len(pieces):
            if not pieces[start].strip():
                start += 2
                continue
            stop = next(
                (
                    end
                    for end in range(len(pieces), start, -2)
                    if index.knows("".join(pieces[start:end]))
                ),
                start + 1,
            )
            target = index.find("".join(pieces[start:stop]))
            if target not in found:
                found.append(target)
            start = stop + 1
        return found

    def cell(self, column: BoundColumn, row: models.Model) -> str | None:
        """What stands in the workbook for the row's reference or references."""
        if column.column.attr:
            return column.kind.text(column.value(row)) or None
        index = self.index(column)
        if column.is_many:
            labels = sorted(index.label(related.pk) for related in getattr(row, column.name).all())
            return "、".join(labels) or None
        pk = getattr(row, column.field.attname) if column.field is not None else None
        return None if pk is None else index.label(pk)


def _limit_test(model: type[models.Model], limit: Any) -> Test | None:
    if not limit:
        return None
    condition = limit if isinstance(limit, Q) else Q(**limit)
    try:
        return compile_condition(condition, model)
    except Unsupported:
        return None


def _read(row: models.Model, path: str) -> Any:
    """A name of an unsaved row, possibly through a reference: hazard__number."""
    value: Any = row
    for name in path.split("__"):
        value = getattr(value, name, None)
    return str(value) if isinstance(value, UUID) else value
