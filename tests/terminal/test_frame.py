"""The frame in a real terminal: order of keys, the caret, colours, signals."""

import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent.parent / "screens"
DEMO = """
import os, sys
sys.path.insert(0, {here!r})
from screens import launch
launch.set_environment(os.environ)
import gc; gc.disable()
import frame_demo
app = frame_demo.make(guard=True)
{more}
app.run(mouse=False)
sys.exit(app.return_code or 0)
"""
Start = Callable[..., Any]


def demo(terminal: Start, more: str = "", **options: Any) -> Any:
    code = DEMO.format(here=str(HERE), more=more)
    return terminal(sys.executable, "-c", code, size=(100, 24), **options).wait_for("Nothing found yet.")


def found(word: str) -> Callable[[Any], bool]:
    """Whether the list shows the word as found: the field has it, and in this order."""
    row = re.compile(rf"^ ›  {word} +1$", re.MULTILINE)
    return lambda terminal: row.search(terminal.text) is not None


def test_keys_that_arrive_in_one_read_take_effect_in_order(terminal: Start) -> None:
    screen = demo(terminal)
    screen.type("ab\x7fcd\x7f\x7fe")
    screen.wait_for(found("AE"))
    screen.type("\x7fx\x1b[D\x1b[Dy")  # backspace, x, left, left, y
    screen.wait_for(found("YAX"))
    screen.type("\x05z\tin words\x1b[Zq")  # end, z, Tab, into the words, Shift-Tab back, q
    screen.wait_for(found("YAXZQ"))
    assert "in words" in screen.text


def test_a_paste_and_the_keys_around_it_stay_in_order(terminal: Start) -> None:
    screen = demo(terminal)
    screen.type("a\x1b[200~one\ntwo\x1b[201~\x7fb")
    screen.wait_for(found("AONE TWB"))


def test_keys_typed_ahead_of_a_new_screen_go_into_its_field(terminal: Start) -> None:
    screen = demo(terminal)
    screen.type("a")
    screen.wait_for(found("A"))
    screen.type("\t\tofo\x7fr")  # the list; o opens the other screen; f, o and r are words there
    screen.wait_for(lambda now: now.lines[1] == " fr")


@pytest.mark.parametrize(
    ("typed", "word", "column"), [("ab", "AB", 3), ("你好", "你好", 5), ("ab\x1b[D", "AB", 2)]
)
def test_the_terminals_own_cursor_stands_at_the_caret(
    terminal: Start, typed: str, word: str, column: int
) -> None:
    screen = demo(terminal)
    screen.type(typed)
    screen.wait_for(found(word))
    screen.wait_for(lambda now: now.cursor == (2, column))
    assert not screen._screen.cursor.hidden


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_signal_keeps_the_draft_and_ends_cleanly(
    terminal: Start, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    kept = tmp_path / "kept"
    keep = (
        f"app.on_hangup.append(lambda: open({str(kept)!r}, 'w').write(app.screen.query_one('#word').value))"
    )
    screen = demo(terminal, keep)
    screen.type("half a word")
    screen.wait_for(found("HALF A WORD"))
    screen.kill(number)
    assert screen.exit_status() == code
    assert kept.read_text() == "half a word"


def test_a_line_that_breaks_keeps_the_draft(terminal: Start, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    keep = (
        f"app.on_hangup.append(lambda: open({str(kept)!r}, 'w').write(app.screen.query_one('#word').value))"
    )
    screen = demo(terminal, keep)
    screen.type("half")
    screen.wait_for(found("HALF"))
    screen.hang_up()
    screen.exit_status()
    assert kept.read_text() == "half"


def test_a_line_that_breaks_without_a_signal_keeps_the_draft(terminal: Start, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    more = (
        f"app.on_hangup.append(lambda: open({str(kept)!r}, 'w').write(app.screen.query_one('#word').value))\n"
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); app.listen_to_signals = lambda: None"
    )
    screen = demo(terminal, more)
    screen.type("half")
    screen.wait_for(found("HALF"))
    screen.hang_up()
    assert screen.exit_status() == 129
    assert kept.read_text() == "half"


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "linux"}])
def test_few_colours_or_none_where_the_terminal_has_no_more(terminal: Start, env: dict[str, str]) -> None:
    screen = demo(terminal, env=env)
    cells = [screen.cell(y, x) for y in range(24) for x in range(100)]
    colours = {cell.fg for cell in cells} | {cell.bg for cell in cells}
    assert all(not re.fullmatch("[0-9a-f]{6}", colour) for colour in colours)
    if "NO_COLOR" in env:
        assert colours == {"default"}


def test_a_small_terminal_keeps_the_frame(terminal: Start) -> None:
    screen = demo(terminal)
    screen.resize(44, 10)
    screen.wait_for(lambda now: "F1 help" in now.lines[9] and len(now.lines) == 10)
    screen.type("x")
    screen.wait_for(lambda now: now.lines[2] == " x")
    screen.resize(43, 10)
    screen.wait_for("The window is too small")
    screen.resize(100, 24)
    screen.wait_for(found("X"))


def test_a_crash_shows_where_it_is_noted_and_no_callers_data(terminal: Start, tmp_path: Path) -> None:
    crash = "lambda self: app._handle_exception(RuntimeError('a fault'))"
    more = f"frame_demo.DemoScreen.action_save = {crash}"
    screen = demo(terminal, more, env={"XDG_STATE_HOME": str(tmp_path)})
    screen.type("Wang Xiaoming")
    screen.wait_for(found("WANG XIAOMING"))
    screen.press("ctrl+s")
    assert screen.exit_status() == 1
    assert "fault of the program (RuntimeError)" in screen.text.replace("\n", " ")
    assert "Wang" not in screen.text
    assert "a fault" in (tmp_path / "callcenter" / "console.log").read_text()
