"""Writing down what telephone systems tell: one row a call, whatever comes late, twice or not at all.

An answer or an end without a ring makes the call. Of two processes that tell the same call the second waits
for the first. Locked in the order of the house: the customer, then the call.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.callers import by_number, survivors
from callcenter.calls import nameless, whose
from callcenter.calls.models import Call
from callcenter.calls.progress import Progress, advanced, answered_by, began
from callcenter.calls.views import CallEvent
from callcenter.calls.words import CallState, Direction, EventType
from callcenter.store import events
from callcenter.store.adding import add_missing
from callcenter.store.events import SYSTEM

_TIMES = ("ringing_at", "answered_at", "ended_at", "cause")
_KEPT = ("id", "direction", "state", "number", "e164", "queue_id", "agent_id", "customer_id", *_TIMES)


@dataclass(frozen=True, slots=True)
class House:
    """What of the settings reading a call takes."""

    region: str
    extensions: Mapping[str, str]


def record(connection: Connection, event: CallEvent, house: House, now: datetime) -> int:
    """Write one event down; told again, it changes nothing.

    Args:
        connection: of a ``store.write()``.
        event: what was told.
        house: the region of numbers, and whose the extensions are.
        now: the time.

    Returns:
        The id of the call's row.
    """
    told = _told(connection, event, house)
    call_id = event.call_id or nameless.find(connection, event, told["e164"], told["agent_id"])
    is_new = _make(connection, event, call_id)
    row = connection.execute(
        select(*(col(getattr(Call, name)) for name in _KEPT))
        .where(col(Call.source) == event.source, col(Call.call_id) == call_id)
        .with_for_update()
    ).one()
    changes = _changes(row._mapping, told, event)
    if changes:
        connection.execute(update(Call).where(col(Call.id) == row.id).values(**changes))
    if changes or is_new:
        state = changes.get("state", row.state)
        said = {"source": event.source, "direction": row.direction.value}
        events.record(connection, SYSTEM, now, f"call.{state}", "call", row.id, params=said)
    return int(row.id)


def _make(connection: Connection, event: CallEvent, call_id: str) -> bool:
    row = {
        "source": event.source,
        "call_id": call_id,
        "direction": Direction(event.direction),
        "state": CallState.RINGING,
        "ringing_at": began(event),
    }
    return bool(add_missing(connection, Call, [row]))


def _told(connection: Connection, event: CallEvent, house: House) -> dict[str, Any]:
    """What the event says of who it is; the customer stays who it is until this write ends."""
    e164 = by_number.read_e164(event.number, house.region) if event.number else None
    customer = by_number.only_holder(connection, e164) if e164 else None
    return {
        "number": event.number or None,
        "e164": e164,
        "customer_id": None if customer is None else survivors.held(connection, customer),
        "agent_id": whose.agent_id(connection, event.agent, house.extensions, house.region),
        "queue_id": whose.queue_id(connection, event.queue),
    }


def _changes(row: Mapping[Any, Any], told: dict[str, Any], event: CallEvent) -> dict[str, Any]:
    """The columns that the event changes: empty ones are filled; who answered is surer than who was rung."""
    wanted = {name: value for name, value in told.items() if row[name] is None}
    if row["number"] is not None or row["customer_id"] is not None:
        # Looked up when the number came; a customer without one was erased, and late events bring none back.
        for name in ("number", "e164", "customer_id"):
            wanted.pop(name, None)
    answered = event.type == EventType.ANSWERED or answered_by(event) is not None
    if told["agent_id"] is not None and (answered or event.type == EventType.ENDED):
        wanted["agent_id"] = told["agent_id"]
    progress = advanced(Progress(**{name: row[name] for name in _TIMES}), event)
    wanted |= asdict(progress) | {"state": progress.state(row["direction"])}
    return {name: value for name, value in wanted.items() if value != row[name]}
