"""What must leave, kept in the store: put, claim, record. Sending stands between, outside any transaction.

The retries are those of Standard Webhooks (github.com/standard-webhooks, spec: "Retry schedule"): any answer
but 2xx is tried again, also 4xx, because a receiver that is being mended answers 404; 410 says that nobody
listens there any more. What the receiver asks for by Retry-After is obeyed; with 429, 502, 503 and 504 all
that waits for it waits (``lanes``). Who dies between claiming and recording loses nothing: the lease runs out
and the message is sent again under the same idempotency key.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, true, update
from sqlmodel import col

from callcenter.outbox import by_hand, lanes
from callcenter.outbox.models import Attempt, Message
from callcenter.outbox.views import Claimed, Outcome, Put, Result
from callcenter.outbox.words import Channel, MessageState
from callcenter.store.adding import add

WAITS: tuple[timedelta, ...] = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long to wait before each attempt; after the last one the message has failed."""
JITTER = 0.2
"""At most so much of a wait is added to it, so that a receiver that comes back isn't run over."""
LONGEST_PAUSE = timedelta(hours=24)
"""A receiver that asks for more patience gets this."""
_PAUSE_UNASKED = timedelta(minutes=5)
"""Where a slow receiver names no time: its message's own wait, and at most this, for all others."""
_GONE = 410
_SLOW = frozenset({429, 502, 503, 504})


def put(
    connection: Connection,
    *,
    destination: str,
    kind: str,
    body: Mapping[str, Any],
    about: str,
    about_id: int,
    at: datetime,
    not_before: datetime | None = None,
    channel: Channel = Channel.WEBHOOK,
) -> int:
    """Write a message in the transaction of its cause.

    Args:
        connection: of a ``store.write()``.
        destination: a web address for ``webhook``.
        kind: what the receiver reads it as: ``dispatch.offered``.
        body: JSON values.
        about: the table of the thing it is about.
        about_id: its id.
        at: now.
        not_before: it is held until then; default now.
        channel: how it leaves.

    Returns:
        The message's id.
    """
    row = {
        "idempotency_key": f"msg_{uuid4().hex}",
        "channel": channel,
        "destination": destination,
        "kind": kind,
        "body": dict(body),
        "about": about,
        "about_id": about_id,
        "state": MessageState.WAITING,
        "made_at": at,
        "next_at": not_before or at,
    }
    return add(connection, Message, row)


def claim(
    connection: Connection, holder: str, at: datetime, *, lease: timedelta, limit: int = 1
) -> tuple[Claimed, ...]:
    """Take messages that are due, for as long as the lease; nobody else sends them meanwhile.

    Of those for one receiver one is taken at a time (``lanes``): one that stalls holds up nobody else.

    Args:
        connection: of a ``store.write()``.
        holder: who claims; unique for each claim that may run at the same time.
        at: now.
        lease: longer than sending can take.
        limit: how many at most.
    """
    room = lanes.room(connection, at)
    claimed: list[Claimed] = []
    while len(claimed) < limit:  # no row more than needed is locked, for others claim at the same moment
        found = _found(connection, holder, at, room, claimed, limit - len(claimed))
        claimed += [one for one in found if room.take(lanes.lane(one.channel, one.destination))]
        if not found:
            break
    if claimed:
        connection.execute(
            update(Message)
            .where(col(Message.id).in_([one.message_id for one in claimed]))
            .values(state=MessageState.SENDING, holder=holder, leased_until=at + lease)
        )
    return tuple(claimed)


