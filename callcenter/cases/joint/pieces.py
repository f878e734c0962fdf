"""What hangs on a case and may go over to another one: chasers, promises, tries, alarms not yet seen."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, select, update
from sqlmodel import col

from callcenter.cases.models import Alarm, Chaser, ContactTry, Promise
from callcenter.cases.words import PromiseState

Ids = dict[str, list[int]]
"""By kind: ``chasers``, ``promises``, ``tries``, ``alarms``."""

_TABLES: Mapping[str, type[Chaser] | type[Promise] | type[ContactTry] | type[Alarm]] = {
    "chasers": Chaser,
    "promises": Promise,
    "tries": ContactTry,
    "alarms": Alarm,
}
_STILL_OPEN: Mapping[str, ColumnElement[bool]] = {
    "promises": col(Promise.state) == PromiseState.OPEN,
    "alarms": col(Alarm.acknowledged_at).is_(None),
}
"""What was settled stays where it was settled."""


def of_case(connection: Connection, case_id: int) -> Ids:
    """What would go over when a case is merged: what somebody asked, and what must still be kept or seen."""
    found: Ids = {}
    for kind, table in _TABLES.items():
        wanted = [col(table.case_id) == case_id]
        if kind in _STILL_OPEN:
            wanted.append(_STILL_OPEN[kind])
        rows = connection.execute(select(col(table.id)).where(*wanted).order_by(col(table.id)))
        found[kind] = [int(row_id or 0) for row_id in rows.scalars()]
    return found


def move(connection: Connection, ids: Mapping[str, Sequence[int]], from_id: int, to_id: int) -> None:
    """Put pieces that are on one case onto another; kinds of other rooms are left alone.

    Args:
        connection: of a ``store.write()`` that has locked both cases.
        ids: by kind.
        from_id: where they are; what is elsewhere by now stays there.
        to_id: where they go.
    """
    for kind, table in _TABLES.items():
        if wanted := list(ids.get(kind, ())):
            connection.execute(
                update(table)
                .where(col(table.id).in_(wanted), col(table.case_id) == from_id)
                .values(case_id=to_id)
            )
