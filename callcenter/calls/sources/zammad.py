"""Zammad's generic CTI, as many bridges already send it: newCall, answer, hangup.

https://docs.zammad.org/en/latest/api/generic-cti/index.html; replies as ``cti_controller.rb`` gives them.
"""

import json

from callcenter.calls.sources.said import (
    Fields,
    Heard,
    Reply,
    Said,
    fields,
    first,
    identity,
    number,
    short,
    unknown,
)
from callcenter.calls.views import CallEvent
from callcenter.calls.words import Cause, EventType

TYPES = {"newCall": EventType.RINGING, "answer": EventType.ANSWERED, "hangup": EventType.ENDED}
CAUSES = {
    "normalClearing": Cause.NORMAL,
    "busy": Cause.BUSY,
    "cancel": Cause.CANCELLED,
    "noAnswer": Cause.NO_ANSWER,
    "congestion": Cause.CONGESTION,
    "notFound": Cause.NOT_FOUND,
    "forwarded": Cause.FORWARDED,
}
_JSON = "application/json"


def hear(said: Said) -> Heard:
    """The event of one request; the reply is an empty object.

    Raises:
        Unread: a field that a call needs is missing or unknown.
    """
    return Heard((event("zammad", fields(said), said),), Reply("{}", _JSON))


def refused(sentence: str, status: int) -> Reply:
    """The reply to what was refused."""
    return Reply(json.dumps({"error": sentence}), _JSON, status)


def event(source: str, found: Fields, said: Said) -> CallEvent:
    """The event in fields of this shape, which sipgate sends too.

    Raises:
        Unread: a field that a call needs is missing or unknown.
    """
    type_ = TYPES.get(first(found, "event"))
    if type_ is None:
        raise unknown("event")
    direction = first(found, "direction")
    if direction not in ("in", "out"):
        raise unknown("direction")
    theirs = first(found, "from" if direction == "in" else "to")
    return CallEvent(
        source=source,
        call_id=identity(first(found, "callId")),
        type=type_,
        direction=direction,
        number=number(theirs),
        at=said.at,
        queue=short(first(found, "queue")),
        agent=_agent(found, type_),
        cause=CAUSES.get(first(found, "cause"), Cause.NORMAL) if type_ == EventType.ENDED else "",
    )


def _agent(found: Fields, type_: EventType) -> str:
    """Whoever answered; of those who are rung, one alone."""
    answering = first(found, "answeringNumber", "userId")
    people = [name for name in found.get("user", ()) + found.get("caller", ()) if name]
    if type_ != EventType.RINGING:
        return short(answering or first(found, "user", "caller"))
    return short(people[0]) if len(people) == 1 else ""
