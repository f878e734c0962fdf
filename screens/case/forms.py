"""The short forms of a case: what each move asks for, notes, promises, chasers, cover, repeats."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callcenter.desk.views import CaseView, Cover, MoveDetails, Outcome, QueueRow
from callcenter.i18n import N_, _, fill, say

from ..widgets.asks import Ask
from ..widgets.short_form import ShortForm, Values

if TYPE_CHECKING:
    from callcenter.desk.agent import AgentDesk

Case = CaseView | QueueRow
TIMES = N_("14:30, tomorrow 9, Tue 10:00, 2026-03-05 14:00")
WORK_DONE = (Outcome.REPAIRED, Outcome.EXCHANGED)
"""The outcomes whose form asks for the work, its cost and the job's number."""


@dataclass
class Seen:
    """The version of a case that a form was filled in for."""

    case_id: int
    version: int

    def renew(self, form: ShortForm) -> None:
        """Somebody changed the case: the next ^s is meant for how it stands now."""

        def looked(case: CaseView) -> None:
            self.version = case.version
            form.renewed()

        form.ask(lambda desk: desk.case(self.case_id), looked, failed=form.renewed, group="renew")


def draft_of(case: Case, form: str) -> tuple[str, str]:
    """Form and subject of a draft."""
    return form, f"case:{case.case_id}"


def move_form(
    case: CaseView,
    move: str,
    asks: tuple[Ask, ...],
    details: Callable[[Values], MoveDetails],
    *,
    title: str,
    sure: str = "",
) -> ShortForm:
    """The form of a move.

    Args:
        case: the case as it was seen.
        move: a code of ``CaseMove``.
        asks: what it asks for.
        details: makes the move's details of the values.
        title: in the reader's words.
        sure: a question to be answered with y.
    """
    seen = Seen(case.case_id, case.version)

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.move(request, seen.case_id, seen.version, move, details(values))

    return ShortForm(
        _title(title, case), asks, save,
        told=moved(case, move), draft=draft_of(case, move), renew=seen.renew, sure=sure,
    )  # fmt: skip


def moved(case: Case, move: str) -> str:
    """The sentence after a move: where the case stands now; or, where it went back, what was done."""
    moves = case.moves if isinstance(case, CaseView) else ()
    to = next((one.to for one in moves if one.move == move), "back")
    code = f"case_move.{move}" if to == "back" else f"case_state.{to}"
    return fill(_("{number}: {move}"), {"number": case.number, "move": say(code)})


def expected(case: CaseView) -> ShortForm:
    """Asks when the point says that it is done."""
    asks = (Ask("expected_at", N_("Ready by"), "when", TIMES, needed=True),)
    return move_form(case, "expect", asks, lambda values: MoveDetails(expected_at=values["expected_at"]),
                     title=_("Expected date of {number}"))  # fmt: skip


def reopened(case: CaseView) -> ShortForm:
    """Asks why it is not solved."""
    asks = (Ask("reason", N_("What is wrong"), hint=N_("what the caller says now"), needed=True),)
    return move_form(case, "reopen", asks, lambda values: MoveDetails(reason=values["reason"]),
                     title=_("Reopen {number}"))  # fmt: skip


def cancelled(case: CaseView) -> ShortForm:
    """Asks for a reason, and whether it is meant."""
    asks = (Ask("reason", N_("Reason"), hint=N_("why nothing is to be done"), needed=True),)
    return move_form(case, "cancel", asks, lambda values: MoveDetails(reason=values["reason"]),
                     title=_("Cancel {number}"),
                     sure=fill(_("Cancel {number}? A service point that has it is told."),
                               {"number": case.number}))  # fmt: skip


def resolved(case: CaseView, move: str, outcome: str) -> ShortForm:
    """Asks for the work done, or, without work, for what was said.

    Args:
        case: the case.
        move: ``resolve`` or ``solve_on_phone``.
        outcome: a code of ``Outcome``.
    """
    worked = move == "resolve" and outcome in WORK_DONE
    cost = Ask("cost", N_("Cost"), "amount", N_("680 or 680.50"))
    asks = (
        Ask("work", N_("Work done"), "words", N_("what was done"), needed=worked),
        Ask("parts", N_("Parts"), hint=N_("what was changed")),
        cost,
        Ask("job_no", N_("Job number"), hint=N_("of the service point")),
        Ask("km", N_("Kilometres"), "whole", N_("as read on the car")),
    )
    words = (Ask("note", N_("What was said"), "words", N_("the advice or the finding")),)

    def details(values: Values) -> MoveDetails:
        return MoveDetails(outcome=outcome, **values)

    return move_form(case, move, asks if worked else words, details,
                     title=f"{{number}}: {say(f'outcome.{outcome}')}")  # fmt: skip


