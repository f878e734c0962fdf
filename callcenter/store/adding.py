"""Adding one row, where its id is needed afterwards."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert

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
