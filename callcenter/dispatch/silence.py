"""Offers that nobody answers: noted once, and seen in every list until somebody does something.

Another point is not asked by itself yet; ``answers.expire`` is what will do it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, select
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.words import CaseState
from callcenter.dispatch import lifecycle, rows
from callcenter.dispatch.models import LIVE, Dispatch
from callcenter.dispatch.words import DispatchState
from callcenter.store import events
from callcenter.store.events import SYSTEM
from callcenter.store.models import Event

UNANSWERED = "dispatch.unanswered"
_A_TURN = 25
"""Offers a turn, so that the write lock is never held for long."""


def due(connection: Connection, at: datetime) -> tuple[int, ...]:
    """The offers whose time to answer is over."""
    return tuple(connection.execute(_late(at)).scalars())


def _late(at: datetime) -> Select[Any]:
    """Found by the partial index of live dispatches, which has to be named."""
    offered = col(Dispatch.state).in_(lifecycle.OFFERED)
    return select(col(Dispatch.id)).where(LIVE, offered, col(Dispatch.answer_due_at) <= at)


def not_noted(connection: Connection, at: datetime, among: Sequence[int] | None = None) -> tuple[int, ...]:
    """Those of which the timeline doesn't say so yet, a turn's worth; a case that waits needs no answer.

    Args:
        connection: for reading.
        at: now.
        among: of these only; default all.
    """
    noted = exists().where(
        col(Event.entity) == "dispatch",
        col(Event.entity_id) == col(Dispatch.id),
        col(Event.verb) == UNANSWERED,
        col(Event.at) >= col(Dispatch.answer_due_at),
    )
    late = _late(at) if among is None else _late(at).where(col(Dispatch.id).in_(among))
    found = connection.execute(
        select(col(Dispatch.id))
        .join(Case, col(Case.id) == col(Dispatch.case_id))
        .where(col(Dispatch.id).in_(late), col(Case.state) == CaseState.ROUTED, ~noted)
        .limit(_A_TURN)
    )
    return tuple(one for one in found.scalars() if one is not None)


def note(connection: Connection, at: datetime) -> int:
    """Say in the timeline of each case that its point has not answered, once; return how many.

    Args:
        connection: of a ``store.write()``.
        at: now.
    """
    silent = _held(connection, not_noted(connection, at), at)
    for dispatch_id in silent:
        dispatch = rows.load(connection, dispatch_id)
        due_at = dispatch.answer_due_at or at
        told = {"point": rows.point(connection, dispatch.point_id).name, "due_at": due_at.isoformat()}
        events.record(
            connection, SYSTEM, at, UNANSWERED, "dispatch", dispatch_id, case_id=dispatch.case_id, params=told
        )
    return len(silent)


def _held(connection: Connection, ids: Sequence[int], at: datetime) -> tuple[int, ...]:
    """Lock the cases of these offers, but those that somebody works on just now, and look again."""
    held = connection.execute(
        select(col(Dispatch.id))
        .select_from(Case)
        .join(Dispatch, col(Dispatch.case_id) == col(Case.id))
        .where(col(Dispatch.id).in_(ids))
        .with_for_update(of=Case, key_share=True, skip_locked=True)
    )
    return not_noted(connection, at, [one for one in held.scalars() if one is not None])


def troubles(connection: Connection, case_ids: Sequence[int], at: datetime) -> Mapping[int, str]:
    """What ails the live offers of these cases: ``failed``, ``to_tell`` (by phone) or ``unanswered``.

    Args:
        connection: for reading.
        case_ids: a page of a queue.
        at: now.
    """
    found = connection.execute(
        select(
            col(Dispatch.case_id), col(Dispatch.state), col(Dispatch.told_whom), col(Dispatch.answer_due_at)
        ).where(LIVE, col(Dispatch.case_id).in_(case_ids))
    )
    said = {case_id: _trouble(state, told, due_at, at) for case_id, state, told, due_at in found}
    return {case_id: trouble for case_id, trouble in said.items() if trouble}


def _trouble(state: DispatchState, told: str | None, due_at: datetime | None, at: datetime) -> str:
    if state == DispatchState.FAILED:
        return "failed"
    if state == DispatchState.BY_PHONE and not told:
        return "to_tell"
    return "unanswered" if state in lifecycle.OFFERED and due_at is not None and due_at <= at else ""
