"""One customer twice on file: look at both entries side by side, decide what is kept, merge; or say no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from callcenter.errors import Changed
from callcenter.i18n import N_, _, fill, say

from ..base import CallcenterScreen
from ..commands import Command
from ..messages import StoreChanged
from .view import MergeView

if TYPE_CHECKING:
    from callcenter.desk.views import Merged, MergePreview

LOOK_TWICE = frozenset({"merge.said_apart", "merge.nothing_alike", "merge.two_kinds"})
"""Warnings after which a merge is asked for once more."""
ROLES = {"survivor": "merged", "merged": "survivor"}


class MergeScreen(CallcenterScreen["Merged"]):
    """The preview of a merge; nothing is changed before ^s. Dismissed with what was done, or None.

    Args:
        customer_id: whose card stood on the desk.
        other_id: who may be the same.
    """

    CSS_PATH = "merge.tcss"
    TAB = "desk"
    HELP_TEXT = N_(
        "Two entries, perhaps of one customer. ✓ marks what is kept; Enter takes the other's value. "
        "^s merges: all that hangs on the entry that goes comes to the one that stays, and its id leads "
        "there. It can be taken back."
    )
    ACTIONS = (
        Command("merge.do", "ctrl+s", N_("merge"), N_("Merge the two entries"), 90,
                when=lambda self: self.shown is not None),
        Command("merge.swap", "s", N_("swap"), N_("The other entry stays"), 70,
                when=lambda self: self.shown is not None),
        Command("merge.apart", "x", N_("not the same"), N_("They are not the same"), 65,
                when=lambda self: self.shown is not None and not self.shown.apart),
        Command("merge.together", "x", N_("may be the same"), N_("They may be the same after all"), 65,
                when=lambda self: self.shown is not None and self.shown.apart),
    )  # fmt: skip

    def __init__(self, customer_id: int, other_id: int) -> None:
        super().__init__()
        self.ids = customer_id, other_id
        self.shown: MergePreview | None = None
        self._doing = False
        self._settled = False
        """Whether the agent has seen who is proposed to stay."""

    def body(self) -> ComposeResult:
        """Both entries."""
        yield MergeView()

    @property
    def view(self) -> MergeView:
        """Both entries."""
        return self.query_one(MergeView)

    def on_mount(self) -> None:
        """The view has the keys."""
        self.set_focus(self.view)

    def arrive(self) -> None:
        """Read both."""
        self._read()

    def store_changed(self, change: StoreChanged) -> None:
        """Somebody changed something: read both anew, choices stay."""
        self._read()

    def _read(self) -> None:
        survivor, merged = self.ids
        self.ask(
            lambda desk: desk.merge_preview(survivor, merged), self._show, failed=self._gone, group="merge"
        )

    def _gone(self, error: Exception) -> None:
        """One of them was merged meanwhile, or isn't there: back to the card, with the sentence."""
        if not self._doing:
            self.console.outcome("", error)
            self.dismiss(None)

    def _show(self, shown: MergePreview) -> None:
        if not self._settled:
            self._settled = True
            if shown.proposed == self.ids[1]:
                self.ids = self.ids[::-1]
                self._read()
                return
        self.shown = shown
        self.view.show(shown, self.view.chosen)
        self.refresh_bindings()

    def action_swap(self) -> None:
        """The other one stays; what was chosen stays chosen."""
        self.ids = self.ids[::-1]
        chosen = self.view.chosen
        self.view.chosen = {code: ROLES.get(whose, whose) for code, whose in chosen.items()}
        self._read()

    def action_do(self) -> None:
        """Merge; where something speaks against it, only after a second question."""
        shown = self.shown
        if shown is None:
            return
        against = [one for one in shown.warnings if one.code in LOOK_TWICE]
        if against:
            all_the_same = _("Merge them all the same?")
            self.confirm(f"{say(against[0])} {all_the_same}", self._merge)
        else:
            self._merge()

    def _merge(self) -> None:
        shown = self.shown
        if shown is None:
            return
        stays, goes = shown.survivor.customer, shown.merged.customer
        into, gone = (stays.customer_id, stays.version), (goes.customer_id, goes.version)
        self._doing = True
        chosen = dict(self.view.chosen)
        wish = ("merge", into, gone, tuple(sorted(chosen.items())))
        names = {"gone": gone[0], "name": stays.name}
        self.do(
            self.once(wish, lambda desk, key: desk.merge(key, into, gone, chosen)),
            self._leave,
            told=fill(_("merged: no. {gone} is {name} now. z takes it back, for ten seconds"), names),
            failed=self._refused,
        )

    def _leave(self, done: Merged | None) -> None:
        self.dismiss(done)

    def _refused(self, error: Exception) -> None:
        """Somebody changed one of them: show how they stand now, for a second decision."""
        self._doing = False
        if isinstance(error, Changed):
            self._read()

    def action_apart(self) -> None:
        """Not the same."""
        self._say_apart(apart=True)

    def action_together(self) -> None:
        """May be the same after all."""
        self._say_apart(apart=False)

    def _say_apart(self, *, apart: bool) -> None:
        one, other = self.ids
        told = _("noted: not the same, not proposed again") if apart else _("they may be proposed again")
        self.do(
            self.once(
                ("apart", apart, one, other),
                lambda desk, key: (desk.not_same if apart else desk.same_after_all)(key, one, other),
            ),
            lambda _done: self._leave(None) if apart else self._read(),
            told=told,
        )
