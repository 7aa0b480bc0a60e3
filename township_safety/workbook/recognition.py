"""Finding the existing rows that the file's rows mean: by 记录号, else by fingerprint."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from township_safety.workbook import kinds
from township_safety.workbook.columns import BoundColumn
from township_safety.workbook.sheets import Sheet

if TYPE_CHECKING:
    from township_safety.workbook.rows import Row

CHUNK = 500


class Recogniser:
    """Looks in one register of one office; asks a number of queries that grows by chunks."""

    def __init__(self, sheet: Sheet, office: models.Model) -> None:
        self.sheet = sheet
        self.office = office
        self._many = [*(c.name for c in sheet.bound if c.is_many), *sheet.prefetch]

    def by_uid(self, uids: Sequence[Any]) -> dict[Any, Any]:
        """Rows of any office: one that belongs to another must be told, not made twice."""
        if not self.sheet.has_uid:
            return {}
        return {row.uid: row for chunk in chunks(uids) for row in self._whole(Q(uid__in=chunk))}

    def by_number(self, rows: Sequence[Row], *, taken: set[Any]) -> dict[Row, Any]:
        """Rows whose number on paper the register knows."""
        name = self.sheet.known_by
        typed = {row.values[name]: row for row in rows if row.values.get(name)} if name else {}
        found = {
            getattr(existing, name): existing
            for chunk in chunks(list(typed))
            for existing in self.own().filter(**{f"{name}__in": chunk})
        }
        whole = {
            existing.pk: existing
            for chunk in chunks([row.pk for row in found.values() if row.pk not in taken])
            for existing in self._whole(Q(pk__in=chunk))
        }
        return {typed[number]: whole[row.pk] for number, row in found.items() if row.pk in whole}

    def by_fingerprint(
        self, rows: Sequence[Row], columns: Sequence[BoundColumn], *, taken: set[Any]
    ) -> dict[Row, Any]:
        """The n-th of equal rows in the file is the n-th of equal rows in the register."""
        if not columns or not rows:
            return {}
        waiting = self._candidates(rows, columns, taken=taken)
        pairs: list[tuple[Row, Any]] = []
        for row in rows:
            queue = waiting.get(self._print(row, columns))
            if queue:
                pairs.append((row, queue.popleft()))
        found = {
            row.pk: row
            for chunk in chunks([pk for _, pk in pairs])
            for row in self._whole(Q(pk__in=chunk))
        }
        return {row: found[pk] for row, pk in pairs}

    def own(self) -> models.QuerySet[Any]:
        """The office's current rows, and shared ones of lists."""
        rows = self.sheet.current(self.sheet.model._default_manager.all())
        if not self.sheet.has_office:
            return rows
        mine = Q(office=self.office)
        shared = self.sheet.model._meta.get_field("office").null
        return rows.filter(mine | Q(office=None) if shared else mine)

    def _whole(self, condition: Q) -> models.QuerySet[Any]:
        return self.sheet.model._default_manager.filter(condition).prefetch_related(*self._many)

    def _candidates(
        self, rows: Sequence[Row], columns: Sequence[BoundColumn], *, taken: set[Any]
    ) -> dict[tuple[Any, ...], deque[Any]]:
        names = [c.field.attname for c in columns if c.field is not None]
        queues: dict[tuple[Any, ...], deque[Any]] = defaultdict(deque)
        near = self.own().filter(self._around(rows, columns))
        for pk, *values in near.order_by("pk").values_list("pk", *names):
            if pk not in taken:
                keys = (c.kind.key(v) for c, v in zip(columns, values, strict=True))
                queues[tuple(keys)].append(pk)
        return queues

    def _around(self, rows: Sequence[Row], columns: Sequence[BoundColumn]) -> Q:
        """Only the days the file speaks of: a short file must not read a long register."""
        fact = self.sheet.fact_field
        column = next((c for c in columns if c.name == fact), None)
        days = [row.values.get(fact) for row in rows] if column is not None and fact else []
        if not days or None in days or not isinstance(column and column.kind, kinds.Date):
            return Q()
        return Q(**{f"{fact}__gte": min(days), f"{fact}__lte": max(days)})  # type: ignore[type-var]  # no None left

    @staticmethod
    def _print(row: Row, columns: Sequence[BoundColumn]) -> tuple[Any, ...]:
        values = (row.values.get(c.name) for c in columns)
        return tuple(
            c.kind.key(id(v) if isinstance(v, models.Model) else v)
            for c, v in zip(columns, values, strict=True)
        )


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
