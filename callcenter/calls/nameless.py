"""Calls of a sender that has no names for them (3CX): joined by number, agent and the time they began."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.calls.models import Call
from callcenter.calls.progress import began
from callcenter.calls.views import CallEvent
from callcenter.calls.words import Direction, EventType
from callcenter.store import counting

NEAR = timedelta(seconds=90)
"""How far apart two tellings of when the same call began may be."""
_COUNTER = "nameless_call"


def find(connection: Connection, event: CallEvent, e164: str | None, agent_id: int | None) -> str:
    """The name under which we keep the call that an event tells of, a new one where there is none yet.

    Args:
        connection: of a ``store.write()``; others who tell such calls wait until it ends.
        event: without a ``call_id``.
        e164: its number, where it is a whole one.
        agent_id: whom it names.
    """
    (fresh,) = counting.take(connection, _COUNTER, 1, 1)
    if not event.number:
        return str(fresh)
    start = began(event)
    number = col(Call.number) == event.number if e164 is None else col(Call.e164) == e164
    near = connection.execute(
        select(col(Call.call_id), col(Call.agent_id), col(Call.ringing_at), col(Call.ended_at)).where(
            number,
            col(Call.source) == event.source,
            col(Call.direction) == Direction(event.direction),
            col(Call.ringing_at).between(start - NEAR, start + NEAR),
        )
    )
    fitting = [row for row in near if _may_be(row, event, agent_id)]
    nearest = min(fitting, key=lambda row: abs(row.ringing_at - start), default=None)
    return str(fresh) if nearest is None else str(nearest.call_id)


def _may_be(row: Any, event: CallEvent, agent_id: int | None) -> bool:
    """Not another agent's, and not one that was over before this one began."""
    others = agent_id is not None and row.agent_id not in (None, agent_id)
    over = row.ended_at is not None and (event.type == EventType.RINGING or row.ended_at < began(event))
    return not others and not over
