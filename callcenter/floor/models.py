"""Tables of the floor: states as intervals, and service levels a queue sets for itself."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint

from callcenter.floor.words import AgentState
from callcenter.store.columns import Row, code, key, plain, ref


class AgentStateInterval(Row, table=True):
    """One stretch of one agent state."""

    __tablename__ = "agent_state"
    __table_args__ = (Index("ix_agent_state_agent_id_from_at", "agent_id", "from_at"),)

    id: int | None = key()
    agent_id: int = ref("agent.id")
    state: AgentState = code(AgentState)
    reason: str | None = plain(optional=True)
    from_at: datetime
    to_at: datetime | None = None


class QueueMember(Row, table=True):
    """One stretch in which the telephone system gave an agent the calls of one of its queues."""

    __tablename__ = "queue_member"
    __table_args__ = (Index("ix_queue_member_agent_id_from_at", "agent_id", "from_at"),)

    id: int | None = key()
    agent_id: int = ref("agent.id")
    queue: str = plain()
    """As the telephone system calls it."""
    from_at: datetime
    to_at: datetime | None = None


class ServiceLevel(Row, table=True):
    """A queue's own target, before the settings' ones."""

    __tablename__ = "service_level"
    __table_args__ = (UniqueConstraint("queue_id", "priority", "tier"),)

    id: int | None = key()
    queue_id: int = ref("queue.id")
    priority: str = plain()
    tier: str = plain(default="standard")
    answer_seconds: int | None = None
    first_seconds: int | None = None
    resolve_seconds: int | None = None
