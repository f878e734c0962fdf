"""What the outcome of a message means for its dispatch; the outbox doesn't know of dispatches."""

from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.cases import standing
from callcenter.dispatch import appointments, outgoing, rows
from callcenter.dispatch.answer_time import answer_by
from callcenter.dispatch.ears import Ear
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import OFFERED, WITHDRAWN
from callcenter.dispatch.outgoing import APPOINTMENT
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.outbox import by_hand, queue
from callcenter.outbox.views import Outcome
from callcenter.outbox.words import MessageState
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import SYSTEM

_OVER = frozenset({DispatchState.WITHDRAWN, DispatchState.DECLINED, DispatchState.EXPIRED})


def give_up_at(connection: Connection, kind: str, dispatch_id: int) -> datetime | None:
    """Until when trying to deliver makes sense: an offer must be answered by then; a person rings instead."""
    if kind != OFFERED:
        return None
    query = select(col(Dispatch.answer_due_at)).where(col(Dispatch.id) == dispatch_id)
    return connection.execute(query).scalar()


def apply(connection: Connection, outcome: Outcome, at: datetime, settings: Settings) -> None:
    """Move the dispatch as its message went.

    Args:
        connection: of the ``store.write()`` that recorded the attempt.
        outcome: what became of the message.
        at: now.
        settings: the answer times.
    """
    dispatch = rows.load(connection, outcome.about_id)
    if outcome.gone:
        _close_address(connection, outcome, dispatch.point_id, at)
    if outcome.kind == WITHDRAWN:
        if outcome.state == MessageState.FAILED:
            rows.ring_about_end(connection, dispatch, at)
            by_hand.settle(connection, [outcome.message_id], at)  # it stands among those to be rung now
            _tell(connection, at, "dispatch.withdrawal_failed", dispatch)
    elif outcome.kind == APPOINTMENT:
        if outcome.state == MessageState.FAILED and not outcome.stale:
            appointments.ask_to_ring(connection, SYSTEM, dispatch, at)
    elif outcome.arrived:
        _arrived(connection, outcome, dispatch, at, settings)
    elif outcome.state == MessageState.FAILED and dispatch.state == DispatchState.QUEUED:
        rows.move(connection, SYSTEM, dispatch, DispatchMove.FAIL)
        _tell(connection, at, "dispatch.failed", dispatch)
    else:
        events.changed(connection, at, "dispatch", outcome.about_id)
        events.changed(connection, at, "case", dispatch.case_id)


def _arrived(
    connection: Connection, outcome: Outcome, dispatch: Dispatch, at: datetime, settings: Settings
) -> None:
    if dispatch.state == DispatchState.QUEUED:
        case = standing.load(connection, dispatch.case_id)
        due_at = answer_by(case, rows.point(connection, dispatch.point_id), at, settings)
        rows.move(connection, SYSTEM, dispatch, DispatchMove.DELIVER, delivered_at=at, answer_due_at=due_at)
        _tell(connection, at, "dispatch.delivered", dispatch)
    elif dispatch.state in _OVER and outcome.stale:
        _withdraw_late(connection, dispatch, outcome, at)


def _withdraw_late(connection: Connection, dispatch: Dispatch, outcome: Outcome, at: datetime) -> None:
    """It ended while it was being sent and arrived all the same: the point must hear of that, once."""
    if queue.exists(connection, "dispatch", outcome.about_id, WITHDRAWN):
        return
    channel = outgoing.heard_by(connection, outcome.about_id)
    outgoing.put_end(connection, dispatch, Ear(channel, outcome.destination), at)


def _close_address(connection: Connection, outcome: Outcome, point_id: int, at: datetime) -> None:
    """Nobody listens at the address any more: later dispatches are told by phone."""
    point = rows.point(connection, point_id)
    if point.webhook != outcome.destination:
        return
    connection.execute(
        update(ServicePoint)
        .where(col(ServicePoint.id) == point_id)
        .values(webhook=None, version=point.version + 1)
    )
    events.record(
        connection, SYSTEM, at, "point.webhook_gone", "service_point", point_id, params={"point": point.name}
    )


def _tell(connection: Connection, at: datetime, verb: str, dispatch: Dispatch) -> None:
    point = rows.point(connection, dispatch.point_id)
    events.record(
        connection, SYSTEM, at, verb, "dispatch", dispatch.id or 0,
        case_id=dispatch.case_id, params={"point": point.name},
    )  # fmt: skip