def _found(
    connection: Connection, holder: str, at: datetime, room: lanes.Room, taken: list[Claimed], limit: int
) -> list[Claimed]:
    """The next messages whose lanes have room, besides those taken; several may be for one receiver."""
    columns = (
        Message.idempotency_key, Message.channel, Message.destination, Message.kind, Message.body,
        Message.about, Message.about_id, Message.attempts,
    )  # fmt: skip
    rows = connection.execute(
        select(col(Message.id).label("message_id"), *(col(one) for one in columns))
        .where(_due(at), room.open(), col(Message.id).not_in([one.message_id for one in taken]))
        .order_by(col(Message.next_at), col(Message.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Claimed(**row._mapping, holder=holder) for row in rows]


def _due(at: datetime) -> ColumnElement[bool]:
    free = or_(col(Message.leased_until).is_(None), col(Message.leased_until) <= at)
    return and_(col(Message.done_at).is_(None), col(Message.next_at) <= at, free)


def waiting(connection: Connection, at: datetime) -> bool:
    """Whether anything is due that may be sent."""
    due = select(col(Message.id)).where(_due(at), lanes.room(connection, at).open())
    return connection.execute(due.limit(1)).first() is not None


def next_due(connection: Connection, at: datetime | None = None) -> datetime | None:
    """When the next message may be sent, or its lease or its receiver's pause ends; None: nothing waits.

    Args:
        connection: for reading.
        at: now; else lanes aren't looked at.
    """
    is_open = col(Message.done_at).is_(None)
    has_room = lanes.room(connection, at).open() if at else true()
    free = select(func.min(col(Message.next_at))).where(
        is_open, col(Message.leased_until).is_(None), has_room
    )
    held = select(func.min(col(Message.leased_until))).where(is_open, col(Message.leased_until).is_not(None))
    moments = [connection.execute(one).scalar() for one in (free, held)]
    return min(filter(None, (*moments, at and lanes.next_after(connection, at))), default=None)


def record(
    connection: Connection,
    message: Claimed,
    result: Result,
    at: datetime,
    *,
    give_up_at: datetime | None = None,
    chance: random.Random | None = None,
) -> Outcome:
    """Write what came of an attempt and when the next one is due.

    Args:
        connection: of a ``store.write()``.
        message: as it was claimed.
        result: what sending it brought.
        at: now.
        give_up_at: no attempt is made after this; the message has failed instead.
        chance: for the jitter.

    Returns:
        What became of the message; ``stale`` where it was withdrawn or somebody else has it by now.
    """
    connection.execute(
        insert(Attempt).values(
            message_id=message.message_id,
            at=at,
            status=result.status,
            milliseconds=result.milliseconds,
            error=result.error,
        )
    )
    elsewhere = _elsewhere(connection, message, result)
    if result.status in _SLOW and message.channel != Channel.EMAIL:
        _pause(connection, message, result, at)
    outcome = _outcome(message, result, at, give_up_at, chance or random.Random(), elsewhere)
    if elsewhere is None:
        connection.execute(
            update(Message)
            .where(col(Message.id) == message.message_id)
            .values(
                state=outcome.state,
                attempts=outcome.attempts,
                last_error=None if result.ok else result.error,
                next_at=outcome.next_at or at,
                done_at=None if outcome.next_at else at,
                leased_until=None,
                holder=None,
            )
        )
    return outcome


def _elsewhere(connection: Connection, message: Claimed, result: Result) -> MessageState | None:
    """What became of a message that was settled or taken over meanwhile; None: it is still the sender's."""
    row = connection.execute(
        select(col(Message.state), col(Message.holder), col(Message.done_at))
        .where(col(Message.id) == message.message_id)
        .with_for_update()
    ).one()
    mine = row.done_at is None and (row.holder == message.holder or result.ok)
    return None if mine else MessageState(row.state)


def _outcome(
    message: Claimed,
    result: Result,
    at: datetime,
    give_up_at: datetime | None,
    chance: random.Random,
    elsewhere: MessageState | None,
) -> Outcome:
    attempts = message.attempts + 1
    again = None
    gone = result.status == _GONE and message.channel == Channel.WEBHOOK
    if not (result.ok or gone or result.final) and attempts < len(WAITS):
        wait = WAITS[attempts] * (1 + chance.uniform(0, JITTER))
        again = at + max(wait, min(result.retry_after or wait, LONGEST_PAUSE))
        again = None if give_up_at and again > give_up_at else again
    state = MessageState.DELIVERED if result.ok else MessageState.WAITING if again else MessageState.FAILED
    return Outcome(
        message_id=message.message_id,
        kind=message.kind,
        about=message.about,
        about_id=message.about_id,
        destination=message.destination,
        state=elsewhere or state,
        attempts=attempts,
        next_at=again,
        error=result.error,
        arrived=result.ok,
        gone=gone,
        stale=elsewhere is not None,
    )


def _pause(connection: Connection, message: Claimed, result: Result, at: datetime) -> None:
    unasked = min(WAITS[min(message.attempts + 1, len(WAITS) - 1)], _PAUSE_UNASKED)
    length = unasked if result.retry_after is None else min(result.retry_after, LONGEST_PAUSE)
    lanes.pause(connection, lanes.lane(message.channel, message.destination), at, at + length)


def give_up(connection: Connection, message_id: int, at: datetime, error: str) -> bool:
    """Try a message no more; False where it is settled, or somebody is sending it.

    Args:
        connection: of a ``store.write()``.
        message_id: which.
        at: now.
        error: why, in English for the log.
    """
    free = or_(col(Message.leased_until).is_(None), col(Message.leased_until) <= at)
    given_up = update(Message).where(col(Message.id) == message_id, col(Message.done_at).is_(None), free)
    failed = {"state": MessageState.FAILED, "done_at": at, "last_error": error, "leased_until": None}
    return bool(connection.execute(given_up.values(**failed)).rowcount)


def withdraw(connection: Connection, about: str, about_id: int, kind: str, at: datetime) -> datetime | None:
    """Take back what has not left.

    Returns:
        None where it certainly never reached the receiver; else from when on its withdrawal may be sent
        without overtaking it.
    """
    found = connection.execute(
        select(col(Message.id), col(Message.attempts), col(Message.leased_until), col(Message.done_at))
        .where(col(Message.about) == about, col(Message.about_id) == about_id, col(Message.kind) == kind)
        .order_by(col(Message.id))
        .with_for_update()
    ).all()
    waiting = [row.id for row in found if row.done_at is None]
    if waiting:
        connection.execute(
            update(Message)
            .where(col(Message.id).in_(waiting))
            .values(state=MessageState.WITHDRAWN, done_at=at, leased_until=None)
        )
    failed = (row.id for row in found if row.done_at is not None)  # nobody needs to see to these any more
    by_hand.settle(connection, failed, at)
    left = [max(row.leased_until or at, at) for row in found if row.attempts or row.leased_until]
    return max(left, default=None)


def retry(connection: Connection, about: str, about_id: int, kind: str, at: datetime) -> bool:
    """Send a failed message again from now on, under its old key; False where there is none.

    A person wants it: the receiver's pause is over.
    """
    last = connection.execute(
        select(func.max(col(Message.id))).where(
            col(Message.about) == about,
            col(Message.about_id) == about_id,
            col(Message.kind) == kind,
            col(Message.state) == MessageState.FAILED,
        )
    ).scalar()
    if last is None:
        return False
    where = connection.execute(
        select(col(Message.channel), col(Message.destination)).where(col(Message.id) == last)
    ).one()
    lanes.resume(connection, lanes.lane(Channel(where.channel), where.destination))
    connection.execute(
        update(Message)
        .where(col(Message.id) == last)
        .values(
            state=MessageState.WAITING, attempts=0, next_at=at, done_at=None, leased_until=None, holder=None
        )
    )
    return True


def last(connection: Connection, about: str, about_id: int, kind: str) -> Put | None:
    """The newest message of a kind about a thing, whatever became of it; None: there is none."""
    query = select(col(Message.channel), col(Message.destination), col(Message.body)).where(
        col(Message.about) == about, col(Message.about_id) == about_id, col(Message.kind) == kind
    )
    row = connection.execute(query.order_by(col(Message.id).desc()).limit(1)).first()
    return Put(Channel(row.channel), row.destination, row.body) if row else None


def exists(connection: Connection, about: str, about_id: int, kind: str) -> bool:
    """Whether there is a message of a kind about a thing, whatever became of it."""
    query = select(col(Message.id)).where(
        col(Message.about) == about, col(Message.about_id) == about_id, col(Message.kind) == kind
    )
    return connection.execute(query.limit(1)).first() is not None
