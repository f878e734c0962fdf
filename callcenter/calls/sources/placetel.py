"""Placetel's Call-Control/Notify: a form, HMAC-SHA256 in hex over the raw body.

https://github.com/Placetel/call-control-notify-api
"""

import hashlib
import hmac

from callcenter.calls.sources.said import (
    Fields,
    Heard,
    Reply,
    Said,
    fields,
    first,
    identity,
    number,
    seconds,
    short,
    unknown,
)
from callcenter.calls.views import CallEvent
from callcenter.calls.words import Cause, EventType

HEADER = "x-placetel-signature"
_TYPES = {
    "IncomingCall": EventType.RINGING,
    "OutgoingCall": EventType.RINGING,
    "CallAccepted": EventType.ANSWERED,
    "HungUp": EventType.ENDED,
}
_CAUSES = {
    "accepted": Cause.NORMAL,
    "missed": Cause.NO_ANSWER,
    "voicemail": Cause.VOICEMAIL,
    "blocked": Cause.BLOCKED,
    "busy": Cause.BUSY,
    "canceled": Cause.CANCELLED,
    "unavailable": Cause.NOT_FOUND,
    "congestion": Cause.CONGESTION,
}


def hear(said: Said) -> Heard:
    """The event of one request; the reply is empty.

    Raises:
        Unread: a field that a call needs is missing or unknown.
    """
    found = fields(said)
    kind = first(found, "event")
    if kind not in _TYPES:
        raise unknown("event")
    outgoing = kind == "OutgoingCall" or first(found, "direction") == "out"
    ended = _TYPES[kind] == EventType.ENDED
    event = CallEvent(
        source="placetel",
        call_id=identity(first(found, "call_id")),
        type=_TYPES[kind],
        direction="out" if outgoing else "in",
        number=number(first(found, "to" if outgoing else "from")),
        at=said.at,
        agent=short(first(found, "peer")),
        cause=_CAUSES.get(first(found, "type"), Cause.NORMAL) if ended else "",
        talk_s=_talked(found) if ended else None,
    )
    return Heard((event,), Reply())


def _talked(found: Fields) -> float | None:
    """Only an accepted call was talked on; its duration is 0 when it was short."""
    return (seconds(first(found, "duration")) or 0.0) if first(found, "type") == "accepted" else None


def is_signed(said: Said, secret: str) -> bool:
    """Whether whoever knows the secret signed this very body."""
    right = hmac.new(secret.encode(), said.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right.encode(), said.headers.get(HEADER, "").lower().encode())
