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
        "decline_reason.closed": N_("shut that day"),
        "decline_reason.other": N_("another reason"),
    }
)
phrases(
    {
        "dispatch.offered": N_("offered to {point}"),
        "dispatch.taken_back": N_("taken back before it left"),
        "dispatch.another_point": N_("another point was chosen"),
        "dispatch.delivered": N_("the offer has reached {point}"),
        "dispatch.accepted": N_("{point} accepts"),
        "dispatch.told": N_("{point} was told by phone"),
        "dispatch.declined": N_("{point} declines: {reason!w}"),
        "dispatch.unanswered": N_("{point} had not answered by {due_at!t}: ask them"),
        "dispatch.untold": N_("nobody had told {point} by {due_at!t}: ring them now"),
        "dispatch.expired": N_("{point} did not answer in time"),
        "dispatch.expired_tell": N_("{point} did not answer in time: tell them that the offer is withdrawn"),
        "dispatch.failed": N_("the offer could not be delivered to {point}: tell them by phone"),
        "dispatch.resent": N_("the offer is sent to {point} again"),
        "dispatch.by_phone": N_("{point} is to be told by phone"),
        "dispatch.withdrawn": N_("the offer to {point} is withdrawn"),
        "dispatch.withdrawn_tell": N_("the offer to {point} is withdrawn: tell them by phone"),
        "dispatch.withdrawal_failed": N_("{point} could not be told of the withdrawal: tell them by phone"),
        "point.webhook_gone": N_("{point} takes no more messages at its address"),
        "read_back.told": N_("read back to the caller"),
    }
)
phrases(
    {
        "reason.nearest": N_("nearest that may"),
        "reason.nearest_point": N_("nearest"),
        "reason.sooner": N_("sooner than nearer ones"),
        "reason.best": N_("better than nearer ones"),
        "reason.usual": N_("the usual one"),
        "reason.authorised": N_("authorised for {brand}"),
        "reason.language": N_("speaks the caller's language"),
        "reason.open_now": N_("open now"),
        "reason.emergency": N_("emergency number"),
        "reason.hours_unknown": N_("opening hours unknown"),
        "reason.place_rough": N_("its place is only known by city"),
        "reason.room": N_("has room soonest"),
        "reason.distance": N_("{km} km"),
        "reason.farther": N_("{km} km farther"),
        "reason.alike": N_("as near"),
        "match.skill": N_("{skill!w}"),
        "match.brand": N_("{brand}"),
        "match.authorised": N_("{brand} authorised"),
        "match.all_brands": N_("all brands"),
        "cause.not_authorised": N_("not authorised for {brand}"),
        "cause.outside_area": N_("drives only {area_km} km"),
        "cause.full_until": N_("full until {day!w}"),
        "cause.full": N_("full for two weeks"),
        "cause.closed_until": N_("closed until {day!w}"),
        "cause.closed": N_("closed for two weeks"),
        "cause.no_skill": N_("does no such work"),
        "cause.no_way": N_("not this way: {way!w}"),
        "cause.brand": N_("not for {brand}"),
        "cause.same_fault": N_("repaired this same fault {days} days ago"),
        "cause.closed_now": N_("closed now"),
        "cause.hours_unknown": N_("opening hours unknown"),
        "cause.declined": N_("declined or did not answer"),
        "cause.only_by_phone": N_("can only be asked by phone"),
        "cause.too_far_alone": N_("too far to be asked without a person"),
        "why.untold": N_("nobody told them in time"),
        "why.undelivered": N_("the offer could not be delivered"),
        "cause.inactive": N_("takes no cases at present"),
        "cause.farther": N_("{km} km farther"),
        "cause.place_unknown": N_("its place is not known"),
        "weekday.0": N_("Mon"),
        "weekday.1": N_("Tue"),
        "weekday.2": N_("Wed"),
        "weekday.3": N_("Thu"),
        "weekday.4": N_("Fri"),
        "weekday.5": N_("Sat"),
        "weekday.6": N_("Sun"),
    }
)
phrases(
    {
        "skill.bodywork": N_("bodywork"),
        "skill.brakes": N_("brakes"),
        "skill.chassis": N_("chassis"),
        "skill.computer": N_("computers"),
        "skill.cooling": N_("cooling"),
        "skill.customer_relations": N_("customer relations"),
        "skill.display": N_("displays and sound"),
        "skill.electrics": N_("electrics"),
        "skill.engine": N_("engine"),
        "skill.ev_battery": N_("traction battery"),
        "skill.general": N_("any work"),
        "skill.glass": N_("glass"),
        "skill.hvac": N_("air conditioning"),
        "skill.infotainment": N_("infotainment"),
        "skill.installation": N_("installation"),
        "skill.interior": N_("interior"),
        "skill.kitchen": N_("kitchen appliances"),
        "skill.laundry": N_("laundry appliances"),
        "skill.phone_repair": N_("phones and tablets"),
        "skill.plumbing_gas": N_("water and gas"),
        "skill.small_appliance": N_("small appliances"),
        "skill.transmission": N_("transmission"),
        "skill.tyres": N_("tyres"),
    }
)
