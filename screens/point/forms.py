"""The short forms of a service point: what each answer and each step of the work asks for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from callcenter.i18n import N_, _, fill, say

from ..widgets.asks import Ask
from ..widgets.short_form import ShortForm, Values
from .columns import item, what

if TYPE_CHECKING:
    from callcenter.desk.point_console import PointConsole
    from callcenter.desk.views import PointCase

    Verb = Callable[[PointConsole, str, int, Values], PointCase]

TIMES = N_("14:30, tomorrow 9, Tue 10:00, 2026-03-05 14:00")
NOTE = Ask("note", N_("Note"), hint=N_("what else they should know"))
OUTCOMES = ("repaired", "no_fault_found", "advised", "exchanged", "refused")
"""How work ends at a point; money is given back by the house."""
REASONS = ("no_capacity", "no_skill", "out_of_area", "no_parts", "closed", "other")


class PointForm(ShortForm):
    """A short form at a point's console."""

    CSS_PATH = "../widgets/short_form.tcss"


def accept(case: "PointCase") -> ShortForm:
    """Take the case, and name a time if there is one."""
    asks = (Ask("promised_at", N_("Ready by"), "when", TIMES), NOTE)
    return _form(
        case, "accept", asks, _("Accept {number}"), _("{number} is yours: name, number and place are open"),
        lambda desk, request, one, given: desk.accept(request, one, given["promised_at"], given["note"]),
    )  # fmt: skip


def decline(case: "PointCase", reason: str) -> ShortForm:
    """Leave it to another point; the reason is chosen."""
    said = {"number": case.number, "reason": say(f"decline_reason.{reason}")}
    title = fill(_("Decline {number}: {reason}"), said)
    return _form(
        case, "decline", (NOTE,), title, _("{number}: declined"),
        lambda desk, request, one, given: desk.decline(request, one, reason, given["note"]),
    )  # fmt: skip


def propose(case: "PointCase") -> ShortForm:
    """Name the time at which it is ready, or somebody comes; takes an offer with it."""
    asks = (Ask("promised_at", N_("Ready by"), "when", TIMES, needed=True), NOTE)
    taken = "accept" in case.can
    return _form(
        case, "propose", asks, _("Accept {number} for a time") if taken else _("Another time for {number}"),
        _("{number} is yours: name, number and place are open") if taken else _("{number}: the time is set"),
        lambda desk, request, one, given: desk.propose(request, one, given["promised_at"], given["note"]),
    )  # fmt: skip


def received(case: "PointCase") -> ShortForm:
    """The item is here, or the work begins or goes on."""
    return _step(case, "received", (NOTE,), _("{number}: the work begins"))


def diagnosed(case: "PointCase") -> ShortForm:
    """What was found."""
    asks = (Ask("cause", N_("Cause"), "words", N_("what was wrong"), needed=True), NOTE)
    return _step(case, "diagnosed", asks, _("{number}: what you found"))


def waiting(case: "PointCase") -> ShortForm:
    """It waits for parts."""
    return _step(case, "waiting_parts", (Ask("note", N_("Parts"), hint=N_("which ones, and until when")),),
                 _("{number} waits for parts"))  # fmt: skip


def repaired(case: "PointCase") -> ShortForm:
    """The work is done: how it ended, and what was done."""
    outcomes = tuple((one, say(f"outcome.{one}")) for one in OUTCOMES)
    asks = (
        Ask("outcome", N_("Outcome"), "pick", answers=outcomes, value="repaired", needed=True),
        Ask("cause", N_("Cause"), hint=N_("what was wrong")),
        Ask("work", N_("Work"), "words", N_("what was done"), needed=True, only=("outcome", "repaired")),
        Ask("parts", N_("Parts"), hint=N_("what was built in")),
        Ask("km", N_("Kilometres"), "whole"),
        Ask("cost", N_("Cost"), "amount", N_("680 or 680.50")),
        Ask("job_no", N_("Job number"), hint=N_("your own")),
        NOTE,
    )
    return _step(case, "repaired", asks, _("{number}: the work is done"))


def handed_back(case: "PointCase") -> ShortForm:
    """The customer has the item again."""
    return _step(case, "handed_back", (NOTE,), _("{number}: handed back"))


STEPS = {
    "received": received, "diagnosed": diagnosed, "waiting_parts": waiting, "repaired": repaired,
    "handed_back": handed_back,
}  # fmt: skip


def _step(case: "PointCase", step: str, asks: tuple[Ask, ...], title: str) -> ShortForm:
    def save(desk: "PointConsole", request: str, one: int, given: Values) -> "PointCase":
        said = {name: value for name, value in given.items() if value not in ("", None)}
        return desk.progress(request, one, step, **said)

    return _form(case, step, asks, title, _("{number}: reported"), save)


def _form(
    case: "PointCase", name: str, asks: tuple[Ask, ...], title: str, told: str, verb: "Verb"
) -> ShortForm:
    """Its draft is of this offer and this step, and goes when it is saved."""

    def save(desk: Any, request: str, given: Values) -> None:
        verb(desk, request, case.dispatch_id, given)

    number = {"number": case.number}
    about = " · ".join(part for part in (what(case), item(case)) if part)
    return PointForm(
        f"{fill(title, number)}  {about}", asks, save, told=fill(told, number),
        draft=(f"point.{name}", f"dispatch:{case.dispatch_id}"),
    )  # fmt: skip
