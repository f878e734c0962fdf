"""A call is taken by one agent, and tied to the customer and the case that it is about."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.calls.models import Call
from callcenter.calls.ring_views import TakenCall
from callcenter.calls.words import CallState
from callcenter.errors import Changed, MoveRefused, NotFound
from callcenter.i18n import N_, phrases
from callcenter.people.models import Agent
from callcenter.store import events
from callcenter.store.events import Actor

phrases(
    {
        "call.taken": N_("a call was taken"),
        "call.tied": N_("a call was tied to a customer or case"),
    }
)


def take(connection: Connection, actor: Actor, at: datetime, call_id: int) -> TakenCall:
    """Make a call an agent's own; of two who take it the second is told who has it.

    Args:
        connection: of a ``store.write()``.
        actor: the agent.
        at: when.
        call_id: which.

    Raises:
        NotFound: no such call.
        Changed: another agent has it.
        MoveRefused: it is over.
    """
    row = _held(connection, call_id)
    if row is None:
        raise NotFound(N_("There is no such call any more."))
    if row.agent_id not in (None, actor.id):
        raise Changed(N_("{who} has this call already."), who=_name(connection, row.agent_id))
    if row.ended_at is not None and (row.agent_id is None or row.state == CallState.MISSED):
        raise MoveRefused(N_("This call is over. It stands in the list of calls."))
    if row.agent_id is None:
        connection.execute(update(Call).where(col(Call.id) == call_id).values(agent_id=actor.id))
        events.record(connection, actor, at, "call.taken", "call", call_id)
    return TakenCall(call_id, row.customer_id, row.case_id)


def tie(
    connection: Connection,
    actor: Actor,
    at: datetime,
    call_id: int,
    *,
    customer_id: int | None = None,
    case_id: int | None = None,
    only_new: bool = False,
) -> None:
    """Note whom and which case a call is about; what is None stays as it is.

    Args:
        connection: of a ``store.write()``; customer and case are held before.
        actor: who says so.
        at: when.
        call_id: which.
        customer_id: who rang.
        case_id: what about.
        only_new: whether a customer whom the call has already stays.

    Raises:
        NotFound: no such call.
    """
    row = _held(connection, call_id)
    if row is None:
        raise NotFound(N_("There is no such call any more."))
    if only_new and row.customer_id is not None:
        customer_id = None
    wanted = {"customer_id": customer_id, "case_id": case_id}
    changes = {name: to for name, to in wanted.items() if to is not None and to != getattr(row, name)}
    if changes:
        connection.execute(update(Call).where(col(Call.id) == call_id).values(**changes))
        events.record(connection, actor, at, "call.tied", "call", call_id, params=changes)


def number_of(connection: Connection, call_id: int) -> str:
    """The other party's number, whole where it is; "" where it is withheld or the call isn't there."""
    row = connection.execute(select(col(Call.e164), col(Call.number)).where(col(Call.id) == call_id)).first()
    return "" if row is None else row.e164 or row.number or ""


def _held(connection: Connection, call_id: int) -> Any:
    columns = (
        col(Call.agent_id),
        col(Call.customer_id),
        col(Call.case_id),
        col(Call.state),
        col(Call.ended_at),
    )
    return connection.execute(select(*columns).where(col(Call.id) == call_id).with_for_update()).first()


def _name(connection: Connection, agent_id: int) -> str:
    return str(connection.execute(select(col(Agent.name)).where(col(Agent.id) == agent_id)).scalar() or "")
