"""How a case stands: reading its row, its waits, and when its two clocks run out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases.clocks import Wait, due, pauses
from callcenter.cases.models import Case, CaseWait
from callcenter.cases.words import CaseState, ClockKind
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store.models import Event

_OVER = frozenset({CaseState.RESOLVED, CaseState.CLOSED, CaseState.CANCELLED})
_POINTS_TURN = frozenset({CaseState.ACCEPTED, CaseState.EXPECTED, CaseState.IN_PROGRESS})


def load(connection: Connection, case_id: int) -> Case:
    """Read a case's row.

    Raises:
        NotFound: no such case.
    """
    row = connection.execute(select(Case).where(col(Case.id) == case_id)).first()
    if row is None:
        raise NotFound(N_("There is no such case. Look it up by its number."))
    return Case(**row._mapping)


def waits(connection: Connection, case_id: int) -> tuple[Wait, ...]:
    """All waits of a case, in order."""
    rows = connection.execute(
        select(col(CaseWait.wait_for), col(CaseWait.from_at), col(CaseWait.to_at))
        .where(col(CaseWait.case_id) == case_id)
        .order_by(col(CaseWait.from_at), col(CaseWait.id))
    )
    return tuple(Wait(wait_for, from_at, to_at) for wait_for, from_at, to_at in rows)


def accepted_at(connection: Connection, case_id: int) -> datetime | None:
    """When a point accepted it last: the start of the point's clock."""
    return connection.execute(
        select(col(Event.at))
        .where(col(Event.case_id) == case_id, col(Event.verb) == "case.accepted")
        .order_by(col(Event.id).desc())
        .limit(1)
    ).scalar()


def with_point(case: Case) -> bool:
    """Whether the point's clock has been started: it accepted and still has the case."""
    state = case.before_wait if case.state == CaseState.WAITING else case.state
    return state in _POINTS_TURN


def due_dates(
    case: Case, waited: Iterable[Wait], accepted: datetime | None, settings: Settings
) -> dict[str, Any]:
    """Return ``due_at`` and ``point_due_at`` as they must be stored.

    Args:
        case: its state, priority, tier and when it was logged.
        waited: all its waits.
        accepted: when the point that has it accepted.
        settings: the service levels; round the clock.

    Returns:
        both moments; None while a clock stands still, hasn't begun, or is over.
    """
    target = settings.target(case.priority, case.tier).resolve
    waited = tuple(waited)
    ours = theirs = None
    if case.state not in _OVER:
        ours = due(case.logged_at, target, pauses(ClockKind.CUSTOMER, waited))
        if accepted is not None and with_point(case):
            theirs = due(accepted, target, pauses(ClockKind.POINT, waited))
    return {"due_at": ours, "point_due_at": theirs}
