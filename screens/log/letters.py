"""The commands of the form: what the letters before its lines, the digits and the control keys do."""

from typing import Any

from callcenter.i18n import N_

from ..commands import Command
from .editing import Edits

GROUP = N_("The form")


def _letters(self: Any) -> bool:
    return bool(self.letters_act)


COMMANDS = (
    Command("log.next", "tab", N_("next"), N_("To what is asked next, then to the points"), 94),
    Command("log.before", "shift+tab", N_("before"), N_("To what was asked before"), 0, in_palette=False),
    Command("log.keep", "ctrl+s", N_("keep without sending"), N_("Log it and send it later"), 60),
    Command("log.afresh", "ctrl+n", N_("start afresh"), N_("Throw this draft away and start anew"), 0,
            when=lambda self: self.issue.form.started),
    Command("log.place", "p", N_("place"), N_("Where the item is"), 80, GROUP, _letters),
    Command("log.way", "w", N_("way"), N_("How item and point come together"), 78, GROUP, _letters),
    Command("log.solved", "s", N_("solved on the phone"), N_("It is solved: note the answer"), 62, GROUP,
            _letters),
    Command("log.category", "c", N_("category"), N_("Another category, by its first letters"), 76, GROUP,
            _letters),
    Command("log.first", "1", N_("first"), N_("Take the first suggested category"), 0, GROUP, _letters),
    Command("log.second", "2", N_("second"), N_("Take the second suggested category"), 0, GROUP,
            _letters),
    Command("log.third", "3", N_("third"), N_("Take the third suggested category"), 0, GROUP, _letters),
    Command("log.item", "i", N_("item"), N_("Which item it is about"), 50, GROUP, _letters),
    Command("log.drive", "d", N_("may it be driven"), N_("Whether it may be driven"), 0, GROUP,
            lambda self: self.letters_act and bool(self.issue.drive_question("en"))),
    Command("log.pays", "y", N_("who pays"), N_("Warranty, recall, paid…"), 48, GROUP, _letters),
    Command("log.cost", "o", N_("cost"), N_("What cost was told, and whether they agreed"), 0, GROUP,
            _letters),
    Command("log.reach", "r", N_("number"), N_("The number to call back"), 46, GROUP, _letters),
    Command("log.hours", "h", N_("hours"), N_("When they can be reached"), 0, GROUP, _letters),
    Command("log.from", "f", N_("reported by"), N_("Who reports it"), 0, GROUP, _letters,
            action="reported_by"),
    Command("log.spot", "a", N_("on the spot"), N_("Who is with the item"), 0, GROUP, _letters),
    Command("log.kind", "k", N_("kind"), N_("Fault, question, complaint or recall work"), 44, GROUP,
            _letters),
    Command("log.soon", "exclamation_mark", N_("priority"), N_("How soon"), 0, GROUP, _letters),
    Command("log.like", "l", N_("open the like case"), N_("Open the case that looks the same"), 70, GROUP,
            lambda self: self.letters_act and bool(self.issue.similar)),
    Command("log.chaser", "u", N_("chaser on it"), N_("Make it a chaser of the case that looks the same"),
            68, GROUP, lambda self: self.letters_act and bool(self.issue.similar)),
)  # fmt: skip


class Letters(Edits):
    """Mixed into the log screen."""

    def action_place(self) -> None:
        """Where the item is."""
        self.edit("place")

    def action_way(self) -> None:
        """How they come together."""
        self.ask_way()

    def action_category(self) -> None:
        """Another category."""
        self.edit("category")

    def action_first(self) -> None:
        """The first suggestion."""
        self._suggestion(0)

    def action_second(self) -> None:
        """The second suggestion."""
        self._suggestion(1)

    def action_third(self) -> None:
        """The third suggestion."""
        self._suggestion(2)

    def _suggestion(self, index: int) -> None:
        if index < len(self.issue.suggestions):
            form = self.issue.form
            form.category, form.category_chosen = self.issue.suggestions[index][0], True
            self.changed()

    def action_item(self) -> None:
        """Which item."""
        self.ask_item()

    def action_drive(self) -> None:
        """Whether it may be driven."""
        self.ask_drive()

    def action_pays(self) -> None:
        """Who pays."""
        self.ask_cover()

    def action_cost(self) -> None:
        """What cost was told."""
        self.edit("cost")

    def action_reach(self) -> None:
        """The number to call back."""
        self.edit("phone")

    def action_hours(self) -> None:
        """When they can be reached."""
        self.edit("hours")

    def action_reported_by(self) -> None:
        """Who reports it."""
        self.edit("reporter")

    def action_spot(self) -> None:
        """Who is with the item."""
        self.edit("contact")

    def action_kind(self) -> None:
        """What kind of case."""
        self.ask_kind()

    def action_soon(self) -> None:
        """How soon."""
        self.ask_priority()
