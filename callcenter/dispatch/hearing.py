"""How a service point hears that an offer is withdrawn: what withdrawing it would do, before it is done."""

from typing import Literal

from sqlalchemy import Connection, or_, select
from sqlmodel import col

from callcenter.dispatch import ears, outgoing, rows
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import OFFERED
from callcenter.outbox.models import Message

HearsBy = Literal["message", "phone", ""]


def hears_by(connection: Connection, dispatch: Dispatch) -> HearsBy:
    """How the point would hear of the end of a live dispatch, by the rule of ``offers.withdraw``.

    Args:
        connection: for reading.
        dispatch: a live one.

    Returns:
        ``message``; ``phone`` where somebody must ring; empty where it never heard of the offer.
    """
    left = select(col(Message.id)).where(
        col(Message.about) == "dispatch",
        col(Message.about_id) == dispatch.id,
        col(Message.kind) == OFFERED,
        or_(col(Message.attempts) > 0, col(Message.leased_until).is_not(None)),
    )
    by_message = connection.execute(left.limit(1)).first() is not None
    channel = outgoing.heard_by(connection, dispatch.id or 0)
    if by_message and ears.same_ear(rows.point(connection, dispatch.point_id), channel):
        return "message"
    return "phone" if dispatch.told_whom is not None or dispatch.delivered_at is not None else ""
