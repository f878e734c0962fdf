"""Adding rows: one whose id is needed afterwards, or those that aren't there yet."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, insert
from sqlalchemy.dialects import postgresql, sqlite

from callcenter.store.columns import Row


def add(connection: Connection, table: type[Row], values: Mapping[str, Any]) -> int:
    """Insert a row and return the id that the store gave it.

    Args:
        connection: of a ``store.write()``.
        table: what it is; its key is ``id``.
        values: by column.
    """
    made = connection.execute(_insert(table), dict(values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


@cache
def _insert(table: type[Row]) -> Insert:
    """The bare statement: with the values in it, making it would take longer than running it."""
    return insert(table)


def add_missing(connection: Connection, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose keys, or other unique columns, nobody has yet; the others are left as they are.

    On PostgreSQL this waits for whoever is inserting the same key, and does nothing when he commits.

    Args:
        connection: of a ``store.write()``.
        table: what they are.
        rows: by column, all with the same columns.

    Returns:
        Of one row, whether it was inserted (1 or 0); of several, -1: the driver can't tell.
    """
    if not rows:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert_new = dialect.insert(table).on_conflict_do_nothing()
    if len(rows) == 1:  # as a list, the driver couldn't tell
        counted = insert_new.values(**rows[0]).execution_options(preserve_rowcount=True)
        return int(connection.execute(counted).rowcount)
    connection.execute(insert_new, [dict(row) for row in rows])
    return -1
