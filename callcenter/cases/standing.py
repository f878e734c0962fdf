"""How a case stands: reading its row, its waits, and when its two clocks run out."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases.clocks import Interval, Wait, due, pauses
from callcenter.cases.models import Case, CaseWait
from callcenter.cases.words import CaseState, ClockKind
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store.models import Event

_OVER = frozenset({CaseState.RESOLVED, CaseState.CLOSED, CaseState.CANCELLED})
_POINTS_TURN = frozenset({CaseState.ACCEPTED, CaseState.EXPECTED, CaseState.IN_PROGRESS})


def load(connection: Connection, case_id: int, *, lock: bool = False) -> Case:
    """Read a case's row.

    Args:
        connection: for reading; of a ``store.write()`` when it locks.
        case_id: which.
        lock: nobody else changes the case until this write is over. Whoever changes anything of a case does
            so first, before its dispatch and its messages; several cases by ascending id.

    Raises:
        NotFound: no such case.
    """
    query = select(Case).where(col(Case.id) == case_id)
    row = connection.execute(query.with_for_update(key_share=True) if lock else query).first()
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


def began(case: Case) -> datetime:
    """When our clock of a case began: with the ring that it is about."""
    return case.rang_at or case.logged_at


def due_dates(
    case: Case,
    waited: Iterable[Wait],
    accepted: datetime | None,
    settings: Settings,
    ours: tuple[datetime, Iterable[Interval]] | None = None,
) -> dict[str, Any]:
    """Return ``due_at`` and ``point_due_at`` as they must be stored.

    Args:
        case: its state, priority, tier and when it was logged.
        waited: all its waits.
        accepted: when the point that has it accepted.
        settings: the service levels; round the clock.
        ours: start and pauses of our clock, where other cases were merged into this one; else its own.

    Returns:
        both moments; None while a clock stands still, hasn't begun, or is over.
    """
    target = settings.target(case.priority, case.tier).resolve
    waited = tuple(waited)
    start, stopped = ours or (began(case), pauses(ClockKind.CUSTOMER, waited))
    due_at = theirs = None
    if case.state not in _OVER:
        due_at = due(start, target, stopped)
        if accepted is not None and with_point(case):
            theirs = due(accepted, target, pauses(ClockKind.POINT, waited))
    return {"due_at": due_at, "point_due_at": theirs}
