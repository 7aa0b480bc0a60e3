"""Registers as they were: of each row changed since, the last version of its history by then."""

from __future__ import annotations

from typing import Any

from reports.past.tables import Hidden, columns_of, lasting, past_of


def take_back(hidden: Hidden, model: Any) -> None:
    versions = model.history.model
    table = lasting(versions._meta.db_table)
    changed = f"SELECT id FROM {table} WHERE history_date >= {hidden.at}"  # noqa: S608 -- our own names
    hidden.cursor.execute(f"{changed} LIMIT 1")
    if hidden.cursor.fetchone() is None:
        return
    own = model._meta.db_table
    past = past_of(own)
    last = hidden.keep(
        f"{past}_versions",
        f"SELECT id, MAX(history_id) AS version FROM {table} "  # noqa: S608 -- our own names
        f"WHERE history_date < {hidden.at} AND id IN ({changed}) GROUP BY id",
    )
    kept = {column.column for column in versions._meta.concrete_fields}
    columns = ", ".join(
        f"{'kept' if column.strip(_QUOTE) in kept else 'now'}.{column}"
        for column in columns_of(model)
    )
    hidden.keep(
        past,
        f"SELECT {columns} FROM {last} AS last "  # noqa: S608 -- our own names
        f"JOIN {table} AS kept ON kept.history_id = last.version "
        f"LEFT JOIN {lasting(own)} AS now ON now.id = last.id "
        f"WHERE kept.recorded_at < {hidden.at}",
    )
    hidden.copied.add(own)
    _take_back_links(hidden, model, versions, last)


_QUOTE = '"'


def _take_back_links(hidden: Hidden, model: Any, versions: Any, last: str) -> None:
    kept = f"{past_of(model._meta.db_table)}_versions"
    for relation in getattr(versions, "_history_m2m_fields", ()):
        through = relation.remote_field.through
        past = getattr(versions, relation.name).model._meta.db_table
        columns = ", ".join(f"links.{column}" for column in columns_of(through))
        hidden.keep(
            f"{kept}_links_{through._meta.model_name}",
            f"SELECT {columns} FROM {lasting(past)} AS links "  # noqa: S608 -- our own names
            f"JOIN {last} AS last ON last.version = links.history_id",
        )
        hidden.links.append((through, relation.m2m_field_name(), kept))
