"""What must not be lost when a handler breaks, the line is cut or the console is left."""

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, cast

from textual.app import App

from callcenter.i18n import _

from .bridge import Bridge
from .guard import write_log
from .widgets.message_line import Said

LAST_WORDS = 0.05
"""Seconds for the drafts to travel from their fields to the screen that keeps them."""
LAST_WRITES = 5.0
"""Seconds that a hang-up waits for writes under way."""
LINE_LOOK = 1.0
"""Seconds between two looks whether the terminal is still there."""
MOST_MISHAPS, MISHAP_SPAN = 8, 10.0
"""So many broken handlers within so many seconds are too many to go on."""


class Ends(App[Any]):
    """Mixed into the app; stands before Textual's ``App``."""

    bridge: Bridge
    guard = True
    """False in tests: a broken handler then ends the app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_hangup: list[Callable[[], None]] = []
        """Called before the console ends, after every screen has kept its drafts."""
        self._mishaps: deque[float] = deque(maxlen=MOST_MISHAPS)
        self._hanging_up: asyncio.Task[None] | None = None

    def say(self, said: Said) -> None:
        """Show a sentence where the agent is."""
        raise NotImplementedError

    def mishap(self, error: Exception) -> bool:
        """A handler broke: say so, write it down, go on; false when it happens too often to go on."""
        now = monotonic()
        self._mishaps.append(now)
        too_often = len(self._mishaps) == MOST_MISHAPS and now - self._mishaps[0] < MISHAP_SPAN
        if not self.guard or too_often:
            return False
        self.say(Said(self.fault_text(error), "wrong"))
        return True

    def fault_text(self, error: BaseException) -> str:
        """Write a fault of the program down and say where."""
        try:
            path: Path | str = write_log(error)
        except OSError:
            path = "-"
        template = _("that is a fault of the program ({kind}); your words are still here. Noted in {path}")
        return template.format(kind=type(error).__name__, path=path)

    def _handle_exception(self, error: Exception) -> None:
        with suppress(Exception):
            self._keep_everything()
        if self.guard:  # Textual would print the values of variables: a caller's name stays off the terminal
            self._return_code = 1
            self.panic(self.fault_text(error))
        else:
            super()._handle_exception(error)

    def listen_to_signals(self) -> None:
        """A line that is cut, or a shutdown, must not cost a word: Textual alone would just die."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM):
            with suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(number, self.hang_up, 128 + number)

    def watch_the_line(self) -> None:
        """A terminal may go without a signal: behind a wrapper, or where it isn't the controlling one."""
        if not self.is_headless:
            self.set_interval(LINE_LOOK, self._look_at_the_line)

    def _look_at_the_line(self) -> None:
        if self._hanging_up is None and not line_stands():
            if self._driver is not None:  # its writer dies of the first write, and its queue would fill
                cast(Any, self._driver).write = _to_nobody
            self.hang_up()

    def hang_up(self, code: int = 129) -> None:
        """The line was cut: keep the drafts, let writes end, and go.

        Args:
            code: exit status.
        """
        if self._hanging_up is None:
            self._hanging_up = asyncio.get_running_loop().create_task(self.end(code))

    async def end(self, code: int) -> None:
        """Keep the drafts, let writes end, and go.

        Args:
            code: exit status.
        """
        self._keep_everything()
        await asyncio.sleep(LAST_WORDS)
        deadline = monotonic() + LAST_WRITES
        while self.bridge.is_open and self.bridge.unfinished() and monotonic() < deadline:
            await asyncio.sleep(0.02)
        self.exit(code, return_code=code)

    def let_go_of_the_terminal(self) -> None:
        """After the run: Textual's thread for the keys outlives it where giving back a lost terminal failed.

        It would read nothing from it as fast as it can, for ever, and keep the process.
        """
        ended = getattr(self._driver, "exit_event", None)
        if ended is not None:
            ended.set()

    def _keep_everything(self) -> None:
        for stack in self._screen_stacks.values():
            for screen in stack:
                keep = getattr(screen, "keep", None)
                if keep is not None:
                    keep()
        for hook in self.on_hangup:
            hook()


def line_stands() -> bool:
    """Whether standard input is still a terminal; one that was closed under us answers with an error."""
    try:
        return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())
    except (OSError, ValueError):
        return False


def _to_nobody(_data: str) -> None:
    """Nobody reads it."""
