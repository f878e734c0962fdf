"""The codes of telephone calls and their words."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class CallState(StrEnum):
    """How far a call has come; it never goes back."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    MISSED = "missed"


class Direction(StrEnum):
    """Who rang."""

    IN = "in"
    OUT = "out"


class EventType(StrEnum):
    """What a telephone system tells of a call."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class Cause(StrEnum):
    """Why a call ended."""

    NORMAL = "normal"
    BUSY = "busy"
    CANCELLED = "cancelled"
    NO_ANSWER = "no_answer"
    CONGESTION = "congestion"
    NOT_FOUND = "not_found"
    FORWARDED = "forwarded"
    VOICEMAIL = "voicemail"
    BLOCKED = "blocked"
    LOST = "lost"
    """Nobody told how it ended: our guess after a long silence."""


phrases(
    {
        "call_state.ringing": N_("ringing"),
        "call_state.answered": N_("answered"),
        "call_state.ended": N_("ended"),
        "call_state.missed": N_("missed"),
        "direction.in": N_("incoming"),
        "direction.out": N_("outgoing"),
        "call_cause.normal": N_("hung up"),
        "call_cause.busy": N_("busy"),
        "call_cause.cancelled": N_("given up"),
        "call_cause.no_answer": N_("no answer"),
        "call_cause.congestion": N_("lines full"),
        "call_cause.not_found": N_("no such number"),
        "call_cause.forwarded": N_("forwarded"),
        "call_cause.voicemail": N_("voicemail"),
        "call_cause.blocked": N_("blocked"),
        "call_cause.lost": N_("end never told"),
        "call.ringing": N_("a call rings"),
        "call.answered": N_("a call was answered"),
        "call.ended": N_("a call ended"),
        "call.missed": N_("a call was missed"),
    }
)
