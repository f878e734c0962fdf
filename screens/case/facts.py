"""What is so about a case now, as lines of a label and words: who has it, whom to reach, clocks, cover."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from callcenter.desk.views import CaseView, ClockView, PromiseView
from callcenter.i18n import N_, _, fill, ngettext, say, time_text

from ..widgets.words import in_or_over, money, span
from .delivery import delivery
from .fact import Fact
from .knows import appointment_facts, knows
from .linked import linked_facts

AWAY = ("bring_in", "pick_up", "mail_in")
"""The ways in which the item is away from its owner."""


def facts(case: CaseView, now: datetime, name_of: Callable[[str], str]) -> list[Fact]:
    """All that stands at the right of a case, in the order in which it is asked for.

    Args:
        case: the case.
        now: the time.
        name_of: gives the words of a category's code.
    """
    return [
        *_safety(case),
        *_problem(case, name_of),
        *delivery_facts(case, now),
        *_reach(case),
        *knows(case),
        *_standing(case, now),
        *(_clock(clock) for clock in case.clocks),
        *_without(case),
        _cover(case),
        *(_promise(one, now) for one in case.promises),
        *_end(case),
    ]


def _safety(case: CaseView) -> Iterator[Fact]:
    if case.alarm_id is not None:
        yield Fact(N_("safety"), _("! alarm that nobody has seen yet"), "late")
    elif case.safety:
        yield Fact(N_("safety"), _("yes, the alarm has been seen"), "late")
    if case.safety_answer:
        yield Fact(N_("asked"), case.safety_answer)


def _problem(case: CaseView, name_of: Callable[[str], str]) -> Iterator[Fact]:
    yield Fact(N_("says"), case.description)
    kind = "" if case.kind == "fault" else say(f"case_kind.{case.kind}")
    category = name_of(case.category) if case.category else ""
    yield Fact(N_("category"), _joined(kind, category) or "-")
    yield from linked_facts(case)


def delivery_facts(case: CaseView, now: datetime) -> Iterator[Fact]:
    """Who has it, and whether the offer has arrived."""
    sent = case.dispatch
    where = case.where or (sent.point if sent and sent.live else "")
    phone = (sent.point_phone or "") if sent and where else ""
    yield Fact(N_("with"), _joined(where, phone) or _("nobody yet"), "" if where else "over")
    if sent is not None:
        words, tone = delivery(sent, now)
        yield Fact(N_("offer"), words, tone)
    yield from appointment_facts(case)
    place = _joined(", ".join(_place(case)), say(f"way.{case.way}") if case.way else "")
    yield Fact(N_("where, how"), place or "-")


def _place(case: CaseView) -> list[str]:
    """The place as it was said, and what its words leave out."""
    said = case.place.text
    parts = (said, case.place.city, case.place.postcode)
    return [part for part in parts if part and (part is said or part not in said)]


def _reach(case: CaseView) -> Iterator[Fact]:
    who = case.contact or case.reporter or case.customer
    same = _digits(case.contact_phone) == _digits(case.caller)  # which is written as people read it
    phone = case.caller if same else case.contact_phone or case.caller
    yield Fact(N_("reach"), _joined(who, phone, case.contact_hours) or "-")
    if case.contact and case.customer and case.contact != case.customer:
        yield Fact(N_("customer"), case.customer)


def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def _standing(case: CaseView, now: datetime) -> Iterator[Fact]:
    waits = say(f"wait_for.{case.wait_for}") if case.wait_for else "-"
    yield Fact(N_("waiting"), _joined(waits, case.wait_reason), "" if case.wait_for else "over")
    if case.expected_at is not None:
        far, tone = in_or_over(case.expected_at, now)
        after = after_due(case)
        text = f"{time_text(case.expected_at)}, {far}"
        yield Fact(N_("expected"), text + (_(" ! after due") if after else ""), "late" if after else tone)


def after_due(case: CaseView) -> bool:
    """Whether the point says a day that is later than what the caller was promised."""
    return bool(case.expected_at and case.due_at and case.expected_at > case.due_at)


def _clock(clock: ClockView) -> Fact:
    label = N_("our clock") if clock.kind == "customer" else N_("their clock")
    over = clock.target is not None and clock.elapsed > clock.target
    words = {"ran": span(clock.elapsed), "of": span(clock.target or timedelta())}
    text = fill(_("{ran} of {of}") if clock.target else "{ran}", words)
    if over:
        text = _("! ") + text
    if clock.paused:
        text = _joined(text, _("stands still"))
    return Fact(label, text, "late" if over else "")


def _without(case: CaseView) -> Iterator[Fact]:
    if case.way not in AWAY:
        return
    if case.received_at is None:
        yield Fact(N_("without it"), _("not yet received"), "over")
    elif case.days_without is not None:
        days = ngettext("{days} day", "{days} days", case.days_without)
        yield Fact(N_("without it"), fill(days, {"days": case.days_without}))


def _cover(case: CaseView) -> Fact:
    cover = say(f"cover.{case.cover}") if case.cover else _("not decided")
    cost = money(case.cost_told, case.currency)
    told = fill(_("told {cost}"), {"cost": cost}) if cost else ""
    agreed = {True: _("agreed"), False: _("not agreed"), None: ""}[case.cost_agreed]
    return Fact(N_("cover"), _joined(cover, case.cover_reason, told, agreed), "" if case.cover else "over")


def _promise(one: PromiseView, now: datetime) -> Fact:
    state, tone = say(f"promise_state.{one.state}"), "over"
    if one.state == "open":
        state, tone = in_or_over(one.by_at, now)
        state = _("! ") + state if tone == "late" else state
    elif one.state == "missed":
        state, tone = _("! ") + state, "late"
    return Fact(N_("promised"), _joined(one.what, one.to_whom, time_text(one.by_at), state), tone)


def _end(case: CaseView) -> Iterator[Fact]:
    if case.outcome:
        yield Fact(N_("outcome"), say(f"outcome.{case.outcome}"))
    if case.state == "resolved":
        reached = ngettext("tried in vain on {days} day", "tried in vain on {days} days", case.tries)
        yield Fact(N_("closing"), fill(reached, {"days": case.tries}) if case.tries else _("ask for a yes"))
    if case.close_reason:
        yield Fact(N_("closed"), say(f"close_reason.{case.close_reason}"))
    told = time_text(case.told_at) if case.told_at else _("not yet told")
    yield Fact(N_("read back"), told, "" if case.told_at else "over")
    yield Fact(N_("in hand of"), _joined(case.agent or _("nobody"), case.queue))
    yield Fact(N_("logged"), time_text(case.logged_at))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