def note(case: Case) -> ShortForm:
    """A note; it never conflicts with what others do."""
    form, subject = draft_of(case, "note")

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.note(request, case.case_id, values["note"], draft=subject)

    asks = (Ask("note", N_("Note"), "words", N_("for everybody who opens this case"), needed=True),)
    return ShortForm(_title(_("Note on {number}"), case), asks, save, drops=False,
                     told=_said(_("{number}: noted"), case), draft=(form, subject))  # fmt: skip


def promise(case: CaseView) -> ShortForm:
    """What was promised, and by when."""

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.promise(request, case.case_id, values["what"], values["by_at"], values["to_whom"])

    asks = (
        Ask("what", N_("What"), hint=N_("a call back, a lift, a part"), needed=True),
        Ask("by_at", N_("By when"), "when", TIMES, needed=True),
        Ask("to_whom", N_("To whom"), value=case.contact or case.reporter or case.customer),
    )
    return ShortForm(_title(_("Promise on {number}"), case), asks, save,
                     told=_said(_("{number}: promise noted"), case),
                     draft=draft_of(case, "promise"))  # fmt: skip


def chaser(case: Case) -> ShortForm:
    """Somebody asks how it stands (催单)."""
    who = case.customer if isinstance(case, QueueRow) else case.contact or case.reporter or case.customer

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.chaser(request, case.case_id, values["who"], values["asked"], values["answered"])

    asks = (
        Ask("asked", N_("Asked"), hint=N_("what they want to know")),
        Ask("answered", N_("We said"), hint=N_("what they were told")),
        Ask("who", N_("Who"), value=who),
    )
    return ShortForm(_title(_("Chaser on {number}"), case), asks, save,
                     told=_said(_("{number}: chaser noted"), case),
                     draft=draft_of(case, "chaser"))  # fmt: skip


def cover(case: CaseView) -> ShortForm:
    """Who pays, why, and what cost was told and agreed."""
    seen = Seen(case.case_id, case.version)
    agreed_codes: dict[str, bool | None] = {"yes": True, "no": False, "": None}

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.set_cover(request, seen.case_id, seen.version, values["cover"], values["reason"],
                       values["cost"], agreed_codes[values["agreed"]])  # fmt: skip

    covers = tuple((one.value, say(f"cover.{one.value}")) for one in Cover)
    cost = "" if case.cost_told is None else f"{case.cost_told / 100:.2f}".removesuffix(".00")
    agreed = {True: "yes", False: "no", None: ""}[case.cost_agreed]
    asks = (
        Ask("cover", N_("Who pays"), "pick", answers=covers, value=case.cover or ""),
        Ask("reason", N_("Why"), hint=N_("needed for goodwill and disputed cover"), value=case.cover_reason),
        Ask("cost", N_("Cost told"), "amount", N_("680 or 680.50"), value=cost),
        Ask("agreed", N_("Agreed"), "pick", answers=(("yes", _("yes")), ("no", _("no"))), value=agreed),
    )
    return ShortForm(_title(_("Cover of {number}"), case), asks, save, renew=seen.renew,
                     told=_said(_("{number}: cover noted"), case), draft=draft_of(case, "cover"))  # fmt: skip


def repeat(case: CaseView) -> ShortForm:
    """Which earlier case it repeats."""
    seen = Seen(case.case_id, case.version)

    def save(desk: "AgentDesk", request: str, values: Values) -> None:
        desk.repeat_of(request, seen.case_id, seen.version, values["number"])

    asks = (Ask("number", N_("Repeat of"), hint=N_("the earlier case's number, 4821-7"), needed=True),)
    return ShortForm(_title(_("{number} repeats an earlier case"), case), asks, save, renew=seen.renew,
                     told=_said(_("{number}: linked"), case), draft=draft_of(case, "repeat"))  # fmt: skip


def _title(template: str, case: Case) -> str:
    return f"{fill(template, {'number': case.number})}  {case.summary}"


def _said(template: str, case: Case) -> str:
    return fill(template, {"number": case.number})
