"""The harness itself: what tests read on it must be what a terminal would show."""

import signal
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

Start = Callable[..., Any]
RAW = "import os, sys, termios, tty; tty.setraw(0); print('ready', end='', flush=True)\n"
ECHO = RAW + "while (read := os.read(0, 99)) != b'q': print(f'\\r\\n{read!r}', end='', flush=True)"


def python(terminal: Start, source: str, **options: Any) -> Any:
    return terminal(sys.executable, "-c", source, **options)


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("a", b"a"), ("你", "你".encode()), ("+", b"+"), ("enter", b"\r"), ("ctrl+s", b"\x13"), ("up", b"\x1b[A"),
        ("shift+up", b"\x1b[1;2A"), ("ctrl+end", b"\x1b[1;5F"), ("alt+x", b"\x1bx"), ("f1", b"\x1bOP"),
        ("f12", b"\x1b[24~"), ("delete", b"\x1b[3~"), ("ctrl+delete", b"\x1b[3;5~"), ("shift+tab", b"\x1b[Z"),
        ("escape", b"\x1b"), ("backspace", b"\x7f"), ("space", b" "), ("pagedown", b"\x1b[6~"),
    ],
)  # fmt: skip
def test_keys_as_terminals_send_them(harness: ModuleType, key: str, sent: bytes) -> None:
    assert harness.key_bytes(key) == sent


@pytest.mark.parametrize("key", ["hyper+x", "ctrl+ä", "nokey", "", "meta+up"])
def test_keys_that_no_terminal_sends(harness: ModuleType, key: str) -> None:
    with pytest.raises(ValueError, match="no terminal sends"):
        harness.key_bytes(key)


def test_a_program_reads_keys_and_words(terminal: Start) -> None:
    screen = python(terminal, ECHO).wait_for("ready")
    screen.press("up")
    screen.wait_for(r"b'\x1b[A'")
    screen.type("热车")
    screen.wait_for(repr("热车".encode()))
    screen.paste("two\nlines")
    screen.wait_for(r"b'\x1b[200~two\nlines\x1b[201~'")
    assert (screen.presses, screen.typed) == (1, 11)
    screen.press("q")
    assert screen.exit_status() == 0


def test_the_terminal_is_the_programs_own(terminal: Start) -> None:
    """Ctrl+C reaches it as a signal, and /dev/tty is this terminal."""
    source = (
        "import os, signal\ntry:\n    os.write(os.open('/dev/tty', os.O_RDWR), b'by tty\\n')\n"
        "    signal.pause()\nexcept KeyboardInterrupt:\n    print('interrupted'); raise SystemExit(3)"
    )
    screen = python(terminal, source).wait_for("by tty")
    screen.press("ctrl+c")
    assert screen.exit_status() == 3
    assert "interrupted" in screen.text


def test_programs_of_this_environment_are_found(terminal: Start) -> None:
    screen = terminal("pytest", "--version")
    assert screen.exit_status() == 0
    assert screen.text.startswith(f"pytest {pytest.__version__}")


def test_size_and_resize(terminal: Start) -> None:
    source = (
        "import os, signal\nsay = lambda *_: print('%d by %d' % os.get_terminal_size(), flush=True)\n"
        "signal.signal(signal.SIGWINCH, say); say()\nwhile True: signal.pause()"
    )
    screen = python(terminal, source, size=(100, 30)).wait_for("100 by 30")
    screen.resize(80, 24)
    screen.wait_for("80 by 24")
    assert len(screen.lines) == 24


