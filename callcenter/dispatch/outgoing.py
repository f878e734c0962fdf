"""The messages to a point: an offer, and its end to whoever heard of it, each by the ear it has."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from callcenter.cases import standing, taxonomy
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.dispatch import letters
from callcenter.dispatch.answer_link import answer_url
from callcenter.dispatch.ears import Ear
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offer_body import appointment_body, offer_body, withdrawn_body
from callcenter.dispatch.offer_facts import facts_of
from callcenter.outbox import queue
from callcenter.outbox.secrets import Secrets
from callcenter.outbox.words import Channel
from callcenter.points import reading
from callcenter.settings import Settings

OFFERED = "dispatch.offered"
WITHDRAWN = "dispatch.withdrawn"
APPOINTMENT = "dispatch.appointment"
"""The appointment is another one by now, or none."""
_ABOUT = "dispatch"


def put_offer(
    connection: Connection, case: Case, dispatch: Dispatch, ear: Ear, at: datetime, settings: Settings
) -> None:
    """Write the message that offers a case; it is held as long as the dispatch.

    Args:
        connection: of the ``store.write()`` that makes the offer.
        case: what is offered.
        dispatch: the offer.
        ear: the point's.
        at: now.
        settings: where points answer, the categories, the house's name and language.
    """
    link = answer_url(settings, Secrets.of(settings), dispatch.id or 0, at=dispatch.held_until)
    body = offer_body(facts_of(connection, case, dispatch), at, link)
    if ear.channel == Channel.EMAIL:
        (point,) = reading.facts(connection, [dispatch.point_id])
        words = taxonomy.load(settings.taxonomy)
        body = letters.offer(body, letters.reader_of(point, settings), words)
    _put(connection, dispatch.id or 0, ear, OFFERED, body, at, dispatch.held_until)


def put_end(
    connection: Connection, dispatch: Dispatch, ear: Ear, at: datetime, *, not_before: datetime | None = None
) -> None:
    """Write the message that ends an offer.

    Args:
        connection: of the ``store.write()`` that ends it.
        dispatch: the offer.
        ear: the one that heard of it.
        at: now.
        not_before: it must not overtake the offer.
    """
    number = show(standing.load(connection, dispatch.case_id).number)
    body = withdrawn_body(dispatch.id or 0, number, at)
    if ear.channel == Channel.EMAIL:
        offer = queue.last(connection, _ABOUT, dispatch.id or 0, OFFERED)
        body = letters.withdrawal(body, letters.reader_again(offer.body if offer else {}))
    _put(connection, dispatch.id or 0, ear, WITHDRAWN, body, at, not_before)


def put_appointment(
    connection: Connection,
    dispatch: Dispatch,
    ear: Ear,
    times: tuple[datetime, datetime] | None,
    at: datetime,
    settings: Settings,
) -> None:
    """Write the message that the appointment is another one, after the offer.

    Args:
        connection: of the ``store.write()`` that changes it.
        dispatch: the offer.
        ear: the one that hears of the offer.
        times: from and to; None: there is none any more.
        at: now.
        settings: the house's name and language.
    """
    queue.withdraw(connection, _ABOUT, dispatch.id or 0, APPOINTMENT, at)  # only the newest counts
    number = show(standing.load(connection, dispatch.case_id).number)
    body = appointment_body(dispatch.id or 0, number, times, at)
    if ear.channel == Channel.EMAIL:
        (point,) = reading.facts(connection, [dispatch.point_id])
        body = letters.appointment(body, letters.reader_of(point, settings))
    _put(connection, dispatch.id or 0, ear, APPOINTMENT, body, at, max(at, dispatch.held_until))


def heard_by(connection: Connection, dispatch_id: int) -> Channel:
    """By what the point heard of an offer, or will."""
    offer = queue.last(connection, _ABOUT, dispatch_id, OFFERED)
    return offer.channel if offer else Channel.WEBHOOK


def _put(
    connection: Connection,
    dispatch_id: int,
    ear: Ear,
    kind: str,
    body: Mapping[str, Any],
    at: datetime,
    not_before: datetime | None,
) -> None:
    queue.put(
        connection, destination=ear.destination, kind=kind, body=body, about=_ABOUT, about_id=dispatch_id,
        at=at, not_before=not_before, channel=ear.channel,
    )  # fmt: skip
