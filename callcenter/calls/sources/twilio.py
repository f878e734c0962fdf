"""Twilio's voice webhooks: the incoming call, which is answered with TwiML, and its status callbacks.

https://www.twilio.com/docs/voice/twiml#request-parameters, https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl, urlsplit, urlunsplit

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

HEADER = "x-twilio-signature"
_TYPES = {
    "queued": EventType.RINGING,
    "initiated": EventType.RINGING,
    "ringing": EventType.RINGING,
    "in-progress": EventType.ANSWERED,
    "answered": EventType.ANSWERED,
    "completed": EventType.ENDED,
    "busy": EventType.ENDED,
    "failed": EventType.ENDED,
    "no-answer": EventType.ENDED,
    "canceled": EventType.ENDED,
}
_CAUSES = {
    "completed": Cause.NORMAL,
    "busy": Cause.BUSY,
    "failed": Cause.CONGESTION,
    "no-answer": Cause.NO_ANSWER,
    "canceled": Cause.CANCELLED,
}
_PORTS = {"https": 443, "http": 80}


def hear(said: Said) -> Heard:
    """The event of one request; the reply is TwiML that leaves the call to the number's other rules.

    Callbacks that overtake each other (``SequenceNumber``) need no sorting: a call never goes back.

    Raises:
        Unread: a field that a call needs is missing or unknown.
    """
    found = fields(said)
    status = first(found, "CallStatus")
    if status not in _TYPES:
        raise unknown("CallStatus")
    outgoing = first(found, "Direction").startswith("outbound")
    ended = _TYPES[status] == EventType.ENDED
    event = CallEvent(
        source="twilio",
        call_id=identity(first(found, "CallSid")),
        type=_TYPES[status],
        direction="out" if outgoing else "in",
        number=number(first(found, "To" if outgoing else "From")),
        at=_at(found, said),
        agent=short(first(found, "From" if outgoing else "To").removeprefix("client:")),
        cause=_CAUSES[status] if ended else "",
        talk_s=seconds(first(found, "CallDuration")) if status == "completed" else None,
    )
    return Heard((event,), Reply('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml"))


def _at(found: Fields, said: Said) -> datetime:
    """When it happened (RFC 2822), where the callback says so."""
    try:
        told = parsedate_to_datetime(first(found, "Timestamp"))
    except (TypeError, ValueError):
        return said.at
    return told.astimezone(UTC) if told.tzinfo else told.replace(tzinfo=UTC)


def is_signed(said: Said, token: str) -> bool:
    """Whether whoever knows the account's token signed this address and these fields.

    The address is tried with and without its port, for proxies leave it out or put it in.
    """
    given = said.headers.get(HEADER, "").encode()
    sha = dict(parse_qsl(urlsplit(said.url).query)).get("bodySHA256")
    if sha is not None:
        if not hmac.compare_digest(hashlib.sha256(said.body).hexdigest().encode(), sha.lower().encode()):
            return False
        words = ""
    else:
        words = _words(said.body)
    return any(hmac.compare_digest(_signature(url + words, token), given) for url in _addresses(said.url))


def _words(body: bytes) -> str:
    """Each field with its values, by name; a value that comes twice counts once."""
    pairs = parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True)
    return "".join(name + value for name, value in sorted(set(pairs)))


def _signature(text: str, token: str) -> bytes:
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest())


def _addresses(url: str) -> Iterator[str]:
    yield url
    parts = urlsplit(url)
    port = _PORTS.get(parts.scheme)
    if parts.port is not None:
        yield urlunsplit(parts._replace(netloc=parts.netloc.rpartition(":")[0]))
    elif port is not None:
        yield urlunsplit(parts._replace(netloc=f"{parts.netloc}:{port}"))
