"""What the cases' room shows and takes: frozen models, standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from callcenter.cases.joint.views import LinkView, UndoView
from callcenter.i18n import Phrase, _


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """Where the item is."""

    text: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    home: bool = False
    """Where the customer lives: the store knows it exactly, however roughly it is shown."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What the agent typed of one issue: the form of the log."""

    kind: str
    description: str
    customer_id: int | None = None
    caller: str = ""
    """The number of the caller, as typed or sent; needed when there is no customer."""
    reporter: str = ""
    reporter_contact_id: int | None = None
    contact: str = ""
    contact_phone: str = ""
    contact_hours: str = ""
    item_id: int | None = None
    item_said: str = ""
    line: str = ""
    brand: str = ""
    """Line and brand of an item that isn't on file."""
    category: str = ""
    category_by: str = "chosen"
    """``suggested`` or ``chosen``."""
    safety_answer: str = ""
    priority: str = "normal"
    way: str = ""
    place: PlaceSaid = PlaceSaid()
    cover: str = ""
    cover_reason: str = ""
    cost_told: int | None = None
    """Hundredths of the store's currency."""
    cost_agreed: bool | None = None
    language: str = ""
    repeat_of_id: int | None = None
    call_id: int | None = None
    """The telephone call in which it was told; its number is the caller's where none is given."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A case that was just logged."""

    case_id: int
    number: str
    """As shown: 4821-7."""
    version: int
    state: str
    safety: bool
    dispatch_id: int | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A case of the same item that the agent should see before logging another."""

    case_id: int
    number: str
    summary: str
    description: str
    state: str
    category: str | None
    logged_at: datetime
    closed_at: datetime | None
    where: str
    same_fault: bool
    version: int


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event of a case."""

    event_id: int
    at: datetime
    who: str
    """The agent's or point's name; empty for the system."""
    what: Phrase
    words: str = ""
    of: str = ""
    """The number of the case on which it was said, where that is another one: merged or split."""
    is_erased: bool = False
    """Something was said, and its words were erased with the customer's personal data."""

    @property
    def said(self) -> str:
        """The words, or in the reader's language that they were erased."""
        return _("(erased)") if self.is_erased else self.words


@dataclass(frozen=True, slots=True)
class MoveView:
    """A move that is allowed now."""

    move: str
    to: str
    asks: tuple[str, ...] = ()
    """What its short form asks for: ``outcome``, ``reason``, ``expected_at`` ..."""


@dataclass(frozen=True, slots=True)
class PromiseView:
    """A promise, open, kept or missed."""

    promise_id: int
    what: str
    to_whom: str
    by_at: datetime
    agent: str
    state: str


@dataclass(frozen=True, slots=True)
class ClockView:
    """One of the two clocks: how much has run of how much."""

    kind: str
    elapsed: timedelta
    target: timedelta | None
    due_at: datetime | None
    """None while it stands still or has no target."""
    paused: bool


