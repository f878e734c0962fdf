"""Tables of cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, or_, text
from sqlmodel import col

from callcenter.cases.words import (
    CaseKind,
    CaseState,
    CloseReason,
    Cover,
    Outcome,
    Priority,
    PromiseState,
    WaitFor,
    Way,
)
from callcenter.store.columns import Row, amount, code, data, key, plain, ref

OPEN = text("closed_at IS NULL")
"""What open means, to the letter the predicate of the partial indexes."""


class Case(Row, table=True):
    """One problem, from the ring to the closed case."""

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_open_queue", "queue_id", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_case_open_agent", "agent_id", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_case_open_due", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_case_open_safety", "safety", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_case_customer_id_logged_at", "customer_id", "logged_at"),
        Index("ix_case_item_id_logged_at", "item_id", "logged_at"),
        Index("ix_case_point_id", "point_id"),
        Index("ix_case_caller_e164", "caller_e164"),
    )

    id: int | None = key()
    external_id: str | None = plain(optional=True)
    number: str = plain(unique=True)
    """The case number people say: a counter and a Damm digit."""
    kind: CaseKind = code(CaseKind)
    state: CaseState = code(CaseState, default=CaseState.NEW)
    before_wait: str | None = plain(optional=True)
    """The state to go back to after waiting."""
    summary: str
    """One line: the category, or the first words of the description."""
    description: str

    customer_id: int | None = ref("customer.id", optional=True)
    """None: logged with nothing but a number."""
    caller_e164: str | None = plain(optional=True)
    caller_raw: str | None = None
    reporter: str | None = None
    reporter_contact_id: int | None = ref("contact.id", optional=True)
    contact: str | None = None
    """Who is on the spot."""
    contact_phone: str | None = None
    contact_hours: str | None = None
    language: str | None = plain(optional=True)
    """The caller's language, for the read-back."""
    tier: str = plain(default="standard")

    item_id: int | None = ref("item.id", optional=True)
    item_said: str | None = None
    """An item not on file, as the caller named it."""
    line: str | None = plain(optional=True)
    brand: str | None = None
    category: str | None = plain(optional=True)
    """A taxonomy code: ``engine.stalls``."""
    category_by: str | None = plain(optional=True)
    """``suggested`` or ``chosen``."""
    safety: bool = False
    safety_answer: str | None = None
    priority: Priority = code(Priority, default=Priority.NORMAL)
    way: Way | None = code(Way, optional=True)
    place: str | None = None
    """Where the item is, as said: an address or a city."""
    place_city: str | None = None
    place_postcode: str | None = None
    place_country: str | None = plain(optional=True)
    place_lat: float | None = None
    place_lon: float | None = None

    cover: Cover | None = code(Cover, optional=True)
    cover_reason: str | None = None
    cover_agent_id: int | None = ref("agent.id", optional=True)
    cost_told: int | None = amount()
    """In hundredths of ``currency``, as told to the caller."""
    cost_agreed: bool | None = None
    currency: str | None = plain(optional=True)

    queue_id: int | None = ref("queue.id", optional=True)
    agent_id: int | None = ref("agent.id", optional=True)
    point_id: int | None = ref("service_point.id", optional=True)
    """The point that has it, or was offered it last."""
    repeat_of_id: int | None = ref("case.id", optional=True)
    reopened: int = 0

    logged_at: datetime
    rang_at: datetime | None = None
    """Since when our clock runs, where that is earlier than the log: it was split off another case."""
    due_at: datetime | None = None
    """When the customer's clock runs out; None while it stands still."""
    point_due_at: datetime | None = None
    expected_at: datetime | None = None
    received_at: datetime | None = None
    handed_back_at: datetime | None = None
    told_at: datetime | None = None
    """When the read-back was told to the caller."""
    resolved_at: datetime | None = None
    outcome: Outcome | None = code(Outcome, optional=True)
    closed_at: datetime | None = None
    close_reason: CloseReason | None = code(CloseReason, optional=True)
    changed_by: str | None = None
    version: int = 1


def not_merged() -> ColumnElement[bool]:
    """The condition that a case is one of its own: not one that was logged twice and goes on as another."""
    reason = col(Case.close_reason)
    return or_(reason.is_(None), reason != CloseReason.MERGED)


class CaseWait(Row, table=True):
    """One stretch of waiting; the clocks are computed from these."""

    __tablename__ = "case_wait"

    id: int | None = key()
    case_id: int = ref("case.id", index=True)
    wait_for: WaitFor = code(WaitFor)
    reason: str | None = None
    from_at: datetime
    to_at: datetime | None = None


class Promise(Row, table=True):
    """What was promised, to whom, by when, by whom, kept or missed."""

    __tablename__ = "promise"
    __table_args__ = (Index("ix_promise_state_by_at", "state", "by_at"),)

    id: int | None = key()
    case_id: int | None = ref("case.id", optional=True, index=True)
    customer_id: int | None = ref("customer.id", optional=True, index=True)
    what: str
    to_whom: str | None = None
    by_at: datetime
    agent_id: int | None = ref("agent.id", optional=True)
    made_at: datetime
    state: PromiseState = code(PromiseState, default=PromiseState.OPEN)
    settled_at: datetime | None = None


class Chaser(Row, table=True):
    """Somebody asked how it stands (催单), and what we said."""

    __tablename__ = "chaser"

    id: int | None = key()
    case_id: int = ref("case.id", index=True)
    at: datetime
    who: str | None = None
    asked: str | None = None
    answered: str | None = None
    agent_id: int | None = ref("agent.id", optional=True)


class ContactTry(Row, table=True):
    """One try to reach the customer before closing; three on different days close a case."""

    __tablename__ = "contact_try"

    id: int | None = key()
    case_id: int = ref("case.id", index=True)
    at: datetime
    agent_id: int | None = ref("agent.id", optional=True)
    reached: bool = False


class CaseLink(Row, table=True):
    """Two cases that belong together; from the later one to the earlier, from the merged to the survivor."""

    __tablename__ = "case_link"
    __table_args__ = (UniqueConstraint("case_id", "other_id", "kind"),)

    id: int | None = key()
    case_id: int = ref("case.id")
    other_id: int = ref("case.id", index=True)
    kind: str = plain()
    """``related``, ``repeat_of``, ``merged`` or ``split``."""
    at: datetime
    agent_id: int | None = ref("agent.id", optional=True)
    back: dict[str, Any] = data()
    """What a merge or a split moved and set, by ids and codes: its way back."""


class Alarm(Row, table=True):
    """A safety alarm that a person must acknowledge."""

    __tablename__ = "alarm"
    __table_args__ = (Index("ix_alarm_acknowledged_at", "acknowledged_at"),)

    id: int | None = key()
    case_id: int = ref("case.id", index=True)
    raised_at: datetime
    sign: str
    """The symptom's code or the word that raised it."""
    acknowledged_at: datetime | None = None
    acknowledged_by: int | None = ref("agent.id", optional=True)
