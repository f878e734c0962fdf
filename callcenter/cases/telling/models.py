"""Tables of appointments and of what customers were told."""

from datetime import datetime

from sqlalchemy import Index, text

from callcenter.cases.telling.words import AppointmentState, Occasion
from callcenter.outbox.words import Channel
from callcenter.store.columns import Row, code, key, number, plain, ref

LIVE = text("state IN ('booked', 'moved')")
"""Which appointments are live, to the letter the predicate of the partial index."""


class Appointment(Row, table=True):
    """A time at which a point expects a customer, or comes to it; at most one live one a case."""

    __tablename__ = "appointment"
    __table_args__ = (
        Index(
            "uq_appointment_live_case_id", "case_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE
        ),
        Index("ix_appointment_point_id_from_at", "point_id", "from_at"),
        Index("ix_appointment_case_id", "case_id"),
    )

    id: int | None = key()
    uid: str = plain(unique=True)
    """By which calendars know it, for all its life."""
    case_id: int = ref("case.id")
    dispatch_id: int = ref("dispatch.id", index=True)
    point_id: int = ref("service_point.id")
    from_at: datetime
    to_at: datetime
    state: AppointmentState = code(AppointmentState, default=AppointmentState.BOOKED)
    sequence: int = number(default=0)
    """Grows with each change, so that calendars take the newest."""
    agent_id: int | None = ref("agent.id", optional=True)
    """Who changed it last; None: the point, or nobody at a desk."""
    made_at: datetime
    changed_at: datetime


class Notice(Row, table=True):
    """One thing that a customer is told, once."""

    __tablename__ = "notice"

    id: int | None = key()
    case_id: int = ref("case.id", index=True)
    occasion: Occasion = code(Occasion)
    cause: str | None = plain(optional=True, unique=True)
    """Names it, so that nobody is told of it twice; None once the cause is over."""
    appointment_id: int | None = ref("appointment.id", optional=True, index=True)
    channel: Channel = code(Channel)
    message_id: int = ref("message.id", index=True)
    zone: str = plain()
    """The customer's, in whose night nothing arrives."""
    at: datetime
