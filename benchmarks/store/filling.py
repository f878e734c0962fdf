"""Filling a fresh store as fast as it takes rows: without its indexes, which are made again at the end.

SQLite: one connection that keeps no journal; a fill that is cut off leaves a file to throw away. PostgreSQL:
COPY, with references unchecked (the rows are ours). Values go through the columns' own types, so that what
lies in the store is what the console would have written.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from sqlalchemy import text
from sqlmodel import SQLModel

from callcenter.store import sqlite
from callcenter.store.store import Store

Rows = Iterable[Sequence[Any]]
Process = Callable[[Any], Any]


class Filling(Protocol):
    """An open fill."""

    def put(self, table: type[SQLModel], names: Sequence[str], rows: Rows, into: str = "") -> None:
        """Write rows of these columns; the others get their defaults.

        ``into`` names another table with the same columns.
        """

    def run(self, statement: str) -> None:
        """Run a statement in the store's own words."""


@contextmanager
def filling(store: Store) -> Iterator[Filling]:
    """Open a fill of a fresh, migrated store; afterwards it is indexed, analysed and as durable as ever."""
    with _sqlite(store) if store.is_sqlite else _postgresql(store) as fill:
        yield fill


def _prepared(
    store: Store, table: type[SQLModel], names: Sequence[str], into: str
) -> tuple[list[str], Process]:
    """The columns to write, and how a row of the given ones becomes a row of the driver's values."""
    kinds = {each.name: each.type.dialect_impl(store.engine.dialect) for each in table.__table__.c}  # type: ignore[attr-defined]
    process = {name: kind.bind_processor(store.engine.dialect) for name, kind in kinds.items()}
    defaults = {} if into else _defaults(table)
    others = {name: value for name, value in defaults.items() if name not in names}
    rest = tuple((process[name] or _same)(value) for name, value in others.items())
    told = [(at, process[name]) for at, name in enumerate(names) if process[name]]

    def converted(row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, one in told:
            values[at] = one(values[at])
        return (*values, *rest)

    return [*names, *others], converted


def _defaults(table: type[SQLModel]) -> dict[str, Any]:
    fields = table.model_fields.items()
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in fields
        if name != "id" and not field.is_required()
    }


def _same(value: Any) -> Any:
    return value


class _SQLite:
    def __init__(self, store: Store, connection: Any) -> None:
        self._store, self._connection = store, connection

    def put(self, table: type[SQLModel], names: Sequence[str], rows: Rows, into: str = "") -> None:
        written, converted = _prepared(self._store, table, names, into)
        places = ", ".join("?" * len(written))
        statement = f'INSERT INTO "{into or table.__tablename__}" ({_listed(written)}) VALUES ({places})'
        self._connection.executemany(statement, map(converted, rows))

    def run(self, statement: str) -> None:
        self._connection.execute(statement)


@contextmanager
def _sqlite(store: Store) -> Iterator[Filling]:
    store.close()  # or its connections would keep the journal as it is
    connection = sqlite.library().connect(store.path, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "temp_store=FILE"):
        connection.execute(f"PRAGMA {pragma}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    connection.create_function("reverse", 1, lambda text: text[::-1], deterministic=True)
    connection.execute("BEGIN")
    yield _SQLite(store, connection)
    connection.execute("COMMIT")
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


class _PostgreSQL:
    def __init__(self, store: Store, connection: Any) -> None:
        self._store, self._connection = store, connection

    def put(self, table: type[SQLModel], names: Sequence[str], rows: Rows, into: str = "") -> None:
        written, converted = _prepared(self._store, table, names, into)
        statement = f'COPY "{into or table.__tablename__}" ({_listed(written)}) FROM STDIN'
        with self._connection.cursor().copy(statement) as copy:
            for row in map(converted, rows):
                copy.write_row(row)

    def run(self, statement: str) -> None:
        self._connection.execute(statement)


_INDEXES = """
SELECT i.indexdef FROM pg_indexes i
LEFT JOIN pg_constraint c ON c.conname = i.indexname
WHERE i.schemaname = 'public' AND c.oid IS NULL
"""
_UNIQUE = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE contype = 'u' AND connamespace = 'public'::regnamespace
"""
_KEYS = """
SELECT format('SELECT setval(%L, (SELECT coalesce(max(%I), 0) + 1 FROM %I))',
              pg_get_serial_sequence(quote_ident(table_name), column_name), column_name, table_name)
FROM information_schema.columns
WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
"""


@contextmanager
def _postgresql(store: Store) -> Iterator[Filling]:
    with store.engine.connect() as held:
        connection: Any = held.connection.driver_connection
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("SET work_mem = '256MB'")
        indexes = [row[0] for row in held.execute(text(_INDEXES))]
        unique = held.execute(text(_UNIQUE)).all()
        for definition in indexes:
            held.exec_driver_sql(f'DROP INDEX "{_index_name(definition)}"')
        for table, name, _ in unique:
            held.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield _PostgreSQL(store, connection)
        for definition in indexes:
            connection.execute(definition)
        for table, name, definition in unique:
            connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for (statement,) in held.execute(text(_KEYS)).all():
            connection.execute(statement)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
        connection.execute("RESET ALL")


def _index_name(definition: str) -> str:
    return definition.partition(" INDEX ")[2].partition(" ON ")[0].strip('"')


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
