"""Filling an empty store from a portable file: a file by its name, a database by COPY in one transaction."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.schema import AddConstraint, DropConstraint, ForeignKeyConstraint

from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store import migrate
from callcenter.store.copying import files, values
from callcenter.store.copying.portable import Progress, silent
from callcenter.store.copying.shape import Column, common, quoted, shape
from callcenter.store.schema import metadata
from callcenter.store.store import Store

_LONGEST_S = 48 * 3600.0
_PAGE = 5000
_COUNTED = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = :table
    AND (column_default LIKE 'nextval(%' OR is_identity = 'YES')
"""


def require_empty(store: Store) -> None:
    """Refuse to restore over anything.

    Raises:
        Invalid: a file stands there, or a table of the database holds rows.
    """
    if store.is_sqlite:
        _require_no_file(store.path)
        return
    with store.read() as connection:
        _require_no_rows(connection, store.name)


def _require_no_file(path: Path) -> None:
    for end in ("", *files.BESIDE):
        beside = path.with_name(path.name + end)
        if beside.exists() and (not beside.is_file() or beside.stat().st_size):
            raise _not_empty(str(beside))


def _require_no_rows(connection: Connection, name: str) -> None:
    if _any_rows(connection):
        raise _not_empty(name)


def holds_rows(store: Store) -> bool:
    """Whether any table of a store holds anything."""
    with store.read() as connection:
        return _any_rows(connection)


def _any_rows(connection: Connection) -> bool:
    return any(
        connection.execute(text(f"SELECT 1 FROM {quoted(table)} LIMIT 1")).first() is not None  # noqa: S608 - our own names
        for table in shape(connection)
    )


def _not_empty(name: str) -> Invalid:
    return Invalid(
        N_("{store} is not empty, and nothing is written over. Name another store with --store."), store=name
    )


def fill(store: Store, whole: Path, progress: Progress = silent) -> None:
    """Bring what a file of this very revision holds into an empty store: all of it, or nothing.

    Args:
        store: of either kind; see ``require_empty``.
        whole: the file; nobody else has it open. It is gone afterwards where the store is a file itself.
        progress: is told of the tables.

    Raises:
        Invalid: the store isn't empty, or holds what PostgreSQL can't.
        StoreError: the store can't be reached or written.
    """
    if store.is_sqlite:
        _put_in_place(store.path, whole)
        return
    with store.write(within_s=_LONGEST_S) as connection:
        migrate.make_here(connection)
        _lock(connection)
        _require_no_rows(connection, store.name)
        _copy_all(connection, whole, progress)


def empty(store: Store) -> None:
    """Throw away every row of a database, and let its ids begin anew."""
    names = ", ".join(quoted(name) for name in metadata().tables)
    with store.write(within_s=_LONGEST_S) as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))


def _put_in_place(path: Path, whole: Path) -> None:
    with files.told(path):
        files.to_disk(whole)
        if path.exists():  # and empty, as was asked before
            _require_no_file(path)
            path.unlink()
        try:
            os.link(whole, path)  # refuses where somebody made it meanwhile, as a rename would not
        except FileExistsError as error:
            raise _not_empty(str(path)) from error
        whole.unlink()
        files.to_disk(path.parent)


def _lock(connection: Connection) -> None:
    """Nobody reads or writes the tables until they are whole."""
    names = ", ".join(quoted(table) for table in shape(connection))
    connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))


def _copy_all(connection: Connection, whole: Path, progress: Progress) -> None:
    keys = [
        key for table in metadata().tables.values() for key in table.constraints
        if isinstance(key, ForeignKeyConstraint)
    ]  # fmt: skip
    for key in keys:  # checked once at the end, not at each row: tables refer to one another in circles
        connection.execute(DropConstraint(key))
    file = Store(whole)
    try:
        with file.read() as source:
            plan = common(shape(source), shape(connection))
    finally:
        file.close()
    with files.raw_to_read(whole) as source:
        for table, columns in plan.items():
            try:
                copy_table(source, connection, table, columns, progress)
            except psycopg.DataError as error:
                raise _unfit(table, error) from error
            except psycopg.IntegrityError as error:
                raise _unfit(table, error) from error
            _advance(connection, table)
    for key in keys:
        connection.execute(AddConstraint(key))


def copy_table(
    source: Any, target: Connection, table: str, columns: tuple[Column, ...], progress: Progress = silent
) -> None:
    """Copy the rows of a table from an SQLite file, by COPY.

    Args:
        source: the driver's connection to the file.
        target: in a transaction of PostgreSQL.
        table: its name in both.
        columns: what to copy, as PostgreSQL holds it.
        progress: is told of the rows.

    Raises:
        Invalid: a value that PostgreSQL can't hold.
    """
    names = ", ".join(quoted(column.name) for column in columns)
    driver: Any = target.connection.driver_connection
    done = 0
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN".encode()) as copy,
    ):
        for rows in _pages(source, table, columns):
            for row in rows:
                copy.write_row(row)
            done += len(rows)
            progress(table, done)


def _pages(source: Any, table: str, columns: tuple[Column, ...]) -> Iterator[list[list[Any]]]:
    takers = [values.taker(column) for column in columns]
    source.text_factory = values.letters
    cursor = source.execute(f"SELECT {', '.join(quoted(one.name) for one in columns)} FROM {quoted(table)}")  # noqa: S608 - our own names
    before = 0
    while rows := cursor.fetchmany(_PAGE):
        try:
            yield [[take(value) for take, value in zip(takers, row, strict=True)] for row in rows]
        except (ValueError, TypeError) as error:
            raise _culprit(table, columns, takers, rows, before) from error
        before += len(rows)


def _culprit(
    table: str, columns: tuple[Column, ...], takers: list[values.Take], rows: list[Any], before: int
) -> Invalid:
    for number, row in enumerate(rows, start=before + 1):
        for column, take, value in zip(columns, takers, row, strict=True):
            try:
                take(value)
            except (ValueError, TypeError):
                return values.refuse(table, column.name, number, value)
    raise AssertionError("unreachable")


def _unfit(table: str, error: psycopg.Error) -> Invalid:
    said = error.diag.message_primary or str(error).partition("\n")[0]
    return Invalid(
        N_("The backup holds what PostgreSQL can't: table {table}: {why}. Nothing was restored."),
        table=table, why=" · ".join(filter(None, (said, error.diag.message_detail))),
    )  # fmt: skip


def _advance(connection: Connection, table: str) -> None:
    """Let the next id be one that nobody has."""
    counted = connection.execute(text(_COUNTED), {"table": table}).scalars().all()
    for column in counted:
        last = connection.execute(text(f"SELECT max({quoted(column)}) FROM {quoted(table)}")).scalar()  # noqa: S608 - our own names
        if last is not None:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),
                {"table": quoted(table), "column": column, "last": last},
            )
