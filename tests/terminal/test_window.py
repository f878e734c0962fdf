"""Windows that are too small, dragged or pasted into; locales without UTF-8. The real console, in a terminal."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Start = Callable[..., Any]


def console(terminal: Start, tmp_path: Path, size: tuple[int, int], **env: str) -> Any:
    more = {"CALLCENTER_STORE": str(tmp_path / "c.sqlite3"), "CALLCENTER_AGENT": "wang"}
    return terminal("callcenter", size=size, env={"XDG_STATE_HOME": str(tmp_path), **more, **env})


def whole(screen: Any) -> bool:
    return "help" in screen.lines[-1] and "Desk · Queue" in screen.lines[0]


def test_a_window_of_twenty_columns_gets_one_sentence_and_typing_goes_on(
    terminal: Start, tmp_path: Path
) -> None:
    screen = console(terminal, tmp_path, (20, 8)).wait_for("The window is too")
    assert " ".join(screen.text.split()) == (
        "The window is too small: make it at least 44x10. What you typed is kept."
    )
    screen.type("wang")
    screen.resize(80, 24)
    screen.wait_for(lambda now: whole(now) and "▎/ wang" in now.lines[1] and now.cursor == (1, 8))
    screen.resize(30, 24)
    screen.wait_for("The window is too small: make")
    screen.press("ctrl+q")
    assert screen.exit_status() == 0


def test_a_window_dragged_about_ends_whole_and_a_long_paste_is_one_line(
    terminal: Start, tmp_path: Path
) -> None:
    screen = console(terminal, tmp_path, (80, 24)).wait_for("help")
    for step in range(80):
        screen.resize(20 + step, 5 + step % 30)
    screen.resize(100, 30)
    screen.type("li")
    screen.wait_for(lambda now: whole(now) and "▎/ li" in now.lines[1])
    screen.paste("long words\n" * 2000)
    screen.wait_for(lambda now: "long words long words" in now.lines[1] and whole(now))
    screen.press("ctrl+q")
    assert screen.exit_status() == 0


def test_a_plain_locale_is_served_with_a_note_and_one_that_is_no_utf_8_is_refused(
    terminal: Start, tmp_path: Path
) -> None:
    screen = console(terminal, tmp_path, (80, 24), LC_ALL="C")
    screen.wait_for("where names look torn, set LC_ALL=C.UTF-8.").wait_for(whole)
    refused = console(terminal, tmp_path, (120, 24), LC_ALL="zh_CN.GBK")
    assert refused.exit_status() == 2
    assert "the locale here is zh_CN.GBK" in refused.text


@pytest.mark.parametrize("locale", ["de_DE.UTF-8", "zh_CN.utf8", "C.UTF-8", "sr_RS.UTF-8@latin"])
def test_utf_8_by_any_spelling_is_welcome(terminal: Start, tmp_path: Path, locale: str) -> None:
    screen = console(terminal, tmp_path, (80, 24), LC_ALL=locale, CALLCENTER_LANGUAGE="en").wait_for(whole)
    assert "torn" not in screen.text


def test_a_terminal_that_can_not_be_given_back_does_not_keep_the_console(
    terminal: Start, tmp_path: Path
) -> None:
    """Textual leaves its thread for the keys running then; the console would spin on without anybody."""
    code = (
        "from textual.drivers.linux_driver import LinuxDriver; LinuxDriver.disable_input = lambda self: None;"
        "import sys; from screens.launch import main; sys.exit(main([]))"
    )
    more = {"CALLCENTER_STORE": str(tmp_path / "c.sqlite3"), "CALLCENTER_AGENT": "wang"}
    screen = terminal(
        sys.executable, "-c", code, size=(80, 24), env={"XDG_STATE_HOME": str(tmp_path), **more}
    ).wait_for(whole)
    screen.hang_up()
    assert screen.exit_status() == 129
