"""Writing a plan: rows, their links and their history in bulk. Runs inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from township_safety.workbook.conditions import value_of
from township_safety.workbook.rows import Row, SheetPlan, snapshot

CHUNK = 500
REASON = "台账 Excel 导入"


def write(plan: SheetPlan, *, by: Any) -> None:
    """Write one sheet."""
    for call in plan.before_write:
        call()
    model = plan.sheet.model
    _create(model, plan.added)
    _update(model, plan.updated)
    _link(model, plan.added, plan.updated)
    _remember(model, plan.added, by=by, update=False)
    _remember(model, plan.updated, by=by, update=True)
    for call in plan.after_write:
        call()


def _create(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Rows that point at a new row of their own sheet come after it."""
    own = [f for f in model._meta.concrete_fields if f.is_relation and f.related_model is model]
    waiting = [row.instance for row in rows]
    while waiting:
        ready = [one for one in waiting if not any(_is_unsaved(one, field) for field in own)]
        if not ready:
            raise ValueError(f"rows of {model} point at each other in a circle")
        model._default_manager.bulk_create(ready, batch_size=CHUNK)
        waiting = [one for one in waiting if one.pk is None]


def _is_unsaved(row: Any, field: models.Field[Any, Any]) -> bool:
    target = value_of(row, field)
    return isinstance(target, models.Model) and target.pk is None


def _update(model: type[models.Model], rows: Sequence[Row]) -> None:
    """Only the columns that changed; rows that change the same columns go together."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        now, before = snapshot(row.instance), row.before or {}
        names = tuple(
            f.name for f in model._meta.concrete_fields if now[f.attname] != before[f.attname]
        )
        if names:
            groups.setdefault(names, []).append(row.instance)
    for names, instances in groups.items():
        for instance in instances:
            _settle(instance)
        model._default_manager.bulk_update(instances, names, batch_size=100)


def _settle(row: Any) -> None:
    """References to rows that got their key just now."""
    for field in row._meta.concrete_fields:
        target = value_of(row, field) if field.is_relation else None
        if isinstance(target, models.Model):
            setattr(row, field.name, target)


def _link(model: type[models.Model], added: Sequence[Row], updated: Sequence[Row]) -> None:
    for field in model._meta.many_to_many:
        through: Any = field.remote_field.through
        here, there = (
            through._meta.get_field(name).attname
            for name in (field.m2m_field_name(), field.m2m_reverse_field_name())
        )
        changed = [row for row in updated if field.name in row.links]
        keys = [row.instance.pk for row in changed]
        for start in range(0, len(keys), CHUNK):
            through._default_manager.filter(**{f"{here}__in": keys[start : start + CHUNK]}).delete()
        links = [
            through(**{here: row.instance.pk, there: _key(target)})
            for row in (*added, *changed)
            for target in row.links.get(field.name, ())
        ]
        through._default_manager.bulk_create(links, batch_size=CHUNK)


def _key(target: Any) -> Any:
    return target.pk if isinstance(target, models.Model) else target


def _remember(model: type[models.Model], rows: Sequence[Row], *, by: Any, update: bool) -> None:
    """The history of registers that keep one, many-to-many tags included."""
    history = getattr(model, "history", None)
    if history is None or not rows:
        return
    versions = history.bulk_history_create(
        [row.instance for row in rows],
        batch_size=CHUNK,
        update=update,
        default_user=by,
        default_change_reason=REASON,
    )
    for field in getattr(history.model, "_history_m2m_fields", ()):
        _remember_links(
            field, {version.pk: row for version, row in zip(versions, rows, strict=True)}
        )


def _remember_links(field: Any, rows: dict[Any, Row]) -> None:
    """The tags each version had; simple_history's bulk writing leaves them out."""
    through: Any = field.remote_field.through
    here = through._meta.get_field(field.m2m_field_name()).attname
    kept = _history_of_links(field)
    columns = [f.attname for f in through._meta.concrete_fields]
    version_of = {row.instance.pk: version for version, row in rows.items()}
    keys = list(version_of)
    for start in range(0, len(keys), CHUNK):
        links = through._default_manager.filter(**{f"{here}__in": keys[start : start + CHUNK]})
        kept._default_manager.bulk_create(
            [
                kept(history_id=version_of[link[here]], **link)
                for link in links.order_by("pk").values(*columns)
            ],
            batch_size=CHUNK,
        )


def _history_of_links(field: Any) -> Any:
    """simple_history's table for one many-to-many column."""
    history = field.model.history.model
    return next(
        relation.related_model
        for relation in history._meta.related_objects
        if relation.related_model.__name__ == f"{history.__name__}_{field.name}"
    )
