"""Waits of a case, opened and closed by its moves; the clocks are computed from them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from callcenter.cases.clocks import Wait
from callcenter.cases.models import Case, CaseWait
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, WaitFor
from callcenter.store.adding import add

THOUGHT_SOLVED = "thought_solved"
"""The reason of the stretch between resolved and reopened: nobody worked on it, so our clock stood still."""


def follow(
    connection: Connection, case: Case, move: CaseMove, details: MoveDetails, at: datetime
) -> dict[str, Any]:
    """Open or close a wait as the move demands, and return the way back of that.

    Args:
        connection: of a ``store.write()``.
        case: the row before the move.
        move: what is done.
        details: what is waited for, and why.
        at: when.
    """
    if move == CaseMove.WAIT:
        reason = details.reason.strip() or details.note.strip() or None
        return {"opened": _open(connection, case, WaitFor(details.wait_for), reason, at, None)}
    if move == CaseMove.REOPEN and case.resolved_at:
        return {"opened": _open(connection, case, WaitFor.CUSTOMER, THOUGHT_SOLVED, case.resolved_at, at)}
    if move in (CaseMove.RESUME, CaseMove.CANCEL, CaseMove.MERGE):
        return {"ended": _end(connection, case, at)}
    return {}


def copy(connection: Connection, case_id: int, waited: Sequence[Wait]) -> None:
    """Write stretches of another case's waiting for this one, too: it was one case then."""
    if waited:
        rows = [{"wait_for": one.wait_for, "from_at": one.start, "to_at": one.end} for one in waited]
        connection.execute(insert(CaseWait), [{"case_id": case_id, **row} for row in rows])


def _open(
    connection: Connection,
    case: Case,
    wait_for: WaitFor,
    reason: str | None,
    from_at: datetime,
    to_at: datetime | None,
) -> int:
    values = {"case_id": case.id, "wait_for": wait_for, "reason": reason, "from_at": from_at, "to_at": to_at}
    return add(connection, CaseWait, values)


def _end(connection: Connection, case: Case, at: datetime) -> list[int]:
    going_on = col(CaseWait.case_id) == case.id, col(CaseWait.to_at).is_(None)
    ids = [
        int(wait_id or 0)
        for wait_id in connection.execute(select(col(CaseWait.id)).where(*going_on)).scalars()
    ]
    connection.execute(update(CaseWait).where(*going_on).values(to_at=at))
    return ids
