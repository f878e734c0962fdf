"""Tables of dispatches."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, text

from callcenter.cases.words import Way
from callcenter.dispatch.words import DeclineReason, DispatchState, OverrideReason
from callcenter.store.columns import Row, code, data, key, ref

LIVE = text("state IN ('queued', 'delivered', 'by_phone', 'accepted', 'failed')")
"""Which dispatches are live, to the letter the predicate of the partial indexes."""
UNTOLD_END = text("end_untold_at IS NOT NULL")
"""Whose point must still be told by phone that it is over: to the letter the predicate of its index."""


class Dispatch(Row, table=True):
    """One offer of a case to a service point; at most one live one a case."""

    __tablename__ = "dispatch"
    __table_args__ = (
        Index("uq_dispatch_live_case_id", "case_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
        Index(
            "ix_dispatch_live_point_id_work_on",
            "point_id",
            "work_on",
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_dispatch_case_id", "case_id"),
        Index(
            "ix_dispatch_end_untold_at",
            "end_untold_at",
            sqlite_where=UNTOLD_END,
            postgresql_where=UNTOLD_END,
        ),
    )

    id: int | None = key()
    case_id: int = ref("case.id")
    point_id: int = ref("service_point.id")
    state: DispatchState = code(DispatchState, default=DispatchState.QUEUED)
    way: Way = code(Way)
    work_on: date
    """The day of the work in the point's zone, on which it takes room."""
    metres: float | None = None
    rank: int = 1
    """Where the point stood in the list that the agent saw."""
    reasons: dict[str, Any] = data()
    """The list as it was: rows and rejected ones with their reason codes."""
    override: OverrideReason | None = code(OverrideReason, optional=True)
    override_note: str | None = None
    agent_id: int | None = ref("agent.id", optional=True)
    queued_at: datetime
    held_until: datetime
    delivered_at: datetime | None = None
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    told_whom: str | None = None
    """Whom the agent spoke with at the point."""
    decline_reason: DeclineReason | None = code(DeclineReason, optional=True)
    answer_note: str | None = None
    promised_at: datetime | None = None
    """When the point said it will be done or come."""
    ended_at: datetime | None = None
    end_untold_at: datetime | None = None
    """Since when somebody must ring the point that the offer is over; None: nobody must."""
    version: int = 1
