"""The desk of one call: the caller's number in the field, their card open, until the agent leaves it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from callcenter.i18n import N_, _

from ..commands import Command
from ..desk.screen import DeskScreen

if TYPE_CHECKING:
    from callcenter.desk.views import LookupAnswer, LookupRow, Ring


class CallScreen(DeskScreen):
    """The home of a call's mode.

    Args:
        call_id: which.
    """

    CSS_PATH = "../desk/desk.tcss"
    HELP_TEXT = N_(
        "A call that you took: what you type, open and log here stays here while you see to another one. "
        "When it is over, ^w leaves it; F9 goes round all open calls and the desk."
    )
    ACTIONS: ClassVar[tuple[Command, ...]] = (
        Command("call.leave", "ctrl+w", N_("leave the call"), N_("Leave this call; drafts are kept"), 57,
                when=lambda self: self.is_over or self.focused is not self.field, priority=True),
    )  # fmt: skip

    def __init__(self, call_id: int) -> None:
        super().__init__()
        self.call_id = call_id
        self._shows_caller = False
        self._tied = False

    @property
    def ring(self) -> Ring:
        """The call as it was told last."""
        return self.console.open_calls[self.call_id].ring

    @property
    def is_over(self) -> bool:
        """Whether it has ended, or is somebody else's now."""
        call = self.console.open_calls.get(self.call_id)
        return call is None or call.over

    @property
    def tab(self) -> str:
        """The mode itself, which may not be in front yet."""
        return f"call-{self.call_id}"

    def on_mount(self) -> None:
        """Who it is, at once."""
        ring = self.ring
        self._number, self._known = ring.caller, ring.who
        self._tied = len(ring.who) == 1 and ring.who[0].why is None
        if self._number:
            self.field.put(self._number)
            self._look_up()
        elif len(self._known) == 1:
            self.open_card(self._known[0].customer_id, "")

    def _look_up(self) -> None:
        """The call's own number is looked up by the call: it may be masked here."""
        text, call_id = self.field.value.strip(), self.call_id
        if text and text == self._number:
            self._asked = text
            self.ask(lambda desk: desk.find_caller(call_id), partial(self._found, text), group="find")
        else:
            super()._look_up()

    def _found(self, text: str, answer: LookupAnswer) -> None:
        super()._found(text, answer)
        if not self._shows_caller:
            self._shows_caller = True
            self._show_caller(answer)

    def _show_caller(self, answer: LookupAnswer) -> None:
        """The card where it is clear whose it is; else the candidates stand below the field."""
        whose = self._known[0].customer_id if len(self._known) == 1 else None
        row = next((one for one in answer.rows if one.kind == "customer" and one.customer_id == whose), None)
        if row is not None:
            self._take(row)
        elif whose is not None:
            self.open_card(whose, answer.number.e164 or "" if answer.number else "")

    def _take(self, row: LookupRow) -> None:
        super()._take(row)
        if row.kind == "customer" and row.customer_id is not None:
            self._tie(row.customer_id)

    def _on_file(self, customer_id: int | None, number: str) -> None:
        super()._on_file(customer_id, number)
        if customer_id is not None:
            self._tie(customer_id)

    def _tie(self, customer_id: int) -> None:
        """The first customer who is opened in a call that nobody is tied to is the one who rang."""
        if not self._tied:
            self._tied, call_id = True, self.call_id
            self.do(
                self.once(
                    ("tie", call_id, customer_id),
                    lambda desk, key: desk.call_customer(key, call_id, customer_id),
                ),
                told="",
                failed=self._not_tied,
            )

    def _not_tied(self, _error: Exception) -> None:
        self._tied = False

    def _chase(self, words: str) -> None:
        """The case that they ask about is what they ring about."""
        stop, call_id = self.view.stop, self.call_id
        super()._chase(words)
        if stop is not None and stop.case is not None:
            case_id = stop.case.case_id
            self.do(
                self.once(
                    ("tie case", call_id, case_id),
                    lambda desk, key: desk.call_customer(key, call_id, None, case_id),
                ),
                told="",
            )

    def action_leave(self) -> None:
        """Leave it; while it goes on only at a second word."""
        leave = partial(self.console.leave_call, self.call_id)
        if self.is_over:
            leave()
        else:
            self.confirm(_("The call goes on. Leave it all the same?"), leave)
