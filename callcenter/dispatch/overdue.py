"""Which offers a next point must be found for, and why: one rule, and how they are found in the store."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.words import CaseState, Way
from callcenter.dispatch import lifecycle
from callcenter.dispatch.answer_time import is_emergency
from callcenter.dispatch.models import LIVE, Dispatch
from callcenter.dispatch.words import DispatchState
from callcenter.store.models import Event

Why = Literal["silent", "untold", "undelivered", "refused", ""]
NOBODY = "case.nobody_took_it"
UNTOLD = "dispatch.untold"
_A_TURN = 25
_Later = aliased(Dispatch, name="later")
_LEADS_ON = (DispatchState.DELIVERED, DispatchState.BY_PHONE, DispatchState.FAILED)


def why(dispatch: Dispatch, case: Case, at: datetime) -> Why:
    """Why another point must be asked instead of this one.

    Args:
        dispatch: the case's last one.
        case: as it stands.
        at: now.

    Returns:
        ``silent``: it was asked and its time is up. ``untold``: it is an emergency and nobody has rung the
        point that only a person can ask. ``undelivered``: it could not be asked. ``refused``: it declined.
        Empty: nothing must be done, as while the case waits.
    """
    if dispatch.state == DispatchState.DECLINED:
        return "refused" if case.state == CaseState.NEW and dispatch.told_whom is None else ""
    if case.state != CaseState.ROUTED or dispatch.state not in _LEADS_ON:
        return ""
    late = dispatch.answer_due_at is not None and dispatch.answer_due_at <= at
    if dispatch.state == DispatchState.FAILED:
        return "undelivered" if late or is_emergency(case) else ""
    if dispatch.state == DispatchState.BY_PHONE and dispatch.told_whom is None:
        return "untold" if late and is_emergency(case) else ""
    return "silent" if late else ""


def found(connection: Connection, at: datetime) -> tuple[int, ...]:
    """A turn's worth of dispatches for which ``why`` has a reason, and nothing has been done yet."""
    ids = [*connection.execute(_live(at)).scalars(), *connection.execute(_refused()).scalars()]
    return tuple(one for one in ids if one is not None)


def next_due(connection: Connection, at: datetime) -> datetime | None:
    """When the next time to answer is up that isn't up yet."""
    waiting = select(func.min(col(Dispatch.answer_due_at))).where(
        LIVE, col(Dispatch.state).in_(_LEADS_ON), col(Dispatch.answer_due_at) > at
    )
    return connection.execute(waiting).scalar()


def untold() -> ColumnElement[bool]:
    """The condition that nobody has told the point, which only a person can."""
    return and_(col(Dispatch.state) == DispatchState.BY_PHONE, col(Dispatch.told_whom).is_(None))


def emergency() -> ColumnElement[bool]:
    """The condition that the case of a dispatch is an emergency, as ``is_emergency`` says."""
    return or_(col(Case.safety), and_(col(Case.way).is_not(None), col(Case.way) == Way.ROADSIDE))


def nobody_took(case_id: Any) -> ColumnElement[bool]:
    """The condition that a new case is with a person because nobody took it: not sent again since."""
    return exists().where(col(Event.case_id) == case_id, col(Event.verb) == NOBODY, ~sent_since())


def sent_since() -> ColumnElement[bool]:
    """The condition that the case of an event, of the query right around this, was sent to a point later."""
    return exists().where(col(_Later.case_id) == col(Event.case_id), col(_Later.queued_at) > col(Event.at))


def _live(at: datetime) -> Select[Any]:
    """Found by the partial index of live dispatches, which has to be named."""
    late = col(Dispatch.answer_due_at) <= at
    noted = exists().where(
        col(Event.entity) == "dispatch",
        col(Event.entity_id) == col(Dispatch.id),
        col(Event.verb) == UNTOLD,
        col(Event.at) >= col(Dispatch.answer_due_at),
    )
    is_failed = col(Dispatch.state) == DispatchState.FAILED
    likely = select(col(Dispatch.id)).where(LIVE, or_(is_failed, late))
    asked = and_(col(Dispatch.state).in_(lifecycle.OFFERED), late, ~untold())
    unrung = and_(untold(), late, emergency(), ~noted)
    failed = and_(is_failed, or_(late, emergency()))
    return (
        select(col(Dispatch.id))
        .join(Case, col(Case.id) == col(Dispatch.case_id))
        .where(col(Dispatch.id).in_(likely), col(Case.state) == CaseState.ROUTED)
        .where(or_(asked, unrung, failed))
        .order_by(col(Dispatch.answer_due_at))
        .limit(_A_TURN)
    )


def _refused() -> Select[Any]:
    """The last dispatch of each new case, if the point itself declined it."""
    last = select(func.max(col(_Later.id))).where(col(_Later.case_id) == col(Case.id)).scalar_subquery()
    return (
        select(col(Dispatch.id))
        .select_from(Case)
        .join(Dispatch, col(Dispatch.id) == last)
        .where(col(Case.closed_at).is_(None), col(Case.state) == CaseState.NEW)
        .where(col(Dispatch.state) == DispatchState.DECLINED, col(Dispatch.told_whom).is_(None))
        .where(~nobody_took(col(Dispatch.case_id)))
        .limit(_A_TURN)
    )
