"""Writing many rows at once by the ids of the file they came from; Core statements, by the thousand."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlmodel import SQLModel, col

from callcenter.store.bulk.writing import insert_many, next_ids

Values = dict[str, Any]

_IMPORTING = 0x696D7074
"""The number of the advisory lock, ``impt`` in ASCII."""
_SMALL_CACHE = "PRAGMA cache_size=-24576"


def columns(table: type[SQLModel]) -> Any:
    """The columns of a table, by name."""
    return table.__table__.c  # type: ignore[attr-defined]


def held(
    connection: Connection, table: type[SQLModel], keys: Iterable[object], by: str = "external_id"
) -> dict[Any, Any]:
    """The rows on file with these ids of a file (or other unique column), by that id."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    found = connection.execute(select(*columns(table)).where(columns(table)[by].in_(wanted)))
    return {getattr(row, by): row for row in found}


def differing(row: Any, values: Mapping[str, Any]) -> Values:
    """Those values that differ from a row's; what a file leaves blank isn't among them."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def insert_all(connection: Connection, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows, blanks filled with the columns' defaults, and return their ids in order."""
    if not rows:
        return []
    ids = next_ids(connection, table, len(rows))
    insert_many(connection, table, [{**row, "id": row_id} for row, row_id in zip(rows, ids, strict=True)])
    return ids


def update_all(
    connection: Connection, table: type[SQLModel], changes: Mapping[int, Mapping[str, Any]]
) -> None:
    """Set columns of rows by id; those that set the same columns go together."""
    alike: dict[tuple[str, ...], list[Values]] = {}
    for row_id, values in changes.items():
        if values:
            alike.setdefault(tuple(sorted(values)), []).append({"_row": row_id, **_renamed(values)})
    for names, rows in alike.items():
        statement = update(table).where(columns(table)["id"] == bindparam("_row"))
        connection.execute(statement.values({name: bindparam(f"_{name}") for name in names}), rows)


def versions(connection: Connection, table: type[SQLModel], ids: Iterable[int]) -> None:
    """Move the versions of changed rows on, so that an agent who has one open is told."""
    found = list(ids)
    if found:
        version = columns(table)["version"]
        connection.execute(update(table).where(columns(table)["id"].in_(found)).values(version=version + 1))


def take_turns(connection: Connection) -> None:
    """Let one import after the other write: on SQLite the write lock sees to it.

    There an import also makes do with a smaller page cache: it writes all over the file anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_IMPORTING)))
    else:
        connection.exec_driver_sql(_SMALL_CACHE)


def hold(connection: Connection, table: type[SQLModel], ids: Iterable[int]) -> None:
    """Lock rows that will be changed, by ascending id, so that nobody changes them meanwhile."""
    wanted = sorted(ids)
    if wanted and connection.dialect.name == "postgresql":
        by = columns(table)["id"]
        connection.execute(select(by).where(by.in_(wanted)).order_by(by).with_for_update())


def _renamed(values: Mapping[str, Any]) -> Values:
    return {f"_{name}": value for name, value in values.items()}


def ids_by(
    connection: Connection, table: type[SQLModel], name: str, keys: Iterable[object]
) -> dict[Any, int]:
    """The ids of rows by a unique column."""
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    by = columns(table)[name]
    rows = connection.execute(select(by, col(columns(table)["id"])).where(by.in_(wanted)))
    return {key: int(row_id) for key, row_id in rows}
