"""The read-back put into words: one paragraph, in the language and zone of the context. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from callcenter.cases.words import Cover, Way
from callcenter.dispatch.words import DispatchState
from callcenter.i18n import N_, _, fill, language, time_text, weekday

_VEHICLE = "vehicle"
_WITH_DATA = frozenset(["phone", "tablet", "laptop", "computer"])
_COMES = frozenset({Way.ON_SITE, Way.PICK_UP, Way.ROADSIDE})


@dataclass(frozen=True, slots=True)
class Said:
    """What a read-back is made from."""

    number: str
    """In groups, as it is said."""
    kind: str
    state: str
    way: str = ""
    item: str = ""
    line: str = ""
    family: str = ""
    cover: str = ""
    cost: str = ""
    """As told to the caller, with its currency."""
    point: str = ""
    address: str = ""
    phone: str = ""
    dispatch_state: str = ""
    today: date | None = None
    work_on: date | None = None
    hours: tuple[tuple[time, time], ...] | None = None
    """Of the day of the work, on the clock at the point; None: unknown."""
    hear_by: datetime | None = None
    promised_at: datetime | None = None
    appointment: tuple[time, time] | None = None
    """From and to, on the day of the work and the clock at the point."""


def paragraph(said: Said) -> str:
    """All sentences, in order, as one paragraph."""
    joined = ("" if language() == "zh_CN" else " ").join(_sentences(said))
    return joined.strip()


def _sentences(said: Said) -> Iterator[str]:
    yield _say(N_("Your case number is {number}."), number=said.number)
    if said.state in _OVER:
        yield from _closing(said)
        return
    if said.kind in _LOOKING_INTO and not said.point:
        yield _say(_LOOKING_INTO[said.kind])
        yield from _hearing(said)
        yield _say(N_("If anything changes, ring us and give this number."))
        return
    if said.way == Way.ROADSIDE:
        yield _say(N_("Please wait in a safe place, away from the traffic."))
    if said.point:
        yield from _going(said)
    else:
        yield _say(N_("We are looking for the right service point for you."))
    yield from _hearing(said)
    yield from _bringing(said)
    yield _say(_COSTS[_cost_key(said)], cost=said.cost)
    yield _say(N_("If anything changes, ring us and give this number."))


def _closing(said: Said) -> Iterator[str]:
    if said.state == "cancelled":
        yield _say(N_("The case is cancelled; nobody will come and nothing is to pay."))
    elif said.kind == "question":
        yield _say(N_("Your question is answered, and we keep the answer under this number."))
    else:
        yield _say(N_("We have settled it on the phone, and keep it under this number."))
    yield _say(N_("Should it come back, ring us and give this number. Thank you for calling."))


def _going(said: Said) -> Iterator[str]:
    item = fill(_("your {name}"), {"name": said.item}) if said.item else _("your item")
    accepted = said.dispatch_state == DispatchState.ACCEPTED
    templates = _ACCEPTED if accepted else _ASKED
    template = templates.get(said.way, templates[Way.BRING_IN])
    yield _say(template, item=item, point=said.point, address=_address(said, named="{point}" in template))
    if said.appointment is not None:
        begin, end = said.appointment
        hours = f"{begin:%H:%M}–{end:%H:%M}"
        yield _say(N_("Your appointment is {day} {hours}."), day=_day(said), hours=hours)
    elif said.way not in _COMES and said.way != Way.MAIL_IN:
        yield from _opening(said)
    elif said.work_on and said.today and said.work_on > said.today and said.way != Way.MAIL_IN:
        yield _say(N_("They can come {day}."), day=_day(said))


def _address(said: Said, named: bool) -> str:
    """Where to go; with the point's name unless the sentence has named it."""
    if not said.address:
        return said.point
    return said.address if named else _say(N_("{point}, {address}"), point=said.point, address=said.address)


def _opening(said: Said) -> Iterator[str]:
    if said.hours and all(opens == closes for opens, closes in said.hours):
        yield _say(N_("They are open {day}, day and night."), day=_day(said))
    elif said.hours:
        hours = _(", ").join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in said.hours)
        yield _say(N_("They are open {day} {hours}."), day=_day(said), hours=hours)
    elif said.phone:
        yield _say(
            N_("We don't know their hours: please ring them before you go, on {phone}."), phone=said.phone
        )
    else:
        yield _say(N_("We don't know their hours: please wait until you have heard from us."))


