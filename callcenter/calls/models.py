"""Tables of telephone calls."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text

from callcenter.calls.words import CallState, Direction
from callcenter.store.columns import Row, code, key, plain, ref

OPEN = text("ended_at IS NULL")
"""Which calls go on, to the letter the predicate of their index."""
UNDONE = text("done_at IS NULL")
"""Which dials something may still come of; the same."""
UNCARED = text("state = 'missed' AND done_at IS NULL")
"""Which calls were missed and nobody said "done", likewise."""
STANDS = text("done_at IS NULL")
"""Which call-backs nobody has made, likewise."""


class Call(Row, table=True):
    """One telephone call, as its source tells it; upserted by (source, call id)."""

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("source", "call_id"),
        Index("ix_call_agent_id_ringing_at", "agent_id", "ringing_at"),
        Index("ix_call_customer_id_ringing_at", "customer_id", "ringing_at"),
        Index("ix_call_ringing_at_id", "ringing_at", "id"),
        Index("ix_call_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_call_case_id", "case_id"),
        Index("ix_call_missed", "ringing_at", "id", sqlite_where=UNCARED, postgresql_where=UNCARED),
    )

    id: int | None = key()
    source: str = plain()
    call_id: str = plain()
    direction: Direction = code(Direction)
    state: CallState = code(CallState)
    number: str | None = plain(optional=True)
    e164: str | None = plain(optional=True, index=True)
    queue_id: int | None = ref("queue.id", optional=True)
    agent_id: int | None = ref("agent.id", optional=True)
    customer_id: int | None = ref("customer.id", optional=True)
    case_id: int | None = ref("case.id", optional=True)
    queued_at: datetime | None = None
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    cause: str | None = plain(optional=True)
    done_at: datetime | None = None
    """When somebody said that a missed call needs no call back any more."""


class WrapUp(Row, table=True):
    """What came of a call, and the stretch it took to note it."""

    __tablename__ = "wrap_up"

    id: int | None = key()
    call_id: int = ref("call.id", index=True)
    agent_id: int = ref("agent.id")
    code: str | None = plain(optional=True)
    note: str | None = None
    from_at: datetime
    to_at: datetime | None = None


class CallBack(Row, table=True):
    """A promise to ring somebody at a time, by one agent or anyone."""

    __tablename__ = "call_back"
    __table_args__ = (
        Index("ix_call_back_done_at_at", "done_at", "at"),
        Index("ix_call_back_customer_id", "customer_id"),
        Index("ix_call_back_case_id", "case_id"),
        Index("ix_call_back_open_number", "number", sqlite_where=STANDS, postgresql_where=STANDS),
    )

    id: int | None = key()
    at: datetime
    number: str = plain()
    customer_id: int | None = ref("customer.id", optional=True)
    case_id: int | None = ref("case.id", optional=True)
    agent_id: int | None = ref("agent.id", optional=True)
    note: str | None = None
    done_at: datetime | None = None
    kind: str | None = plain(optional=True)
    made_at: datetime | None = None
    made_by: int | None = ref("agent.id", optional=True)
    taken_at: datetime | None = None
    """Since when somebody rings them, so that nobody else does."""
    taken_by: int | None = ref("agent.id", optional=True)
    done_by: int | None = ref("agent.id", optional=True)
    code: str | None = plain(optional=True)
    said: str | None = None
    """What came of it."""


class Dial(Row, table=True):
    """An agent's wish to ring a number, which whoever talks to the telephone system takes."""

    __tablename__ = "dial"
    __table_args__ = (
        Index("ix_dial_undone", "id", sqlite_where=UNDONE, postgresql_where=UNDONE),
        Index("ix_dial_customer_id", "customer_id"),
        Index("ix_dial_case_id", "case_id"),
        Index("ix_dial_asked_at", "asked_at"),
    )

    id: int | None = key()
    agent_id: int = ref("agent.id")
    extension: str = plain()
    """Whose telephone rings first."""
    number: str = plain()
    """E.164."""
    customer_id: int | None = ref("customer.id", optional=True)
    case_id: int | None = ref("case.id", optional=True)
    asked_at: datetime
    taken_at: datetime | None = None
    sent_at: datetime | None = None
    """When the telephone system was told."""
    done_at: datetime | None = None
    failed: str | None = plain(optional=True)
    """Why it came to nothing, a code of ``DialFailure``; with ``done_at`` and without this it came off."""
