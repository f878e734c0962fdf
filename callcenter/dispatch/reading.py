"""Reading the dispatch of a case for those who track it."""

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.callers.phones import pretty
from callcenter.cases.views import DispatchView
from callcenter.dispatch import rows, silence
from callcenter.dispatch.lifecycle import LIVE
from callcenter.outbox.models import Message


def view(connection: Connection, case_id: int) -> DispatchView | None:
    """The live dispatch of a case, else its last one; None where it was never sent.

    Args:
        connection: for reading.
        case_id: the case.
    """
    dispatch = rows.latest(connection, case_id)
    if dispatch is None:
        return None
    point = rows.point(connection, dispatch.point_id)
    attempts, last_error = _attempts(connection, dispatch.id or 0)
    return DispatchView(
        dispatch_id=dispatch.id or 0,
        version=dispatch.version,
        state=dispatch.state.value,
        point_id=dispatch.point_id,
        point=point.name,
        point_phone=pretty(point.phone) if point.phone else None,
        way=dispatch.way.value,
        metres=dispatch.metres,
        queued_at=dispatch.queued_at,
        held_until=dispatch.held_until,
        delivered_at=dispatch.delivered_at,
        answer_due_at=dispatch.answer_due_at,
        answered_at=dispatch.answered_at,
        told_whom=dispatch.told_whom,
        decline_reason=dispatch.decline_reason.value if dispatch.decline_reason else None,
        promised_at=dispatch.promised_at,
        last_error=last_error,
        attempts=attempts,
        live=dispatch.state in LIVE,
        asked=int(dispatch.reasons.get("asked", 0)),
        asked_of=int(dispatch.reasons.get("of", 0)),
        nobody=silence.nobody_asked(connection, case_id),
    )


def _attempts(connection: Connection, dispatch_id: int) -> tuple[int, str | None]:
    """How often the message with the offer was tried, and what the last attempt met."""
    row = connection.execute(
        select(col(Message.attempts), col(Message.last_error))
        .where(col(Message.about) == "dispatch", col(Message.about_id) == dispatch_id)
        .order_by(col(Message.id).desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else (0, None)
