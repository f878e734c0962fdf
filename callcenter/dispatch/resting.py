"""Offers whose receiver asked for more patience than there is time to answer: nobody would know of them."""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.dispatch import rows
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import OFFERED
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.outbox import lanes, queue
from callcenter.outbox.lanes import Resting
from callcenter.store import events
from callcenter.store.events import SYSTEM

_WHY = "the receiver asks for more patience than there is time to answer"


def give_up(connection: Connection, at: datetime) -> int:
    """Let them count as not delivered: the next point is asked, or a person rings.

    Args:
        connection: of a ``store.write()``.
        at: now.

    Returns:
        how many.
    """
    return sum(_given_up(connection, one, at) for one in too_late(connection, at))


def too_late(connection: Connection, at: datetime) -> tuple[Resting, ...]:
    """The messages of these offers, their hold being over."""
    resting = {one.about_id: one for one in lanes.resting(connection, OFFERED, at)}
    if not resting:
        return ()
    left = connection.execute(
        select(col(Dispatch.id), col(Dispatch.answer_due_at)).where(
            col(Dispatch.id).in_(resting), col(Dispatch.held_until) <= at
        )
    )
    due = {row.id: row.answer_due_at for row in left if row.answer_due_at is not None}
    return tuple(one for number, one in resting.items() if number in due and one.until > due[number])


def _given_up(connection: Connection, one: Resting, at: datetime) -> bool:
    dispatch = rows.load(connection, one.about_id, lock=True)
    if dispatch.state != DispatchState.QUEUED or not queue.give_up(connection, one.message_id, at, _WHY):
        return False
    rows.move(connection, SYSTEM, dispatch, DispatchMove.FAIL)
    events.record(
        connection, SYSTEM, at, "dispatch.failed", "dispatch", dispatch.id or 0,
        case_id=dispatch.case_id, params={"point": rows.point(connection, dispatch.point_id).name},
    )  # fmt: skip
    return True
