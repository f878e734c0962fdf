"""The signed link under which a service point answers one offer: nothing is kept of it, nobody can make one.

It names the dispatch and the time until which it counts. Whoever has it may do what that dispatch allows its
point just then: while it is offered answer it, after that see the case and report; once it is over nothing.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_
from callcenter.outbox.secrets import Secrets
from callcenter.settings import Settings

_PURPOSE = "answer"
_TOKEN = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{20,64})")


_IN_TEXT = re.compile(r"/p/([0-9]+)\.[0-9]+\.[A-Za-z0-9_-]{20,64}")


class LinkExpired(Invalid):
    """The link is genuine and its time is over."""


def answer_url(settings: Settings, secrets: Secrets, dispatch_id: int, *, at: datetime) -> str | None:
    """The address of the page on which an offer is answered.

    Args:
        settings: ``points``: where the page is reached, and for how many days a link counts.
        secrets: signs it.
        dispatch_id: whose offer.
        at: from when the days are counted.

    Returns:
        None where the settings name no address.

    Raises:
        Invalid: the key file can't be read or made.
    """
    public = settings.points["public_url"]
    if not public:
        return None
    until = at + timedelta(days=settings.points["link_days"])
    return f"{public}/p/{make(secrets, dispatch_id, until)}"


def make(secrets: Secrets, dispatch_id: int, until: datetime) -> str:
    """The signed part of a link."""
    said = f"{dispatch_id}.{int(until.timestamp())}"
    return f"{said}.{secrets.signature(_PURPOSE, said.encode())}"


def hidden(value: Any) -> Any:
    """A JSON value without the signed part of any link in it: for others than the point, whom it lets in."""
    if isinstance(value, str):
        return _IN_TEXT.sub(r"/p/\1…", value)
    if isinstance(value, dict):
        return {name: hidden(one) for name, one in value.items()}
    return [hidden(one) for one in value] if isinstance(value, list) else value


def read(secrets: Secrets, token: str, at: datetime) -> int:
    """Which dispatch a link is for.

    Args:
        secrets: that signed it.
        token: the signed part.
        at: now.

    Raises:
        NotFound: nobody of ours made it.
        LinkExpired: its time is over.
    """
    parts = _TOKEN.fullmatch(token)
    if parts is None or not secrets.is_signature(_PURPOSE, f"{parts[1]}.{parts[2]}".encode(), parts[3]):
        raise NotFound(N_("This link leads nowhere. Copy it whole from the message, or ring us."))
    if at.timestamp() > int(parts[2]):
        raise LinkExpired(N_("This link has expired. Ring us if you still need the case."))
    return int(parts[1])
