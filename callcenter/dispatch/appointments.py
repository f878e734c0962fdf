"""The times of a point that a customer can be given: which are free, and taking one before anybody else.

Whoever takes one holds the point until the write is over, so that no time is given twice.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.cases import moves, standing
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.telling import appointments as made_ones
from callcenter.cases.telling.models import LIVE, Appointment
from callcenter.cases.telling.words import AppointmentState
from callcenter.cases.views import MoveDetails
from callcenter.cases.words import CaseMove, CaseState
from callcenter.dispatch import ears, outgoing, room, rows, slots
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.slots import Room, Times
from callcenter.errors import Changed, Invalid, MoveRefused
from callcenter.i18n import N_, phrases
from callcenter.points import hours as opening
from callcenter.points.models import ServicePoint
from callcenter.points.reading import known_zone
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import Actor

_BEFORE = timedelta(days=1)
_CALENDAR = 400  # days; the furthest that opening hours are looked ahead

phrases(
    {
        "appointment.tell_point": N_("tell {point} of the appointment: {from_at!f}"),
        "appointment.tell_point_none": N_("tell {point} that the appointment is cancelled"),
    }
)


def free(
    connection: Connection, point_id: int, at: datetime, *, days: int = slots.DAYS, case_id: int | None = None
) -> tuple[Times, ...]:
    """The times at which a point can still see somebody; none where its hours aren't known.

    Args:
        connection: for reading; of a ``store.write()`` that holds the point when one is taken.
        point_id: which.
        at: now.
        days: how many days ahead, today included.
        case_id: whose own job and appointment there don't count: they move.
    """
    point = rows.point(connection, point_id)
    hours = _hours(point)
    if hours is None:
        return ()
    taken = dict(room.taken(connection, [point_id], at).get(point_id, {}))
    own = rows.live(connection, case_id) if case_id is not None else None
    if own is not None and own.point_id == point_id and own.work_on in taken:
        taken[own.work_on] -= 1
    booked = _booked(connection, point_id, at, case_id)
    return slots.free(Room(hours, point.daily_capacity, taken, booked), at, days=days)


def day_of(point: ServicePoint, from_at: datetime) -> date:
    """The day of the work that an appointment makes, in the point's zone."""
    return from_at.astimezone(ZoneInfo(known_zone(point.timezone))).date()


def take(
    connection: Connection,
    actor: Actor,
    case: Case,
    dispatch: Dispatch,
    from_at: datetime,
    *,
    at: datetime,
    settings: Settings,
) -> Appointment:
    """Give a case one of its point's free times.

    Args:
        connection: of a ``store.write()`` that holds the case and the point.
        actor: who books it.
        case: whose.
        dispatch: its live one.
        from_at: when it begins.
        at: now.
        settings: how customers are told.

    Raises:
        Changed: somebody else has taken it meanwhile, or the point isn't open then.
    """
    times = _still_free(connection, dispatch.point_id, case.id or 0, from_at, at)
    return made_ones.book(
        connection, actor, case, dispatch.id or 0, dispatch.point_id, times, at=at, settings=settings
    )


def book(
    connection: Connection, actor: Actor, case_id: int, from_at: datetime, *, at: datetime, settings: Settings
) -> Appointment:
    """Book an appointment at the point that has the case, or was offered it; another one of it is moved.

    Raises:
        Changed: the time is taken.
        MoveRefused: no point has the case.
    """
    case, dispatch = _held(connection, case_id)
    made = made_ones.live(connection, case_id)
    if made is None:
        done = take(connection, actor, case, dispatch, from_at, at=at, settings=settings)
    elif made.from_at == from_at:
        return made
    else:
        times = _still_free(connection, dispatch.point_id, case_id, from_at, at)
        done = made_ones.move(connection, actor, case, made, times, at=at, settings=settings)
    point = rows.point(connection, dispatch.point_id)
    _work_on(connection, dispatch, day_of(point, from_at))
    _tell_point(connection, actor, dispatch, done, at, settings)
    if case.state in (CaseState.ACCEPTED, CaseState.EXPECTED):
        _expect(connection, actor, case_id, from_at, at, settings)
    return done


