"""What the outbox holds on a customer: the bodies of what was sent, and what came of it."""

from sqlmodel import col

from callcenter.outbox.models import Attempt, Message
from callcenter.store.holdings import Holding

HOLDINGS = (
    Holding(
        Message, lambda whose: col(Message.id).in_(whose.messages),
        emptied={"body": {}},
        stays=(
            "id", "idempotency_key", "channel", "destination", "kind", "about", "about_id", "state",
            "made_at", "next_at", "attempts", "leased_until", "holder", "last_error", "done_at", "settled_at",
        ),
        withheld=("idempotency_key", "leased_until", "holder"),
    ),
    Holding(
        Attempt, lambda whose: col(Attempt.message_id).in_(whose.messages),
        stays=("id", "message_id", "at", "status", "milliseconds", "error"),
    ),
)  # fmt: skip
