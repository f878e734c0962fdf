"""What the outbox holds on a customer: the bodies of what was sent, and what came of it."""

from sqlmodel import col

from callcenter.outbox.models import Attempt, Message
from callcenter.store.holdings import ERASED, Holding

HOLDINGS = (
    Holding(
        Message, lambda whose: col(Message.id).in_(whose.messages),
        emptied={"body": {}, "destination": ERASED, "last_error": None},
        stays=(
            "id", "idempotency_key", "channel", "kind", "about", "about_id", "state",
            "made_at", "next_at", "attempts", "leased_until", "holder", "done_at", "settled_at",
        ),
        withheld=("idempotency_key", "leased_until", "holder"),
    ),
    Holding(
        Attempt, lambda whose: col(Attempt.message_id).in_(whose.messages),
        emptied={"error": None}, stays=("id", "message_id", "at", "status", "milliseconds"),
    ),
)  # fmt: skip
