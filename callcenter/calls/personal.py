"""What the calls' room holds on a customer."""

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from callcenter.calls.models import Call, CallBack, Dial, WrapUp
from callcenter.store.holdings import ERASED, Holding, Whose


def _call_backs(whose: Whose) -> ColumnElement[bool]:
    nobodys = and_(col(CallBack.customer_id).is_(None), col(CallBack.case_id).is_(None))
    return or_(
        col(CallBack.customer_id).in_(whose.customers),
        col(CallBack.case_id).in_(whose.cases),
        and_(nobodys, col(CallBack.number).in_(whose.numbers)),
    )


HOLDINGS = (
    Holding(
        Call, lambda whose: col(Call.id).in_(whose.calls),
        emptied={"number": None, "e164": None},
        stays=(
            "id", "source", "call_id", "direction", "state", "queue_id", "agent_id", "customer_id", "case_id",
            "queued_at", "ringing_at", "answered_at", "ended_at", "cause", "done_at",
        ),
    ),
    Holding(
        WrapUp, lambda whose: col(WrapUp.call_id).in_(whose.calls),
        emptied={"note": None}, stays=("id", "call_id", "agent_id", "code", "from_at", "to_at"),
    ),
    Holding(
        CallBack, _call_backs,
        emptied={"number": ERASED, "note": None, "said": None},
        stays=(
            "id", "at", "customer_id", "case_id", "agent_id", "done_at", "kind", "made_at", "made_by",
            "taken_at", "taken_by", "done_by", "code",
        ),
    ),
    Holding(
        Dial,
        lambda whose: or_(col(Dial.customer_id).in_(whose.customers), col(Dial.case_id).in_(whose.cases)),
        removed=True,
    ),
)  # fmt: skip
