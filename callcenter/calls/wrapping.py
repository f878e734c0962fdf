"""What came of a call: a code and a note by each agent who had it, the customer and case it was about.

Locked in the order of the house: the customer, the case, then the call.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update
from sqlmodel import col

from callcenter.callers import survivors
from callcenter.callers.models import Customer
from callcenter.calls import call_backs, listing
from callcenter.calls.models import Call, WrapUp
from callcenter.calls.words import CallState, WrapUpCode
from callcenter.cases import standing
from callcenter.cases.joint.survivor import survivor_of
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor


def ties(
    connection: Connection, customer_id: int | None, case_id: int | None
) -> tuple[int | None, int | None]:
    """The customer and the case as which they go on after merges, held until this write ends.

    Args:
        connection: of a ``store.write()``.
        customer_id: whom it is about; None: the case's.
        case_id: what it is about.

    Raises:
        NotFound: no such customer or case.
    """
    if case_id is not None:
        case_id = survivor_of(connection, case_id)
        customer_id = customer_id or standing.load(connection, case_id).customer_id
    if customer_id is not None:
        customer_id = survivors.held(connection, customer_id)
        known = select(col(Customer.id)).where(col(Customer.id) == customer_id)
        if connection.execute(known).first() is None:
            raise NotFound(N_("There is no such customer. Look them up by name or number."))
    if case_id is not None:
        standing.load(connection, case_id, lock=True)
    return customer_id, case_id


def wrap_up(
    connection: Connection,
    actor: Actor,
    at: datetime,
    call_id: int,
    code: str,
    note: str = "",
    *,
    customer_id: int | None = None,
    case_id: int | None = None,
) -> None:
    """Say what came of a call; said again by the same agent, it corrects.

    A missed call is done with it, and so is the call-back that the agent took for this number; but not where
    nobody replied.

    Args:
        connection: of a ``store.write()``.
        actor: the agent.
        at: now.
        call_id: which call.
        code: a code of ``WrapUpCode``.
        note: in the agent's words; empty leaves an earlier one.
        customer_id: who it was; None leaves it.
        case_id: what it was about; None leaves it.

    Raises:
        Invalid: no such code.
        NotFound: no such call, customer or case.
    """
    chosen, words = call_backs.code_of(code), note.strip()
    customer_id, case_id = ties(connection, customer_id, case_id)
    call = _load(connection, call_id)
    tied = {"customer_id": customer_id, "case_id": case_id}
    changes: dict[str, Any] = {name: value for name, value in tied.items() if value not in (None, call[name])}
    if call["state"] == CallState.MISSED and call["done_at"] is None and chosen != WrapUpCode.NO_REPLY:
        changes["done_at"] = at
    if changes:
        connection.execute(update(Call).where(col(Call.id) == call_id).values(**changes))
    _say(connection, actor, at, call, chosen, words)
    if chosen != WrapUpCode.NO_REPLY and call["e164"]:
        call_backs.settle(connection, actor, at, call["e164"], chosen)
    params = {"code": f"wrap_up.{chosen.value}", "call_id": call_id}
    about = case_id or call["case_id"]
    events.record(
        connection, actor, at, "call.wrapped_up", "call", call_id,
        case_id=about, params=params, words=words if about and words else None,
    )  # fmt: skip


def done(connection: Connection, actor: Actor, at: datetime, call_id: int) -> int:
    """A missed call needs no call back any more, nor do earlier ones of the same number; returns how many.

    Raises:
        NotFound: no such call.
    """
    call = _load(connection, call_id)
    these = col(Call.id) == call_id
    if call["e164"]:
        same = and_(col(Call.e164) == call["e164"], col(Call.ringing_at) <= call["ringing_at"])
        these = or_(these, same)
    held = select(col(Call.id)).where(listing.uncared(), these).order_by(col(Call.id)).with_for_update()
    ids = [int(one or 0) for one in connection.execute(held).scalars()]
    if ids:
        connection.execute(update(Call).where(col(Call.id).in_(ids)).values(done_at=at))
        events.record(connection, actor, at, "call.done", "call", call_id, params={"count": len(ids)})
    return len(ids)


def _say(
    connection: Connection, actor: Actor, at: datetime, call: dict[str, Any], code: WrapUpCode, words: str
) -> None:
    mine = select(col(WrapUp.id)).where(col(WrapUp.call_id) == call["id"], col(WrapUp.agent_id) == actor.id)
    earlier = connection.execute(mine.order_by(col(WrapUp.id).desc()).limit(1)).scalar()
    said: dict[str, Any] = {"code": code.value, "to_at": at} | ({"note": words} if words else {})
    if earlier is not None:
        connection.execute(update(WrapUp).where(col(WrapUp.id) == earlier).values(**said))
        return
    began = min(call["ended_at"] or at, at)
    add(connection, WrapUp, {"call_id": call["id"], "agent_id": actor.id, "from_at": began, **said})


def _load(connection: Connection, call_id: int) -> dict[str, Any]:
    """A call's row, which nobody else changes until this write is over.

    Raises:
        NotFound: no such call.
    """
    names = ("id", "state", "e164", "customer_id", "case_id", "ringing_at", "ended_at", "done_at")
    asked = select(*(col(getattr(Call, name)) for name in names)).where(col(Call.id) == call_id)
    row = connection.execute(asked.with_for_update()).first()
    if row is None:
        raise NotFound(N_("There is no such call. Look it up in the list of calls."))
    return dict(row._mapping)
