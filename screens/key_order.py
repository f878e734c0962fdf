"""Keys take effect in the order in which they were typed.

Textual 8.2.8 hands a key to the focused field's queue; letters are inserted there, but a key with a binding
(backspace, Tab, Enter) first bubbles up to the app and acts from there. When several keys arrive in one read,
as they do over SSH, the letters after a backspace are inserted before it deletes (Textual's issue 6605). Here
each key is done with, in the app's own loop, before the next one is looked at. Keys that arrive while a new
screen is still being made wait until it stands, so that words typed ahead go into its field and are not taken
for commands; and so does the key behind a command, for ``Widget.focus`` takes a turn in the app's queue.
"""

from collections import deque
from typing import Any, Protocol, runtime_checkable

from textual import events
from textual.app import App

from .widgets.field import is_text


@runtime_checkable
class Stands(Protocol):
    """A screen that says when it is ready for keys."""

    stands: bool


class KeysInOrder(App[Any]):
    """Mixed into the app; stands before Textual's ``App``."""

    _ahead: deque[events.Event]
    _landing: int
    """Commands whose change of focus is still on its way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ahead = deque()
        self._landing = 0

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
        return bool(self._landing) or (isinstance(self.screen, Stands) and not self.screen.stands)

    def _let_focus_land(self) -> None:
        self._landing += 1
        self.call_later(self._landed)

    async def _landed(self) -> None:
        self._landing -= 1
        await self.catch_up_keys()

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
        if await self._check_bindings(event.key, priority=True):
            self._let_focus_land()
            return
        focused = self.focused
        if is_text(focused) and await self._in_field(focused, event):
            return
        if await self._check_bindings(event.key):
            self._let_focus_land()
            return
        (focused or self.screen)._forward_event(event)

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
