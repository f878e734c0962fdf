"""What agents are doing, as intervals: the open one is what they do now.

States come from the telephone system, or from the console; a state told again changes nothing, and what is
told late moves nothing back.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy import Row as SqlRow
from sqlmodel import col

from callcenter.floor.models import AgentStateInterval, QueueMember
from callcenter.floor.views import StateView
from callcenter.floor.words import AgentState
from callcenter.people.models import Agent
from callcenter.store import events
from callcenter.store.adding import add


def record(
    connection: Connection, agent_id: int, state: AgentState, reason: str | None, at: datetime
) -> bool:
    """Write down what an agent does from now on; whether that is news.

    Args:
        connection: of a ``store.write()``.
        agent_id: who.
        state: what.
        reason: of a pause, as the telephone system has it.
        at: since when; before what is known already, it is no news.
    """
    _hold(connection, agent_id)
    now = _open(connection, agent_id)
    if now is not None and ((now.state, now.reason) == (state, reason) or now.from_at > at):
        return False
    if now is not None:
        ended = update(AgentStateInterval).where(col(AgentStateInterval.id) == now.id)
        connection.execute(ended.values(to_at=at))
    row = {"agent_id": agent_id, "state": state, "reason": reason, "from_at": at}
    add(connection, AgentStateInterval, row)
    events.changed(connection, at, "agent", agent_id, topic="floor")
    return True


def current(connection: Connection, agent_id: int) -> StateView | None:
    """What an agent does now; None where nobody ever told."""
    row = _open(connection, agent_id)
    return None if row is None else StateView(row.state.value, row.reason, row.from_at)


def put_into(connection: Connection, agent_id: int, queues: Iterable[str], at: datetime) -> None:
    """Write down which of the telephone system's queues an agent is in from now on.

    Args:
        connection: of a ``store.write()``.
        agent_id: who.
        queues: all of them, as the telephone system calls them.
        at: since when.
    """
    _hold(connection, agent_id)
    mine = (col(QueueMember.agent_id) == agent_id, col(QueueMember.to_at).is_(None))
    has = set(connection.execute(select(col(QueueMember.queue)).where(*mine)).scalars())
    wanted = set(queues)
    if has - wanted:
        left = update(QueueMember).where(*mine, col(QueueMember.queue).in_(sorted(has - wanted)))
        connection.execute(left.values(to_at=at))
    rows = [{"agent_id": agent_id, "queue": queue, "from_at": at} for queue in sorted(wanted - has)]
    if rows:
        connection.execute(insert(QueueMember), rows)


def in_queues(connection: Connection) -> set[int]:
    """The agents who are in any queue of the telephone system now."""
    open_ones = select(col(QueueMember.agent_id)).where(col(QueueMember.to_at).is_(None)).distinct()
    return set(connection.execute(open_ones).scalars())


def _open(
    connection: Connection, agent_id: int
) -> SqlRow[int | None, AgentState, str | None, datetime] | None:
    return connection.execute(
        select(
            col(AgentStateInterval.id), col(AgentStateInterval.state), col(AgentStateInterval.reason),
            col(AgentStateInterval.from_at),
        )
        .where(col(AgentStateInterval.agent_id) == agent_id, col(AgentStateInterval.to_at).is_(None))
        .order_by(col(AgentStateInterval.from_at).desc(), col(AgentStateInterval.id).desc())
        .limit(1)
    ).first()  # fmt: skip


def _hold(connection: Connection, agent_id: int) -> None:
    """On PostgreSQL, whoever else writes on this agent's time waits until this write ends."""
    lock = select(col(Agent.id)).where(col(Agent.id) == agent_id)
    connection.execute(lock.with_for_update(key_share=True))
