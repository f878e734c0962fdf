"""Calls that ring now: for whom, who it may be, and what is open with them.

A call that names an agent rings for them; one that names none rings for all agents of its queue, and where it
names no queue either, for everybody, until one of them takes it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, or_, select
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Contact, Customer, Phone
from callcenter.calls import ring_cases
from callcenter.calls.models import Call
from callcenter.calls.reaper import LONGEST_RING
from callcenter.calls.ring_views import Ring, RingCase, Ringer
from callcenter.calls.words import Direction
from callcenter.i18n import Phrase
from callcenter.people.models import Queue
from callcenter.people.views import AgentView

MOST = 20
"""Rings an agent is shown."""
MOST_WHO = 40
"""People who share the ringing numbers; a number with more holders is nobody's own."""
STILL_OFFERED = timedelta(minutes=2)
"""So long a call stays on offer that was answered by somebody whom the telephone system doesn't name."""

_COLUMNS: tuple[Any, ...] = (
    col(Call.id),
    col(Call.state),
    col(Call.number),
    col(Call.e164),
    col(Call.agent_id),
    col(Call.customer_id),
    col(Call.ringing_at),
    col(Queue.name).label("queue"),
    col(Customer.name),
    col(Customer.latin),
)


def ringing(connection: Connection, me: AgentView, now: datetime) -> tuple[Ring, ...]:
    """The incoming calls that ring for an agent or go on with them, newest first; four statements at most.

    Args:
        connection: of a ``store.read()``.
        me: for whom.
        now: the time.
    """
    found = connection.execute(_open_calls(me, now)).all()
    rows = sorted(found, key=lambda row: (row.ringing_at, row.id), reverse=True)
    holders = _holders(connection, {row.e164 for row in rows if row.e164 and row.customer_id is None})
    who = {row.id: _who(row, holders) for row in rows}
    cases = ring_cases.of_rings(connection, {row.id: (who[row.id], row.e164) for row in rows})
    return tuple(_ring(row, me, who[row.id], *cases[row.id]) for row in rows)


def _open_calls(me: AgentView, now: datetime) -> Any:
    mine = col(Call.agent_id) == me.agent_id
    queues = select(col(Queue.id)).where(col(Queue.team_id) == me.team_id)
    anybodys = and_(
        col(Call.agent_id).is_(None),
        or_(col(Call.queue_id).is_(None), col(Call.queue_id) == me.queue_id, col(Call.queue_id).in_(queues)),
        col(Call.ringing_at) > now - LONGEST_RING,
        or_(col(Call.answered_at).is_(None), col(Call.answered_at) > now - STILL_OFFERED),
    )
    return (
        select(*_COLUMNS)
        .outerjoin(Queue, col(Queue.id) == col(Call.queue_id))
        .outerjoin(Customer, col(Customer.id) == col(Call.customer_id))
        .where(col(Call.ended_at).is_(None), col(Call.direction) == Direction.IN, or_(mine, anybodys))
        .order_by(case((mine, 0), else_=1), col(Call.id).desc())
        .limit(MOST)
    )


def _holders(connection: Connection, numbers: Iterable[str]) -> dict[str, list[Ringer]]:
    """Who holds each number now, everybody once."""
    found: dict[str, list[Ringer]] = {}
    wanted = sorted(phones.reverse(e164) for e164 in numbers)
    if not wanted:
        return found
    rows: Any = connection.execute(
        select(
            col(Phone.e164), col(Phone.kind), col(Customer.id), col(Customer.name), col(Customer.latin),
            col(Contact.name).label("contact"),
        )
        .join(Customer, col(Customer.id) == col(Phone.customer_id))
        .outerjoin(Contact, col(Contact.id) == col(Phone.contact_id))
        .where(col(Phone.reversed).in_(wanted), col(Phone.held_to).is_(None))
        .where(col(Customer.merged_into_id).is_(None))
        .order_by(col(Phone.position), col(Phone.id))
        .limit(MOST_WHO)
    )  # fmt: skip
    for e164, kind, customer_id, name, latin, contact in rows:
        why = Phrase("why.exact_number", {"kind": f"phone_kind.{kind}"})
        theirs = found.setdefault(e164 or "", [])
        if all(one.customer_id != customer_id for one in theirs):
            theirs.append(Ringer(customer_id or 0, name, latin or "", contact or "", why))
    return found


def _who(row: Any, holders: dict[str, list[Ringer]]) -> tuple[Ringer, ...]:
    if row.customer_id is not None:
        return (Ringer(row.customer_id, row.name, row.latin or ""),)
    return tuple(holders.get(row.e164 or "", ()))


def _ring(row: Any, me: AgentView, who: tuple[Ringer, ...], cases: int, most_urgent: RingCase | None) -> Ring:
    return Ring(
        call_id=row.id,
        state=row.state.value,
        caller=phones.pretty(row.e164) if row.e164 else row.number or "",
        who=who,
        cases=cases,
        case=most_urgent,
        queue=row.queue or "",
        since=row.ringing_at,
        mine=row.agent_id == me.agent_id,
    )
