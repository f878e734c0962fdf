"""Ending the calls whose end nobody told: a telephone system restarted, or sent no hang-up."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, and_, or_, select, update
from sqlmodel import col

from callcenter.calls import dialling
from callcenter.calls.models import Call
from callcenter.calls.progress import Progress
from callcenter.calls.words import Cause
from callcenter.store import events
from callcenter.store.events import SYSTEM

LONGEST_RING = timedelta(minutes=5)
LONGEST_TALK = timedelta(hours=8)
_A_TURN = 100


def _silent(connection: Connection, now: datetime) -> Select[int | None]:
    rang = and_(col(Call.answered_at).is_(None), col(Call.ringing_at) < now - LONGEST_RING)
    if dialling.is_manned(connection, now):  # a caller may wait in a queue for longer, and is heard of
        rang = and_(rang, col(Call.source) != dialling.MANAGED)
    talked = col(Call.answered_at) < now - LONGEST_TALK
    return select(col(Call.id)).where(col(Call.ended_at).is_(None), or_(rang, talked)).order_by(col(Call.id))


def anything(connection: Connection, now: datetime) -> bool:
    """Whether a call was silent for too long: asked in a ``store.read()``, as most turns find none."""
    return connection.execute(_silent(connection, now).limit(1)).first() is not None


def reap(connection: Connection, now: datetime) -> int:
    """End the calls that ring for more than five minutes or talk for more than eight hours.

    Args:
        connection: of a ``store.write()``.
        now: the time, which is when they end as far as anybody knows.

    Returns:
        How many, at most a hundred a turn.
    """
    ids = (
        connection.execute(_silent(connection, now).limit(_A_TURN).with_for_update(skip_locked=True))
        .scalars()
        .all()
    )
    for call_id in ids:
        _lose(connection, call_id or 0, now)
    return len(ids)


def _lose(connection: Connection, call_id: int, now: datetime) -> None:
    row = connection.execute(
        select(col(Call.direction), col(Call.ringing_at), col(Call.answered_at)).where(
            col(Call.id) == call_id
        )
    ).one()
    state = Progress(row.ringing_at, row.answered_at, now, Cause.LOST).state(row.direction)
    lost = {"ended_at": now, "cause": Cause.LOST.value, "state": state}
    connection.execute(update(Call).where(col(Call.id) == call_id).values(**lost))
    said = {"direction": row.direction.value, "cause": Cause.LOST.value}
    events.record(connection, SYSTEM, now, f"call.{state}", "call", call_id, params=said)
