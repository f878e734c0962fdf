"""Lanes: what waits for one receiver must not wait before another's door, nor run a slow one over.

A web address is a lane of its own, with one message on its way at a time. The house's mail server and its SMS
gateway are a lane each, with a few. A receiver that asks for patience (429, 502, 503, 504) pauses its lane.
Two workers that claim in the same moment may both put one on a lane: limits are for fairness, not order.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, or_, select, update
from sqlmodel import col

from callcenter.outbox.models import LanePause, Message
from callcenter.outbox.words import Channel

AT_ONCE = {Channel.EMAIL.value: 2, Channel.SMS.value: 2}
"""Messages on their way at a time on a lane of the house; one on any other."""


def lane(channel: Channel, destination: str) -> str:
    """The lane of a message: its web address, else its channel."""
    return destination if channel == Channel.WEBHOOK else channel.value


@dataclass(frozen=True, slots=True)
class Room:
    """What is on its way, lane by lane, and which lanes are paused."""

    taken: Counter[str]
    paused: frozenset[str] = field(default_factory=frozenset)

    def take(self, name: str) -> bool:
        """Put one more on a lane; False where it is full."""
        if not self._free(name):
            return False
        self.taken[name] += 1
        return True

    def open(self) -> ColumnElement[bool]:
        """The condition on messages: their lane has room."""
        full = [name for name in {*self.taken, *self.paused} if not self._free(name)]
        return and_(
            col(Message.destination).not_in(full), col(Message.channel).not_in(set(full) & set(AT_ONCE))
        )

    def _free(self, name: str) -> bool:
        return name not in self.paused and self.taken[name] < AT_ONCE.get(name, 1)


@dataclass(frozen=True, slots=True)
class Resting:
    """A message that waits for the end of a pause."""

    message_id: int
    about_id: int
    until: datetime


def room(connection: Connection, at: datetime) -> Room:
    """See what is on its way."""
    rows = connection.execute(
        select(col(Message.channel), col(Message.destination)).where(
            col(Message.leased_until) > at, col(Message.done_at).is_(None)
        )
    )
    taken = Counter(lane(Channel(channel), destination) for channel, destination in rows)
    paused = connection.execute(select(col(LanePause.lane)).where(col(LanePause.until) > at)).scalars()
    return Room(taken, frozenset(paused))


def pause(connection: Connection, name: str, at: datetime, until: datetime) -> None:
    """Send nothing on a lane before; pauses that are over are thrown away.

    Args:
        connection: of a ``store.write()``.
        name: the lane.
        at: now.
        until: when it goes on; a pause that is longer already stays.
    """
    connection.execute(delete(LanePause).where(col(LanePause.until) <= at))
    kept = connection.execute(
        select(col(LanePause.until)).where(col(LanePause.lane) == name).with_for_update()
    ).scalar()
    if kept is None:
        connection.execute(insert(LanePause).values(lane=name, until=until))
    elif kept < until:
        connection.execute(update(LanePause).where(col(LanePause.lane) == name).values(until=until))


def resume(connection: Connection, name: str) -> None:
    """Go on with a lane: a person wants it now."""
    connection.execute(delete(LanePause).where(col(LanePause.lane) == name))


def next_after(connection: Connection, at: datetime) -> datetime | None:
    """When the next message of a lane that is paused now may be sent; None: none waits there."""
    on_it = or_(col(Message.destination) == col(LanePause.lane), col(Message.channel) == col(LanePause.lane))
    due = case(
        (col(Message.next_at) > col(LanePause.until), col(Message.next_at)), else_=col(LanePause.until)
    )
    found = select(func.min(due)).where(on_it, col(Message.done_at).is_(None), col(LanePause.until) > at)
    return connection.execute(found).scalar()


def resting(connection: Connection, kind: str, at: datetime) -> tuple[Resting, ...]:
    """Messages of a kind that wait because their lane is paused; nobody is sending them."""
    on_it = or_(col(Message.destination) == col(LanePause.lane), col(Message.channel) == col(LanePause.lane))
    rows = connection.execute(
        select(col(Message.id), col(Message.about_id), col(LanePause.until))
        .join(LanePause, on_it)
        .where(col(Message.kind) == kind, col(Message.done_at).is_(None), col(LanePause.until) > at)
        .where(or_(col(Message.leased_until).is_(None), col(Message.leased_until) <= at))
        .order_by(col(Message.id))
    )
    return tuple(Resting(row.id or 0, row.about_id, row.until) for row in rows)
