"""What was told on a case, and its appointment, for those who track it."""

from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.telling import appointments, whom
from callcenter.cases.telling.models import Notice
from callcenter.cases.views import AppointmentView, NoticeView
from callcenter.outbox.models import Message
from callcenter.points.models import ServicePoint
from callcenter.points.reading import known_zone
from callcenter.settings import Settings


def told(connection: Connection, case: Case, settings: Settings) -> dict[str, Any]:
    """The parts of a case's view that say what its customer knows.

    Args:
        connection: for reading.
        case: the case.
        settings: how customers are told.
    """
    return {
        "told_by": whom.reach(connection, case, settings).code,
        "notices": notices(connection, case.id or 0),
        "appointment": appointment(connection, case.id or 0),
    }


def notices(connection: Connection, case_id: int) -> tuple[NoticeView, ...]:
    """What was told or is about to be, oldest first; what was taken back before it left is left out."""
    rows = connection.execute(
        select(
            col(Notice.occasion),
            col(Notice.channel),
            col(Message.state),
            col(Message.next_at),
            col(Message.done_at),
            col(Message.attempts),
        )
        .join(Message, col(Message.id) == col(Notice.message_id))
        .where(col(Notice.case_id) == case_id)
        .order_by(col(Notice.id))
    )
    return tuple(
        NoticeView(row.occasion.value, row.channel.value, row.state.value, row.done_at or row.next_at)
        for row in rows
        if row.state.value != "withdrawn" or row.attempts
    )


def appointment(connection: Connection, case_id: int) -> AppointmentView | None:
    """The newest appointment of a case, whatever became of it."""
    made = appointments.latest(connection, case_id)
    if made is None:
        return None
    names = (ServicePoint.name, ServicePoint.timezone)
    point = connection.execute(
        select(*(col(name) for name in names)).where(col(ServicePoint.id) == made.point_id)
    ).one()
    return AppointmentView(
        made.id or 0, made.point_id, point.name, made.from_at, made.to_at, made.state.value,
        known_zone(point.timezone),
    )  # fmt: skip
