"""What did not get out of the house by itself: messages, and points that somebody must ring.

A message concerns whoever has its case in hand. One that no case can be named for concerns everybody: nothing
must be lost because it is nobody's.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, false, func, or_, select, true
from sqlalchemy import Row as Found
from sqlmodel import col

from callcenter.callers.models import Customer
from callcenter.callers.phones import pretty
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.dispatch import overdue
from callcenter.dispatch.judging import hours_of
from callcenter.dispatch.models import LIVE, UNTOLD_END, Dispatch
from callcenter.floor.views import AttemptView, Deliveries, Stuck, ToTell, Undelivered
from callcenter.outbox.models import FAILED, Attempt, Message
from callcenter.people.models import Agent
from callcenter.people.views import AgentView
from callcenter.points import reading
from callcenter.points.models import ServicePoint
from callcenter.points.views import PointFacts

UNSENT = timedelta(minutes=1)
"""A message that nobody has tried so long after its time: no worker is there."""
MOST = 200
"""Rows of each list; whoever has more of them has another trouble."""
_FIRST_TRY = (
    select(func.min(col(Attempt.at))).where(col(Attempt.message_id) == col(Message.id)).scalar_subquery()
)
_SINCE = func.coalesce(_FIRST_TRY, col(Message.next_at))


def deliveries(connection: Connection, me: AgentView | None, now: datetime, alarm: timedelta) -> Deliveries:
    """Both lists: about safety first, then what is late, then the oldest.

    Args:
        connection: for reading.
        me: whose cases; None: everybody's.
        now: the time.
        alarm: how long something may wait.
    """
    late_since = now - alarm
    sent = connection.execute(_messages(me, now).order_by(_SINCE).limit(MOST)).all()
    rung = connection.execute(_to_tell(me).order_by(col(Dispatch.id)).limit(MOST)).all()
    points = {one.point_id: one for one in reading.facts(connection, {row.point_id for row in rung})}
    return Deliveries(
        house=me is None,
        undelivered=_sorted([_undelivered(row, late_since) for row in sent]),
        to_tell=_sorted([_told(row, points[row.point_id], now, alarm) for row in rung]),
    )


def attempts(connection: Connection, message_id: int) -> tuple[AttemptView, ...]:
    """Every try to deliver a message, the newest first."""
    rows = connection.execute(
        select(col(Attempt.at), col(Attempt.status), col(Attempt.milliseconds), col(Attempt.error))
        .where(col(Attempt.message_id) == message_id)
        .order_by(col(Attempt.id).desc())
        .limit(MOST)
    )
    return tuple(AttemptView(row.at, row.status, row.milliseconds, row.error or "") for row in rows)


def stuck(connection: Connection, me: AgentView | None, now: datetime, alarm: timedelta) -> Stuck:
    """The figures, in one statement.

    Args:
        connection: for reading.
        me: whose cases; None: everybody's.
        now: the time.
        alarm: how long something may wait.
    """
    sent = _messages(me, now).subquery("sent")
    rung = _to_tell(me).subquery("rung")
    late_since = now - alarm
    row = connection.execute(
        select(
            select(func.min(sent.c.since)).scalar_subquery().label("oldest"),
            select(func.count()).select_from(sent).scalar_subquery().label("undelivered"),
            select(func.count()).select_from(rung).scalar_subquery().label("to_tell"),
            select(func.count()).where(sent.c.since <= late_since).scalar_subquery().label("late"),
            select(func.count())
            .where(or_(rung.c.answer_due_at <= now, rung.c.end_untold_at <= late_since))
            .scalar_subquery()
            .label("untold"),
        )
    ).one()
    oldest_s = (now - row.oldest).total_seconds() if row.oldest else 0.0
    return Stuck(max(0.0, oldest_s), row.undelivered, row.to_tell, row.late + row.untold)


def _messages(me: AgentView | None, now: datetime) -> Select[Any]:
    """Found by the partial indexes of what waits and of what failed."""
    tried = or_(col(Message.attempts) > 0, col(Message.next_at) <= now - UNSENT)
    waits = select(col(Message.id)).where(col(Message.done_at).is_(None), tried)
    open_ones = waits.union_all(select(col(Message.id)).where(FAILED))
    about = case(
        (col(Message.about) == "dispatch", col(Dispatch.case_id)),
        (col(Message.about) == "case", col(Message.about_id)),
    )
    its_dispatch = and_(col(Message.about) == "dispatch", col(Dispatch.id) == col(Message.about_id))
    return (
        select(
            col(Message.id), col(Message.kind), col(Message.channel), col(Message.destination),
            col(Message.attempts), col(Message.last_error), _SINCE.label("since"),
            case((col(Message.done_at).is_(None), col(Message.next_at))).label("next_at"),
            col(Dispatch.id).label("dispatch_id"), col(ServicePoint.name).label("point"),
            col(Customer.name).label("customer"), *_OF_CASE,
        )
        .outerjoin(Dispatch, its_dispatch)
        .outerjoin(ServicePoint, col(ServicePoint.id) == col(Dispatch.point_id))
        .outerjoin(Case, col(Case.id) == about)
        .outerjoin(Customer, col(Customer.id) == col(Case.customer_id))
        .outerjoin(Agent, col(Agent.id) == col(Case.agent_id))
        .where(col(Message.id).in_(open_ones), _concerns(me, nobodys=True))
    )  # fmt: skip


_OF_CASE: tuple[Any, ...] = (
    col(Case.id).label("case_id"),
    col(Case.number),
    col(Case.summary),
    col(Case.safety),
    col(Agent.name).label("agent"),
)


def _to_tell(me: AgentView | None) -> Select[Any]:
    """Offers that only a person can make, and points that heard of one that is over."""
    offers = select(col(Dispatch.id)).where(LIVE, overdue.untold())
    ends = select(col(Dispatch.id)).where(UNTOLD_END)
    due_at = case((col(Dispatch.end_untold_at).is_(None), col(Dispatch.answer_due_at)))
    return (
        select(
            col(Dispatch.id), col(Dispatch.point_id), col(Dispatch.queued_at), due_at.label("answer_due_at"),
            col(Dispatch.end_untold_at), *_OF_CASE,
        )
        .join(Case, col(Case.id) == col(Dispatch.case_id))
        .outerjoin(Agent, col(Agent.id) == col(Case.agent_id))
        .where(col(Dispatch.id).in_(offers.union_all(ends)), _concerns(me))
    )  # fmt: skip


def _concerns(me: AgentView | None, *, nobodys: bool = False) -> ColumnElement[bool]:
    if me is None:
        return true()
    return or_(col(Case.agent_id) == me.agent_id, col(Case.id).is_(None) if nobodys else false())


def _sorted(rows: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(sorted(rows, key=lambda row: (not row.safety, not row.late, row.since)))


_PASSWORD = re.compile(r"(?<=://)[^/?#]*@")
"""What a receiver's address says of how to get in: nobody reads that off a screen."""


