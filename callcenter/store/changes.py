"""The change feed: what happened since a console last looked, in the order in which it was committed.

A position is text, ``transaction.number``, and means all up to there. On SQLite writes come one after the
other, so the numbers alone are in order and the transaction is 0. On PostgreSQL writes run side by side: a
number may be committed after a higher one (7 % of the changes at eight writers), so the feed is read by
transaction id, and only up to the oldest transaction that still runs. A write that stays open for long holds
it up.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, literal, select, tuple_, update
from sqlmodel import col

from callcenter.store.adding import add_missing
from callcenter.store.columns import Xid
from callcenter.store.models import Change, Counter
from callcenter.store.views import ChangeRow, News

PAGE = 500
"""Changes that are read at once."""
_PRUNED = ("change.pruned.xid", "change.pruned.seq")
"""The counters that hold the last change that was thrown away."""
_Place = tuple[int, int]


def here(connection: Connection) -> str:
    """Where the feed is now: what is committed from here on comes after it."""
    return _said(_now(connection))


def newest(connection: Connection) -> str:
    """The last change that can be read; "" where there is none."""
    row = connection.execute(
        _readable(connection, select(col(Change.xid), col(Change.seq)))
        .order_by(col(Change.xid).desc(), col(Change.seq).desc())
        .limit(1)
    ).first()
    return _said((row[0] or 0, row[1] or 0)) if row is not None else ""


def oldest_at(connection: Connection) -> datetime | None:
    """When the oldest change that can be read was written; None where there is none."""
    statement = _readable(connection, select(col(Change.at)))
    return connection.execute(statement.order_by(col(Change.xid), col(Change.seq)).limit(1)).scalar()


def since(connection: Connection, position: str) -> News:
    """The changes after a position, oldest first, at most ``PAGE`` of them.

    Args:
        connection: of a ``store.read()``.
        position: of an earlier answer; what can't be read, lies before what is still kept or after what was
            ever written (a backup was restored) means that anything may have changed.
    """
    place = _read(position)
    rows = _after(connection, place) if place is not None else []
    # After the rows: what is thrown away in between is then noticed once too often, not once too rarely.
    if place is None or place < _pruned(connection) or (not rows and place > _now(connection)):
        return News(here(connection), everything=True)
    if not rows:
        return News(position)
    last = rows[-1]
    return News(_said((last[0], last[1])), tuple(map(_view, rows)), more=len(rows) == PAGE)


def prune(connection: Connection, before: datetime, limit: int) -> int:
    """Throw away the oldest changes, but never the newest one: SQLite would give its number out again.

    Args:
        connection: of a ``store.write()``.
        before: what was written before this time goes.
        limit: how many at most.

    Returns:
        how many went.
    """
    names = [{"name": name, "value": 0} for name in _PRUNED]
    add_missing(connection, Counter, names)
    held = select(col(Counter.name)).where(col(Counter.name).in_(_PRUNED)).order_by(col(Counter.name))
    connection.execute(held.with_for_update()).all()  # one at a time
    oldest = connection.execute(
        _readable(connection, select(col(Change.xid), col(Change.seq), col(Change.at)))
        .order_by(col(Change.xid), col(Change.seq))
        .limit(limit + 1)
    ).all()
    old = list(takewhile(lambda row: row[2] < before, oldest[:-1]))
    if not old:
        return 0
    place = old[-1][0] or 0, old[-1][1] or 0
    gone = connection.execute(delete(Change).where(_row() <= _as_row(place)))
    for name, value in zip(_PRUNED, place, strict=True):
        connection.execute(update(Counter).where(col(Counter.name) == name).values(value=value))
    return int(gone.rowcount)


def _row() -> ColumnElement[bool]:
    return tuple_(col(Change.xid), col(Change.seq))  # type: ignore[return-value]


def _as_row(place: _Place) -> ColumnElement[bool]:
    return tuple_(literal(place[0], Xid), literal(place[1]))  # type: ignore[return-value]


def _after(connection: Connection, place: _Place) -> Sequence[Row[*tuple[Any, ...]]]:
    wanted = select(
        col(Change.xid), col(Change.seq), col(Change.topic), col(Change.entity), col(Change.entity_id)
    )
    after = _readable(connection, wanted).where(_row() > _as_row(place))
    return connection.execute(after.order_by(col(Change.xid), col(Change.seq)).limit(PAGE)).all()


def _readable(connection: Connection, statement: Select) -> Select:  # type: ignore[type-arg]
    """What is committed and can have nothing before it that is not."""
    if connection.dialect.name != "postgresql":
        return statement
    return statement.where(col(Change.xid) < func.pg_snapshot_xmin(func.pg_current_snapshot(), type_=Xid))


def _now(connection: Connection) -> _Place:
    if connection.dialect.name == "postgresql":
        oldest = select(func.pg_snapshot_xmin(func.pg_current_snapshot(), type_=Xid))
        return int(connection.execute(oldest).scalar_one()), 0
    return 0, int(connection.execute(select(func.max(col(Change.seq)))).scalar() or 0)


def _pruned(connection: Connection) -> _Place:
    found = connection.execute(
        select(col(Counter.name), col(Counter.value)).where(col(Counter.name).in_(_PRUNED))
    )
    values = {row[0]: row[1] for row in found}
    return values.get(_PRUNED[0], 0), values.get(_PRUNED[1], 0)


def _read(position: str) -> _Place | None:
    xid, dot, seq = position.partition(".")
    return (int(xid), int(seq)) if dot and xid.isdecimal() and seq.isdecimal() else None


def _said(place: _Place) -> str:
    return f"{place[0]}.{place[1]}"


def _view(row: Row[*tuple[Any, ...]]) -> ChangeRow:
    _xid, seq, topic, entity, entity_id = row
    return ChangeRow(seq, topic, entity, entity_id)
