"""How a service point hears of things: by its webhook, or by e-mail where the house can send any."""

from dataclasses import dataclass, replace

from callcenter.dispatch.views import Candidate, Proposal
from callcenter.outbox.words import Channel
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings


@dataclass(frozen=True, slots=True)
class Ear:
    """Where a message to a point goes."""

    channel: Channel
    destination: str


def mails(settings: Settings) -> bool:
    """Whether the house can send e-mail."""
    return bool(settings.email["host"] and settings.email["sender"])


def ear_of(point: ServicePoint, settings: Settings) -> Ear | None:
    """Where a point hears of an offer; None: it must be told by phone."""
    if point.webhook:
        return Ear(Channel.WEBHOOK, point.webhook)
    return Ear(Channel.EMAIL, point.email) if point.email and mails(settings) else None


def same_ear(point: ServicePoint, channel: Channel) -> str | None:
    """The point's address of a kind, as it is by now: who heard by e-mail hears of the end by e-mail."""
    return point.email if channel == Channel.EMAIL else point.webhook


def as_heard(listed: Proposal, settings: Settings) -> Proposal:
    """The list as it is for a house: without a mail server nobody hears by e-mail."""
    if mails(settings):
        return listed

    def deaf(row: Candidate) -> Candidate:
        return replace(row, has_email=False) if row.has_email else row

    return replace(listed, rows=tuple(map(deaf, listed.rows)), rejected=tuple(map(deaf, listed.rejected)))