def _undelivered(row: Found[Any], late_since: datetime) -> Undelivered:
    return Undelivered(
        message_id=row.id,
        kind=row.kind,
        channel=row.channel.value,
        to=row.point or row.customer or _PASSWORD.sub("…@", row.destination),
        destination=_PASSWORD.sub("…@", row.destination),
        case_id=row.case_id,
        case_number=show(row.number) if row.number else "",
        summary=row.summary or "",
        agent=row.agent or "",
        safety=bool(row.safety),
        since=row.since,
        attempts=row.attempts,
        last_error=row.last_error or "",
        next_at=row.next_at,
        dispatch_id=row.dispatch_id,
        late=row.since <= late_since,
    )


def _told(row: Found[Any], point: PointFacts, now: datetime, alarm: timedelta) -> ToTell:
    hours = hours_of(point)
    is_open = hours.open_at(now) if hours else None
    due_at = row.end_untold_at + alarm if row.end_untold_at else row.answer_due_at
    return ToTell(
        dispatch_id=row.id,
        ended=row.end_untold_at is not None,
        point=point.name,
        point_phone=pretty(point.phone) if point.phone else "",
        emergency_phone=pretty(point.emergency_phone) if point.emergency_phone else "",
        open=is_open,
        opens_at=hours.next_opening(now) if hours and not is_open else None,
        closes_at=hours.closes_at(now) if hours and is_open else None,
        case_id=row.case_id,
        case_number=show(row.number),
        summary=row.summary,
        agent=row.agent or "",
        safety=bool(row.safety),
        since=row.end_untold_at or row.queued_at,
        due_at=due_at,
        late=due_at is not None and due_at <= now,
    )
