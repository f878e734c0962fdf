"""What staff of a service point can do with a case, in the list and on the case alike: one key each."""

from functools import partial
from typing import TYPE_CHECKING

from callcenter.i18n import N_, _, fill, say

from ..base import CallcenterScreen
from ..commands import Command
from ..widgets.choose import Choice
from . import forms

if TYPE_CHECKING:
    from callcenter.desk.views import PointCase

ANSWER, WORK = N_("Answer the offer"), N_("Report the work")


class AnsweringScreen(CallcenterScreen[None]):
    """A screen that has a case in front; a key stands only while the desk says that the step is possible."""

    ACTIONS = (
        Command("point.accept", "a", N_("accept…"), N_("Take the case; name, number and place open"), 90,
                ANSWER, when=lambda screen: screen.can("accept")),
        Command("point.decline", "d", N_("decline…"), N_("Leave it to another service point, and say why"),
                88, ANSWER, when=lambda screen: screen.can("decline")),
        Command("point.propose", "p", N_("time…"), N_("Say when it is ready, or when you come"), 86, ANSWER,
                when=lambda screen: screen.can("propose")),
        Command("point.received", "g", N_("received…"), N_("The item is here, or the work goes on"), 84, WORK,
                when=lambda screen: screen.can("received")),
        Command("point.diagnosed", "i", N_("diagnosed…"), N_("The fault is found"), 80, WORK,
                when=lambda screen: screen.can("diagnosed")),
        Command("point.waiting-parts", "w", N_("for parts…"), N_("It waits for parts"), 78, WORK,
                when=lambda screen: screen.can("waiting_parts")),
        Command("point.repaired", "r", N_("work done…"), N_("The work is done: what it was, parts and cost"),
                82, WORK, when=lambda screen: screen.can("repaired")),
        Command("point.handed-back", "h", N_("handed back…"), N_("The customer has the item again"), 85,
                WORK, when=lambda screen: screen.can("handed_back")),
    )  # fmt: skip

    @property
    def in_front(self) -> "PointCase | None":
        """The case that a key would act on."""
        raise NotImplementedError

    def can(self, step: str) -> bool:
        """Whether the desk lets this case do that now."""
        case = self.in_front
        return case is not None and step in case.can

    def action_accept(self) -> None:
        """Ask for a time and a note."""
        if self.in_front is not None:
            self.app.push_screen(forms.accept(self.in_front))

    def action_decline(self) -> None:
        """Ask for the reason, then for a note."""
        case = self.in_front
        if case is None:
            return
        choices = [Choice(one, say(f"decline_reason.{one}")) for one in forms.REASONS]
        question = fill(_("Why not {number}?"), {"number": case.number})
        self.choose(question, choices, partial(self._declined, case))

    def _declined(self, case: "PointCase", reason: str) -> None:
        self.app.push_screen(forms.decline(case, reason))

    def action_propose(self) -> None:
        """Ask for the time."""
        if self.in_front is not None:
            self.app.push_screen(forms.propose(self.in_front))

    def action_received(self) -> None:
        """The item is here."""
        self._step("received")

    def action_diagnosed(self) -> None:
        """The fault is found."""
        self._step("diagnosed")

    def action_waiting_parts(self) -> None:
        """Parts are missing."""
        self._step("waiting_parts")

    def action_repaired(self) -> None:
        """The work is done."""
        self._step("repaired")

    def action_handed_back(self) -> None:
        """The customer has it again."""
        self._step("handed_back")

    def _step(self, step: str) -> None:
        if self.in_front is not None:
            self.app.push_screen(forms.STEPS[step](self.in_front))
