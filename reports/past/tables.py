"""Tables seen as they were: a temporary view of the same name hides each of them for a while.

Every query of the product then answers from the past, on this connection only, and nothing can be
written to a hidden table. A row whose columns have changed since is taken from a temporary copy
with its old columns; every other row from the table itself, by its indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper


def name_of(table: str) -> str:
    return connection.ops.quote_name(table)


def lasting(table: str) -> str:
    """The table itself, whatever hides it."""
    if connection.vendor == "sqlite":
        return f"main.{name_of(table)}"
    return f"public.{name_of(table)}"


def literal(moment: datetime) -> str:
    """A view takes no parameters."""
    at = moment.astimezone(UTC)
    if connection.vendor == "sqlite":
        return f"'{at:%Y-%m-%d %H:%M:%S.%f}'" if at.microsecond else f"'{at:%Y-%m-%d %H:%M:%S}'"
    return f"'{at.isoformat()}'::timestamptz"


@dataclass
class Hidden:
    """What was created for one look into the past, to be dropped afterwards."""

    cursor: CursorWrapper
    moment: datetime
    views: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    # Tables with rows that read differently then.
    copied: set[str] = field(default_factory=set)
    # Links of many-to-many columns as they were: the table, its own column, where they are kept.
    links: list[tuple[Any, str, str]] = field(default_factory=list)

    @property
    def at(self) -> str:
        return literal(self.moment)

    def run(self, statement: str) -> None:
        self.cursor.execute(statement)

    def keep(self, name: str, query: str) -> str:
        """A temporary table with what the query finds."""
        self.run(f"CREATE TEMPORARY TABLE {name_of(name)} AS {query}")
        self.tables.append(name)
        return name_of(name)

    def keep_keys(self, name: str, keys: Iterable[int]) -> str:
        table = name_of(name)
        self.run(f"CREATE TEMPORARY TABLE {table} (id bigint PRIMARY KEY)")
        self.tables.append(name)
        self.cursor.executemany(
            f"INSERT INTO {table} (id) VALUES (%s)",  # noqa: S608 -- our own name
            [(key,) for key in keys],
        )
        return table

    def copy(self, model: type[models.Model], which: str) -> None:
        """Rows of the table that were entered by then, to be given their old columns."""
        table = model._meta.db_table
        self.copied.add(table)
        columns = ", ".join(columns_of(model))
        query = (
            f"SELECT {columns} FROM {lasting(table)} "  # noqa: S608 -- our own names
            f"WHERE id IN ({which}) AND recorded_at < {self.at}"
        )
        name = past_of(table)
        self.keep(name, query)
        self.run(f"CREATE INDEX {name_of(f'{name}_id')} ON {name_of(name)} (id)")
        if model._meta.model_name != "hazard" and name_of("hazard_id") in columns_of(model):
            self.run(f"CREATE INDEX {name_of(f'{name}_of')} ON {name_of(name)} (hazard_id)")

    def put_back(self, model: type[models.Model], old: Mapping[int, Mapping[str, Any]]) -> None:
        """Old columns into the copy: `old` has them by the row's key and the field's name."""
        groups: dict[tuple[str, ...], list[list[Any]]] = {}
        for key, columns in old.items():
            names = tuple(sorted(columns))
            values = [_stored(model, name, columns[name]) for name in names]
            groups.setdefault(names, []).append([*values, key])
        table = name_of(past_of(model._meta.db_table))
        for names, rows in groups.items():
            setting = ", ".join(f"{_column_of(model, name)} = %s" for name in names)
            self.cursor.executemany(
                f"UPDATE {table} SET {setting} WHERE id = %s",  # noqa: S608 -- our own names
                rows,
            )

    def hide(self, model: type[models.Model]) -> None:
        """Rows entered later are left out, rows voided later are counted still."""
        table = model._meta.db_table
        whole = ", ".join(_seen(column, self.at) for column in columns_of(model))
        view = (
            f"SELECT {whole} FROM {lasting(table)} "  # noqa: S608 -- our own names
            f"WHERE recorded_at < {self.at}"
        )
        if table in self.copied:
            past = name_of(past_of(table))
            # Both halves are written alike: only then does SQLite read them in order, by an index.
            view += (
                f" AND id NOT IN (SELECT id FROM {past})"  # noqa: S608 -- our own names
                f" UNION ALL SELECT {whole} FROM {past}"
            )
        self._view(table, view)

    def hide_links(self) -> None:
        for through, mine, kept in self.links:
            table = through._meta.db_table
            columns = ", ".join(columns_of(through))
            own = name_of(through._meta.get_field(mine).column)
            links = name_of(f"{kept}_links_{through._meta.model_name}")
            self._view(
                table,
                f"SELECT {columns} FROM {lasting(table)} "  # noqa: S608 -- our own names
                f"WHERE {own} NOT IN (SELECT id FROM {name_of(kept)}) "
                f"UNION ALL SELECT {columns} FROM {links}",
            )

    def _view(self, table: str, query: str) -> None:
        self.run(f"CREATE TEMPORARY VIEW {name_of(table)} AS {query}")
        self.views.append(table)

    def show_again(self) -> None:
        while self.views:
            self._drop("VIEW", self.views.pop())

    def drop(self) -> None:
        while self.tables:
            self._drop("TABLE", self.tables.pop())

    def _drop(self, kind: str, name: str) -> None:
        """Also after an error, when Django would not let a transaction go on."""
        bare: Any = self.cursor.cursor
        driver: Any = connection
        try:
            bare.execute(f"DROP {kind} {_TEMPORARY[connection.vendor]}.{name_of(name)}")
        except driver.Database.Error:
            # PostgreSQL in a broken transaction takes back what was created in it.
            if not connection.in_atomic_block:
                connection.close()
                self.views.clear()
                self.tables.clear()


_TEMPORARY = {"sqlite": "temp", "postgresql": "pg_temp"}


def past_of(table: str) -> str:
    return f"past_{table}"


def columns_of(model: type[models.Model]) -> list[str]:
    return [name_of(str(column.column)) for column in model._meta.concrete_fields]


def _column_of(model: type[models.Model], name: str) -> str:
    one: Any = model._meta.get_field(name)
    return name_of(one.column)


_VOIDING = {"voided_at": "NULL", "voided_by_id": "NULL", "void_reason": "''"}


def _seen(column: str, at: str) -> str:
    """Voiding is the one change that a row itself dates."""
    name = column.strip('"')
    if name not in _VOIDING:
        return column
    return f"CASE WHEN voided_at >= {at} THEN {_VOIDING[name]} ELSE {column} END AS {column}"


def _stored(model: type[models.Model], name: str, value: Any) -> Any:
    one: Any = model._meta.get_field(name)
    if one.is_relation:
        return value
    return one.get_db_prep_save(one.to_python(value), connection)
