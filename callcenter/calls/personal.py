"""What the calls' room holds on a customer."""

from sqlalchemy import or_
from sqlmodel import col

from callcenter.calls.models import Call, CallBack, WrapUp
from callcenter.store.holdings import ERASED, Holding

HOLDINGS = (
    Holding(
        Call, lambda whose: col(Call.id).in_(whose.calls),
        emptied={"number": None, "e164": None},
        stays=(
            "id", "source", "call_id", "direction", "state", "queue_id", "agent_id", "customer_id", "case_id",
            "queued_at", "ringing_at", "answered_at", "ended_at", "cause",
        ),
    ),
    Holding(
        WrapUp, lambda whose: col(WrapUp.call_id).in_(whose.calls),
        emptied={"note": None}, stays=("id", "call_id", "agent_id", "code", "from_at", "to_at"),
    ),
    Holding(
        CallBack,
        lambda whose: or_(
            col(CallBack.customer_id).in_(whose.customers), col(CallBack.case_id).in_(whose.cases)
        ),
        emptied={"number": ERASED, "note": None},
        stays=("id", "at", "customer_id", "case_id", "agent_id", "done_at"),
    ),
)  # fmt: skip
