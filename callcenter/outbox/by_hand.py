"""What a person does about a message that did not arrive: send it again at once, or see to it otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.errors import MoveRefused, NotFound
from callcenter.i18n import N_
from callcenter.outbox import lanes
from callcenter.outbox.models import Message
from callcenter.outbox.words import Channel, MessageState


@dataclass(frozen=True, slots=True)
class Held:
    """A message that somebody has in hand."""

    message_id: int
    kind: str
    about: str
    about_id: int
    failed: bool


def load(connection: Connection, message_id: int, *, lock: bool = False) -> Held:
    """Read a message that has not arrived.

    Args:
        connection: for reading; of a ``store.write()`` when it locks.
        message_id: which.
        lock: nobody else sends or changes it until this write is over.

    Raises:
        NotFound: no such message.
        MoveRefused: it has arrived, or was taken back.
    """
    query = select(
        col(Message.id), col(Message.kind), col(Message.about), col(Message.about_id), col(Message.state)
    ).where(col(Message.id) == message_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None or row.id is None:
        raise NotFound(N_("There is no such message. Look at the list again."))
    if row.state in (MessageState.DELIVERED, MessageState.WITHDRAWN):
        raise MoveRefused(
            N_("The message is {state!w}: there is nothing to be done."),
            state=f"message_state.{row.state.value}",
        )
    return Held(row.id, row.kind, row.about, row.about_id, row.state == MessageState.FAILED)


def send_now(connection: Connection, message: Held, at: datetime) -> None:
    """Try it again at once, under its old key; one that had failed has all its tries again.

    Somebody who is sending it just now may go on: what that brings is recorded as ever.
    """
    where = connection.execute(
        select(col(Message.channel), col(Message.destination)).where(col(Message.id) == message.message_id)
    ).one()
    lanes.resume(connection, lanes.lane(Channel(where.channel), where.destination))
    waiting = update(Message).where(
        col(Message.id) == message.message_id, col(Message.state) != MessageState.SENDING
    )
    again = {"attempts": 0, "done_at": None} if message.failed else {}
    connection.execute(
        waiting.values(state=MessageState.WAITING, next_at=at, leased_until=None, holder=None, **again)
    )


def settle(connection: Connection, message_ids: Iterable[int | None], at: datetime) -> None:
    """Nobody needs to see to these messages any more, of those that have failed."""
    ids = [one for one in message_ids if one is not None]
    failed = update(Message).where(col(Message.id).in_(ids), col(Message.state) == MessageState.FAILED)
    connection.execute(failed.values(settled_at=at))


def take_back(connection: Connection, message: Held, at: datetime) -> None:
    """It is not sent any more: somebody sees to what it said."""
    row = update(Message).where(col(Message.id) == message.message_id)
    connection.execute(
        row.values(state=MessageState.WITHDRAWN, done_at=at, settled_at=at, leased_until=None, holder=None)
    )
