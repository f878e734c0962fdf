"""What the outbox tells others: frozen values, standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callcenter.outbox.words import Channel, MessageState


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that somebody holds in order to send it."""

    message_id: int
    idempotency_key: str
    destination: str
    kind: str
    body: dict[str, Any]
    about: str
    about_id: int
    attempts: int
    """Made before this one."""
    holder: str = ""
    channel: Channel = Channel.WEBHOOK


@dataclass(frozen=True, slots=True)
class Put:
    """A message as it was written."""

    channel: Channel
    destination: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What one attempt to send brought."""

    status: int | None
    """The HTTP status, of an e-mail the SMTP code; None where no answer came."""
    error: str | None
    """Why it failed, in English for the log; None when it arrived."""
    milliseconds: int
    retry_after: timedelta | None = None
    """How long the receiver asks to be left alone."""
    final: bool = False
    """Trying again makes no sense: a mail server refused for good."""

    @property
    def ok(self) -> bool:
        """Whether the receiver has it."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, for those who know what it is about."""

    message_id: int
    kind: str
    about: str
    about_id: int
    destination: str
    state: MessageState
    attempts: int
    next_at: datetime | None
    """When it is tried again; None: never."""
    error: str | None
    arrived: bool
    """Whether this attempt reached the receiver, whatever had become of the message meanwhile."""
    gone: bool = False
    """The receiver says that nobody listens there any more (410)."""
    stale: bool = False
    """It was withdrawn or settled by somebody else while it was being sent."""
