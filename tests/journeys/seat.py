"""What an agent does at a console, by what they read: no step waits for time, each for words on the screen."""

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

NUMBER = re.compile(r"\b\d{3,7}-\d\b")
CURSOR = re.compile(r"\s*›[ *]")
Wanted = str | Callable[[Any], Any]
PATIENCE_S = 60.0


def eventually(question: Callable[[], Any], fault: str) -> None:
    """Ask again and again until the answer is yes, where nothing on a screen tells.

    Raises:
        AssertionError: it stayed no.
    """
    deadline, pause = time.monotonic() + PATIENCE_S, threading.Event()
    while not question():
        assert time.monotonic() < deadline, fault
        pause.wait(0.05)


class Seat:
    """An agent before a terminal.

    Args:
        terminal: the console's, from the harness.

    Attributes:
        terminal: it, for what isn't said here.
    """

    def __init__(self, terminal: Any) -> None:
        self.terminal = terminal

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return str(self.terminal.text)

    @property
    def presses(self) -> int:
        """Keys pressed so far; what is typed as words isn't counted."""
        return int(self.terminal.presses)

    def sees(self, *wanted: Wanted) -> "Seat":
        """Wait for each of these."""
        for one in wanted:
            self.terminal.wait_for(one)
        return self

    def reads(self, *words: str) -> "Seat":
        """Wait for words of a paragraph, wherever its lines are broken."""
        return self.sees(lambda terminal: all(one in "".join(terminal.text.split()) for one in words))

    def sees_no(self, text: str) -> "Seat":
        """Wait until it is gone."""
        self.terminal.wait_gone(text)
        return self

    def press(self, *keys: str, then: Wanted = "") -> "Seat":
        """Press keys; ``then`` is waited for."""
        self.terminal.press(*keys)
        return self.sees(then) if then else self

    def press_until(self, key: str, wanted: str) -> "Seat":
        """Press a key again where nothing on the screen tells that the console is ready for it."""
        for _ in range(5):
            self.terminal.press(key)
            with suppress(AssertionError):
                self.terminal.wait_for(wanted, PATIENCE_S / 5)
                break
        return self.sees(wanted)

    def says(self, words: str, then: Wanted = "") -> "Seat":
        """Type words where the focus is; ``then`` is waited for."""
        self.terminal.type(words)
        return self.sees(then) if then else self

    @property
    def pointed_at(self) -> str:
        """The line that the cursor of a list stands on; "" where there is none."""
        return next((line.strip() for line in self.terminal.lines if CURSOR.match(line)), "")

    def move_to(self, word: str) -> "Seat":
        """Press the arrow until the cursor of the list stands on a line with a word."""
        self.sees(lambda _terminal: bool(self.pointed_at))  # the rows may be painted after their count
        for _ in range(12):
            here = self.pointed_at
            if word in here:
                return self
            self.press("down", then=partial(self._elsewhere, here))
        raise AssertionError(f"no line with {word!r}:\n{self.text}")

    def _elsewhere(self, here: str, _terminal: Any) -> bool:
        return self.pointed_at not in ("", here)

    def line(self, word: str) -> str:
        """The first line with a word; "" where there is none."""
        return next((line for line in self.terminal.lines if word in line), "")

    @property
    def case_number(self) -> str:
        """The first case number on the screen, such as 4893-4."""
        found = NUMBER.search(self.text)
        assert found is not None, self.text
        return found[0]
