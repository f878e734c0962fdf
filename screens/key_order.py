"""Keys take effect in the order in which they were typed.

Textual 8.2.8 hands a key to the focused field's queue; letters are inserted there, but a key with a binding
(backspace, Tab, Enter) first bubbles up to the app and acts from there. When several keys arrive in one read,
as they do over SSH, the letters after a backspace are inserted before it deletes (Textual's issue 6605). Here
each key is done with, in the app's own loop, before the next one is looked at. Keys that arrive while a new
screen is still being made wait until it stands, so that words typed ahead go into its field and are not taken
for commands. So does the key behind a command: what it sets off (a row chosen, a focus moved) goes through
the queues of the widgets up to the app, and a ``Turn`` is sent behind it on the same way.
"""

from collections import deque
from functools import partial
from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

from .widgets.field import is_text

LOST = 0.15
"""Seconds after which a turn is given up: what it passes through may be gone with the screen."""


class Turn(Message):
    """Bubbles up to the app behind what a command has set off."""


@runtime_checkable
class Stands(Protocol):
    """A screen that says when it is ready for keys."""

    stands: bool


class KeysInOrder(App[Any]):
    """Mixed into the app; stands before Textual's ``App``."""

    _ahead: deque[events.Event]
    _turn: Turn | None
    """Still on its way behind the last command or answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ahead = deque()
        self._turn = None

    async def on_event(self, event: events.Event) -> None:
        """Textual's entry for all events; keys and pastes take our way."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif self._ahead or self._must_wait():
            self._ahead.append(event)
        else:
            await self._take(event)

    async def catch_up_keys(self) -> None:
        """The screen stands: what was typed ahead goes to it."""
        while self._ahead and not self._must_wait():
            await self._take(self._ahead.popleft())

    def _must_wait(self) -> bool:
        return self._turn is not None or (isinstance(self.screen, Stands) and not self.screen.stands)

    def _send_turn(self, way: MessagePump) -> None:
        turn = self._turn = Turn()
        if way.post_message(turn):
            self.set_timer(LOST, partial(self._arrived, turn))
        else:
            self.call_later(self._arrived, turn)

    async def on_turn(self, turn: Turn) -> None:
        """All that the command set off is under way."""
        await self._arrived(turn)

    async def _arrived(self, turn: Turn) -> None:
        if turn is self._turn:
            self._turn = None
            self.call_later(self.catch_up_keys)

    async def _take(self, event: events.Key | events.Paste | events.Event) -> None:
        focused = self.focused
        if isinstance(event, events.Paste):
            if is_text(focused):
                await self._in_field(focused, event)
            else:
                await super().on_event(event)
        elif isinstance(event, events.Key):
            await self._take_key(event)

    async def _take_key(self, event: events.Key) -> None:
        self.app_focus = True
        focused = self.focused
        way = focused or self.screen
        if await self._check_bindings(event.key, priority=True):
            self._send_turn(way)
            return
        if is_text(focused) and await self._in_field(focused, event):
            return
        if await self._check_bindings(event.key):
            self._send_turn(way)
            return
        way._forward_event(event)
        self._send_turn(way)

    async def _in_field(self, field: Any, event: events.Key | events.Paste) -> bool:
        """Let the field take the event here and now; false when it leaves it to the bindings."""
        with field._context():
            if isinstance(event, events.Paste):
                taken: Any = field._on_paste(event)
                if taken is not None:
                    await taken
                return True
            await field._on_key(event)
        return event._stop_propagation
