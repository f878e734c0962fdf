"""The backup of a store: one SQLite file that fits either kind, made while agents work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from callcenter.store import migrate
from callcenter.store.copying import files
from callcenter.store.copying.shape import Column, Kind, common, quoted, shape
from callcenter.store.store import Store

HOUR_S = 3600.0
_LONGEST_S = 48 * HOUR_S
_PAGE = 5000

Progress = Callable[[str, int], None]
"""Is told what is being done, a table's name or a part of a check, and how many rows of it are done."""


def silent(_what: str, _done: int) -> None:
    """Tell nobody."""


def backup(store: Store, target: Path, progress: Progress = silent) -> None:
    """Write all that a store holds at one moment into one private SQLite file; agents go on working.

    The file is of the store's own revision. It has its name only when it is whole.

    Args:
        store: of either kind, of this revision or an earlier one.
        target: must not be there.
        progress: is told of the tables.

    Raises:
        StoreOlder: there is nothing in the store, not even tables.
        StoreNewer: it was made by a newer version.
        Invalid: something stands there already, or it can't be written.
    """
    revision = migrate.known_revision(store)
    if target.exists():
        raise files.there_already(target)
    with files.made_whole(target) as part:
        if store.is_sqlite:
            files.copy_file(store.path, part)
        else:
            make_tables(part, revision)
            with store.read(within_s=_LONGEST_S) as connection:
                _fill(connection, part, progress)


def make_tables(path: Path, revision: str) -> None:
    """Make the tables of a revision in an empty file."""
    made = Store(path)
    try:
        migrate.make(made, revision)
    finally:
        made.close()


def _fill(source: Connection, path: Path, progress: Progress) -> None:
    made = Store(path)
    try:
        with made.read() as connection:
            holds = shape(connection)
    finally:
        made.close()
    driver: Any = source.connection.driver_connection
    with files.raw(path) as target, _without_indexes(target):
        for table, columns in common(shape(source), holds).items():
            _copy_table(driver, target, table, columns, progress)


@contextmanager
def _without_indexes(target: Any) -> Iterator[None]:
    """One transaction in which the indexes are made last, which takes a third of the time."""
    for pragma in ("foreign_keys=OFF", "journal_mode=DELETE", "journal_mode=OFF"):
        target.execute(f"PRAGMA {pragma}")
    target.execute("BEGIN")
    indexes = target.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''"
    ).fetchall()
    for name, _ in indexes:
        target.execute(f"DROP INDEX {quoted(name)}")
    yield
    for _, statement in indexes:
        target.execute(statement)
    target.execute("COMMIT")


def _copy_table(
    source: Any, target: Any, table: str, columns: tuple[Column, ...], progress: Progress
) -> None:
    names = ", ".join(quoted(column.name) for column in columns)
    gaps = ", ".join("?" * len(columns))
    done = 0
    with source.cursor(name="backup") as cursor:
        cursor.execute(f"SELECT {', '.join(map(_as_sqlite, columns))} FROM {quoted(table)}".encode())  # noqa: S608 - our own names
        while rows := cursor.fetchmany(_PAGE):
            target.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({gaps})", rows)  # noqa: S608 - our own names
            done += len(rows)
            progress(table, done)


def _as_sqlite(column: Column) -> str:
    """The expression that gives a column of PostgreSQL just as SQLAlchemy writes it to SQLite."""
    name = quoted(column.name)
    return {
        Kind.MOMENT: f"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        Kind.DAY: f"to_char({name}, 'YYYY-MM-DD')",
        Kind.FLAG: f"{name}::int",
        Kind.JSON: f"{name}::text",
    }.get(column.kind, name)
