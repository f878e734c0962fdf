"""How a statement would be run, on either store."""

from typing import Any

from sqlalchemy import Connection


def plan(connection: Connection, statement: str, parameters: Any = ()) -> str:
    """The steps of a statement, in one line.

    The tables of a test are small, so PostgreSQL would read them whole: it is told to avoid that, as it would by
    itself with a million rows.

    Args:
        connection: of a read or a write.
        statement: as the driver gets it.
        parameters: likewise.
    """
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        return " | ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))
    for way in ("seqscan", "sort", "bitmapscan"):
        cursor.execute(f"SET LOCAL enable_{way} = off")
    cursor.execute(f"EXPLAIN {statement}", parameters)
    return " | ".join(row[0] for row in cursor.fetchall())