@dataclass(frozen=True, slots=True)
class DispatchView:
    """The live or last dispatch of a case."""

    dispatch_id: int
    version: int
    state: str
    point_id: int
    point: str
    point_phone: str | None
    way: str
    metres: float | None
    queued_at: datetime
    held_until: datetime
    delivered_at: datetime | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    told_whom: str | None
    decline_reason: str | None
    promised_at: datetime | None
    last_error: str | None = None
    """What the last attempt to deliver it met."""
    attempts: int = 0
    live: bool = True
    asked: int = 0
    """The how-manieth point of a round it is, where the system asked it."""
    asked_of: int = 0
    """How many are asked at most."""
    nobody: int = 0
    """How many were asked, where none of them took the case and it is with a person; else 0."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One thing that the customer was told by itself."""

    occasion: str
    """``routed``, ``appointment``, ``ready`` or ``closed``."""
    channel: str
    state: str
    """Of its message: ``waiting``, ``delivered``, ``failed`` ..."""
    at: datetime
    """When it left, or will."""


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """When a point expects the customer, or comes."""

    appointment_id: int
    point_id: int
    point: str
    from_at: datetime
    to_at: datetime
    state: str
    """``booked``, ``moved``, ``cancelled``, ``kept`` or ``missed``."""
    timezone: str
    """The point's."""

    @property
    def stands(self) -> bool:
        """Whether somebody is expected."""
        return self.state in ("booked", "moved")


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case, tracked."""

    case_id: int
    number: str
    version: int
    kind: str
    state: str
    summary: str
    description: str
    safety: bool
    safety_answer: str
    alarm_id: int | None
    """An alarm that nobody has acknowledged yet."""
    priority: str
    tier: str
    category: str | None
    customer_id: int | None
    customer: str
    caller: str
    """The caller's number, ready to read."""
    reporter: str
    contact: str
    contact_phone: str
    contact_hours: str
    language: str | None
    item_id: int | None
    item: str
    plate: str | None
    way: str | None
    place: PlaceSaid
    cover: str | None
    cover_reason: str
    cost_told: int | None
    cost_agreed: bool | None
    currency: str | None
    agent: str
    agent_id: int | None
    queue: str
    point_id: int | None
    where: str
    wait_for: str | None
    wait_reason: str
    logged_at: datetime
    due_at: datetime | None
    point_due_at: datetime | None
    expected_at: datetime | None
    received_at: datetime | None
    handed_back_at: datetime | None
    days_without: int | None
    told_at: datetime | None
    resolved_at: datetime | None
    outcome: str | None
    closed_at: datetime | None
    close_reason: str | None
    repeat_of: str | None
    reopened: int
    tries: int
    """Days on which the customer was tried in vain since it was resolved."""
    clocks: tuple[ClockView, ...] = ()
    dispatch: DispatchView | None = None
    timeline: tuple[TimelineRow, ...] = ()
    promises: tuple[PromiseView, ...] = ()
    moves: tuple[MoveView, ...] = ()
    undo_until: datetime | None = None
    """Until when the last move of this agent can be taken back."""
    links: tuple[LinkView, ...] = ()
    """The cases that belong to this one."""
    undo: UndoView | None = None
    """The newest link, merge or split, which undoing takes back."""
    asked: str = ""
    """The number that was asked for, where that case was merged into this one."""
    told_by: str = "told_by.off"
    """How its customer is told by itself, or why not: a code."""
    notices: tuple[NoticeView, ...] = ()
    appointment: AppointmentView | None = None


@dataclass(frozen=True, slots=True)
class MoveDetails:
    """What a move's short form was given; each move reads what it asks for."""

    reason: str = ""
    note: str = ""
    outcome: str = ""
    wait_for: str = ""
    close_reason: str = ""
    expected_at: datetime | None = None
    whom: str = ""
    work: str = ""
    cause: str = ""
    parts: str = ""
    km: int | None = None
    job_no: str = ""
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in a queue."""

    case_id: int
    number: str
    summary: str
    kind: str
    state: str
    safety: bool
    priority: str
    tier: str
    customer: str
    item: str
    where: str
    agent: str
    agent_id: int | None
    due_at: datetime | None
    expected_at: datetime | None
    logged_at: datetime
    version: int
    alarm: bool = False
    offer: str = ""
    """What ails its offer: ``failed``, ``to_tell`` (by phone), ``untold`` (not told in time), ``unanswered``,
    ``nobody`` (took it, and it is with a person); empty: nothing."""
    asked: int = 0
    """The how-manieth point is asked, where the system asked it; with ``nobody`` how many were."""
    asked_of: int = 0
    """How many are asked at most."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of a queue, in the queue's order: safety, then overdue, then by due."""

    scope: str
    """``mine``, ``team`` or ``all``."""
    rows: tuple[QueueRow, ...]
    after: str | None
    """The key of the next page; None at the end."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of the status line."""

    mine: int
    due_soon: int
    overdue: int
    alarms: int
    by_phone: int
    """Dispatches of mine that wait to be told by phone."""
    undelivered: int
    call_backs: int = 0
    unanswered: int = 0
    """Offers of mine whose point should have answered by now."""
    untaken: int = 0
    """Cases for a person, because nobody took them, or nobody told a point of an emergency in time.

    Mine; for a supervisor everybody's."""
    stuck: int = 0
    """Messages that wait for longer than the house allows, and points nobody rang in time; likewise."""
