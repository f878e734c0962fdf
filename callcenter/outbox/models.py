"""Tables of what must leave and of each attempt."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text

from callcenter.outbox.words import Channel, MessageState
from callcenter.store.columns import Row, code, data, key, number, plain, ref

FAILED = text("state = 'failed' AND settled_at IS NULL")
"""What could not be delivered and nobody has seen to, to the letter the predicate of the partial index."""


class Message(Row, table=True):
    """One message to the outside; written in the transaction of its cause."""

    __tablename__ = "message"
    __table_args__ = (
        Index(
            "ix_message_due",
            "next_at",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_message_about_about_id", "about", "about_id"),
        Index(
            "ix_message_leased",
            "leased_until",
            sqlite_where=text("leased_until IS NOT NULL"),
            postgresql_where=text("leased_until IS NOT NULL"),
        ),
        Index("ix_message_failed", "id", sqlite_where=FAILED, postgresql_where=FAILED),
    )

    id: int | None = key()
    idempotency_key: str = plain(unique=True)
    channel: Channel = code(Channel)
    destination: str
    kind: str = plain()
    """What the receiver reads it as: ``dispatch.offered``, ``dispatch.withdrawn``."""
    body: dict[str, Any] = data()
    about: str = plain()
    about_id: int = number()
    state: MessageState = code(MessageState, default=MessageState.WAITING)
    made_at: datetime
    next_at: datetime
    """Not sent before this; moved on by each failed attempt."""
    attempts: int = 0
    leased_until: datetime | None = None
    holder: str | None = plain(optional=True)
    last_error: str | None = None
    done_at: datetime | None = None
    settled_at: datetime | None = None
    """When a person saw to it, or it no longer mattered, though it was not delivered."""


class LanePause(Row, table=True):
    """A receiver asked for patience: nothing is sent on its lane before."""

    __tablename__ = "lane_pause"

    lane: str = plain(primary_key=True)
    """A web address of a point; ``email`` or ``sms``."""
    until: datetime


class Attempt(Row, table=True):
    """One try to deliver a message."""

    __tablename__ = "attempt"

    id: int | None = key()
    message_id: int = ref("message.id", index=True)
    at: datetime
    status: int | None = None
    """The HTTP status, where one came."""
    milliseconds: int = 0
    error: str | None = None
