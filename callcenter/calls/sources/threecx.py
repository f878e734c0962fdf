"""3CX's server-side CRM template: the lookup while it rings, one report after the call.

There is no name of the call and no event for the answer, so the lookup itself is the ring, and the report
joins it by number, agent and start (``calls/nameless.py``). The template is ``docs/3cx-template.xml``.
https://www.3cx.com/docs/server-side-crm-template-xml-description/
"""

import json
from datetime import timedelta

from callcenter.calls.sources.said import (
    Heard,
    Reply,
    Said,
    clean,
    fields,
    first,
    moment,
    number,
    seconds,
    short,
    unknown,
)
from callcenter.calls.views import CallerFound, CallEvent
from callcenter.calls.words import Cause, EventType

_SOURCE = "3cx"
_KINDS = {
    "inbound": ("in", Cause.NORMAL),
    "outbound": ("out", Cause.NORMAL),
    "missed": ("in", Cause.NO_ANSWER),
    "notanswered": ("out", Cause.NO_ANSWER),
}
_JSON = "application/json"


def hear_lookup(said: Said) -> Heard:
    """The ring that a lookup is; none where the number is withheld or unfilled."""
    asked = number(clean(said.query.get("number", "")))
    if not asked:
        return Heard(reply=contacts(None))
    agent = short(clean(said.query.get("agent", "")))
    ring = CallEvent(
        source=_SOURCE,
        call_id="",
        type=EventType.RINGING,
        direction="in",
        number=asked,
        at=said.at,
        agent=agent,
    )
    return Heard((ring,), contacts(None))


def contacts(found: CallerFound | None) -> Reply:
    """The reply to a lookup: the one contact, or none."""
    if found is None:
        return Reply(json.dumps({"contacts": []}), _JSON)
    contact = {
        "id": str(found.customer_id),
        "firstname": "",
        "lastname": found.name,
        "mobile": found.e164,
        "external_id": found.external_id or "",
    }
    return Reply(json.dumps({"contacts": [contact]}, ensure_ascii=False), _JSON)


def hear_report(said: Said) -> Heard:
    """The end of a call, with when it began and how long it was talked.

    Raises:
        Unread: it isn't said which kind of call it was.
    """
    found = fields(said)
    kind = first(found, "calltype", "CallType").lower()
    if kind not in _KINDS:
        raise unknown("calltype")
    direction, cause = _KINDS[kind]
    talked = (seconds(first(found, "duration", "Duration")) or 0.0) if cause == Cause.NORMAL else None
    start, end = (moment(first(found, name), said.at) for name in ("start", "end"))
    ended = end or (start + timedelta(seconds=talked or 0) if start else said.at)
    event = CallEvent(
        source=_SOURCE,
        call_id="",
        type=EventType.ENDED,
        direction=direction,
        number=number(first(found, "number", "Number")),
        at=ended,
        agent=short(first(found, "agent", "Agent")),
        cause=cause,
        started_at=start or ended - timedelta(seconds=talked or 0),
        talk_s=talked,
    )
    return Heard((event,), Reply("{}", _JSON))
