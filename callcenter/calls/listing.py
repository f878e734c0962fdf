"""The list of calls: newest first, or those that were missed and that nobody has talked with since."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, not_, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers.models import Customer
from callcenter.calls.models import Call
from callcenter.calls.views import CallPage, CallRow
from callcenter.calls.words import CallState
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.people.models import Agent, Queue

_Later = aliased(Call)
_TALKED_SINCE = exists().where(
    and_(
        col(_Later.e164) == col(Call.e164),
        col(_Later.answered_at) > col(Call.ringing_at),
        col(_Later.id) != col(Call.id),
        or_(col(_Later.ended_at).is_(None), col(_Later.state) == CallState.ENDED),
    )
)
_TO_CALL_BACK = and_(col(Call.state) == CallState.MISSED, not_(_TALKED_SINCE))
_NO_ID = 1 << 63
_COLUMNS: tuple[Any, ...] = (
    col(Call.id),
    col(Call.direction),
    col(Call.state),
    col(Call.number),
    col(Call.e164),
    col(Call.customer_id),
    col(Customer.name).label("customer"),
    col(Agent.name).label("agent"),
    col(Queue.name).label("queue"),
    col(Call.ringing_at),
    col(Call.answered_at),
    col(Call.ended_at),
    col(Call.cause),
)


def page(
    connection: Connection, *, missed: bool = False, after: str | None = None, limit: int = 200
) -> CallPage:
    """A page of calls, newest first.

    Args:
        connection: for reading.
        missed: only calls to be called back: missed, and nobody talked with that number since.
        after: the key of the page, from the page before.
        limit: rows a page, 1 or more.

    Raises:
        Invalid: a key that isn't one.
    """
    wanted: list[ColumnElement[bool]] = [_TO_CALL_BACK] if missed else []
    if after:
        wanted.append(tuple_(col(Call.ringing_at), col(Call.id)) < tuple_(*_opened(after)))
    found = connection.execute(
        select(*_COLUMNS)
        .outerjoin(Customer, col(Customer.id) == col(Call.customer_id))
        .outerjoin(Agent, col(Agent.id) == col(Call.agent_id))
        .outerjoin(Queue, col(Queue.id) == col(Call.queue_id))
        .where(*wanted)
        .order_by(col(Call.ringing_at).desc(), col(Call.id).desc())
        .limit(limit + 1)
    ).all()
    rows = tuple(_view(row) for row in found[:limit])
    return CallPage(rows, _key(rows[-1]) if len(found) > limit else None)


def _view(row: Any) -> CallRow:
    return CallRow(
        call_id=row.id,
        direction=row.direction.value,
        state=row.state.value,
        caller=row.e164 or row.number or "",
        customer_id=row.customer_id,
        customer=row.customer or "",
        agent=row.agent or "",
        queue=row.queue or "",
        ringing_at=row.ringing_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        cause=row.cause,
    )


def _key(row: CallRow) -> str:
    assert row.ringing_at is not None  # every call has begun
    return f"{row.ringing_at.isoformat()}_{row.call_id}"


def _opened(key: str) -> tuple[datetime, int]:
    began, _, call_id = key.partition("_")
    try:
        moment, number = datetime.fromisoformat(began), int(call_id)
    except ValueError:
        raise _unknown() from None
    if moment.tzinfo is None or not 0 <= number < _NO_ID:
        raise _unknown()
    return moment, number


def _unknown() -> Invalid:
    return Invalid(N_("That page of the calls is no longer known. Begin at the top."), field="after")