def _day(said: Said) -> str:
    if said.work_on is None or said.today is None:
        return ""
    days = (said.work_on - said.today).days
    if days in (0, 1):
        return _("today") if days == 0 else _("tomorrow")
    return fill(_("on {weekday}, {day!d}"), {"weekday": weekday(said.work_on), "day": said.work_on})


def _hearing(said: Said) -> Iterator[str]:
    if said.promised_at is not None:
        promise = (
            N_("They say they will be with you {at}.")
            if said.way in _COMES
            else N_("They say it will be ready {at}.")
        )
        yield _say(promise, at=_at(said.promised_at))
    elif said.hear_by is not None:
        yield _say(N_("You will hear from us {at} at the latest."), at=_at(said.hear_by))


def _at(moment: datetime) -> str:
    return fill(_("by {time}"), {"time": time_text(moment)})


def _bringing(said: Said) -> Iterator[str]:
    things = [_(thing) for thing in _things(said)]
    if said.way == Way.MAIL_IN:
        yield _say(N_("Pack it well and put a note with the case number inside."))
    if things:
        template = N_("Please have ready: {things}.") if said.way in _COMES else N_("Please bring: {things}.")
        if said.way == Way.MAIL_IN:
            template = N_("Please enclose: {things}.")
        yield _say(template, things=_(", ").join(things))
    if said.line in _WITH_DATA:
        yield _say(N_("Please save your data first."))


def _things(said: Said) -> Iterator[str]:
    if said.family == _VEHICLE and said.way != Way.MAIL_IN:
        yield N_("the key and the vehicle's papers")
    if said.cover == Cover.WARRANTY:
        yield N_("the receipt or the warranty card")
    if said.cover == Cover.EXTENDED:
        yield N_("the contract of the extended warranty")
    if said.cover == Cover.RECALL:
        yield N_("the recall letter, if you have it")


def _cost_key(said: Said) -> str:
    if said.cover in (Cover.PAID, "") and said.cost:
        return "told"
    return said.cover or "open"


def _say(template: str, **gaps: str) -> str:
    return fill(_(template), gaps)


_LOOKING_INTO: Mapping[str, str] = {
    "question": N_("We are looking into your question."),
    "complaint": N_("We are looking into your complaint."),
}
"""What needs no service point, as long as none has it."""
_OVER = frozenset(["resolved", "closed", "cancelled"])
_ASKED: Mapping[str, str] = {
    Way.BRING_IN: N_("We are asking {point} to take {item}; it is at {address}."),
    Way.ON_SITE: N_("We are asking {point} to come to you."),
    Way.PICK_UP: N_("We are asking {point} to collect {item} from you."),
    Way.MAIL_IN: N_("Please send {item} to {address}."),
    Way.ROADSIDE: N_("We are asking {point} to come to you at once."),
}
_ACCEPTED: Mapping[str, str] = {
    Way.BRING_IN: N_("Please bring {item} to {address}; they are expecting you."),
    Way.ON_SITE: N_("{point} will come to you."),
    Way.PICK_UP: N_("{point} will collect {item} from you."),
    Way.MAIL_IN: N_("Please send {item} to {address}; they are expecting it."),
    Way.ROADSIDE: N_("{point} is coming to you."),
}
_COSTS: Mapping[str, str] = {
    "warranty": N_(
        "The warranty covers it as far as we can see, so nothing is to pay; should they find otherwise,"
        " they ask you before any work begins."
    ),
    "extended": N_(
        "The extended warranty covers it as far as we can see; should they find otherwise, they ask you"
        " before any work begins."
    ),
    "recall": N_("The recall work is free of charge."),
    "goodwill": N_("We bear the cost out of goodwill."),
    "told": N_("The cost we expect is {cost}; they tell you before work begins if it will be more."),
    "paid": N_("They tell you the cost, that of looking at it included, before any work begins."),
    "disputed": N_("Who pays is not settled yet; nothing that costs you anything begins without your yes."),
    "open": N_("They tell you what it costs, if anything, before any work begins."),
}
