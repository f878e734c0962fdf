"""What becomes of a customer's message when it is about to leave, and when it has."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.callers import wishes
from callcenter.cases.models import Case
from callcenter.cases.telling import notices, quiet, whom
from callcenter.cases.telling.models import Notice
from callcenter.outbox.models import Message
from callcenter.outbox.views import Claimed, Outcome
from callcenter.outbox.words import MessageState
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import SYSTEM


def not_at_night(
    connection: Connection, claimed: Sequence[Claimed], at: datetime, settings: Settings
) -> tuple[Claimed, ...]:
    """Put back what would arrive in the customer's night: it was late, or tried before in vain.

    What its customer has refused since it was written is taken back.

    Args:
        connection: of the ``store.write()`` that claimed them.
        claimed: messages to anybody.
        at: now.
        settings: the quiet hours.

    Returns:
        those that may leave now.
    """
    zones = _zones(connection, [one.message_id for one in claimed if one.kind.startswith(notices.KIND)])
    may_leave = []
    for one in claimed:
        if one.message_id in zones and _is_refused(connection, one):
            gone = {"state": MessageState.WITHDRAWN, "done_at": at, "leased_until": None, "holder": None}
            connection.execute(update(Message).where(col(Message.id) == one.message_id).values(**gone))
            continue
        zone = zones.get(one.message_id)
        later = quiet.loud_from(at, zone, *notices.quiet_hours(settings)) if zone else at
        if later <= at:
            may_leave.append(one)
            continue
        waits = {"state": MessageState.WAITING, "next_at": later, "leased_until": None, "holder": None}
        connection.execute(update(Message).where(col(Message.id) == one.message_id).values(**waits))
    return tuple(may_leave)


def reported(connection: Connection, outcome: Outcome, at: datetime) -> None:
    """Say in the timeline that the customer was told, or couldn't be.

    Args:
        connection: of the ``store.write()`` that recorded the attempt.
        outcome: what became of a message.
        at: now.
    """
    if not outcome.kind.startswith(notices.KIND):
        return
    failed = outcome.state == MessageState.FAILED and not outcome.stale
    if not outcome.arrived and not failed:
        return
    row = connection.execute(select(Notice).where(col(Notice.message_id) == outcome.message_id)).first()
    if row is None:
        return
    verb = "customer.told" if outcome.arrived else "customer.not_reached"
    params = {"channel": f"channel.{row.channel.value}", "occasion": f"occasion.{row.occasion.value}"}
    events.record(connection, SYSTEM, at, verb, "notice", row.id, case_id=row.case_id, params=params)


def _is_refused(connection: Connection, message: Claimed) -> bool:
    whose = select(col(Case.customer_id)).where(col(Case.id) == message.about_id)
    asked = wishes.wishes(connection, connection.execute(whose).scalar())
    return message.channel not in whom.channels(asked)


def _zones(connection: Connection, message_ids: Sequence[int]) -> dict[int, str]:
    if not message_ids:
        return {}
    rows = connection.execute(
        select(col(Notice.message_id), col(Notice.zone)).where(col(Notice.message_id).in_(message_ids))
    )
    return {row.message_id: row.zone for row in rows}
