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
    case_id: int | None = None
    case_number: str = ""
    """As people say it."""
    code: str = ""
    """What came of it, a code of ``WrapUpCode``; empty: nobody said."""
    note: str = ""
    to_do: bool = False
    """Missed, and nobody talked with that number since, or said that it is done."""
    call_back_at: datetime | None = None
    """When that number is to be called back."""
    do_not_call: bool = False
    phone_text: str = ""
    """The number, ready to read."""


@dataclass(frozen=True, slots=True)
class CallPage:
    """A stretch of the list of calls."""

    rows: tuple[CallRow, ...]
    after: str | None = None
    """The key of the next page; None: there is none."""


@dataclass(frozen=True, slots=True)
class CallBackRow:
    """Somebody who is to be called back."""

    call_back_id: int
    at: datetime
    caller: str
    """The number to ring."""
    customer_id: int | None
    customer: str
    case_id: int | None
    case_number: str
    agent_id: int | None
    """Whose it is; None: anyone's."""
    agent: str
    kind: str
    """A code of ``CallBackKind``."""
    note: str
    made_by: str
    """The agent who promised it; empty: nobody at a keyboard."""
    taken_by_id: int | None
    taken_by: str
    """Who rings them just now."""
    do_not_call: bool
    phone_text: str
    """The number, ready to read."""


@dataclass(frozen=True, slots=True)
class CallBackPage:
    """A stretch of the list of call-backs."""

    rows: tuple[CallBackRow, ...]
    after: str | None = None
    """The key of the next page; None: there is none."""


@dataclass(frozen=True, slots=True)
class CallBackMade:
    """A call-back that was just made."""

    call_back_id: int
    do_not_call: bool
    """Whether the customer wants no calls: say so."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What an agent tells of a call that no telephone system told of."""

    number: str = ""
    direction: str = "in"
    """A code of ``Direction``."""
    code: str = "other"
    """A code of ``WrapUpCode``."""
    note: str = ""
    customer_id: int | None = None
    case_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """Whom an agent wants to ring, by whatever the screen knows of them."""

    number: str = ""
    """As typed; a masked one is looked up by the rest."""
    phone_id: int | None = None
    """A number on the card."""
    call_id: int | None = None
    call_back_id: int | None = None
    case_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class CalleeView:
    """What is to be known before somebody is rung."""

    caller: str
    """The number."""
    phone_text: str
    """The number, ready to read."""
    customer: str
    do_not_call: bool


@dataclass(frozen=True, slots=True)
class CallerFound:
    """Whom an exact number belongs to, for the telephone system's own display."""

    customer_id: int
    external_id: str | None
    name: str
    e164: str


@dataclass(frozen=True, slots=True)
class Dialled:
    """How a number is rung."""

    way: str
    """``telephone``: the agent's own will ring; ``clipboard``: the agent dials."""
    number: str
    """E.164 where it is whole, else as it was given."""
    dial_id: int | None = None
    """What ``dial_outcome`` takes, where a telephone rings."""
    extension: str | None = None
    """Whose telephone rings."""


@dataclass(frozen=True, slots=True)
class DialOutcome:
    """What has come of a dial so far."""

    dial_id: int
    number: str
    state: str
    """A code of ``DialState``; in words ``dial_state.*``."""
    failed: str | None
    """A code of ``DialFailure``, in words ``dial_failure.*``; None unless it failed."""


@dataclass(frozen=True, slots=True)
class DialOrder:
    """A dial, as whoever talks to the telephone system takes it."""

    dial_id: int
    extension: str
    number: str
