"""What is so about a case, as its service point may know it, as lines of a label and words."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from callcenter.i18n import N_, _, fill, say, time_text

from ..case.fact import Fact
from ..widgets.words import in_or_over, money
from .columns import item, state_words, what

if TYPE_CHECKING:
    from callcenter.desk.views import Offer, Opened, PointCase

OVER = {
    "declined": N_("You have declined case {number}. Ring us if you can take it after all."),
    "expired": N_("Too late: case {number} went elsewhere. Nothing is left to do."),
    "withdrawn": N_("The offer of case {number} was withdrawn. Nothing is left to do."),
    "accepted": N_("Case {number} is closed. Thank you for your work."),
}
"""What is said of an offer that has ended, by its state."""


def facts(case: "PointCase", now: datetime) -> list[Fact]:
    """All that stands on the case, in the order in which it is asked for.

    Args:
        case: as the desk shows it.
        now: the time.
    """
    if case.offer is None:
        words = _(OVER.get(case.state, OVER["accepted"]))
        return [Fact(N_("over"), fill(words, {"number": case.number}), "over")]
    made = [Fact(N_("safety"), _("▲ This is about safety."), "late")] if case.offer.safety else []
    made += _times(case, now)
    if case.opened is None:
        made += [*_offer(case, case.offer), Fact(N_("says"), case.offer.description)]
        made.append(Fact(N_("hidden"), _("Names and numbers are hidden until you accept."), "over"))
    else:
        made += [*_people(case.opened), *_offer(case, case.offer, case.opened)]
        made.append(Fact(N_("says"), case.opened.description))
    return [one for one in made if one.text]


def _times(case: "PointCase", now: datetime) -> Iterator[Fact]:
    if case.answer_due_at is not None:
        far, tone = in_or_over(case.answer_due_at, now)
        far = _("! ") + far if tone == "late" else far
        yield Fact(N_("answer by"), f"{time_text(case.answer_due_at)}, {far}", tone)
    if case.expected_at is not None:
        yield Fact(N_("ready"), time_text(case.expected_at))


def _people(opened: "Opened") -> Iterator[Fact]:
    for one in opened.people:
        yield Fact(N_("on the spot") if one.is_on_spot else N_("reach"), _joined(one.name, one.text))
    if opened.customer not in [one.name for one in opened.people]:
        yield Fact(N_("customer"), opened.customer)
    parts = (opened.city, opened.postcode, opened.country)
    said = [opened.place, *(part for part in parts if part and part not in opened.place)]
    yield Fact(N_("place"), ", ".join(filter(None, said)))


def _offer(case: "PointCase", offer: "Offer", opened: "Opened | None" = None) -> Iterator[Fact]:
    if offer.priority in ("urgent", "high"):
        yield Fact(N_("priority"), say(f"priority.{offer.priority}"))
    yield Fact(N_("fault"), what(case))
    km = fill(_("{km:,} km"), {"km": opened.km}) if opened is not None and opened.km is not None else ""
    more = (opened.plate or "", opened.serial or "", km) if opened is not None else ()
    yield Fact(N_("item"), _joined(item(case) or (opened.item if opened else ""), *more))
    yield Fact(N_("way"), say(f"way.{offer.way}"))
    if opened is None:
        yield Fact(N_("district"), _joined(offer.district, offer.country or ""))
    yield Fact(N_("day"), _joined(offer.work_on, offer.time_wished or ""))
    yield Fact(N_("who pays"), _joined(say(f"cover.{offer.cover}") if offer.cover else "", _cost(opened)))


def _cost(opened: "Opened | None") -> str:
    if opened is None or opened.cost_told is None:
        return ""
    agreed = {True: _("agreed"), False: _("not agreed"), None: ""}[opened.cost_agreed]
    return _joined(fill(_("told {cost}"), {"cost": money(opened.cost_told, opened.currency)}), agreed)


def head(case: "PointCase") -> tuple[str, str]:
    """The words of the head: what it is about, and how it stands."""
    about = " · ".join(part for part in (what(case), item(case)) if part)
    return about, state_words(case) if case.offer is not None else say(f"dispatch_state.{case.state}")


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
