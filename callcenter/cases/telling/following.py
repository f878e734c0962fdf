"""What a move of a case means for its appointment and for what the customer is told of it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from callcenter.cases.models import Case
from callcenter.cases.telling import appointments, notices
from callcenter.cases.telling.notices import News
from callcenter.cases.telling.words import AppointmentState, Occasion
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, Outcome, Way
from callcenter.settings import Settings
from callcenter.store.events import Actor

_ENDS: Mapping[CaseMove, AppointmentState] = {
    CaseMove.DECLINE: AppointmentState.CANCELLED,
    CaseMove.EXPIRE: AppointmentState.CANCELLED,
    CaseMove.SEND_ELSEWHERE: AppointmentState.CANCELLED,
    CaseMove.CANCEL: AppointmentState.CANCELLED,
    CaseMove.REOPEN: AppointmentState.CANCELLED,
    CaseMove.MERGE: AppointmentState.CANCELLED,
    CaseMove.RECEIVE: AppointmentState.KEPT,
    CaseMove.RESOLVE: AppointmentState.KEPT,
    CaseMove.MISS_DATE: AppointmentState.MISSED,
}
"""What becomes of a standing appointment."""
_OVER: Mapping[CaseMove, tuple[Occasion, ...]] = {
    CaseMove.DECLINE: (Occasion.ROUTED,),
    CaseMove.SEND_ELSEWHERE: (Occasion.ROUTED,),
    CaseMove.RESOLVE: (Occasion.ROUTED,),
    CaseMove.CLOSE: (Occasion.ROUTED, Occasion.READY),
    CaseMove.REOPEN: (Occasion.ROUTED, Occasion.READY, Occasion.CLOSED),
    CaseMove.CANCEL: (Occasion.ROUTED, Occasion.READY),
    CaseMove.MERGE: (Occasion.ROUTED, Occasion.READY),
}
"""What needs no telling any more, where it hasn't left yet."""
_NEWS: Mapping[CaseMove, Occasion] = {
    CaseMove.ACCEPT: Occasion.ROUTED,
    CaseMove.RESOLVE: Occasion.READY,
    CaseMove.CLOSE: Occasion.CLOSED,
}
_COLLECTED = frozenset({Outcome.REPAIRED, Outcome.NO_FAULT_FOUND})


def follow(
    connection: Connection,
    actor: Actor,
    case: Case,
    move: CaseMove,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> bool:
    """Do what a move entails, within its write.

    Args:
        connection: of the ``store.write()`` that moved the case.
        actor: who moved it.
        case: as it is by now.
        move: what was done.
        details: what its form was given.
        at: now.
        settings: how customers are told.

    Returns:
        whether others were told to come at another time, so that the move can't simply be taken back.
    """
    rearranged = _rearrange(connection, actor, case, move, details, at, settings)
    for occasion in _OVER.get(move, ()):
        notices.take_back(connection, case.id or 0, occasion, at)
    if told := _NEWS.get(move):
        notices.tell(connection, case, _news(case, told), at=at, settings=settings)
    return rearranged


def undone(connection: Connection, case_id: int, move: CaseMove, since: datetime, at: datetime) -> None:
    """A move is taken back, and with it what the customer would have been told.

    Args:
        connection: of a ``store.write()`` that holds the case.
        case_id: which.
        move: what was done.
        since: when.
        at: now.
    """
    if occasion := _NEWS.get(move):
        notices.take_back(connection, case_id, occasion, at)
    if _ENDS.get(move) == AppointmentState.KEPT:
        appointments.not_kept_yet(connection, case_id, since)


def _rearrange(
    connection: Connection,
    actor: Actor,
    case: Case,
    move: CaseMove,
    details: MoveDetails,
    at: datetime,
    settings: Settings,
) -> bool:
    if move != CaseMove.EXPECT and move not in _ENDS:
        return False
    made = appointments.live(connection, case.id or 0)
    if made is None:
        return False
    if move == CaseMove.EXPECT:
        # A date that the point gives is when it expects the customer, or comes.
        begin = details.expected_at or made.from_at
        times = begin, begin + (made.to_at - made.from_at)
        appointments.move(connection, actor, case, made, times, at=at, settings=settings)
        return begin != made.from_at
    appointments.end(connection, actor, case, made, _ENDS[move], at=at, settings=settings)
    return _ENDS[move] == AppointmentState.CANCELLED


def _news(case: Case, occasion: Occasion) -> News:
    cause = f"{occasion.value}:{case.id}:{case.reopened}"
    if occasion == Occasion.ROUTED:
        return News(occasion, "routed", f"{cause}:{case.point_id}")
    if occasion == Occasion.READY:
        return News(occasion, "collect" if _is_collected(case) else "ready", cause)
    return News(occasion, "closed", cause)


def _is_collected(case: Case) -> bool:
    """Whether the item waits at the point for the customer."""
    brought = case.received_at is not None and case.way == Way.BRING_IN
    return brought and case.outcome in _COLLECTED
