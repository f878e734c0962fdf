"""What the floor shows of what did not get out of the house."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that failed, is being tried again, or that nobody has sent."""

    message_id: int
    kind: str
    channel: str
    to: str
    """The service point or the customer it is for."""
    destination: str
    case_id: int | None
    case_number: str
    summary: str
    agent: str
    safety: bool
    since: datetime
    """When it was first tried, or should have been."""
    attempts: int
    last_error: str
    next_at: datetime | None
    """When it is tried again; None: never, it has failed."""
    dispatch_id: int | None
    late: bool
    """It waits for longer than the house allows."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """A service point that somebody must ring: of an offer, or that an offer is over."""

    dispatch_id: int
    ended: bool
    """It must hear that the offer is over; else of the offer itself."""
    point: str
    point_phone: str
    emergency_phone: str
    open: bool | None
    """None: hours unknown."""
    opens_at: datetime | None
    closes_at: datetime | None
    case_id: int
    case_number: str
    summary: str
    agent: str
    safety: bool
    since: datetime
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What waits for somebody, because it did not get out by itself."""

    house: bool
    """Everybody's; else one agent's."""
    undelivered: tuple[Undelivered, ...]
    to_tell: tuple[ToTell, ...]


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try to deliver a message."""

    at: datetime
    status: int | None
    milliseconds: int
    error: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """Figures for those who watch the house."""

    oldest_s: float
    """How long the oldest undelivered message has waited, in seconds."""
    undelivered: int
    to_tell: int
    late: int
    """How many of both wait for longer than the house allows."""


@dataclass(frozen=True, slots=True)
class StateView:
    """What an agent does, and since when."""

    state: str
    """A code of ``AgentState``."""
    reason: str | None
    since: datetime
