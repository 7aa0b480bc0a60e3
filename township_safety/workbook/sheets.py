"""A register as a sheet: its columns, how its rows are recognised, where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.module_loading import autodiscover_modules

from township_safety.workbook.columns import BoundColumn, Column

if TYPE_CHECKING:
    from township_safety.workbook.foreign.dialects import Dialect
    from township_safety.workbook.planning import Batch
    from township_safety.workbook.rows import Row, SheetPlan

UID = "uid"
UID_HEADER = "记录号"
_UID_COLUMN = Column(
    UID,
    header=UID_HEADER,
    synonyms=("系统记录号", "UID"),
    note="系统给每一行的固定编号。新增的行留空，已有的行不要改。",
    required=False,
    listed=False,
)


@dataclass(frozen=True, eq=False)
class Sheet:
    """One register.

    ``columns`` are Columns, or names of fields that need nothing said. ``fingerprint`` names the
    fields that recognise a row without 记录号 (all columns when empty); ``known_by`` a field, as a
    number on paper, that recognises it wherever the cell is filled. ``parent`` is the field
    that leads to the row this one belongs to. ``rows`` narrows what is written out; without it
    rows entered by mistake, or belonging to such a one, are left out. ``load`` takes over the
    planning of the rows (see planning.Batch) for registers whose rows leave a trail.
    ``prepare`` may complete the typed values before rows are recognised. ``prefetch`` names
    relations that the columns' attributes read.
    """

    key: str
    title: str
    model: type[models.Model]
    columns: Sequence[Column | str]
    synonyms: tuple[str, ...] = ()
    group: str = ""
    fingerprint: tuple[str, ...] = ()
    known_by: str = ""
    order_by: tuple[str, ...] = ()
    parent: str | None = None
    date_field: str | None = None
    load: Callable[[Batch], SheetPlan] | None = None
    prepare: Callable[[Batch, Sequence[Row]], None] | None = None
    prefetch: tuple[str, ...] = ()
    rows: Callable[[models.QuerySet[Any]], models.QuerySet[Any]] | None = None
    navigation: bool = True
    # What ledgers made elsewhere call its columns and say in them.
    dialect: Dialect | None = None
    # Whether rows may be made and changed on the generic pages.
    editable: bool = True

    def __repr__(self) -> str:
        return f"<Sheet {self.key}>"

    @cached_property
    def bound(self) -> tuple[BoundColumn, ...]:
        """All columns, the 记录号 last."""
        declared = [Column(c) if isinstance(c, str) else c for c in self.columns]
        if self.has_uid and all(column.name != UID for column in declared):
            declared.append(_UID_COLUMN)
        fact = self.fact_field or ""
        return tuple(BoundColumn(column, self.model, date_field=fact) for column in declared)

    @cached_property
    def by_name(self) -> dict[str, BoundColumn]:
        return {column.name: column for column in self.bound}

    @cached_property
    def listed(self) -> tuple[BoundColumn, ...]:
        """The columns a list on the screen shows."""
        return tuple(column for column in self.bound if column.column.listed)

    @property
    def fact_field(self) -> str | None:
        """The day of the fact. What lasts from a day to another (a site, a team) has none."""
        declared = self.date_field or getattr(self.model, "date_field", None)
        if declared is None or not has_field(self.model, declared):
            return None
        return None if has_field(self.model, "active_to") else declared

    @property
    def has_uid(self) -> bool:
        return has_field(self.model, UID)

    @property
    def has_office(self) -> bool:
        return has_field(self.model, "office")

    @property
    def ordering(self) -> tuple[str, ...]:
        if self.order_by:
            return (*self.order_by, "pk")
        return (self.fact_field, "pk") if self.fact_field else ("pk",)

    @property
    def recognised_by(self) -> tuple[str, ...]:
        """The fields of the fingerprint."""
        if self.fingerprint:
            return self.fingerprint
        return tuple(c.name for c in self.bound if c.field is not None and not c.is_many
                     and c.name != UID)  # fmt: skip

    def queryset(self) -> models.QuerySet[Any]:
        """All rows with what the columns show, in few queries."""
        references = [c.name for c in self.bound if c.is_reference and not c.is_many]
        many = [c.name for c in self.bound if c.is_many and not c.column.attr]
        rows = self.model._default_manager.all()
        return rows.select_related(*references).prefetch_related(*many, *self.prefetch)

    def current(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Without rows entered by mistake."""
        if self.rows is not None:
            return self.rows(rows)
        if has_field(self.model, "voided_at"):
            return rows.filter(voided_at__isnull=True)
        if self.parent:
            parent = self.model._meta.get_field(self.parent).related_model
            if parent is not None and has_field(parent, "voided_at"):
                return rows.filter(**{f"{self.parent}__voided_at__isnull": True})
        return rows

    @property
    def needs(self) -> set[type[models.Model]]:
        """The models its rows point to, which must be loaded before."""
        return {c.related_model for c in self.bound if c.is_reference and not c.is_self_reference}


@cache
def all_sheets() -> tuple[Sheet, ...]:
    """The sheets of all apps (their ``sheets.SHEETS``), each after those it points to."""
    autodiscover_modules("sheets")
    found: list[Sheet] = []
    for config in apps.get_app_configs():
        module = getattr(config.module, "sheets", None)
        found.extend(getattr(module, "SHEETS", ()))
    keys = [sheet.key for sheet in found]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise ValueError(f"sheets declared twice: {doubled}")
    return tuple(in_order(found))


def in_order(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Sheets so that each follows those its rows point to; otherwise as declared."""
    waiting = list(sheets)
    ordered: list[Sheet] = []
    while waiting:
        blocking = {sheet.model for sheet in waiting}
        for sheet in waiting:
            if not (sheet.needs & (blocking - {sheet.model})):
                ordered.append(sheet)
                waiting.remove(sheet)
                break
        else:
            raise ValueError(f"sheets point at each other in a circle: {waiting}")
    return ordered


def sheet_for(key: str) -> Sheet:
    """The sheet with that key; KeyError when there is none."""
    return {sheet.key: sheet for sheet in all_sheets()}[key]


def has_field(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True
