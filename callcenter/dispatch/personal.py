"""What the dispatch room holds on a customer."""

from sqlmodel import col

from callcenter.dispatch.models import Dispatch
from callcenter.store.holdings import Holding

HOLDINGS = (
    Holding(
        Dispatch, lambda whose: col(Dispatch.id).in_(whose.dispatches),
        emptied={"override_note": None, "told_whom": None, "answer_note": None},
        stays=(
            "id", "case_id", "point_id", "state", "way", "work_on", "metres", "rank", "reasons", "override",
            "agent_id", "queued_at", "held_until", "delivered_at", "answer_due_at", "answered_at",
            "decline_reason", "promised_at", "ended_at", "end_untold_at", "version",
        ),
        withheld=("reasons", "told_whom"),
    ),
)  # fmt: skip
