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

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)
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
    return _said(_ends(connection)[1])


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
    pruned, now = _ends(connection)
    if place is None or place < pruned or (not rows and place > now):
        return News(_said(now), everything=True)
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


# Made once: every console asks these every second, and after every poke.
_XMIN = func.pg_snapshot_xmin(func.pg_current_snapshot(), type_=Xid)
_COLUMNS = select(
    col(Change.xid), col(Change.seq), col(Change.topic), col(Change.entity), col(Change.entity_id)
).limit(PAGE)
_AFTER = _COLUMNS.where(
    col(Change.xid) < _XMIN,
    tuple_(col(Change.xid), col(Change.seq)) > tuple_(bindparam("xid", type_=Xid), bindparam("seq")),
).order_by(col(Change.xid), col(Change.seq))
# By the number alone: SQLite uses no index for both together, and would look through all that is kept.
_AFTER_IN_FILE = _COLUMNS.where(col(Change.seq) > bindparam("seq")).order_by(col(Change.seq))
_PRUNED_XID, _PRUNED_SEQ = (
    select(col(Counter.value)).where(col(Counter.name) == name).scalar_subquery() for name in _PRUNED
)
_ENDS = select(_PRUNED_XID, _PRUNED_SEQ, _XMIN)
_ENDS_IN_FILE = select(_PRUNED_XID, _PRUNED_SEQ, select(func.max(col(Change.seq))).scalar_subquery())


def _after(connection: Connection, place: _Place) -> Sequence[Row[*tuple[Any, ...]]]:
    if connection.dialect.name == "postgresql":
        return connection.execute(_AFTER, {"xid": place[0], "seq": place[1]}).all()
    return connection.execute(_AFTER_IN_FILE, {"seq": place[1]}).all()


def _readable(connection: Connection, statement: Select) -> Select:  # type: ignore[type-arg]
    """What is committed and can have nothing before it that is not."""
    if connection.dialect.name != "postgresql":
        return statement
    return statement.where(col(Change.xid) < _XMIN)


def _ends(connection: Connection) -> tuple[_Place, _Place]:
    """The last change that was thrown away, and where the feed is now."""
    if connection.dialect.name == "postgresql":
        xid, seq, now = connection.execute(_ENDS).one()
        return (xid or 0, seq or 0), (now, 0)
    xid, seq, newest_seq = connection.execute(_ENDS_IN_FILE).one()
    return (xid or 0, seq or 0), (0, newest_seq or 0)


def _read(position: str) -> _Place | None:
    xid, dot, seq = position.partition(".")
    return (int(xid), int(seq)) if dot and xid.isdecimal() and seq.isdecimal() else None


def _said(place: _Place) -> str:
    return f"{place[0]}.{place[1]}"


def _view(row: Row[*tuple[Any, ...]]) -> ChangeRow:
    _xid, seq, topic, entity, entity_id = row
    return ChangeRow(seq, topic, entity, entity_id)
