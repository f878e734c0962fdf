"""What points at a row, found from the tables themselves: a table that is added later can't be forgotten."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, and_, func, or_, select, update

from callcenter.store.schema import metadata

_AT_ONCE = 500


def pointing_at(target: str) -> tuple[Column[Any], ...]:
    """Every column that refers to another, in an order in which rows may be locked.

    Args:
        target: ``customer.id``.
    """
    tables = metadata().sorted_tables
    return tuple(
        column
        for table in tables
        for column in table.columns
        if any(key.target_fullname == target for key in column.foreign_keys)
    )


def name(column: Column[Any]) -> str:
    """``case.customer_id``."""
    return f"{column.table.name}.{column.name}"


def count(connection: Connection, column: Column[Any], value: int) -> int:
    """How many rows point at a row."""
    return int(connection.execute(select(func.count()).where(column == value)).scalar() or 0)


def move(
    connection: Connection, column: Column[Any], old: int, new: int, *, stay: Collection[int] = ()
) -> list[Any]:
    """Point rows at another row, and return their keys, which are JSON values.

    Args:
        connection: of a ``store.write()``.
        column: of ``pointing_at``.
        old: where they point.
        new: where they shall point.
        stay: ids of rows that don't move.
    """
    keys = list(column.table.primary_key.columns)
    rows = connection.execute(select(*keys).where(column == old).order_by(*keys).with_for_update()).all()
    moving = [tuple(row) for row in rows if row[0] not in stay]
    _point(connection, column, moving, old, new)
    at = next((place for place, key in enumerate(keys) if key is column), None)
    if at is not None:  # the reference is a part of the key
        moving = [(*row[:at], new, *row[at + 1 :]) for row in moving]
    return [row[0] if len(row) == 1 else list(row) for row in moving]


def move_back(connection: Connection, column: Column[Any], keys: Sequence[Any], new: int, old: int) -> int:
    """Point rows at what they pointed at before ``move``, and return how many there still were.

    Args:
        connection: of a ``store.write()``.
        column: of ``pointing_at``.
        keys: what ``move`` returned; rows that point elsewhere by now stay there.
        new: where they were pointed to.
        old: where they had pointed.
    """
    rows = [tuple(key) if isinstance(key, list) else (key,) for key in keys]
    return _point(connection, column, rows, new, old)


def _point(connection: Connection, column: Column[Any], rows: Sequence[Any], old: int, new: int) -> int:
    return sum(
        connection.execute(
            update(column.table).where(which, column == old).values({column.name: new})
        ).rowcount
        for which in _which(column, rows)
    )


def _which(column: Column[Any], rows: Sequence[Any]) -> Iterator[Any]:
    keys = list(column.table.primary_key.columns)
    for some in _some(rows):
        if len(keys) == 1:
            yield keys[0].in_([row[0] for row in some])
        else:
            each = (and_(*(key == value for key, value in zip(keys, row, strict=True))) for row in some)
            yield or_(*each)


def _some(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for first in range(0, len(rows), _AT_ONCE):
        yield rows[first : first + _AT_ONCE]
