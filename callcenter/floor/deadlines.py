"""What falls due by itself: resolved cases close, missed expected dates become call-backs.

For the worker; each step is short, keyed by what it finds, and does nothing the second time.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, exists, select
from sqlmodel import col

from callcenter.calls.models import CallBack
from callcenter.calls.words import CallBackKind
from callcenter.cases import moves, standing
from callcenter.cases.models import Case
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, CaseState, CloseReason
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import SYSTEM
from callcenter.store.models import Event

_A_TURN = 25
"""Cases a turn, so that the write lock is never held for long."""


def anything(connection: Connection, at: datetime, settings: Settings) -> bool:
    """Whether there is anything to do: asked within a ``store.read()``, so that most rounds take no lock."""
    return bool(_ids(connection, _silent(at, settings)) or _ids(connection, _missed(at)))


def close_silent(connection: Connection, at: datetime, settings: Settings) -> int:
    """Close cases that were resolved so many days ago and nobody objected; return how many.

    Args:
        connection: of a ``store.write()``.
        at: now.
        settings: after how many days.
    """
    details = MoveDetails(close_reason=CloseReason.DAYS_PASSED.value)
    ids = _held(connection, _silent(at, settings))
    for case_id in ids:
        _move(connection, case_id, CaseMove.CLOSE, details, at, settings)
    return len(ids)


def miss_dates(connection: Connection, at: datetime, settings: Settings) -> int:
    """Note expected dates that have passed, each once, and have somebody ring the caller; return how many.

    Args:
        connection: of a ``store.write()``.
        at: now.
        settings: the service levels, for the clocks.
    """
    ids = _held(connection, _missed(at))
    for case_id in ids:
        _move(connection, case_id, CaseMove.MISS_DATE, MoveDetails(), at, settings)
        _call_back(connection, standing.load(connection, case_id), at)
    return len(ids)


def _silent(at: datetime, settings: Settings) -> Select[Any]:
    long_ago = at - timedelta(days=settings.close_after_days)
    return (
        select(col(Case.id))
        .where(col(Case.closed_at).is_(None), col(Case.state) == CaseState.RESOLVED)
        .where(col(Case.resolved_at) <= long_ago)
        .limit(_A_TURN)
    )


def _missed(at: datetime) -> Select[Any]:
    noted = exists().where(
        col(Event.case_id) == col(Case.id),
        col(Event.verb) == moves.VERBS[CaseMove.MISS_DATE],
        col(Event.at) >= col(Case.expected_at),
    )
    return (
        select(col(Case.id))
        .where(col(Case.closed_at).is_(None), col(Case.state) == CaseState.EXPECTED)
        .where(col(Case.expected_at) <= at, ~noted)
        .limit(_A_TURN)
    )


def _ids(connection: Connection, due: Select[Any]) -> list[int]:
    return [case_id for case_id in connection.execute(due).scalars() if case_id is not None]


def _held(connection: Connection, due: Select[Any]) -> list[int]:
    """Lock what is due, but what somebody works on just now, and look again: it may be done by now."""
    held = _ids(connection, due.with_for_update(of=Case, key_share=True, skip_locked=True))
    return _ids(connection, due.where(col(Case.id).in_(held))) if held else []


def _move(
    connection: Connection,
    case_id: int,
    move: CaseMove,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> None:
    moves.apply(
        connection, SYSTEM, case_id, move,
        version=None, details=details, at=at, settings=settings, undoable=False,
    )  # fmt: skip


def _call_back(connection: Connection, case: Case, at: datetime) -> None:
    number = case.contact_phone or case.caller_e164 or case.caller_raw or ""
    row = {
        "at": at, "number": number, "customer_id": case.customer_id, "case_id": case.id,
        "agent_id": case.agent_id, "kind": CallBackKind.MISSED_DATE.value, "made_at": at,
    }  # fmt: skip
    events.changed(connection, at, "call_back", add(connection, CallBack, row))
