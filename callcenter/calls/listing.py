"""The list of calls: those to be called back first, then all others, newest first, a page at a time.

To be called back is what was missed within two weeks, where nobody talked with that number since and nobody
said that it is done. The key of a page names its section and its last row, so that pages stay true while
calls come in.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.callers import phones
from callcenter.callers.models import Customer
from callcenter.calls.models import Call, CallBack, WrapUp
from callcenter.calls.views import CallPage, CallRow
from callcenter.calls.words import CallState
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.people.models import Agent, Queue

SCOPES = ("all", "missed", "mine")
TO_DO_FOR = timedelta(days=14)
"""So long a missed call waits to be called back; then it is one of many."""
LAST_FOR = timedelta(hours=8)
"""So long the last call of an agent is the one that is wrapped up."""
SEARCHED = 20_000
"""Calls that a filter looks at, the newest."""
_MOST_WORDS = 12
_NO_ID = 1 << 63
_Later = aliased(Call)
_TALKED_SINCE = exists().where(
    and_(
        col(_Later.e164) == col(Call.e164),
        col(_Later.answered_at) > col(Call.ringing_at),
        col(_Later.id) != col(Call.id),
        or_(col(_Later.ended_at).is_(None), col(_Later.state) == CallState.ENDED),
    )
)
_LAST_WORD = (
    select(func.max(col(WrapUp.id)))
    .where(col(WrapUp.call_id) == col(Call.id))
    .correlate(Call)
    .scalar_subquery()
)
_CALL_BACK_AT = (
    select(func.min(col(CallBack.at)))
    .where(col(CallBack.done_at).is_(None), col(CallBack.number) == col(Call.e164))
    .correlate(Call)
    .scalar_subquery()
)
_COLUMNS: tuple[Any, ...] = (
    col(Call.id),
    col(Call.direction),
    col(Call.state),
    col(Call.number),
    col(Call.e164),
    col(Call.customer_id),
    col(Call.case_id),
    col(Customer.name).label("customer"),
    col(Customer.do_not_call),
    col(Agent.name).label("agent"),
    col(Queue.name).label("queue"),
    col(Case.number).label("case_number"),
    col(Call.ringing_at),
    col(Call.answered_at),
    col(Call.ended_at),
    col(Call.cause),
    col(WrapUp.code).label("code"),
    col(WrapUp.note).label("note"),
    _CALL_BACK_AT.label("call_back_at"),
)


def page(
    connection: Connection,
    *,
    now: datetime,
    scope: str = "all",
    agent_id: int | None = None,
    text: str = "",
    after: str | None = None,
    limit: int = 200,
) -> CallPage:
    """A page of calls.

    Args:
        connection: for reading.
        now: the time.
        scope: ``all``, ``missed`` (only what is to be called back) or ``mine``.
        agent_id: whose calls ``mine`` are.
        text: words that must all stand in number, customer, agent, queue, case number or note; among the
            newest 20,000 calls.
        after: the key of the page, from the page before.
        limit: rows a page, 1 or more.

    Raises:
        Invalid: no such scope, or a key that isn't one.
    """
    wanted = (*_scope(scope, agent_id), *_filter(text))
    begun, last = _opened(after) if after else (0, None)
    found: list[tuple[int, Any]] = []
    for section in range(begun, 1 if scope == "missed" else 2):
        left = limit + 1 - len(found)
        if left <= 0:
            break
        asked = _statement(wanted, section, last if section == begun else None, now).limit(left)
        found += [(section, row) for row in connection.execute(asked)]
    rows = tuple(_view(row, section == 0) for section, row in found[:limit])
    return CallPage(rows, _key(*found[limit - 1]) if len(found) > limit else None)


def uncared() -> ColumnElement[bool]:
    """The condition that a call was missed and nobody said "done"; so written, it takes the small index."""
    return and_(col(Call.state) == literal_column("'missed'"), col(Call.done_at).is_(None))


def last_of(
    connection: Connection, agent_id: int, now: datetime, call_id: int | None = None
) -> CallRow | None:
    """The call that an agent would wrap up: the newest that they answered within hours, or the one named.

    Args:
        connection: for reading.
        agent_id: whose.
        now: the time.
        call_id: the call in whose mode they are.
    """
    if call_id is not None:
        this = col(Call.id) == call_id
    else:
        mine = and_(col(Call.agent_id) == agent_id, col(Call.answered_at).is_not(None))
        this = and_(mine, col(Call.ringing_at) > now - LAST_FOR)
    row = connection.execute(_dressed().where(this).limit(1)).first()
    return None if row is None else _view(row, False)


def to_do(now: datetime) -> ColumnElement[bool]:
    """The condition that a call is to be called back."""
    return and_(uncared(), col(Call.ringing_at) > now - TO_DO_FOR, not_(_TALKED_SINCE))


def _statement(
    wanted: Sequence[ColumnElement[bool]], section: int, last: tuple[datetime, int] | None, now: datetime
) -> Select[Any]:
    begun = () if last is None else (tuple_(col(Call.ringing_at), col(Call.id)) < tuple_(*last),)
    return _dressed().where(to_do(now) if section == 0 else not_(to_do(now)), *wanted, *begun)


def _dressed() -> Select[Any]:
    """Calls with the names of whoever and whatever they are about, newest first."""
    return (
        select(*_COLUMNS)
        .outerjoin(Customer, col(Customer.id) == col(Call.customer_id))
        .outerjoin(Agent, col(Agent.id) == col(Call.agent_id))
        .outerjoin(Queue, col(Queue.id) == col(Call.queue_id))
        .outerjoin(Case, col(Case.id) == col(Call.case_id))
        .outerjoin(WrapUp, col(WrapUp.id) == _LAST_WORD)
        .order_by(col(Call.ringing_at).desc(), col(Call.id).desc())
    )


def _scope(scope: str, agent_id: int | None) -> tuple[ColumnElement[bool], ...]:
    if scope not in SCOPES:
        raise Invalid(
            N_("There is no list of calls “{scope}”. Choose one of: {scopes}."),
            field="scope", scope=scope, scopes=", ".join(SCOPES),
        )  # fmt: skip
    return (col(Call.agent_id) == agent_id,) if scope == "mine" else ()


def _filter(text: str) -> list[ColumnElement[bool]]:
    """Each word must stand somewhere; a case number may have its dash."""
    words = text.split()[:_MOST_WORDS]
    if not words:
        return []
    newest = select(col(Call.id)).order_by(col(Call.ringing_at).desc(), col(Call.id).desc()).limit(SEARCHED)
    places = (Call.e164, Call.number, Customer.name, Customer.latin, Agent.name, Queue.name, WrapUp.note)
    wanted: list[ColumnElement[bool]] = [col(Call.id).in_(newest)]
    for word in words:
        number = col(Case.number).contains(word.replace("-", ""), autoescape=True)
        wanted.append(or_(number, *(col(place).icontains(word, autoescape=True) for place in places)))
    return wanted


def _view(row: Any, is_to_do: bool) -> CallRow:
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
        case_id=row.case_id,
        case_number=show(row.case_number) if row.case_number else "",
        code=row.code or "",
        note=row.note or "",
        to_do=is_to_do,
        call_back_at=row.call_back_at,
        do_not_call=bool(row.do_not_call),
        phone_text=legible(row.e164 or row.number or ""),
    )


def legible(number: str) -> str:
    """A number ready to read: in groups where it is whole, else as it was told."""
    return phones.pretty(number) if number.startswith("+") else number


def _key(section: int, row: Any) -> str:
    return f"{section}_{row.ringing_at.isoformat()}_{row.id}"


def _opened(key: str) -> tuple[int, tuple[datetime, int]]:
    try:
        section, began, call_id = key.split("_")
        place, moment, number = ("0", "1").index(section), datetime.fromisoformat(began), int(call_id)
    except ValueError:
        raise _unknown() from None
    if moment.tzinfo is None or not 0 <= number < _NO_ID:
        raise _unknown()
    return place, (moment, number)


def _unknown() -> Invalid:
    return Invalid(N_("That page of the calls is no longer known. Begin at the top."), field="after")
