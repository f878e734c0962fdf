"""What the dispatch room shows and takes."""

from dataclasses import dataclass
from datetime import date, datetime

from callcenter.i18n import Phrase


@dataclass(frozen=True, slots=True)
class Wish:
    """What a point must be able to do: the question that routing answers."""

    way: str = ""
    """Empty: any way."""
    lat: float | None = None
    lon: float | None = None
    skill: str = ""
    brand: str = ""
    authorised: bool = False
    """Whether warranty or recall pays, so that only an authorised point may."""
    line: str = ""
    item_id: int | None = None
    category: str = ""
    language: str = ""
    safety: bool = False
    usual_point_id: int | None = None
    exclude: tuple[int, ...] = ()
    """Points that declined or let this round expire."""
    placed_by: str = ""
    """``geocoder`` where only it could tell where that is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One point in the ranked list, with its reasons."""

    point_id: int
    external_id: str | None
    name: str
    city: str
    address: str
    phone: str | None
    metres: float | None
    open: bool | None
    """None: hours unknown."""
    opens_at: datetime | None
    closes_at: datetime | None
    room: int | None
    """Jobs it can still take on ``work_on``; None: not limited."""
    capacity: int | None
    work_on: date
    """The day of the work: today, or the next day it is open and has room."""
    matches: tuple[Phrase, ...]
    """What fits: the skill, the brand, authorised ..."""
    reasons: tuple[Phrase, ...]
    """Why it stands where it stands: ``reason.nearest``, ``reason.usual`` ..."""
    cause: Phrase | None = None
    """On rejected ones: why not (``cause.not_authorised``, ``cause.full_until`` ...)."""
    timezone: str = "UTC"
    has_webhook: bool = False
    has_email: bool = False
    emergency_phone: str | None = None
    by_road: bool | None = None
    """Whether ``metres`` is by road, or only about right; None: there is no routing service."""
    minutes: int | None = None
    """How long it takes by road."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer of routing: who can take it, best first, and who can't and why."""

    rows: tuple[Candidate, ...]
    rejected: tuple[Candidate, ...]
    """Nearer or usual ones that may not, nearest first."""
    place_unknown: bool = False
    at: datetime | None = None
    note: Phrase | None = None
    """What must be known of the list as a whole."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which a point can see somebody."""

    from_at: datetime
    to_at: datetime


@dataclass(frozen=True, slots=True)
class Slots:
    """The free times of a point, in order."""

    point_id: int
    point: str
    timezone: str
    """The point's, on whose clock people come."""
    hours_known: bool
    """Without hours there are no times: ring the point."""
    rows: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The point the agent sends to."""

    point_id: int
    proposal: Proposal
    override: str = ""
    """An override reason's code when it isn't the first."""
    override_note: str = ""
    from_at: datetime | None = None
    """When the appointment begins that is booked with it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A dispatch that was just written."""

    dispatch_id: int
    version: int
    case_version: int
    state: str
    held_until: datetime


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What to say to the caller, in the caller's language."""

    case_id: int
    number: str
    text: str
    """One paragraph."""
    language: str
    by_phone: bool
    """Whether the point must still be told by phone."""
    dispatch_id: int | None
    held_until: datetime | None
