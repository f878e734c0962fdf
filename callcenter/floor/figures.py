"""The figures of the status line, by one function for screen and export."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select
from sqlmodel import col

from callcenter.calls import call_backs
from callcenter.calls.models import CallBack
from callcenter.cases.models import Alarm, Case
from callcenter.cases.views import Counts
from callcenter.cases.words import CaseState
from callcenter.dispatch import overdue
from callcenter.dispatch.lifecycle import OFFERED
from callcenter.dispatch.models import LIVE, Dispatch
from callcenter.dispatch.words import DispatchState
from callcenter.people.views import AgentView

SOON = timedelta(minutes=60)
"""How long before its due a case is due soon."""


def counts(connection: Connection, me: AgentView, now: datetime) -> Counts:
    """Count what waits for an agent; only open cases and live dispatches are looked at.

    Args:
        connection: for reading.
        me: whose figures they are; alarms are everybody's, to a supervisor also what nobody took.
        now: the time.
    """
    mine = select(func.count()).where(col(Case.agent_id) == me.agent_id, col(Case.closed_at).is_(None))
    soon = mine.where(col(Case.due_at) > now, col(Case.due_at) <= now + SOON)
    overdue = mine.where(col(Case.due_at) <= now)
    offers = (
        select(func.count())
        .select_from(Dispatch)
        .join(Case, col(Case.id) == col(Dispatch.case_id))
        .where(col(Case.agent_id) == me.agent_id, col(Case.closed_at).is_(None))
    )
    by_phone = offers.where(col(Dispatch.state) == DispatchState.BY_PHONE, col(Dispatch.told_whom).is_(None))
    undelivered = offers.where(col(Dispatch.state) == DispatchState.FAILED)
    unanswered = offers.where(
        col(Dispatch.state).in_(OFFERED),
        col(Dispatch.told_whom).is_not(None) | (col(Dispatch.state) == DispatchState.DELIVERED),
        col(Dispatch.answer_due_at) <= now,
    )
    untaken = select(func.count()).select_from(Case).where(col(Case.closed_at).is_(None))
    if "supervisor" not in me.roles:
        untaken = untaken.where(col(Case.agent_id) == me.agent_id)
    untaken = untaken.where(_untaken(now))
    alarms = select(func.count()).select_from(Alarm).where(col(Alarm.acknowledged_at).is_(None))
    due_calls = select(func.count()).select_from(CallBack).where(call_backs.due_for(me.agent_id, now))
    figures: tuple[Select[Any], ...] = (
        mine, soon, overdue, alarms, by_phone, undelivered, due_calls, unanswered, untaken,
    )  # fmt: skip
    row = connection.execute(select(*(figure.scalar_subquery() for figure in figures))).one()
    return Counts(*(int(figure) for figure in row))


def _untaken(now: datetime) -> ColumnElement[bool]:
    """The condition that a person must see to it: no point took it, or none was told of an emergency."""
    nobody = and_(col(Case.state) == CaseState.NEW, overdue.nobody_took(col(Case.id)))
    unrung = exists().where(
        LIVE, col(Dispatch.case_id) == col(Case.id), overdue.untold(), col(Dispatch.answer_due_at) <= now
    )
    return or_(nobody, and_(col(Case.state) == CaseState.ROUTED, overdue.emergency(), unrung))
