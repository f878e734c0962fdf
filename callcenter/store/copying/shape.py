"""What tables a store has and what each column holds: read from the store, so it fits every revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, text

REVISIONS = "alembic_version"
OWN = frozenset({"xid"})
"""Columns that each store gives itself: the number of a transaction means nothing in another database."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    JSON = "json"
    SMALL = "small"
    """A whole number of 32 bits."""
    WHOLE = "whole"
    """A whole number of 64 bits."""
    REAL = "real"
    FLAG = "flag"
    MOMENT = "moment"
    DAY = "day"


Shape = Mapping[str, Mapping[str, Kind]]
"""By table, by column; in the order of the store."""

_POSTGRESQL = {
    "character varying": Kind.TEXT,
    "text": Kind.TEXT,
    "json": Kind.JSON,
    "jsonb": Kind.JSON,
    "integer": Kind.SMALL,
    "bigint": Kind.WHOLE,
    "double precision": Kind.REAL,
    "boolean": Kind.FLAG,
    "timestamp with time zone": Kind.MOMENT,
    "date": Kind.DAY,
}
_SQLITE = {
    "VARCHAR": Kind.TEXT,
    "TEXT": Kind.TEXT,
    "JSON": Kind.JSON,
    "INTEGER": Kind.WHOLE,
    "BIGINT": Kind.WHOLE,
    "FLOAT": Kind.REAL,
    "REAL": Kind.REAL,
    "BOOLEAN": Kind.FLAG,
    "DATETIME": Kind.MOMENT,
    "DATE": Kind.DAY,
}
_SQLITE_COLUMNS = """
    SELECT t.name, c.name, c.type FROM sqlite_master t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid
"""
_POSTGRESQL_COLUMNS = """
    SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    ORDER BY c.table_name, c.ordinal_position
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is copied."""

    name: str
    kind: Kind


def shape(connection: Connection) -> Shape:
    """The tables of a store with their columns, but the mark of its revision and what it gives itself.

    Raises:
        KeyError: a column of a type that no table of ours has.
    """
    on_server = connection.dialect.name == "postgresql"
    kinds = _POSTGRESQL if on_server else _SQLITE
    found: dict[str, dict[str, Kind]] = {}
    for table, column, kind in connection.execute(
        text(_POSTGRESQL_COLUMNS if on_server else _SQLITE_COLUMNS)
    ):
        columns = found.setdefault(table, {})
        if column not in OWN:
            columns[column] = kinds[kind.partition("(")[0]]
    found.pop(REVISIONS, None)
    return found


def common(source: Shape, target: Shape) -> dict[str, tuple[Column, ...]]:
    """The columns to copy, by table: those that both have, as the target holds them."""
    return {
        table: tuple(Column(name, columns[name]) for name in source[table] if name in columns)
        for table, columns in target.items()
        if table in source
    }


def quoted(name: str) -> str:
    """A name of ours as SQL writes it; ``case`` is a word of SQL itself."""
    return '"' + name.replace('"', '""') + '"'
