"""Telling a customer, once: the message is written with its cause and taken back with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from sqlalchemy import Connection, exists, or_, select, update
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.telling import letters, quiet, whom
from callcenter.cases.telling.invitation import Entry, attachment
from callcenter.cases.telling.letters import Facts, Letter
from callcenter.cases.telling.models import Appointment, Notice
from callcenter.cases.telling.whom import Reached
from callcenter.cases.telling.words import AppointmentState, Occasion
from callcenter.outbox import queue
from callcenter.outbox.models import Message
from callcenter.outbox.words import Channel
from callcenter.points.models import ServicePoint
from callcenter.points.reading import known_zone
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import SYSTEM

HELD = timedelta(seconds=10)
"""For so long at least a message stays, because its cause can be taken back."""
KIND = "customer."
"""How the kinds of all messages to customers begin."""


@dataclass(frozen=True, slots=True)
class News:
    """Something a customer is told."""

    occasion: Occasion
    what: str
    """Which letter: ``routed``, ``booked`` ..."""
    cause: str
    """Unique: nobody is told of it twice."""
    appointment: Appointment | None = None


def kind(occasion: Occasion) -> str:
    """The kind of the messages of an occasion, by which they are taken back."""
    return KIND + occasion.value


def tell(connection: Connection, case: Case, news: News, *, at: datetime, settings: Settings) -> bool:
    """Write the message, unless the customer was told already or doesn't want it.

    Args:
        connection: of a ``store.write()`` that holds the case.
        case: as it is by now.
        news: what is told.
        at: now.
        settings: what the house tells, by what, and the quiet hours.

    Returns:
        whether a message leaves.
    """
    if not settings.telling[news.occasion.value] or not whom.sends_anything(settings):
        return False
    reached = whom.reach(connection, case, settings)
    if reached.channel is None or _is_told(connection, news.cause):
        return False
    zone = whom.zone_of(reached.customer, case, settings)
    not_before = _not_before(at, zone, settings)
    if news.appointment is not None and not_before >= news.appointment.from_at:
        _ask_to_ring(connection, case, news, reached, at)  # it would come when it is over
        return False
    _put(connection, case, news, reached, zone, at, not_before, settings)
    return True


def _ask_to_ring(connection: Connection, case: Case, news: News, reached: Reached, at: datetime) -> None:
    channel = reached.channel or Channel.EMAIL
    params = {"channel": f"channel.{channel.value}", "occasion": f"occasion.{news.occasion.value}"}
    events.record(
        connection, SYSTEM, at, "customer.too_late", "case", case.id or 0, case_id=case.id, params=params
    )


def take_back(
    connection: Connection,
    case_id: int,
    occasion: Occasion,
    at: datetime,
) -> None:
    """Take back what has not left yet, and let the customer be told of the like again.

    Args:
        connection: of a ``store.write()`` that holds the case.
        case_id: which.
        occasion: of what it was told.
        at: now.
    """
    standing = and_cause(case_id, occasion)
    if connection.execute(select(col(Notice.id)).where(*standing).limit(1)).first() is None:
        return
    queue.withdraw(connection, "case", case_id, kind(occasion), at)
    connection.execute(update(Notice).where(*standing).values(cause=None))


def and_cause(case_id: int, occasion: Occasion) -> tuple[Any, ...]:
    """The condition of the notices of an occasion whose cause still stands."""
    return (
        col(Notice.case_id) == case_id,
        col(Notice.occasion) == occasion,
        col(Notice.cause).is_not(None),
    )


def is_heard(connection: Connection, appointment_id: int) -> bool:
    """Whether a message on an appointment may have reached the customer."""
    query = (
        select(col(Notice.id))
        .join(Message, col(Message.id) == col(Notice.message_id))
        .where(
            col(Notice.appointment_id) == appointment_id,
            or_(col(Message.attempts) > 0, col(Message.holder).is_not(None)),
        )
    )
    return connection.execute(query.limit(1)).first() is not None


def _is_told(connection: Connection, cause: str) -> bool:
    return bool(connection.execute(select(exists().where(col(Notice.cause) == cause))).scalar())


def _not_before(at: datetime, zone: str, settings: Settings) -> datetime:
    held = max(HELD, timedelta(seconds=settings.hold_seconds))
    return quiet.loud_from(at + held, zone, *quiet_hours(settings))


def quiet_hours(settings: Settings) -> tuple[Any, Any]:
    """From when to when nobody is told anything."""
    return tuple(quiet.clock_time(settings.telling[name]) for name in ("quiet_from", "quiet_to"))  # type: ignore[return-value]


def _put(
    connection: Connection,
    case: Case,
    news: News,
    reached: Reached,
    zone: str,
    at: datetime,
    not_before: datetime,
    settings: Settings,
) -> None:
    language = whom.language_of(reached.customer, case, settings)
    facts = _facts(connection, case, news.appointment, language, settings)
    letter = letters.write(news.what, facts)
    by_sms = reached.channel == Channel.SMS
    body = {"text": letter.sms} if by_sms else _e_mail(letter, news, facts, at, settings)
    message_id = queue.put(
        connection, destination=reached.address, kind=kind(news.occasion), body=body,
        about="case", about_id=case.id or 0, at=at, not_before=not_before,
        channel=reached.channel or Channel.EMAIL,
    )  # fmt: skip
    add(connection, Notice, {
        "case_id": case.id, "occasion": news.occasion, "cause": news.cause, "channel": reached.channel,
        "appointment_id": news.appointment.id if news.appointment else None,
        "message_id": message_id, "zone": zone, "at": at,
    })  # fmt: skip


def _facts(
    connection: Connection, case: Case, appointment: Appointment | None, language: str, settings: Settings
) -> Facts:
    point_id = appointment.point_id if appointment else case.point_id
    row = connection.execute(select(ServicePoint).where(col(ServicePoint.id) == point_id)).first()
    point = ServicePoint(**row._mapping) if row else ServicePoint(name="")
    return Facts(
        number=show(case.number),
        house=settings.telling["house"],
        language=language,
        way=case.way,
        point=point.name,
        address=_address(point),
        phone=point.phone or "",
        zone=known_zone(point.timezone),
        from_at=appointment.from_at if appointment else None,
        to_at=appointment.to_at if appointment else None,
        reopen_days=settings.reopen_days,
    )


def _address(point: ServicePoint) -> str:
    address = point.address or ""
    city = point.city if point.city and point.city not in address else ""
    return ", ".join(part for part in (address, city) if part)


def _e_mail(letter: Letter, news: News, facts: Facts, at: datetime, settings: Settings) -> Mapping[str, Any]:
    body: dict[str, Any] = {"subject": letter.subject, "text": letter.text, "html": letter.html}
    made = news.appointment
    if made is not None:
        entry = Entry(
            uid=made.uid, sequence=made.sequence, from_at=made.from_at, to_at=made.to_at,
            summary=letter.event, location="" if facts.way in letters.COMES else facts.address,
            sender=parseaddr(settings.email["sender"])[1], house=settings.telling["house"],
            cancelled=made.state == AppointmentState.CANCELLED,
        )  # fmt: skip
        body["attachments"] = [attachment(entry, at)]
    return body
