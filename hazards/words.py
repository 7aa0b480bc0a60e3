"""Every two neighbouring characters of a hazard's words, indexed by the database itself.

Neither database can find a two-character Chinese word by an index of its own, and most words
have two characters. SQLite gets an FTS5 table kept by triggers, PostgreSQL an index over an
expression; so the index follows every write, whichever way it comes. It gives candidates: the
question itself is still asked of the columns, so the answer is that of the columns.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

TABLE = "hazards_hazard"
COLUMNS = ("number", "place", "description", "responsible_unit", "responsible_person")
WORDS = "hazards_words"
INDEX = "hazard_by_words"
# A single character has no neighbour.
LEAST = 2
# A word of more rows than this is met soon by reading them, and its list of keys would be long.
COMMON = 200_000


def candidates(
    text: str, *, using: str, beside: models.QuerySet[Any] | None = None
) -> RawSQL | None:
    """Keys of all hazards whose words can contain the text, and of those beside them.

    None when the text is too short to say, or so common that it does not help. One list,
    because a database looks up the keys of one list and reads through all rows for two.
    """
    connection = connections[using]
    if len(text) < LEAST:
        return None
    if connection.vendor == "sqlite":
        if _is_common(connection, text):
            return None
        statement = f"SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s"  # noqa: S608 -- our names
        given: list[Any] = [_match(text)]
    else:
        statement = f"SELECT id FROM {TABLE} WHERE {_EXPRESSION} @> hazards_bigrams(%s)"  # noqa: S608 -- our names
        given = [text]
    if beside is not None:
        others, parameters = beside.query.get_compiler(using=using).as_sql()
        statement, given = f"{statement} UNION ALL {others}", [*given, *parameters]
    return RawSQL(statement, given)  # noqa: S611 -- what was typed is a parameter


def _match(text: str) -> str:
    """The pairs as FTS5 asks for all of them. LIKE of SQLite folds the case of ASCII only."""
    folded = "".join(char.lower() if char.isascii() else char for char in text)
    pairs = {folded[start : start + 2] for start in range(len(folded) - 1)}
    return " AND ".join(f'"{pair.encode().hex().upper()}"' for pair in sorted(pairs))


def _is_common(connection: BaseDatabaseWrapper, text: str) -> bool:
    """PostgreSQL keeps statistics of it, and decides by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH %s LIMIT 1 OFFSET %s",  # noqa: S608 -- our names
            [_match(text), COMMON],
        )
        return cursor.fetchone() is not None


def ensure(using: str) -> bool:
    """Whether the index was missing, or other than it should be, and has been built."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        return _ensure_sqlite(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [INDEX])
        if cursor.fetchone()[0] is not None:
            return False
        cursor.execute(_BIGRAMS)
        cursor.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin ({_EXPRESSION})")
        return True


def rebuild(using: str) -> None:
    """Anew from the rows, for an index that was damaged."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"DROP TABLE IF EXISTS {WORDS}")
        else:
            cursor.execute(f"DROP INDEX IF EXISTS {INDEX}")
    ensure(using)


def _ensure_sqlite(connection: BaseDatabaseWrapper) -> bool:
    wanted = {WORDS: _TABLE, **_TRIGGERS}
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'hazards_words%'")
        present = dict(cursor.fetchall())
        if all(present.get(name) == statement for name, statement in wanted.items()):
            return False
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {WORDS}")
        cursor.execute(_TABLE)
        cursor.execute(_FILL)
        for statement in _TRIGGERS.values():
            cursor.execute(statement)
    return True


def _pairs(row: str) -> str:
    """SQLite: the pairs of one row's columns as one text. In hexadecimal digits a pair of any
    two characters is a word to FTS5, and never a sign of its own."""
    columns = " || char(10) || ".join(f"{row}.{column}" for column in COLUMNS)
    return (
        f"(WITH RECURSIVE said(words) AS (SELECT lower({columns})), "  # noqa: S608 -- our names
        "place(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM place, said"
        " WHERE i < length(words) - 1) "
        "SELECT group_concat(hex(substr(words, i, 2)), ' ') FROM place, said)"
    )


def _added(row: str) -> str:
    return f"INSERT INTO {WORDS}(rowid, words) VALUES ({row}.id, {_pairs(row)});"  # noqa: S608 -- our names


# A table without content can forget a row only when it is told the row's words again.
_FORGOTTEN = (
    f"INSERT INTO {WORDS}({WORDS}, rowid, words) VALUES ('delete', old.id, {_pairs('old')});"  # noqa: S608 -- our names
)
_CHANGED = " OR ".join(f"old.{column} IS NOT new.{column}" for column in COLUMNS)
_TABLE = (
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5"
    "(words, content='', detail=none, columnsize=0, tokenize='ascii')"
)
_FILL = f"INSERT INTO {WORDS}(rowid, words) SELECT id, {_pairs('row')} FROM {TABLE} AS row"  # noqa: S608 -- our names
_TRIGGERS: dict[str, Any] = {
    f"{WORDS}_added": (
        f"CREATE TRIGGER {WORDS}_added AFTER INSERT ON {TABLE} BEGIN {_added('new')} END"
    ),
    f"{WORDS}_changed": (
        f"CREATE TRIGGER {WORDS}_changed AFTER UPDATE OF {', '.join(COLUMNS)} ON {TABLE}"
        f" WHEN {_CHANGED} BEGIN {_FORGOTTEN} {_added('new')} END"
    ),
    f"{WORDS}_dropped": (
        f"CREATE TRIGGER {WORDS}_dropped AFTER DELETE ON {TABLE} BEGIN {_FORGOTTEN} END"
    ),
}

_EXPRESSION = "hazards_bigrams({})".format(r" || E'\n' || ".join(COLUMNS))
# Upper case, because so does the question that Django asks of the columns.
_BIGRAMS = """
CREATE OR REPLACE FUNCTION hazards_bigrams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT substr(said.words, i, 2)), '{}')
  FROM (SELECT upper($1) AS words) AS said, generate_series(1, length(said.words) - 1) AS i
$$
"""
