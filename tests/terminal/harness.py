"""A program in a real terminal: keys go in as bytes, the painted screen comes out as text.

The program gets a pty of its own as its controlling terminal, and what it writes is painted by pyte. Nobody
answers its questions (colours, modes, versions), as in the plainest of terminals. Tests wait for what they
want to see; nothing here sleeps.
"""

import codecs
import copy
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyte
from wcwidth import wcwidth

PATIENCE_S = 60.0
_PLAIN = {
    "TERM": "xterm-256color",
    "LC_ALL": "C.UTF-8",
    "TEXTUAL_ANIMATIONS": "none",
    "PYTHONUNBUFFERED": "1",
}
_NOISE = ("COLUMNS", "LINES", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "LANG", "LC_CTYPE", "LC_MESSAGES")
# A session leader without a terminal takes this one; preexec_fn would fork a process that has threads.
_TAKE_TERMINAL = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])"
# What pyte 0.8.2 paints as letters or takes for colours: CSI with < > =, requests for modes, DCS and APC strings.
_STRAY = re.compile(r"\x1b\[[<>=][0-?]*[ -/]*[@-~]|\x1b\[\?[0-9;]*(?:\$p|u)|\x1b[P_X^].*?\x1b\\", re.DOTALL)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[P_X^](?:[^\x1b]|\x1b(?!\\))*)?\Z")

_ARROWS = {"up": "A", "down": "B", "right": "C", "left": "D", "home": "H", "end": "F"}
_TILDES = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f5": 15, "f6": 17, "f7": 18, "f8": 19} | {
    "f9": 20, "f10": 21, "f11": 23, "f12": 24
}  # fmt: skip
_MODIFIERS = {"shift": 2, "alt": 3, "ctrl": 5}
_KEYS = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f", "space": " ", "shift+tab": "\x1b[Z",
    "ctrl+space": "\x00", "ctrl+@": "\x00", "ctrl+\\": "\x1c", "ctrl+]": "\x1d", "ctrl+^": "\x1e",
    "ctrl+_": "\x1f", "ctrl+backspace": "\x08", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
}  # fmt: skip


def key_bytes(key: str) -> bytes:
    """What a terminal sends for a key, in Textual's names: ``a``, ``enter``, ``ctrl+s``, ``shift+up``, ``f5``.

    Raises:
        ValueError: no terminal sends such a key.
    """
    if key in _KEYS:
        return _KEYS[key].encode()
    modifier, plus, name = key.rpartition("+") if len(key) > 1 else ("", "", key)
    number = _MODIFIERS.get(modifier, 0)
    if name in _ARROWS and bool(plus) == bool(number):
        return (f"\x1b[1;{number}{_ARROWS[name]}" if number else f"\x1b[{_ARROWS[name]}").encode()
    if name in _TILDES and bool(plus) == bool(number):
        return (f"\x1b[{_TILDES[name]};{number}~" if number else f"\x1b[{_TILDES[name]}~").encode()
    if modifier == "ctrl" and len(name) == 1 and "a" <= name <= "z":
        return bytes([ord(name) - ord("a") + 1])
    if modifier == "alt" and len(name) == 1:
        return b"\x1b" + name.encode()
    if len(key) == 1:
        return key.encode()
    raise ValueError(f"no terminal sends {key!r}")


class _Screen(pyte.Screen):
    """pyte's screen with the alternate screen of xterm, which pyte leaves out."""

    kept: Any = None

    def set_mode(self, *modes: int, **kind: Any) -> None:
        if kind.get("private") and 1049 in modes and self.kept is None:
            self.kept = copy.deepcopy(self.buffer), self.cursor.x, self.cursor.y
            self.erase_in_display(2)
        super().set_mode(*modes, **kind)

    def reset_mode(self, *modes: int, **kind: Any) -> None:
        super().reset_mode(*modes, **kind)
        if kind.get("private") and 1049 in modes and self.kept is not None:
            self.buffer, self.cursor.x, self.cursor.y = self.kept
            self.kept = None
            self.dirty.update(range(self.lines))

    def row(self, y: int) -> str:
        """A row as it looks: half a wide character is a blank, as in a real terminal."""
        cells = [self.buffer[y][x].data for x in range(self.columns)]
        wide = [bool(data) and wcwidth(data[0]) == 2 for data in cells]
        shown = []
        for x, data in enumerate(cells):
            if data == "":
                shown.append("" if x and wide[x - 1] else " ")
            else:
                halved = wide[x] and (x + 1 == self.columns or cells[x + 1] != "")
                shown.append(" " if halved else data)
        return "".join(shown).rstrip()