def cancel(connection: Connection, actor: Actor, case_id: int, *, at: datetime, settings: Settings) -> None:
    """Cancel the appointment of a case; the point keeps the case.

    Raises:
        MoveRefused: it has none.
    """
    case, dispatch = _held(connection, case_id)
    made = made_ones.live(connection, case_id)
    if made is None:
        raise MoveRefused(N_("The case has no appointment. Book one at its service point."))
    cancelled = AppointmentState.CANCELLED
    made_ones.end(connection, actor, case, made, cancelled, at=at, settings=settings)
    _tell_point(connection, actor, dispatch, None, at, settings)


def expected_at(connection: Connection, case_id: int, at: datetime) -> datetime | None:
    """When the customer is expected by appointment, where that is still to come."""
    made = made_ones.live(connection, case_id)
    return made.from_at if made is not None and made.from_at > at else None


def _held(connection: Connection, case_id: int) -> tuple[Case, Dispatch]:
    """The case, its point and its live dispatch, each held until the write is over, in this order."""
    case = standing.load(connection, case_id, lock=True)
    dispatch = rows.live(connection, case_id)
    if dispatch is None:
        raise MoveRefused(
            N_("No service point has the case {number}. Send it to one: an appointment is booked there."),
            number=show(case.number),
        )
    rows.point(connection, dispatch.point_id, lock=True)
    return case, rows.load(connection, dispatch.id or 0, lock=True)


def _still_free(
    connection: Connection, point_id: int, case_id: int, from_at: datetime, at: datetime
) -> Times:
    days = (from_at - at).days + 3
    if not 0 <= days <= _CALENDAR:
        raise Invalid(N_("Choose one of the times that are free."), field="from_at")
    times = free(connection, point_id, at, days=days, case_id=case_id)
    found = next((one for one in times if one[0] == from_at), None)
    if found is None:
        raise Changed(
            N_("{point} can't see anybody at {from_at!f} any more. Choose another time."),
            point=rows.point(connection, point_id).name,
            from_at=from_at,
        )
    return found


def _booked(connection: Connection, point_id: int, at: datetime, case_id: int | None) -> list[Times]:
    query = select(col(Appointment.from_at), col(Appointment.to_at)).where(
        col(Appointment.point_id) == point_id, col(Appointment.from_at) >= at - _BEFORE, LIVE
    )
    if case_id is not None:
        query = query.where(col(Appointment.case_id) != case_id)
    return [(begin, end) for begin, end in connection.execute(query)]


def _hours(point: ServicePoint) -> opening.Hours | None:
    if not point.opening_hours:
        return None
    try:
        return opening.parse(point.opening_hours, country=point.country, timezone=known_zone(point.timezone))
    except Invalid:
        return None


def _work_on(connection: Connection, dispatch: Dispatch, day: date) -> None:
    connection.execute(
        update(Dispatch)
        .where(col(Dispatch.id) == dispatch.id)
        .values(work_on=day, version=dispatch.version + 1)
    )


def _expect(
    connection: Connection, actor: Actor, case_id: int, from_at: datetime, at: datetime, settings: Settings
) -> None:
    moves.apply(
        connection, actor, case_id, CaseMove.EXPECT,
        version=None, details=MoveDetails(expected_at=from_at), at=at, settings=settings, undoable=False,
    )  # fmt: skip


def _tell_point(
    connection: Connection,
    actor: Actor,
    dispatch: Dispatch,
    made: Appointment | None,
    at: datetime,
    settings: Settings,
) -> None:
    """The point hears of it after the offer: by message, else somebody rings it."""
    point = rows.point(connection, dispatch.point_id)
    if ear := ears.ear_of(point, settings):
        times = (made.from_at, made.to_at) if made else None
        outgoing.put_appointment(connection, dispatch, ear, times, at, settings)
        return
    ask_to_ring(connection, actor, dispatch, at)


def ask_to_ring(connection: Connection, actor: Actor, dispatch: Dispatch, at: datetime) -> None:
    """Ask on the timeline that somebody rings the point about the appointment as it is by now.

    Args:
        connection: of a ``store.write()``.
        actor: who changed it, or the system where a message failed.
        dispatch: the point's offer.
        at: now.
    """
    made = made_ones.live(connection, dispatch.case_id)
    params: dict[str, Any] = {"point": rows.point(connection, dispatch.point_id).name}
    params |= {"from_at": made.from_at.isoformat()} if made else {}
    verb = "appointment.tell_point" if made else "appointment.tell_point_none"
    events.record(
        connection, actor, at, verb, "dispatch", dispatch.id or 0, case_id=dispatch.case_id, params=params
    )
