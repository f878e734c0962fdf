"""Offers that wait for somebody: noted once, and seen in every list until something is done about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, select
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.words import CaseState
from callcenter.dispatch import lifecycle, overdue, rows
from callcenter.dispatch.models import LIVE, Dispatch
from callcenter.dispatch.overdue import UNTOLD
from callcenter.dispatch.words import DispatchState
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import SYSTEM
from callcenter.store.models import Event

UNANSWERED = "dispatch.unanswered"
_A_TURN = 25
"""Offers a turn, so that the write lock is never held for long."""


@dataclass(frozen=True, slots=True)
class Ails:
    """What ails the offer of a case, and how far its round is."""

    trouble: str = ""
    """``failed``, ``to_tell`` (by phone), ``untold`` (late), ``unanswered``, ``nobody`` (took it)."""
    asked: int = 0
    """The how-manieth point is asked, where the system asked it; with ``nobody`` how many were."""


def _late(at: datetime) -> Select[Any]:
    """Found by the partial index of live dispatches, which has to be named."""
    offered = col(Dispatch.state).in_(lifecycle.OFFERED)
    return select(col(Dispatch.id)).where(LIVE, offered, col(Dispatch.answer_due_at) <= at)


def not_noted(
    connection: Connection, at: datetime, settings: Settings, among: Sequence[int] | None = None
) -> tuple[int, ...]:
    """Those of which the timeline doesn't say so yet, a turn's worth; a case that waits needs no answer.

    Where the next point is asked by itself, these are only offers that a person must make, and didn't.

    Args:
        connection: for reading.
        at: now.
        settings: whether the next point is asked by itself.
        among: of these only; default all.
    """
    noted = exists().where(
        col(Event.entity) == "dispatch",
        col(Event.entity_id) == col(Dispatch.id),
        col(Event.verb).in_((UNANSWERED, UNTOLD)),
        col(Event.at) >= col(Dispatch.answer_due_at),
    )
    alone = (overdue.untold(), ~overdue.emergency()) if settings.points_asked else ()
    late = _late(at) if among is None else _late(at).where(col(Dispatch.id).in_(among))
    found = connection.execute(
        select(col(Dispatch.id))
        .join(Case, col(Case.id) == col(Dispatch.case_id))
        .where(col(Dispatch.id).in_(late), col(Case.state) == CaseState.ROUTED, ~noted, *alone)
        .limit(_A_TURN)
    )
    return tuple(one for one in found.scalars() if one is not None)


def note(connection: Connection, at: datetime, settings: Settings) -> int:
    """Say in the timeline of each case that its point has not answered, or not been told; return how many.

    Args:
        connection: of a ``store.write()``.
        at: now.
        settings: whether the next point is asked by itself.
    """
    silent = _held(connection, not_noted(connection, at, settings), at, settings)
    for dispatch_id in silent:
        dispatch = rows.load(connection, dispatch_id)
        due_at = dispatch.answer_due_at or at
        told = {"point": rows.point(connection, dispatch.point_id).name, "due_at": due_at.isoformat()}
        unrung = dispatch.state == DispatchState.BY_PHONE and dispatch.told_whom is None
        events.record(
            connection, SYSTEM, at, UNTOLD if unrung else UNANSWERED, "dispatch", dispatch_id,
            case_id=dispatch.case_id, params=told,
        )  # fmt: skip
    return len(silent)


def _held(connection: Connection, ids: Sequence[int], at: datetime, settings: Settings) -> tuple[int, ...]:
    """Lock the cases of these offers, but those that somebody works on just now, and look again."""
    held = connection.execute(
        select(col(Dispatch.id))
        .select_from(Case)
        .join(Dispatch, col(Dispatch.case_id) == col(Case.id))
        .where(col(Dispatch.id).in_(ids))
        .with_for_update(of=Case, key_share=True, skip_locked=True)
    )
    return not_noted(connection, at, settings, [one for one in held.scalars() if one is not None])


def ails(connection: Connection, case_ids: Sequence[int], at: datetime) -> Mapping[int, Ails]:
    """What ails the offers of these cases.

    Args:
        connection: for reading.
        case_ids: a page of a queue.
        at: now.
    """
    said = {row.case_id: _ails(row, at) for row in connection.execute(_offers(case_ids))}
    open_ids = [case_id for case_id in case_ids if case_id not in said]
    said |= {case_id: Ails("nobody", asked) for case_id, asked in _nobody(connection, open_ids)}
    return {case_id: one for case_id, one in said.items() if one != Ails()}


def nobody_asked(connection: Connection, case_id: int) -> int:
    """How many were asked of whom none took the case; 0 where it isn't so, or it was sent again since."""
    return next((asked for _, asked in _nobody(connection, [case_id])), 0)


def _offers(case_ids: Sequence[int]) -> Select[Any]:
    asked = col(Dispatch.reasons)["asked"].as_integer()
    return select(
        col(Dispatch.case_id),
        col(Dispatch.state),
        col(Dispatch.told_whom),
        col(Dispatch.answer_due_at),
        asked.label("asked"),
    ).where(LIVE, col(Dispatch.case_id).in_(case_ids))


def _nobody(connection: Connection, case_ids: Sequence[int]) -> Sequence[tuple[int, int]]:
    if not case_ids:
        return []
    found = connection.execute(
        select(col(Event.case_id), col(Event.params))
        .join(Case, col(Case.id) == col(Event.case_id))
        .where(col(Event.case_id).in_(case_ids), col(Event.verb) == overdue.NOBODY)
        .where(col(Case.state) == CaseState.NEW, ~overdue.sent_since())
        .order_by(col(Event.id))
    )
    return [(case_id, int(params.get("asked", 0))) for case_id, params in found]


def _ails(row: Any, at: datetime) -> Ails:
    late = row.answer_due_at is not None and row.answer_due_at <= at
    return Ails(_trouble(row.state, row.told_whom, late=late), row.asked or 0)


def _trouble(state: DispatchState, told: str | None, *, late: bool) -> str:
    if state == DispatchState.FAILED:
        return "failed"
    if state == DispatchState.BY_PHONE and not told:
        return "untold" if late else "to_tell"
    return "unanswered" if state in lifecycle.OFFERED and late else ""
