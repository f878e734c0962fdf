"""Calls wherever the agent is: the list, wrap-up, ringing somebody, call-backs that fall due."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from textual.app import App

from callcenter import clock
from callcenter.i18n import N_, _, fill, ngettext, say

from ..bridge import Bridge
from ..commands import Command, key_text
from ..widgets.message_line import Said

if TYPE_CHECKING:
    from callcenter.desk.views import Callee, CallRow, Counts

    from ..base import CallcenterScreen

EVERYWHERE = N_("Everywhere")
FRESH = timedelta(minutes=15)
"""So long after its end a call asks to be wrapped up."""
LIST_COMMANDS = (
    Command("app.calls", "f7", N_("calls"), N_("To the calls: who is to be called back, and all others"), 2,
            EVERYWHERE, when=lambda self: self.current_mode != "calls"),
    Command("app.wrap-up", "f11", N_("wrap up"), N_("Say what came of your last call: one digit"), 0,
            EVERYWHERE),
    Command("app.call-out", "f12", N_("call"), N_("Ring whoever stands here"), 0, EVERYWHERE,
            when=lambda self: bool(self.callees)),
)  # fmt: skip
"""Function keys, which no field takes: they work while one types."""


class AboutCalls(App[Any]):
    """Mixed into the app; stands before Textual's ``App``. It never takes the focus."""

    bridge: Bridge

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked_of = 0
        """The call whose wrap-up was asked for in the message line."""
        self._due = 0

    if TYPE_CHECKING:

        @property
        def front(self) -> CallcenterScreen[Any] | None:
            """The whole screen in front."""

        @property
        def call_id(self) -> int | None:
            """The call in whose mode the agent is."""

        def say(self, said: Said) -> None:
            """Show a sentence on the message line."""

    # The list

    def action_calls(self) -> None:
        """To the calls."""
        self.switch_mode("calls")

    def show_caller(self, customer_id: int | None, number: str) -> None:
        """Go to a caller's card on the desk; a number that nobody has is looked up there.

        Args:
            customer_id: whose card.
            number: the number of the call.
        """
        self.switch_mode("desk")
        while len(self.screen_stack) > 1:
            cast(Any, self.screen).keep()
            self.pop_screen()
        desk = cast(Any, self.screen)
        if customer_id is not None:
            desk.open_card(customer_id, number if number.startswith("+") else "")
        else:
            desk.field.put(number)
            desk.action_find()

    # Wrapping up

    def look_at_wrap_up(self) -> None:
        """Ask whether a call of mine has just ended; the answer is a quiet line."""
        if self.bridge.is_open:
            self.bridge.ask(self, lambda desk: desk.call_to_wrap_up(), self._ended, group="wrap-up")

    def _ended(self, call: "CallRow | None") -> None:
        if call is None or call.code or call.ended_at is None or call.call_id == self._asked_of:
            return
        if clock.now() - call.ended_at < FRESH:
            self._asked_of = call.call_id
            words = _("the call with {who} is over: {key} and a digit say what came of it")
            key = key_text(self._key_of("app.wrap-up"))
            self.say(Said(fill(words, {"who": _who(call), "key": key})))

    def _key_of(self, command_id: str) -> str:
        """The key of a command as it is now, remapped or not."""
        command = next(one for one in LIST_COMMANDS if one.id == command_id)
        return self._keymap.get(command_id, command.keys).partition(",")[0]

    def action_wrap_up(self) -> None:
        """What came of the call in whose mode one is, else of one's last call."""
        call_id, front = self.call_id, self.front
        if front is not None:
            front.ask(lambda desk: desk.call_to_wrap_up(call_id), self._wrap_up, group="wrap-up")

    def _wrap_up(self, call: "CallRow | None") -> None:
        front = self.front
        if front is None:
            return
        if call is None:
            front.tell(_("You had no call to wrap up. F7 lists the calls, n there notes one."), "warn")
            return
        from . import forms

        question = fill(_("What came of the call with {who}?"), {"who": _who(call)})
        front.choose(question, forms.codes(), lambda code: self._say(call, code), proposed=call.code)

    def _say(self, call: "CallRow", code: str) -> None:
        front, about = self.front, self._about()
        if front is not None:
            told = fill(_("{who}: {code}. m in the list of calls (F7) writes a note to it"),
                        {"who": _who(call), "code": say(f"wrap_up.{code}")})  # fmt: skip
            front.do(
                front.once(
                    ("wrap up", call.call_id, code),
                    lambda desk, request: desk.wrap_up(request, call.call_id, code, case_id=about),
                ),
                told=told,
            )

    def _about(self) -> int | None:
        """The case that stands in front, within the mode of the call."""
        return getattr(self.front, "case_id", None) if self.call_id is not None else None

    # Call-backs

    def tell_due(self, counts: "Counts") -> None:
        """Say once that somebody is to be called back; the count stays in the top line."""
        due, key = counts.call_backs, key_text(self._key_of("app.calls"))
        if due > self._due:
            words = ngettext("{n} call-back is due: {key}", "{n} call-backs are due: {key}", due)
            self.say(Said(fill(words, {"n": due, "key": key})))
        self._due = due

    # Ringing somebody

    @property
    def callees(self) -> "tuple[tuple[str, Callee], ...]":
        """Whom the screen in front can ring, each with what tells one from another."""
        front = self.front
        return front.callees() if front is not None else ()

    def action_call_out(self) -> None:
        """Ring them; of several numbers ask which."""
        from .calling import call_out

        front, found = self.front, self.callees
        if front is None or not found:
            return
        if len(found) == 1:
            call_out(front, found[0][1])
        else:
            from ..widgets.choose import Choice

            choices = [Choice(str(index), text) for index, (text, _callee) in enumerate(found[:9])]
            front.choose(_("Which number?"), choices, lambda code: call_out(front, found[int(code)][1]))


def _who(call: "CallRow") -> str:
    return call.customer or call.phone_text or _("number withheld")
