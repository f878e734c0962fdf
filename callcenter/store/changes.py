"""Reading the change feed: what happened since a console last looked."""

from sqlalchemy import Connection, func, select
from sqlmodel import col

from callcenter.store.models import Change
from callcenter.store.views import ChangeRow

PAGE = 500


def latest(connection: Connection) -> int:
    """The number of the newest change; 0 in a fresh store."""
    return int(connection.execute(select(func.max(col(Change.seq)))).scalar() or 0)


def since(connection: Connection, seq: int) -> tuple[ChangeRow, ...]:
    """At most ``PAGE`` changes after ``seq``, oldest first."""
    rows = connection.execute(
        select(col(Change.seq), col(Change.topic), col(Change.entity), col(Change.entity_id))
        .where(col(Change.seq) > seq)
        .order_by(col(Change.seq))
        .limit(PAGE)
    )
    return tuple(ChangeRow(seq or 0, topic, entity, entity_id) for seq, topic, entity, entity_id in rows)