def test_wide_characters_take_two_cells(terminal: Start) -> None:
    screen = python(terminal, "print('王小明|\\r\\n李梅\\x1b[3Gx|')")
    screen.exit_status()
    assert screen.lines[0] == "王小明|"
    assert screen.lines[1] == "李x|"
    assert screen.cell(0, 6).data == "|"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"李梅\x1b[1Gx", "x 梅"),
        (r"李梅\x1b[2Gx", " x梅"),
        (r"a\x1b[<ub\x1b[>1u\x1b[=5;1u\x1b[?2026$pc\x1b[?ud", "abcd"),
        (r"a\x1b[>4;1mb\x1bP+q544e\x1b\\c\x1b_Gx\x1b\\d", "abcd"),
        (r"shell\x1b[?1049h\x1b[Happ\x1b[?1049l+", "shell+"),
    ],
)
def test_what_pyte_alone_would_get_wrong(terminal: Start, written: str, shown: str) -> None:
    screen = python(terminal, f"print('{written}', end='')")
    screen.exit_status()
    assert screen.lines[0] == shown
    assert not screen.cell(0, 1).underscore


def test_sequences_and_characters_cut_anywhere(terminal: Start) -> None:
    pieces = "王\x1b[<u小\x1bP1;2\x1b\\明\x1b[31m!".encode()
    source = f"import os\nfor byte in {pieces!r}: os.write(1, bytes([byte])); os.sched_yield()"
    screen = python(terminal, source)
    screen.exit_status()
    assert screen.lines[0] == "王小明!"
    assert screen.cell(0, 6).fg == "red"


def test_waiting_shows_the_screen_where_it_fails(terminal: Start) -> None:
    screen = python(terminal, RAW + "os.read(0, 1)").wait_for("ready")
    with pytest.raises(
        AssertionError, match=r"'never' did not appear within 0 s \(running\); the screen, 120x40:\n─+\nready"
    ):
        screen.wait_for("never", timeout=0)
    with pytest.raises(AssertionError, match="'ready' did not go away within 0 s"):
        screen.wait_gone("ready", timeout=0)
    with pytest.raises(AssertionError, match="still running after 0 s"):
        screen.exit_status(timeout=0)


def test_waiting_ends_with_the_program(terminal: Start) -> None:
    screen = python(terminal, "print('bye'); raise SystemExit(5)")
    with pytest.raises(AssertionError, match="did not appear, and the program has ended"):
        screen.wait_for("never")
    assert screen.exit_status() == 5


def test_waiting_for_an_answer(terminal: Start) -> None:
    screen = python(terminal, ECHO).wait_for(lambda seen: seen.cursor == (0, 5))
    screen.press("x")
    screen.wait_for(lambda seen: seen.lines[1] == "b'x'")


def test_killed_and_hung_up(terminal: Start) -> None:
    killed, left = (python(terminal, ECHO).wait_for("ready") for _ in range(2))
    killed.kill(signal.SIGKILL)
    assert killed.exit_status() == -signal.SIGKILL
    left.hang_up()
    assert left.exit_status() == -signal.SIGHUP
    assert "ready" in left.text


def test_nothing_stays_behind(harness: ModuleType) -> None:
    before = threading.active_count()
    screen = harness.Terminal([sys.executable, "-c", ECHO]).wait_for("ready")
    screen.close()
    assert screen.process.returncode == -signal.SIGKILL
    assert threading.active_count() == before


APP = """
from textual.app import App
from textual.widgets import Input, Label
class Small(App):
    def compose(self):
        yield Input(placeholder="type here")
        yield Label("nothing yet", id="echo")
    def on_input_submitted(self, event):
        self.query_one("#echo", Label).update(f"said: {event.value}")
    def on_resize(self, event):
        self.query_one(Input).border_title = f"{event.size.width} wide"
Small().run()
"""


def test_a_textual_program(terminal: Start) -> None:
    screen = python(terminal, APP, size=(80, 24)).wait_for("80 wide")
    screen.type("热车后熄火")
    screen.wait_for("热车后熄火")
    screen.press("enter")
    screen.wait_for("said: 热车后熄火")
    screen.resize(60, 18)
    screen.wait_for(lambda one: "60 wide" in one.text and "said: 热车后熄火" in one.text)
    screen.press("ctrl+q")
    assert screen.exit_status() == 0
    assert screen.lines[0] == ""
