"""How far a call has come: pure, and the same whatever the order in which its events arrive, however often.

Each time is the earliest that anybody told, so that events may come late, twice or in any order. Only the end
that nobody told (``Cause.LOST``, the reaper's guess) yields to what a telephone system says later.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from callcenter.calls.views import CallEvent
from callcenter.calls.words import CallState, Cause, Direction, EventType


@dataclass(frozen=True, slots=True)
class Progress:
    """The times of a call, as far as they are known."""

    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    cause: str | None = None

    def state(self, direction: str) -> CallState:
        """What it is called: an incoming call that ended without an answer, or at a machine, is missed."""
        if self.ended_at is not None:
            unheard = self.answered_at is None or self.cause == Cause.VOICEMAIL
            return CallState.MISSED if direction == Direction.IN and unheard else CallState.ENDED
        return CallState.RINGING if self.answered_at is None else CallState.ANSWERED


def advanced(now: Progress, event: CallEvent) -> Progress:
    """The times of a call after one more event."""
    answer = answered_by(event)
    ended = _ended(now, event, answer)
    answered = _earliest(now.answered_at, answer)
    return replace(
        ended,
        ringing_at=_earliest(now.ringing_at, began(event), answer),
        answered_at=answered and _earliest(answered, ended.ended_at),
    )


def began(event: CallEvent) -> datetime:
    """The earliest time that an event tells of."""
    return min(event.started_at or event.at, event.at)


def answered_by(event: CallEvent) -> datetime | None:
    """When the call was answered, by one event alone."""
    if event.type == EventType.ANSWERED:
        return event.at
    if event.type == EventType.ENDED and event.talk_s is not None:
        return event.at - timedelta(seconds=event.talk_s)
    return None


def _ended(now: Progress, event: CallEvent, answer: datetime | None) -> Progress:
    lost = now.cause == Cause.LOST
    if event.type == EventType.ENDED:
        told = (event.at, not event.cause, event.cause or "")
        if now.ended_at is not None and not lost:
            told = min(told, (now.ended_at, not now.cause, now.cause or ""))
        return replace(now, ended_at=told[0], cause=told[2] or None)
    if lost and answer is not None and now.answered_at is None:
        return replace(now, ended_at=None, cause=None)  # it only rang for long
    return now


def _earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)
