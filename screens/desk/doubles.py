"""A caller who is twice on file: said quietly on the card, with the key that looks at both."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from callcenter.i18n import N_, _, fill, say

from ..commands import Command
from .acts import UNDO_SECONDS, CallerActs

if TYPE_CHECKING:
    from callcenter.desk.views import Card, Duplicate, LookupAnswer, Merged, PastMerge, Unmerged

MOST = 9


class DoubleActs(CallerActs):
    """The desk's commands on a caller who may be twice on file."""

    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("desk.merge", "d", N_("same as…"), N_("Look at this customer and the likely double"), 55,
                when=lambda self: self.on_card and bool(self.view.doubles)),
        Command("desk.merge-with", "D", N_("merge with…"), N_("Merge this customer with another entry"), 0,
                when=lambda self: self.on_card),
        Command("desk.unmerge", "Z", N_("unmerge"), N_("Take back the last merge of this customer"), 0,
                when=lambda self: self.on_card),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._merged: Merged | None = None

    def whose(self, card: Card, wanted: int) -> int:
        """Whose card it is: the survivor's, which is said; the card tells who may be the same.

        Args:
            card: as it was read.
            wanted: the customer it was asked for.
        """
        customer_id = card.customer_id
        if wanted != customer_id:
            words = _("no. {id} was merged with this customer, who stands here now")
            self.tell(fill(words, {"id": wanted}))
        self.ask(lambda desk: desk.doubles(customer_id), self.view.tell_doubles, group="doubles")
        return customer_id

    @property
    def may_undo(self) -> bool:
        """Whether something was just done that can be taken back."""
        return super().may_undo or (self._merged is not None and self.focused is not self.field)

    def action_merge(self) -> None:
        """Look at both; of several ask which."""
        found = self.view.doubles
        if len(found) == 1:
            self._open(found[0].other.customer_id)
        elif found:
            from ..widgets.choose import Choice

            choices = [Choice(str(one.other.customer_id), _named(one)) for one in found[:MOST]]
            self.choose(_("Which may be the same?"), choices, lambda code: self._open(int(code)))

    def action_merge_with(self) -> None:
        """Ask with whom."""
        card = self.view.card
        if card is not None:
            from .asking import OneLine

            def typed(text: str | None) -> None:
                if text:
                    self.ask(lambda desk: desk.find(text, limit=MOST + 1), self._which, group="merge-with")

            question = OneLine(N_("Same as"), N_("their number, name or case"), card.name)
            self.app.push_screen(question, typed)

    def _which(self, answer: LookupAnswer) -> None:
        card = self.view.card
        mine = card.customer_id if card is not None else None
        people = {row.customer_id: row for row in answer.rows if row.customer_id not in (None, mine)}
        if not people:
            self.tell(_("Nobody else fits. Try a number, a name or a case of theirs."))
        elif len(people) == 1:
            self._open(next(iter(people)) or 0)
        else:
            from ..widgets.choose import Choice

            choices = [Choice(str(row.customer_id), f"{row.name} {row.place}") for row in people.values()]
            self.choose(_("Which may be the same?"), choices[:MOST], lambda code: self._open(int(code)))

    def _open(self, other_id: int) -> None:
        card = self.view.card
        if card is not None:
            from ..merge.screen import MergeScreen

            self.app.push_screen(MergeScreen(card.customer_id, other_id), self._done)

    def _done(self, merged: Merged | None) -> None:
        if merged is None:
            self.read_card()
            return
        self._merged = merged
        self.look_again()
        self.set_timer(UNDO_SECONDS, lambda: self._over(merged))
        card = self.view.card
        self.open_card(merged.survivor_id, (card.calling or "") if card is not None else "")

    def _over(self, merged: Merged) -> None:
        if self._merged is merged:
            self._merged = None
            self.refresh_bindings()

    def action_undo(self) -> None:
        """Take the merge back, or else the number that was taken away."""
        if self._merged is None:
            super().action_undo()
            return
        merged, self._merged = self._merged, None
        self._take_back(merged.merge_id)

    def action_unmerge(self) -> None:
        """Ask whether the last merge of this customer shall be taken back."""
        card = self.view.card
        if card is not None:
            customer_id = card.customer_id
            self.ask(lambda desk: desk.merges(customer_id), self._ask_back, group="merges")

    def _ask_back(self, found: tuple[PastMerge, ...]) -> None:
        if not found:
            self.tell(_("Nobody was merged with this customer."))
            return
        past = found[0]
        question = _("Take back that no. {id} {name} is this customer, merged {at!d} by {agent}?")
        values = {"id": past.merged_id, "name": past.merged_name, "at": past.at, "agent": past.agent or "-"}
        self.confirm(fill(question, values), lambda: self._take_back(past.merge_id))

    def _take_back(self, merge_id: int) -> None:
        self.do(
            self.once(("unmerge", merge_id), lambda desk, key: desk.unmerge(key, merge_id)),
            self._taken_back,
            told=_told,
        )

    def _taken_back(self, _done: Unmerged) -> None:
        self.look_again()
        self.read_card()


def _told(done: Unmerged) -> str:
    told = fill(_("no. {id} is on file again"), {"id": done.merged_id})
    if done.stayed:
        rows = _(", ").join(f"{say(name)} {count}" for name, count in done.stayed)
        told += _(" · ") + fill(_("came since then and stay: {rows}"), {"rows": rows})
    return told


def _named(one: Duplicate) -> str:
    return " ".join(part for part in (one.other.name, one.other.latin, one.other.place) if part)
