"""The calls of this console: what rings, the one key that takes it, and a mode for each that was taken."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from callcenter.i18n import N_, _, fill

from ..bridge import Bridge
from ..commands import Command
from ..requests import Requests
from ..widgets.status_line import Status
from .words import Calls, OpenCall, whose

if TYPE_CHECKING:
    from callcenter.desk.views import Ring

EVERYWHERE = N_("Everywhere")
CALL_COMMANDS = (
    Command("app.take-call", "f8", N_("take the call"), N_("Take the call that the top line shows"), 0,
            EVERYWHERE, when=lambda self: self.calling is not None, priority=True),
    Command("app.next-call", "f9", N_("next call"),
            N_("To the next open call; after the last one to the desk"), 1, EVERYWHERE,
            when=lambda self: bool(self.open_calls), priority=True),
)  # fmt: skip
"""Function keys, which no field takes: they work while one types."""


def _make(call_id: int) -> Screen[Any]:
    from .screen import CallScreen

    return CallScreen(call_id)


class OpensCalls(App[Any]):
    """Mixed into the app; stands before Textual's ``App``. What rings is painted in the top line only."""

    bridge: Bridge
    requests: Requests
    status: Status

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.open_calls: dict[int, OpenCall] = {}
        """The calls that have a mode, by id, in the order in which they were taken."""
        self.calling: Ring | None = None
        """The call that rings and would be taken now."""
        self._left: set[int] = set()
        """Not shown as ringing: they go on though the agent left their mode, or are being taken."""

    def show_status(self, status: Status) -> None:
        """Put agent, state and counts into the top line."""
        raise NotImplementedError

    @property
    def call_id(self) -> int | None:
        """The call in whose mode the agent is; None: in none."""
        return next((one.call_id for one in self.open_calls.values() if one.mode == self._current_mode), None)

    @property
    def call_mode(self) -> str:
        """The mode of that call; "" in none."""
        return self._current_mode if self.call_id is not None else ""

    def look_at_calls(self) -> None:
        """Ask what rings; the answer is painted where it differs."""
        if self.bridge.is_open:
            self.bridge.ask(self, lambda desk: desk.ringing(), self._rung, group="ringing")

    def _rung(self, rings: "tuple[Ring, ...]") -> None:
        known = {ring.call_id: ring for ring in rings}
        self.open_calls = {
            call_id: replace(call, ring=known.get(call_id, call.ring), over=call_id not in known)
            for call_id, call in self.open_calls.items()
        }
        self._left &= known.keys()
        others = [ring for ring in rings if ring.call_id not in self._left | self.open_calls.keys()]
        self._tell_calls(sorted(others, key=self._after))

    def _after(self, ring: "Ring") -> tuple[bool, bool, bool]:
        """Which of several is shown: one that rings, one for me, and then the one that is shown already."""
        shown = self.calling is not None and self.calling.call_id == ring.call_id
        return ring.state != "ringing", not ring.mine, not shown

    def _tell_calls(self, rings: "list[Ring]") -> None:
        self.calling = rings[0] if rings else None
        calls = Calls(
            tuple(self.open_calls.values()), self.calling, max(0, len(rings) - 1), self._key_that_takes
        )
        if calls != self.status.calls:
            self.status = replace(self.status, calls=calls)
            self.show_status(self.status)

    @property
    def _key_that_takes(self) -> str:
        """The key that takes a call as it is now, remapped or not."""
        return self._keymap.get(CALL_COMMANDS[0].id, CALL_COMMANDS[0].keys)

    def action_take_call(self) -> None:
        """It is mine, and has a mode of its own; what stands here stays as it is."""
        ring = self.calling
        if ring is not None:
            self._left.add(ring.call_id)  # the key pressed again is for the next one
            self.bridge.do(
                self,
                self.requests.once(
                    ("take call", ring.call_id), lambda desk, key: desk.take_call(key, ring.call_id)
                ),
                lambda _taken: self.open_call(ring),
                told=fill(_("you have the call of {who}"), {"who": whose(ring)}),
                failed=lambda _error: self._not_taken(ring),
            )
            self._tell_calls([])
            self.look_at_calls()

    def _not_taken(self, ring: "Ring") -> None:
        self._left.discard(ring.call_id)
        self.look_at_calls()

    def open_call(self, ring: "Ring") -> None:
        """Go to the mode of a call, which is made at first; its desk shows who it is.

        Args:
            ring: the call.
        """
        call = self.open_calls.get(ring.call_id) or OpenCall(ring.call_id, ring)
        self._left.discard(ring.call_id)
        if ring.call_id not in self.open_calls:
            self.open_calls[ring.call_id] = call
            self.add_mode(call.mode, partial(_make, ring.call_id))
        self.switch_mode(call.mode)
        self.look_at_calls()

    def action_next_call(self) -> None:
        """Desk, first call, second call, desk."""
        ways = list(self._ways())
        here = ways.index(self._current_mode) if self._current_mode in ways else 0
        self.switch_mode(ways[(here + 1) % len(ways)])

    def _ways(self) -> Iterator[str]:
        yield "desk"
        yield from (call.mode for call in self.open_calls.values())

    def leave_call(self, call_id: int) -> None:
        """End the mode of a call; drafts are kept. A call that goes on isn't shown as ringing again.

        Args:
            call_id: which.
        """
        call = self.open_calls.pop(call_id, None)
        if call is None:
            return
        if not call.over:
            self._left.add(call_id)
        for screen in self._screen_stacks.get(call.mode, []):
            keep = getattr(screen, "keep", None)
            if keep is not None:
                keep()
        if self._current_mode == call.mode:
            self.switch_mode(list(self._ways())[-1])
        self.call_later(self.remove_mode, call.mode)
        self.look_at_calls()
