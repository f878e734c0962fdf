"""Fields, the one-key question, the lines of the frame, the themes."""

from typing import Any

import frame_demo as frame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events

from screens import themes
from screens.widgets.choose import Choice, ChoiceLine
from screens.widgets.field import Field, Words
from screens.widgets.footer import HELP_ID, MOST, MOST_WIDE, WIDE, Hint, fitting
from screens.widgets.ledger import Ledger
from screens.widgets.message_line import Said
from screens.widgets.status_line import Part, Status


async def test_a_draft_is_offered_when_typing_pauses_and_when_the_field_is_left() -> None:
    app = frame.make()
    async with app.run_test(size=(80, 24)) as pilot:
        await frame.settle(pilot)
        await pilot.press("a", "b")
        assert app.screen.paused == []
        await pilot.press("tab")
        await pilot.pause()
        assert app.screen.paused == ["ab"]
        await pilot.press("c", "enter", "d")
        app.screen.query_one(Words).say_pause()
        await pilot.pause()
        assert app.screen.paused[-1] == "c\nd"
        assert app.screen.query_one(Words).value == "c\nd"


async def test_what_the_program_puts_into_a_field_is_no_draft() -> None:
    app = frame.make()
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one("#word", Field).put("from the store")
        app.screen.query_one(Words).put("these too")
        await pilot.pause(0.6)
        assert app.screen.paused == []
        await pilot.press("x")
        assert app.screen.query_one("#word", Field).value == "from the storex"


async def test_a_paste_of_several_lines_loses_nothing() -> None:
    app = frame.make()
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste("139 1234\r\n5678"))
        await pilot.pause()
        assert app.screen.query_one("#word", Field).value == "139 1234 5678"


async def test_a_key_lays_nothing_out() -> None:
    app = frame.make()
    async with app.run_test(size=(80, 24)) as pilot:
        await frame.settle(pilot)
        laid_out: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(app.screen, laid_out.append)
        await pilot.press("a", "b", "c")
        await frame.settle(pilot)
        assert app.screen.query_one("#word", Field).value == "abc"
        assert laid_out == []


async def test_long_words_scroll_in_their_field() -> None:
    app = frame.make()
    async with app.run_test(size=(40, 24)) as pilot:
        field = app.screen.query_one("#word", Field)
        field.put("0123456789" * 10 + "end")
        await pilot.pause()
        shown = "".join(part.text for part in field.render_line(0))
        assert shown.rstrip().endswith("end")
        await pilot.press("home")
        assert "".join(part.text for part in field.render_line(0)).startswith("0123456789")


@pytest.mark.parametrize(("width", "lines"), [(100, 1), (30, 3)])
async def test_one_key_answers_a_question(width: int, lines: int) -> None:
    app = frame.make()
    said: list[str] = []
    async with app.run_test(size=(width, 24)) as pilot:
        await frame.settle(pilot)
        choices = (Choice("wish", "caller's wish"), Choice("knows", "knows the item"))
        app.screen.choose("Why this one?", choices, said.append, proposed="wish")
        await pilot.pause()
        line = app.screen.query_one(ChoiceLine)
        assert line.size.height == lines
        text = line.render().plain
        assert "›1 caller's wish" in text
        assert "2 knows the item" in text
        await pilot.press("7", "2")
        assert said == ["knows"]
        app.screen.choose("Why?", choices, said.append, proposed="wish")
        await pilot.press("enter")
        assert said == ["knows", "wish"]
        app.screen.choose("Why?", choices, said.append)
        await pilot.press("enter", "escape")
        assert said == ["knows", "wish"]
        app.screen.confirm("Cancel the case?", lambda: said.append("sure"))
        await pilot.press("n")
        app.screen.confirm("Cancel the case?", lambda: said.append("sure"))
        await pilot.press("y")
        assert said == ["knows", "wish", "sure"]


async def test_news_does_not_cover_an_error() -> None:
    app = frame.make()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        app.say(Said("the store is full", "wrong"))
        app.say(Said("a new case", "news"))
        assert frame.message(app) == "✗ Not done: the store is full  +1"
        app.say(Said("x" * 80, "good"))
        assert frame.message(app).endswith("x…")
        assert cell_len(frame.message(app)) <= 60


async def test_the_top_line_drops_the_last_parts_first() -> None:
    app = frame.make()
    async with app.run_test(size=(80, 24)) as pilot:
        await frame.settle(pilot)
        assert frame.status(app).endswith("王芳 · mine 3 · due soon 1")
        app.show_status(Status("王芳", (Part("ready"), Part("mine 3"), Part("due soon 1", "soon"))))
        assert frame.status(app).endswith("王芳 · ready · mine 3 · due soon 1")
        assert cell_len(frame.status(app)) <= 80
        await pilot.resize_terminal(48, 24)
        await pilot.pause()
        assert frame.status(app).endswith("王芳 · ready · mine 3")


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), max_size=16),
    st.integers(10, 200),
)
def test_the_footer_fits_and_always_has_the_help(words: list[str], width: int) -> None:
    hints = [Hint("k", word, 90 - at, f"demo.{at}") for at, word in enumerate(words)]
    chosen = fitting([*hints, Hint("?", "help", 0, HELP_ID)], width)
    assert chosen[-1].id == HELP_ID
    assert len(chosen) <= (MOST_WIDE if width >= WIDE else MOST)
    assert [one.id for one in chosen[:-1]] == [one.id for one in hints[: len(chosen) - 1]]
    if len(chosen) > 1:
        assert sum(cell_len(one.text) + 3 for one in chosen) - 3 <= width


@pytest.mark.parametrize(
    ("wanted", "environment", "name"),
    [
        ("dark", {"TERM": "xterm-256color"}, "dark"),
        ("light", {"TERM": "xterm-256color"}, "light"),
        ("nonsense", {"TERM": "xterm-256color"}, "dark"),
        ("light", {"NO_COLOR": "1"}, "plain"),
        ("dark", {"TERM": "linux"}, "16"),
        ("dark", {"TERM": "linux", "COLORTERM": "truecolor"}, "dark"),
    ],
)
def test_the_theme_fits_the_terminal(wanted: str, environment: dict[str, str], name: str) -> None:
    assert themes.fitting(wanted, environment) == name


@pytest.mark.parametrize("name", list(themes.THEMES))
async def test_every_theme_paints(name: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    app = frame.make(theme=name)
    async with app.run_test(size=(80, 24)) as pilot:
        await frame.settle(pilot)
        app.screen.query_one("#word", Field).value = "abc"
        await frame.settle(pilot)
        assert app.screen.query_one(Ledger).row == "ABC 1"
        assert app.theme == name
