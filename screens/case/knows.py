"""The appointment of a case, and what its customer was told by itself."""

from collections.abc import Iterator

from callcenter.desk.views import CaseView, NoticeView
from callcenter.i18n import N_, _, fill, say, time_text

from ..send.slots import appointment_text
from .fact import Fact

_OFF = "told_by.off"


def appointment_facts(case: CaseView) -> Iterator[Fact]:
    """When somebody is expected, or was; a cancelled one is on the timeline."""
    made = case.appointment
    if made is None or made.state == "cancelled":
        return
    stands = "" if made.stands else " · " + say(f"appointment_state.{made.state}")
    yield Fact(N_("appointment"), appointment_text(made) + stands, "" if made.stands else "over")


def knows(case: CaseView) -> Iterator[Fact]:
    """What the customer was told; else how it is told, or why not. A house that tells nobody has no line."""
    if case.told_by == _OFF and not case.notices:
        return
    said = " · ".join(_said(one) for one in case.notices)
    failed = any(one.state == "failed" for one in case.notices)
    yield Fact(N_("customer told"), said or say(case.told_by), "late" if failed else "" if said else "over")


def _said(one: NoticeView) -> str:
    what = say(f"occasion.{one.occasion}")
    if one.state == "delivered":
        return f"{what} {time_text(one.at)}"
    words = _("! {what}: not delivered") if one.state == "failed" else _("{what}: leaves at {at}")
    return fill(words, {"what": what, "at": time_text(one.at)})
