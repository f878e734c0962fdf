"""The appointment of a case: booked, moved, over; each with its event and what the customer hears of it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.telling import notices
from callcenter.cases.telling.models import LIVE, Appointment
from callcenter.cases.telling.notices import News
from callcenter.cases.telling.words import AppointmentState, Occasion
from callcenter.errors import Changed
from callcenter.i18n import N_
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor


def live(connection: Connection, case_id: int) -> Appointment | None:
    """The appointment of a case that still stands, of which there is at most one."""
    row = connection.execute(select(Appointment).where(col(Appointment.case_id) == case_id, LIVE)).first()
    return Appointment(**row._mapping) if row else None


def latest(connection: Connection, case_id: int) -> Appointment | None:
    """The newest appointment of a case, whatever became of it."""
    rows = select(Appointment).where(col(Appointment.case_id) == case_id)
    row = connection.execute(rows.order_by(col(Appointment.id).desc()).limit(1)).first()
    return Appointment(**row._mapping) if row else None


def book(
    connection: Connection,
    actor: Actor,
    case: Case,
    dispatch_id: int,
    point_id: int,
    times: tuple[datetime, datetime],
    *,
    at: datetime,
    settings: Settings,
) -> Appointment:
    """Write an appointment, and tell the customer; that the time is free was checked by the caller.

    Args:
        connection: of a ``store.write()`` that holds the case and the point.
        actor: who books it.
        case: whose.
        dispatch_id: the live dispatch, with which it ends.
        point_id: where.
        times: from and to.
        at: now.
        settings: how customers are told.

    Raises:
        Changed: somebody else has booked one for the case meanwhile.
    """
    values: dict[str, Any] = {
        "uid": f"{uuid4().hex}@callcenter", "case_id": case.id, "dispatch_id": dispatch_id,
        "point_id": point_id, "from_at": times[0], "to_at": times[1], "state": AppointmentState.BOOKED,
        "sequence": 0, "agent_id": actor.id, "made_at": at, "changed_at": at,
    }  # fmt: skip
    try:
        made = Appointment(id=add(connection, Appointment, values), **values)
    except IntegrityError as error:
        raise Changed(
            N_("The case {number} got an appointment from somebody else meanwhile. Look at it again."),
            number=show(case.number),
        ) from error
    _record(connection, actor, at, "appointment.booked", made)
    _tell(connection, case, made, "booked", at, settings)
    return made


def move(
    connection: Connection,
    actor: Actor,
    case: Case,
    made: Appointment,
    times: tuple[datetime, datetime],
    *,
    at: datetime,
    settings: Settings,
) -> Appointment:
    """Move an appointment, and tell the customer; the same time again changes nothing."""
    if times == (made.from_at, made.to_at):
        return made
    values = {"from_at": times[0], "to_at": times[1], "state": AppointmentState.MOVED}
    moved = _change(connection, actor, made, at, values)
    _record(connection, actor, at, "appointment.moved", moved)
    heard = _unsent(connection, case, made, at)
    _tell(connection, case, moved, "moved" if heard else "booked", at, settings)
    return moved


def end(
    connection: Connection,
    actor: Actor,
    case: Case,
    made: Appointment,
    state: AppointmentState,
    *,
    at: datetime,
    settings: Settings,
) -> None:
    """End an appointment: cancelled, which the customer hears if it knew of it; kept; or missed."""
    ended = _change(connection, actor, made, at, {"state": state})
    heard = _unsent(connection, case, made, at)
    if state != AppointmentState.CANCELLED:
        return
    _record(connection, actor, at, "appointment.cancelled", ended)
    if heard:
        _tell(connection, case, ended, "cancelled", at, settings)


def not_kept_yet(connection: Connection, case_id: int, since: datetime) -> None:
    """What was kept by a move that is taken back stands again.

    Args:
        connection: of a ``store.write()`` that holds the case.
        case_id: which.
        since: when that move was made.
    """
    made = latest(connection, case_id)
    if made is None or made.state != AppointmentState.KEPT or made.changed_at != since:
        return
    before = AppointmentState.MOVED if made.sequence > 1 else AppointmentState.BOOKED
    connection.execute(update(Appointment).where(col(Appointment.id) == made.id).values(state=before))


def _change(
    connection: Connection, actor: Actor, made: Appointment, at: datetime, values: dict[str, Any]
) -> Appointment:
    more = {"sequence": made.sequence + 1, "agent_id": actor.id, "changed_at": at}
    connection.execute(update(Appointment).where(col(Appointment.id) == made.id).values(**values, **more))
    return made.model_copy(update=values | more)


def _unsent(connection: Connection, case: Case, made: Appointment, at: datetime) -> bool:
    """Take back what has not left yet; whether the customer may know of the appointment all the same."""
    notices.take_back(connection, case.id or 0, Occasion.APPOINTMENT, at)
    return notices.is_heard(connection, made.id or 0)


def _tell(
    connection: Connection, case: Case, made: Appointment, what: str, at: datetime, settings: Settings
) -> None:
    cause = f"appointment:{made.id}:{made.sequence}"
    news = News(Occasion.APPOINTMENT, what, cause, made)
    notices.tell(connection, case, news, at=at, settings=settings)


def _record(connection: Connection, actor: Actor, at: datetime, verb: str, made: Appointment) -> None:
    point = connection.execute(
        select(col(ServicePoint.name)).where(col(ServicePoint.id) == made.point_id)
    ).scalar()
    events.record(
        connection, actor, at, verb, "appointment", made.id or 0, case_id=made.case_id,
        params={"point": point, "from_at": made.from_at.isoformat(), "to_at": made.to_at.isoformat()},
    )  # fmt: skip
