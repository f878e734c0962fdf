"""Adding rows: one whose id is needed afterwards, or those that aren't there yet."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.dialects import postgresql, sqlite

from callcenter.store.columns import Row


def add(connection: Connection, table: type[Row], values: Mapping[str, Any]) -> int:
    """Insert a row and return the id that the store gave it.

    Args:
        connection: of a ``store.write()``.
        table: what it is; its key is ``id``.
        values: by column.
    """
    made = connection.execute(insert(table).values(**values))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def add_missing(connection: Connection, table: type[Row], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows whose keys, or other unique columns, nobody has yet; the others are left as they are.

    On PostgreSQL this waits for whoever is inserting the same key, and does nothing when he commits.

    Args:
        connection: of a ``store.write()``.
        table: what they are.
        rows: by column, all with the same columns.

    Returns:
        How many were inserted; -1 where the driver can't tell (several rows).
    """
    if not rows:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    made = connection.execute(dialect.insert(table).on_conflict_do_nothing(), [dict(row) for row in rows])
    return made.rowcount
