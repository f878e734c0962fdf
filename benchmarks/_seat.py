"""A program on a pty of its own, timed from outside: what an agent's eyes and fingers get."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

EMPTY = """
from textual.app import App
from textual.widgets import Input
class Empty(App):
    def compose(self):
        yield Input(placeholder="EMPTYAPP")
Empty().run(mouse=False)
"""
"""The measure: the smallest Textual program that one can type into."""
EMPTY_MARK = b"MPTYAPP"
"""Its first letter is the caret, painted apart."""
CONSOLE_MARK = b"Ready for a call."
SIZE = (120, 40)
_SWITCHES = {
    "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "CALLCENTER_LANGUAGE": "en",
    "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_DISABLE_KITTY_KEY": "1", "TEXTUAL_SMOOTH_SCROLL": "0",
}  # fmt: skip
"""The same for both: those that the console's launcher sets."""
_NOISE = ("COLORTERM", "NO_COLOR", "COLUMNS", "LINES", "SSH_CONNECTION", "SSH_TTY", "CALLCENTER_STORE")


def empty() -> list[str]:
    return [sys.executable, "-c", EMPTY]


def console(store: Path) -> list[str]:
    """The console, as its script starts it."""
    start = "import sys; from screens.launch import main; sys.exit(main())"
    return [sys.executable, "-c", start, "--store", str(store), "--agent", "bench"]


def make_store(folder: Path) -> Path:
    """An empty store at the newest revision: the console opens it while the first frame stands."""
    from callcenter import settings
    from callcenter.desk.agent import open_agent_desk

    path = folder / "bench.sqlite3"
    open_agent_desk(settings.load(environment={}, store=str(path), agent="bench")).store.close()
    return path


class Seat:
    """Start a program on a pty; leave it with ``close``."""

    def __init__(self, command: Sequence[str], state: Path) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in _NOISE}
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**kept, **_SWITCHES, "XDG_STATE_HOME": str(state)},
        )  # fmt: skip
        os.close(slave)

    def until(self, mark: bytes, patience: float = 30.0) -> float:
        """Milliseconds from the start until a text is painted."""
        seen = b""
        while mark not in seen:
            more = self.read(patience)
            if not more:
                raise SystemExit(f"{mark!r} did not appear: {seen[-2000:]!r}")
            seen += more
        return (time.perf_counter() - self.begun) * 1000

    def read(self, patience: float) -> bytes:
        """What comes within a time in seconds; nothing if nothing does."""
        if not select.select([self.master], [], [], patience)[0]:
            return b""
        try:
            return os.read(self.master, 1 << 16)
        except OSError:
            return b""

    def calm(self, quiet: float) -> None:
        """Read until nothing has come for so many seconds."""
        while self.read(quiet):
            pass

    def press(self, key: bytes, gap: float = 0.012) -> tuple[float, float, int]:
        """Milliseconds until the first byte and the last byte of the answer to a key, and how many bytes."""
        begun = time.perf_counter()
        os.write(self.master, key)
        count = len(self.read(5.0))
        first = last = time.perf_counter()
        while more := self.read(gap):
            count, last = count + len(more), time.perf_counter()
        return (first - begun) * 1000, (last - begun) * 1000, count

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def said(name: str, times: Sequence[float]) -> str:
    worst = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return f"  {name:<34} {median(times):7.1f} ms   least {min(times):7.1f}   95 % {worst:7.1f}"
