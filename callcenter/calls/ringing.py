"""Calls that ring now: for whom, who it may be, and what is open with them.

A call that names an agent rings for them; one that names none rings for all agents of its queue, and where it
names no queue either, for everybody, until one of them takes it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, or_, select
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

FAR_BACK = 500
"""So many of the newest open calls are looked through."""

# Made once: every console asks at every ring. The limit within keeps to the index of open calls.
_open = (
    select(Call.__table__)  # type: ignore[attr-defined]
    .where(col(Call.ended_at).is_(None))
    .order_by(col(Call.id).desc())
    .limit(FAR_BACK)
    .subquery()
    .c
)
_mine = _open.agent_id == bindparam("me")
_anybodys = and_(
    _open.agent_id.is_(None),
    or_(
        _open.queue_id.is_(None),
        _open.queue_id == bindparam("queue"),
        _open.queue_id.in_(select(col(Queue.id)).where(col(Queue.team_id) == bindparam("team"))),
    ),
    _open.ringing_at > bindparam("rang_after"),
    or_(_open.answered_at.is_(None), _open.answered_at > bindparam("answered_after")),
)
_RINGING: Any = (
    select(
        _open.id, _open.state, _open.number, _open.e164, _open.agent_id, _open.customer_id, _open.ringing_at,
        col(Queue.name).label("queue"), col(Customer.name), col(Customer.latin),
    )
    .outerjoin(Queue, col(Queue.id) == _open.queue_id)
    .outerjoin(Customer, col(Customer.id) == _open.customer_id)
    .where(_open.direction == Direction.IN, or_(_mine, _anybodys))
    .order_by(case((_mine, 0), else_=1), _open.id.desc())
    .limit(MOST)
)  # fmt: skip
_HOLDERS: Any = (
    select(
        col(Phone.e164), col(Phone.kind), col(Customer.id), col(Customer.name), col(Customer.latin),
        col(Contact.name).label("contact"),
    )
    .join(Customer, col(Customer.id) == col(Phone.customer_id))
    .outerjoin(Contact, col(Contact.id) == col(Phone.contact_id))
    .where(col(Phone.reversed).in_(bindparam("numbers", expanding=True)), col(Phone.held_to).is_(None))
    .where(col(Customer.merged_into_id).is_(None))
    .order_by(col(Phone.position), col(Phone.id))
    .limit(MOST_WHO)
)  # fmt: skip


def ringing(connection: Connection, me: AgentView, now: datetime) -> tuple[Ring, ...]:
    """The incoming calls that ring for an agent or go on with them, newest first; four statements at most.

    Args:
        connection: of a ``store.read()``.
        me: for whom.
        now: the time.
    """
    asked = {
        "me": me.agent_id, "queue": me.queue_id, "team": me.team_id,
        "rang_after": now - LONGEST_RING, "answered_after": now - STILL_OFFERED,
    }  # fmt: skip
    found = connection.execute(_RINGING, asked)
    rows = sorted(found, key=lambda row: (row.ringing_at, row.id), reverse=True)
    holders = _holders(connection, {row.e164 for row in rows if row.e164 and row.customer_id is None})
    who = {row.id: _who(row, holders) for row in rows}
    cases = ring_cases.of_rings(connection, {row.id: (who[row.id], row.e164) for row in rows})
    return tuple(_ring(row, me, who[row.id], *cases[row.id]) for row in rows)


def _holders(connection: Connection, numbers: Iterable[str]) -> dict[str, list[Ringer]]:
    """Who holds each number now, everybody once."""
    found: dict[str, list[Ringer]] = {}
    wanted = sorted(phones.reverse(e164) for e164 in numbers)
    if not wanted:
        return found
    rows = connection.execute(_HOLDERS, {"numbers": wanted})
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
