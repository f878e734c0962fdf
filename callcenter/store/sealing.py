"""The hash chain over events: the worker seals runs of them in order, and whoever doubts can verify.

The format. An event is one line of JSON (RFC 8259), an array of id, at, actor, actor_id, verb, entity,
entity_id, case_id, params and words_hash, keys sorted, no blanks, ASCII; times are UTC with microseconds
and ``Z``. A seal covers every event after the one before it, up to ``last_event_id``. Its hash is SHA-256,
in hex, over lines that each end in a line feed: the previous seal's hash, then ``[first, last, count, at]``
of this one, then its events by ascending id. Before the first seal stands ``START``.

The words that people said stand beside their event, which holds only their salted hash: they can be erased
and the chain goes on verifying.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update
from sqlmodel import col

from callcenter.i18n import N_, Phrase, phrases
from callcenter.store.adding import add_missing
from callcenter.store.events import salted
from callcenter.store.models import Counter, ErasedWords, Event, EventSeal, EventWords
from callcenter.store.store import Store

START = "0" * 64
RUN = 1000
"""Events a seal at most."""
_COUNTER = "seal"

phrases(
    {
        "fault.seal": N_("the events {first} to {last} are not as they were sealed"),
        "fault.seal_order": N_("the seal of the events up to {last} doesn't follow the one before it"),
        "fault.words": N_("the words beside event {event_id} are not what was said"),
        "fault.words_gone": N_("the words beside event {event_id} are gone, and no erasure took them"),
    }
)


@dataclass(frozen=True, slots=True)
class Look:
    """What the events were at one moment, and who was writing more of them then."""

    newest: int
    writers: frozenset[str]


def look(connection: Connection) -> Look:
    """See how far the events go now, and who may still add some with lower ids.

    On SQLite nobody may: one writes at a time. On PostgreSQL ids are given before they are visible; but
    whoever has taken one holds the lock of an INSERT on the table until the transaction ends, so the
    holders, asked after the newest id, are all who may. (Transaction ids would not do: a transaction may
    get its own after its event's.)
    """
    newest = int(connection.execute(select(func.max(col(Event.id)))).scalar() or 0)
    return Look(newest, _writers(connection))


def settled(connection: Connection, earlier: Look) -> bool:
    """Whether all who were writing at the earlier look have ended: no id up to its newest is missing now."""
    return not earlier.writers or not (earlier.writers & _writers(connection))


def _writers(connection: Connection) -> frozenset[str]:
    if connection.dialect.name != "postgresql":
        return frozenset()
    held = connection.execute(
        text(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND relation = 'event'::regclass AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()"
        )
    )
    return frozenset(held.scalars())


def unsealed(connection: Connection) -> bool:
    """Whether any event is newer than the last seal."""
    sealed = select(func.coalesce(func.max(col(EventSeal.last_event_id)), 0)).scalar_subquery()
    return (
        connection.execute(select(col(Event.id)).where(col(Event.id) > sealed).limit(1)).first() is not None
    )


def seal(connection: Connection, at: datetime, newest: int) -> int:
    """Seal a run of events and return how many; 0 when there is nothing to seal.

    Args:
        connection: of a ``store.write()``; of several workers one seals after the other.
        at: now.
        newest: up to which event, of a ``Look`` that is settled.
    """
    _one_at_a_time(connection)
    last = connection.execute(
        select(col(EventSeal.last_event_id), col(EventSeal.hash)).order_by(col(EventSeal.id).desc()).limit(1)
    ).first()
    after, previous = (last[0], last[1]) if last else (0, START)
    events = _events(connection, after, newest, RUN)
    if not events:
        return 0
    digest = _digest(previous, events, at)
    row = {"first_event_id": events[0].id, "last_event_id": events[-1].id, "at": at}
    connection.execute(insert(EventSeal).values(**row, previous_hash=previous, hash=digest))
    return len(events)


class Sealer:
    """Seals what can be sealed, step by step; remembers between its steps who was still writing.

    Args:
        store: whose events.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._earlier: Look | None = None

    def step(self, at: datetime) -> int:
        """Seal one run and return its events; 0 where there is none, or somebody still writes."""
        if self._earlier is None:
            with self._store.read() as connection:
                if not unsealed(connection):
                    return 0
                self._earlier = look(connection)
        with self._store.read() as connection:
            if not settled(connection, self._earlier):
                return 0
        with self._store.write() as connection:
            count = seal(connection, at, self._earlier.newest)
        if count < RUN:
            self._earlier = None
        return count


def _one_at_a_time(connection: Connection) -> None:
    row = update(Counter).where(col(Counter.name) == _COUNTER).values(value=col(Counter.value) + 1)
    if not connection.execute(row).rowcount:
        add_missing(connection, Counter, [{"name": _COUNTER, "value": 0}])
        connection.execute(row)


def _events(connection: Connection, after: int, until: int, limit: int | None = None) -> list[Any]:
    statement = select(*Event.__table__.c).where(col(Event.id) > after, col(Event.id) <= until)  # type: ignore[attr-defined]
    return list(connection.execute(statement.order_by(col(Event.id)).limit(limit)))


def canonical(event: Any) -> str:
    """The line of an event that is hashed; ``event`` is a row with the columns of ``Event``."""
    values = [
        event.id, _moment(event.at), event.actor, event.actor_id, event.verb, event.entity, event.entity_id,
        event.case_id, event.params, event.words_hash,
    ]  # fmt: skip
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def _digest(previous: str, events: list[Any], at: datetime) -> str:
    head = json.dumps([events[0].id, events[-1].id, len(events), _moment(at)], separators=(",", ":"))
    whole = hashlib.sha256()
    for line in (previous, head, *map(canonical, events)):
        whole.update(f"{line}\n".encode())
    return whole.hexdigest()


def verify(store: Store) -> Iterator[Phrase]:
    """Everything in the chain that is not as it was sealed, and every word that is not what was said.

    Events since the last seal are not sealed yet and can't be judged; their words can.
    """
    yield from _verify_seals(store)
    yield from _verify_words(store)


def _verify_seals(store: Store) -> Iterator[Phrase]:
    after, previous, at_seal = 0, START, 0
    while True:
        with store.read() as connection:
            rows: Any = connection.execute(
                select(*EventSeal.__table__.c)  # type: ignore[attr-defined]
                .where(col(EventSeal.id) > at_seal).order_by(col(EventSeal.id)).limit(1)
            )  # fmt: skip
            row = rows.first()
            if row is None:
                return
            events = _events(connection, after, row.last_event_id)
        if row.previous_hash != previous or row.last_event_id <= after:
            yield Phrase("fault.seal_order", {"last": row.last_event_id})
        if not events or _digest(row.previous_hash, events, row.at) != row.hash:
            yield Phrase("fault.seal", {"first": row.first_event_id, "last": row.last_event_id})
        after, previous, at_seal = row.last_event_id, row.hash, row.id


def _verify_words(store: Store) -> Iterator[Phrase]:
    last = 0
    while True:
        with store.read() as connection:
            page: Any = connection.execute(
                select(
                    col(Event.id), col(Event.words_hash), col(EventWords.words), col(EventWords.salt),
                    col(ErasedWords.event_id).label("erased"),
                )
                .outerjoin(EventWords, col(EventWords.event_id) == col(Event.id))
                .outerjoin(ErasedWords, col(ErasedWords.event_id) == col(Event.id))
                .where(col(Event.id) > last).order_by(col(Event.id)).limit(RUN)
            ).all()  # fmt: skip
        for row in page:
            if row.words is not None and salted(row.words, row.salt) != row.words_hash:
                yield Phrase("fault.words", {"event_id": row.id})
            if row.words is None and row.words_hash is not None and row.erased is None:
                yield Phrase("fault.words_gone", {"event_id": row.id})
        if not page:
            return
        last = page[-1].id
