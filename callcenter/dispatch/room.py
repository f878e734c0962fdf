"""How much room points have: the live dispatches of each day, counted."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlmodel import col

from callcenter.dispatch.models import LIVE, Dispatch

DAYS_AHEAD = 14
"""How far ahead a day of work is looked for."""


def taken(connection: Connection, points: Iterable[int], at: datetime) -> Mapping[int, Mapping[date, int]]:
    """The jobs that points have on each day from yesterday on, in one statement.

    Yesterday because a point's own day may be a day behind UTC's.
    """
    counted: dict[int, dict[date, int]] = {}
    first = at.date() - timedelta(days=1)
    found = connection.execute(
        select(col(Dispatch.point_id), col(Dispatch.work_on), func.count())
        .where(col(Dispatch.point_id).in_(list(points)), col(Dispatch.work_on) >= first, LIVE)
        .group_by(col(Dispatch.point_id), col(Dispatch.work_on))
    )
    for point_id, day, jobs in found:
        counted.setdefault(point_id, {})[day] = jobs
    return counted


def taken_on(connection: Connection, point_id: int, day: date) -> int:
    """The jobs that a point has on one day."""
    found = connection.execute(
        select(func.count()).where(col(Dispatch.point_id) == point_id, col(Dispatch.work_on) == day, LIVE)
    )
    return int(found.scalar() or 0)
