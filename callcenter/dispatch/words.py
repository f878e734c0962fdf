"""The words of a dispatch: one offer of a case to a service point."""

from enum import StrEnum

from callcenter.i18n import N_, phrases


class DispatchState(StrEnum):
    """Where an offer stands; the rules between them are in ``lifecycle``."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    BY_PHONE = "by_phone"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class DispatchMove(StrEnum):
    """What can be done with an offer."""

    QUEUE = "queue"
    DELIVER = "deliver"
    FAIL = "fail"
    RETRY = "retry"
    PHONE = "phone"
    ACCEPT = "accept"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"


class OverrideReason(StrEnum):
    """Why another point than the first was chosen; one key each."""

    CALLER_WISH = "caller_wish"
    KNOWS_ITEM = "knows_item"
    SOONER = "sooner"
    NEARER_WORK = "nearer_work"
    EARLIER_TROUBLE = "earlier_trouble"
    OTHER = "other"


class DeclineReason(StrEnum):
    """Why a point declined."""

    NO_CAPACITY = "no_capacity"
    NO_SKILL = "no_skill"
    OUT_OF_AREA = "out_of_area"
    NO_PARTS = "no_parts"
    CLOSED = "closed"
    OTHER = "other"


phrases(
    {
        "dispatch_state.queued": N_("about to be sent"),
        "dispatch_state.delivered": N_("delivered"),
        "dispatch_state.by_phone": N_("to be told by phone"),
        "dispatch_state.accepted": N_("accepted"),
        "dispatch_state.declined": N_("declined"),
        "dispatch_state.expired": N_("not answered in time"),
        "dispatch_state.failed": N_("could not be delivered"),
        "dispatch_state.withdrawn": N_("withdrawn"),
        "dispatch_move.queue": N_("send"),
        "dispatch_move.deliver": N_("delivered"),
        "dispatch_move.fail": N_("delivery failed"),
        "dispatch_move.retry": N_("send again"),
        "dispatch_move.phone": N_("tell by phone"),
        "dispatch_move.accept": N_("point accepts"),
        "dispatch_move.decline": N_("point declines"),
        "dispatch_move.expire": N_("no answer from the point"),
        "dispatch_move.withdraw": N_("withdraw"),
        "override_reason.caller_wish": N_("the caller wishes it"),
        "override_reason.knows_item": N_("knows the item"),
        "override_reason.sooner": N_("can do it sooner"),
        "override_reason.nearer_work": N_("nearer to the caller's work"),
        "override_reason.earlier_trouble": N_("trouble with the first one before"),
        "override_reason.other": N_("another reason"),
        "decline_reason.no_capacity": N_("no capacity"),
        "decline_reason.no_skill": N_("not our kind of work"),
        "decline_reason.out_of_area": N_("outside our area"),
        "decline_reason.no_parts": N_("no parts"),
        "decline_reason.closed": N_("closed"),
        "decline_reason.other": N_("another reason"),
    }
)
