"""Safety alarms: raised with a case, seen by a person."""

from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlmodel import col

from callcenter.cases.models import Alarm
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor


def raise_alarm(
    connection: Connection, actor: Actor, at: datetime, case_id: int, sign: str, *, symptom: bool
) -> int:
    """Raise a safety alarm and return its id.

    Args:
        connection: of a ``store.write()``.
        actor: who logged what raised it.
        at: when.
        case_id: the case.
        sign: the symptom's code or the word of the description.
        symptom: which of the two; a word is the caller's own and is kept where it can be erased.
    """
    alarm_id = add(connection, Alarm, {"case_id": case_id, "raised_at": at, "sign": sign})
    params = {"category": sign} if symptom else {}
    verb = "alarm.raised_by_symptom" if symptom else "alarm.raised"
    words = None if symptom else sign
    events.record(connection, actor, at, verb, "alarm", alarm_id, case_id=case_id, params=params, words=words)
    return alarm_id


def acknowledge(connection: Connection, actor: Actor, at: datetime, alarm_id: int) -> None:
    """A person has seen the alarm; who saw it first stays.

    Raises:
        NotFound: no such alarm.
    """
    case_id = connection.execute(select(col(Alarm.case_id)).where(col(Alarm.id) == alarm_id)).scalar()
    if case_id is None:
        raise NotFound(N_("There is no such alarm."))
    first = connection.execute(
        update(Alarm)
        .where(col(Alarm.id) == alarm_id, col(Alarm.acknowledged_at).is_(None))
        .values(acknowledged_at=at, acknowledged_by=actor.id)
    )
    if first.rowcount:
        events.record(connection, actor, at, "alarm.acknowledged", "alarm", alarm_id, case_id=case_id)


def unseen(connection: Connection, case_id: int) -> int | None:
    """The oldest alarm of a case that nobody has acknowledged yet."""
    return connection.execute(
        select(col(Alarm.id))
        .where(col(Alarm.case_id) == case_id, col(Alarm.acknowledged_at).is_(None))
        .order_by(col(Alarm.id))
        .limit(1)
    ).scalar()
