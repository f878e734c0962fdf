"""Ringing a number from the screen: asked for here, done by whoever talks to the telephone system.

A dial is a row that waits to be taken. Nobody asks for one unless such a hand was heard of within seconds
(``is_manned``), and what isn't taken in time is over: a telephone that rings a minute after the click is
worse than none.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, or_, select, update
from sqlmodel import col

from callcenter.calls.models import Dial
from callcenter.calls.views import DialOrder, DialOutcome
from callcenter.calls.words import DialFailure, DialState
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.store import events
from callcenter.store.adding import add, add_missing
from callcenter.store.events import SYSTEM, Actor
from callcenter.store.models import Lease

PATIENCE = timedelta(seconds=10)
"""A dial that nobody took by then is over."""
LONGEST = timedelta(seconds=90)
"""What was taken and of which nothing was heard by then is over as well."""
KEPT = timedelta(days=2)
"""So long a dial stays on file; the call it led to is one of its own."""
HEARTBEAT = timedelta(seconds=15)
"""Who talks to the telephone system says so more often than this."""
MANAGED = "ami"
"""The source of calls whose end is sure to be told while somebody listens to the telephone system."""
_LEASE = "dialler"
_CALL = "callcenter-"
_EXTENSION = re.compile(r"(?:[A-Za-z0-9_]+/)?([A-Za-z0-9_.-]{1,32})(?:@.*)?")
_NUMBER = re.compile(r"\+[1-9][0-9]{5,14}")


class About(NamedTuple):
    """Whom a dial was to reach, and what about."""

    customer_id: int | None
    case_id: int | None


def extension_of(login: str, extensions: Mapping[str, str]) -> str | None:
    """The extension at which an agent's telephone rings, or None.

    Args:
        login: the agent's.
        extensions: the settings' extensions and numbers, each with its agent's login.
    """
    for said, owner in extensions.items():
        found = _EXTENSION.fullmatch(said)
        if owner == login and found and not said.startswith("+") and len(found[1]) < _SHORTEST_NUMBER:
            return found[1]
    return None


_SHORTEST_NUMBER = 10
"""Digits from which on it is somebody's direct number, and not an extension."""


def is_dialable(number: str) -> bool:
    """Whether it is a whole number in E.164 and nothing else: it goes into a telephone system's command."""
    return _NUMBER.fullmatch(number) is not None


def is_manned(connection: Connection, now: datetime) -> bool:
    """Whether somebody who can dial was heard of within seconds."""
    until = connection.execute(select(col(Lease.until)).where(col(Lease.name) == _LEASE)).scalar()
    return until is not None and until > now


def man(connection: Connection, holder: str, now: datetime) -> bool:
    """Say that one is there to dial; False where somebody else is.

    Args:
        connection: of a ``store.write()``.
        holder: who; the same each time.
        now: the time.
    """
    row = {"name": _LEASE, "holder": holder, "until": now, "fence": 0}
    add_missing(connection, Lease, [row])
    mine = update(Lease).where(
        col(Lease.name) == _LEASE, or_(col(Lease.holder) == holder, col(Lease.until) <= now)
    )
    return connection.execute(mine.values(holder=holder, until=now + HEARTBEAT)).rowcount == 1


def unman(connection: Connection, holder: str, now: datetime) -> None:
    """Say that one is gone: from now on nobody asks for a dial."""
    mine = update(Lease).where(col(Lease.name) == _LEASE, col(Lease.holder) == holder)
    connection.execute(mine.values(until=now))


def ask(connection: Connection, actor: Actor, dial: Mapping[str, object], now: datetime) -> int:
    """Put a dial where it is taken, and return its id.

    Args:
        connection: of a ``store.write()``; the customer is held.
        actor: the agent.
        dial: ``extension``, ``number``, ``customer_id`` and ``case_id``.
        now: the time.
    """
    dial_id = add(connection, Dial, {**dial, "agent_id": actor.id, "asked_at": now})
    case_id = dial["case_id"]
    events.record(
        connection, actor, now, "dial.asked", "dial", dial_id,
        case_id=case_id if isinstance(case_id, int) else None,
    )  # fmt: skip
    return dial_id


