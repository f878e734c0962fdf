"""The codes of messages that leave, and their words."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class MessageState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Channel(StrEnum):
    """How a message leaves."""

    WEBHOOK = "webhook"
    EMAIL = "email"
    SMS = "sms"


phrases(
    {
        "message_state.waiting": N_("waiting"),
        "message_state.sending": N_("being sent"),
        "message_state.delivered": N_("delivered"),
        "message_state.failed": N_("not delivered"),
        "message_state.withdrawn": N_("withdrawn"),
        "channel.webhook": N_("webhook"),
        "channel.email": N_("e-mail"),
        "channel.sms": N_("SMS"),
    }
)
