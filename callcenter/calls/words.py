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


phrases(
    {
        "call_state.ringing": N_("ringing"),
        "call_state.answered": N_("answered"),
        "call_state.ended": N_("ended"),
        "call_state.missed": N_("missed"),
        "direction.in": N_("incoming"),
        "direction.out": N_("outgoing"),
    }
)
