"""What a telephone system tells, and what the calls' room shows; standard library only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One thing that a telephone system told of one call: what every sender's own form becomes."""

    source: str
    """Which kind of sender: ``zammad``, ``3cx``, ``sipgate`` ..."""
    call_id: str
    """The sender's name of the call; empty where the sender has none (it is joined by number and time)."""
    type: str
    """A code of ``EventType``."""
    direction: str
    """A code of ``Direction``."""
    number: str = ""
    """The other party's number as the sender writes it; empty where it is withheld."""
    at: datetime
    """When it happened, aware UTC: as told by the sender, else when it arrived."""
    queue: str = ""
    agent: str = ""
    """Our side: an extension, a login or a number; empty where several ring."""
    cause: str = ""
    """A code of ``Cause``, for the end of a call."""
    started_at: datetime | None = None
    """When the call began to ring, where the end of a call tells it."""
    talk_s: float | None = None
    """Seconds talked, where the end of a call tells it; None: nobody answered, or it isn't told."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call in the list of calls."""

    call_id: int
    direction: str
    state: str
    caller: str
    """The other party's number; empty where it is withheld."""
    customer_id: int | None
    customer: str
    agent: str
    queue: str
    ringing_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class CallPage:
    """A stretch of the list of calls."""

    rows: tuple[CallRow, ...]
    after: str | None = None
    """The key of the next page; None: there is none."""


@dataclass(frozen=True, slots=True)
class CallerFound:
    """Whom an exact number belongs to, for the telephone system's own display."""

    customer_id: int
    external_id: str | None
    name: str
    e164: str
