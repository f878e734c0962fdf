"""What telephone systems send and are answered, in one place for the machines' door; pure."""

from callcenter.calls.sources import caller_name, placetel, sipgate, threecx, twilio, zammad
from callcenter.calls.sources.said import Heard, Reply, Said, Unread
from callcenter.calls.views import CallerFound, CallEvent

__all__ = [
    "CallEvent",
    "CallerFound",
    "Heard",
    "Reply",
    "Said",
    "Unread",
    "caller_name",
    "placetel",
    "sipgate",
    "threecx",
    "twilio",
    "zammad",
]
