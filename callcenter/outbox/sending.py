"""One attempt to send a message, by whichever channel it leaves."""

from datetime import datetime

from callcenter.outbox import email, sms
from callcenter.outbox.deliver import Sign, deliver
from callcenter.outbox.views import Claimed, Result
from callcenter.outbox.words import Channel
from callcenter.settings import Settings


def send(message: Claimed, *, at: datetime, settings: Settings, sign: Sign | None = None) -> Result:
    """Make one attempt; never raises for what the network or the receiver does.

    Args:
        message: as it was claimed.
        at: now.
        settings: timeouts, the mail server, the SMS gateway.
        sign: makes the signature headers of a webhook.
    """
    if message.channel == Channel.EMAIL:
        return email.send(message, at=at, server=settings.email)
    if message.channel == Channel.SMS:
        return sms.send(message, at=at, gateway=settings.sms)
    return deliver(
        message,
        at=at,
        timeout_s=settings.webhook_timeout_s,
        allow_private=settings.allow_private_addresses,
        sign=sign,
    )


def longest(settings: Settings) -> float:
    """The longest timeout of any channel of this house, in seconds."""
    email_s = settings.email["timeout_s"] if settings.email["host"] else 0.0
    sms_s = settings.sms["timeout_s"] if settings.sms["url"] else 0.0
    return float(max(settings.webhook_timeout_s, email_s, sms_s))