def outcome(connection: Connection, dial_id: int, now: datetime) -> DialOutcome:
    """What has come of a dial so far.

    Raises:
        NotFound: there is none, or it is long gone.
    """
    row = connection.execute(
        select(
            col(Dial.id), col(Dial.number), col(Dial.asked_at), col(Dial.taken_at), col(Dial.done_at),
            col(Dial.failed),
        ).where(col(Dial.id) == dial_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(N_("Nothing is known of this call any more."))
    failed = row.failed or _overdue(row.asked_at, row.taken_at, row.done_at, now)
    if failed:
        state = DialState.FAILED
    elif row.done_at:
        state = DialState.CONNECTED
    else:
        state = DialState.RINGING if row.taken_at else DialState.WAITING
    return DialOutcome(row.id, row.number, state.value, failed)


def _overdue(
    asked_at: datetime, taken_at: datetime | None, done_at: datetime | None, now: datetime
) -> str | None:
    if done_at is not None:
        return None
    if taken_at is None:
        return DialFailure.UNTAKEN.value if asked_at + PATIENCE <= now else None
    return DialFailure.LOST.value if taken_at + LONGEST <= now else None


def call_id(holder: str, dial_id: int) -> str:
    """How the call of a dial is called, where the one who dials may say so."""
    return f"{_CALL}{holder}-{dial_id}"


def about(connection: Connection, said: str) -> About | None:
    """Whom and what the dial was about that a call of this name came of; None where it came of none."""
    dial_id = said.removeprefix(_CALL).rpartition("-")[2]
    if not said.startswith(_CALL) or not re.fullmatch(r"[0-9]{1,18}", dial_id):
        return None
    found = connection.execute(
        select(col(Dial.customer_id), col(Dial.case_id)).where(col(Dial.id) == int(dial_id))
    ).first()
    return None if found is None else About(found.customer_id, found.case_id)


def anything(connection: Connection) -> bool:
    """Whether a dial waits: asked in a ``store.read()``, as most looks find none."""
    return (
        connection.execute(select(col(Dial.id)).where(col(Dial.done_at).is_(None)).limit(1)).first()
        is not None
    )


def take(connection: Connection, now: datetime) -> list[DialOrder]:
    """Take the dials that wait, each for this hand alone; those that waited for too long end.

    Args:
        connection: of a ``store.write()``.
        now: the time.
    """
    rows = connection.execute(
        select(
            col(Dial.id), col(Dial.extension), col(Dial.number), col(Dial.asked_at), col(Dial.taken_at),
            col(Dial.done_at),
        )
        .where(col(Dial.done_at).is_(None))
        .order_by(col(Dial.id))
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    orders = []
    for row in rows:
        failed = _overdue(row.asked_at, row.taken_at, row.done_at, now)
        if failed:
            done(connection, row.id or 0, failed, now)
        elif row.taken_at is None:
            connection.execute(update(Dial).where(col(Dial.id) == row.id).values(taken_at=now))
            orders.append(DialOrder(row.id or 0, row.extension, row.number))
    return orders


def sent(connection: Connection, dial_id: int, now: datetime) -> None:
    """The telephone system was told."""
    connection.execute(
        update(Dial).where(col(Dial.id) == dial_id, col(Dial.sent_at).is_(None)).values(sent_at=now)
    )


def done(connection: Connection, dial_id: int, failed: str | None, now: datetime) -> None:
    """Write down what came of a dial; what is over already stays so.

    Args:
        connection: of a ``store.write()``.
        dial_id: which.
        failed: a code of ``DialFailure``; None: the agent's telephone was lifted.
        now: the time.
    """
    open_one = update(Dial).where(col(Dial.id) == dial_id, col(Dial.done_at).is_(None))
    if connection.execute(open_one.values(done_at=now, failed=failed)).rowcount == 1:
        verb = "dial.failed" if failed else "dial.connected"
        said = {"why": f"dial_failure.{failed}"} if failed else {}
        events.record(connection, SYSTEM, now, verb, "dial", dial_id, params=said)


def prune(connection: Connection, now: datetime) -> int:
    """Let go of old dials with their numbers; returns how many."""
    return connection.execute(delete(Dial).where(col(Dial.asked_at) < now - KEPT)).rowcount
