"""Letting a column of codes hold one code more, without copying its table.

A named CHECK says nothing about what is on the disk, so SQLite's own advice is followed: its text is changed
in the schema table (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes", the
procedure for CHECK constraints). Copying the table would drop it first, which its foreign keys don't allow
within a transaction.
"""

from collections.abc import Sequence

from alembic import op
from sqlalchemy import Connection, text


def widen(table: str, column: str, constraint: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Let a column hold more codes than before; used in a migration.

    Args:
        table: whose column it is.
        column: the column.
        constraint: the full name of its CHECK.
        before: the codes that the CHECK names.
        after: the codes that it shall name: those, and more.

    Raises:
        RuntimeError: the store's CHECK doesn't read as expected.
    """
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _in_schema(connection, table, _check(column, before), _check(column, after))
        return
    op.drop_constraint(op.f(constraint), table, type_="check")
    op.create_check_constraint(op.f(constraint), table, _check(column, after))


def _check(column: str, codes: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(code) for code in codes)})"


def _in_schema(connection: Connection, table: str, before: str, after: str) -> None:
    version = connection.execute(text("PRAGMA schema_version")).scalar_one()
    connection.execute(text("PRAGMA writable_schema = ON"))
    found = {"table": table, "before": before, "after": after, "part": f"%({before})%"}
    changed = connection.execute(
        text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = :table AND sql LIKE :part"
        ),
        found,
    )
    connection.execute(text(f"PRAGMA schema_version = {version + 1}"))
    connection.execute(text("PRAGMA writable_schema = OFF"))
    if changed.rowcount != 1:
        raise RuntimeError(f"{table} has no check ({before})")
