"""What an agent is shown of a call that rings; standard library only."""

from dataclasses import dataclass
from datetime import datetime

from callcenter.i18n import Phrase


@dataclass(frozen=True, slots=True)
class Ringer:
    """Somebody whom a ringing number may belong to."""

    customer_id: int
    name: str
    latin: str = ""
    contact: str = ""
    """Who rings for them: a driver, a spouse."""
    why: Phrase | None = None
    """Why it may be them; None: the call is tied to them."""


@dataclass(frozen=True, slots=True)
class RingCase:
    """The open case that a caller most likely rings about."""

    case_id: int
    number: str
    """As shown: 4821-7."""
    summary: str
    state: str
    safety: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A call that rings for an agent, or that goes on with them."""

    call_id: int
    state: str
    """``ringing`` or ``answered``."""
    caller: str
    """The other party's number; empty where it is withheld."""
    who: tuple[Ringer, ...] = ()
    """The one customer, or the candidates; empty for a number that nobody on file has."""
    cases: int = 0
    """Open cases of all of them."""
    case: RingCase | None = None
    """The most urgent of these."""
    queue: str = ""
    since: datetime
    mine: bool = False
    """The telephone system rings this agent, or this agent took it; else it rings for whoever takes it."""


@dataclass(frozen=True, slots=True)
class TakenCall:
    """A call that an agent has taken."""

    call_id: int
    customer_id: int | None
    case_id: int | None