class Terminal:
    """A running program and the screen it paints.

    Args:
        command: the program and its arguments.
        size: columns and rows.
        env: variables over the test's own; None as a value takes one away.
        cwd: where it runs.

    Attributes:
        presses: keys pressed by ``press``.
        typed: characters written by ``type`` and ``paste``.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.presses = self.typed = 0
        self._screen = _Screen(*size)
        self._stream = pyte.Stream(self._screen)
        self._news = threading.Condition()
        self._over = False
        self._master, slave = pty.openpty()
        self._wake, self._waker = os.pipe()
        self._set_size(*size)
        self.process = subprocess.Popen(
            [sys.executable, "-IS", "-c", _TAKE_TERMINAL, *map(str, command)],
            stdin=slave, stdout=slave, stderr=slave, env=_environment(env or {}), cwd=cwd, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self._reader = threading.Thread(target=self._read, name="terminal", daemon=True)
        self._reader.start()

    @property
    def lines(self) -> list[str]:
        """The rows of the screen, without the blanks at their ends."""
        with self._news:
            return [self._screen.row(y) for y in range(self._screen.lines)]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column of the cursor, from 0."""
        with self._news:
            return self._screen.cursor.y, self._screen.cursor.x

    def cell(self, row: int, column: int) -> Any:
        """A cell with its look (pyte's Char: data, fg, bg, bold, reverse ...)."""
        with self._news:
            return self._screen.buffer[row][column]

    def type(self, text: str) -> None:
        """Type words, character by character; counted apart from key presses."""
        self.typed += len(text)
        self._write(text.encode())

    def press(self, *keys: str) -> None:
        """Press keys by their names. After Escape wait for what it does: a key right behind it is Alt."""
        for key in keys:
            self.presses += 1
            self._write(key_bytes(key))

    def paste(self, text: str) -> None:
        """Paste words, in brackets, as terminals do when they are asked to."""
        self.typed += len(text)
        self._write(f"\x1b[200~{text}\x1b[201~".encode())

    def wait_for(self, wanted: "str | Callable[[Terminal], Any]", timeout: float = PATIENCE_S) -> "Terminal":
        """Wait until the screen shows a text, or a question about the terminal is answered with yes.

        Raises:
            AssertionError: it didn't come; shows the screen.
        """
        if isinstance(wanted, str):
            return self._wait(lambda: wanted in self.text, f"{wanted!r} did not appear", timeout)
        return self._wait(lambda: wanted(self), f"{_name(wanted)} did not come true", timeout)

    def wait_gone(self, text: str, timeout: float = PATIENCE_S) -> "Terminal":
        """Wait until a text is no longer on the screen.

        Raises:
            AssertionError: it stayed; shows the screen.
        """
        return self._wait(lambda: text not in self.text, f"{text!r} did not go away", timeout)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as a window that is dragged."""
        with self._news:
            self._screen.resize(rows, columns)
        self._set_size(columns, rows)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal under the program, as a connection that breaks; the screen stays to be read."""
        self._stop_reading()
        os.close(self._master)
        self._master = -1

    def exit_status(self, timeout: float = PATIENCE_S) -> int:
        """Wait for the program's end; minus the signal where one ended it.

        Raises:
            AssertionError: it goes on running; shows the screen.
        """
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(self._story(f"still running after {timeout:g} s")) from None
        if self._master >= 0:
            self._wait(lambda: self._over, "its last words did not come", timeout)
        return status

    def close(self) -> None:
        """End the program and all that it started in this terminal."""
        with suppress(ProcessLookupError, PermissionError):  # all gone already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)
        self._stop_reading()
        for number in (self._master, self._wake, self._waker):
            if number >= 0:
                os.close(number)
        self._master = self._wake = self._waker = -1

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _write(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._master, data) :]
            except OSError:
                raise AssertionError(self._story("the program is gone, nobody reads the keys")) from None

    def _wait(self, done: Callable[[], Any], fault: str, timeout: float) -> "Terminal":
        deadline = time.monotonic() + timeout
        with self._news:
            while not done():
                left = deadline - time.monotonic()
                if self._over:
                    raise AssertionError(self._story(f"{fault}, and the program has ended"))
                if left <= 0:
                    raise AssertionError(self._story(f"{fault} within {timeout:g} s"))
                self._news.wait(left)
        return self

    def _story(self, fault: str) -> str:
        status = self.process.poll()
        state = "running" if status is None else f"ended with {status}"
        edge = "─" * self._screen.columns
        return f"{fault} ({state}); the screen, {self._screen.columns}x{self._screen.lines}:\n{edge}\n{self.text}\n{edge}"

    def _read(self) -> None:
        decoder, held = codecs.getincrementaldecoder("utf-8")("replace"), ""
        while data := self._next_bytes():
            held = _STRAY.sub("", held + decoder.decode(data))
            tail = _UNFINISHED.search(held)
            ready, held = (held[: tail.start()], tail[0]) if tail else (held, "")
            with self._news:
                self._stream.feed(ready)
                self._news.notify_all()
        with self._news:
            self._over = True
            self._news.notify_all()

    def _next_bytes(self) -> bytes:
        """What the program wrote; nothing at its end or when reading is stopped."""
        ready, _, _ = select.select([self._master, self._wake], [], [])
        if self._wake in ready:
            return b""
        try:
            return os.read(self._master, 1 << 16)
        except OSError:  # EIO: the last one who had the terminal open is gone
            return b""

    def _stop_reading(self) -> None:
        if self._reader.is_alive():
            os.write(self._waker, b".")
            self._reader.join(PATIENCE_S)


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _NOISE}
    # The console script of this environment comes first, whether or not the environment is activated.
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    return {name: value for name, value in {**kept, **_PLAIN, **changes}.items() if value is not None}


def _name(question: Callable[..., Any]) -> str:
    return getattr(question, "__name__", repr(question)).replace("<lambda>", "what was asked")
