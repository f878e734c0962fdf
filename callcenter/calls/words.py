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


class WrapUpCode(StrEnum):
    """What came of a call."""

    SOLVED = "solved"
    LOGGED = "logged"
    ROUTED = "routed"
    CALLED_BACK = "called_back"
    NO_REPLY = "no_reply"
    WRONG_NUMBER = "wrong_number"
    SPAM = "spam"
    DROPPED = "dropped"
    OTHER = "other"


class CallBackKind(StrEnum):
    """Why somebody is to be called back."""

    PROMISED = "promised"
    MISSED_CALL = "missed_call"
    MISSED_DATE = "missed_date"


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
        "call.noted": N_("a call noted by hand"),
        "call.wrapped_up": N_("after the call: {code!w}"),
        "call.done": N_("a missed call needs no call back any more"),
        "call_back.made": N_("to be called back at {at!f}"),
        "call_back.moved": N_("to be called back at {at!f} instead"),
        "call_back.taken": N_("somebody calls them back"),
        "call_back.done": N_("called back: {code!w}"),
        "wrap_up.solved": N_("solved"),
        "wrap_up.logged": N_("logged"),
        "wrap_up.routed": N_("sent on"),
        "wrap_up.called_back": N_("called back"),
        "wrap_up.no_reply": N_("no reply"),
        "wrap_up.wrong_number": N_("wrong number"),
        "wrap_up.spam": N_("prank or spam"),
        "wrap_up.dropped": N_("line broke"),
        "wrap_up.other": N_("other"),
        "call_back_kind.promised": N_("promised"),
        "call_back_kind.missed_call": N_("we missed their call"),
        "call_back_kind.missed_date": N_("the expected date passed"),
    }
)


class DialState(StrEnum):
    """How far a dial has come."""

    WAITING = "waiting"
    RINGING = "ringing"
    CONNECTED = "connected"
    FAILED = "failed"


class DialFailure(StrEnum):
    """Why a dial came to nothing."""

    UNTAKEN = "untaken"
    LOST = "lost"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    CONGESTION = "congestion"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


phrases(
    {
        "dial_state.waiting": N_("being dialled"),
        "dial_state.ringing": N_("your telephone rings"),
        "dial_state.connected": N_("your telephone is connected"),
        "dial_state.failed": N_("not dialled"),
        "dial_failure.untaken": N_("The telephone system wasn't reached in time. Dial the number yourself."),
        "dial_failure.lost": N_("The telephone system never said what came of it. Dial the number yourself."),
        "dial_failure.no_answer": N_(
            "Your telephone was not lifted. Press the key again when it is at hand."
        ),
        "dial_failure.busy": N_("Your telephone is busy. Hang up and press the key again."),
        "dial_failure.congestion": N_("The lines of the telephone system are full. Try again in a minute."),
        "dial_failure.refused": N_(
            "The telephone system refused to dial. Dial yourself, and tell who runs it."
        ),
        "dial_failure.unreachable": N_(
            "Your telephone is not connected. Look at it, or dial from another one."
        ),
        "dial.asked": N_("had a number dialled"),
        "dial.connected": N_("the telephone was lifted to dial"),
        "dial.failed": N_("it was not dialled: {why!w}"),
    }
)
