"""What an agent sees of the frame: footer, message line, top line, back, help, palette, language."""

import threading
from time import monotonic
from typing import Any

import frame_demo as frame
from textual.widgets import Input, OptionList, Static

from callcenter.errors import Refused
from screens.help.screen import HelpScreen
from screens.widgets.field import Field
from screens.widgets.footer import Footer
from screens.widgets.ledger import Ledger
from screens.widgets.status_line import StatusLine


async def test_footer_names_what_is_possible_where_the_focus_is() -> None:
    app = frame.make()
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        assert app.focused is app.screen.query_one("#word")
        in_field = frame.footer(app)
        assert "^s save" in in_field
        assert in_field.rstrip().endswith("F1 help")
        assert "find again" not in in_field, "letters are no commands while one types"
        assert "never" not in in_field
        app.screen.query_one("#word", Field).put("abc")
        await frame.settle(pilot)
        app.screen.query_one(Ledger).focus()
        await pilot.pause()
        in_list = frame.footer(app)
        assert in_list.split("   ")[0].strip() == "Enter open it"
        assert "f find again" in in_list
        assert in_list.rstrip().endswith("? help")


async def test_letters_are_words_in_a_field_and_commands_elsewhere() -> None:
    app = frame.make()
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        await pilot.press("f", "o")
        assert app.screen.query_one("#word", Field).value == "fo"
        await frame.settle(pilot)
        app.screen.query_one(Ledger).focus()
        await pilot.press("f")
        assert app.focused is app.screen.query_one("#word")


async def test_a_write_shows_its_outcome_and_an_error_its_sentence() -> None:
    app = frame.make()
    async with app.run_test(size=(100, 24)) as pilot:
        app.screen.query_one("#word", Field).put("bad")
        await pilot.press("ctrl+s")
        await frame.settle(pilot)
        assert frame.message(app) == "✗ Not done: “bad” can't be saved; say it otherwise."
        assert app.screen.query_one("#word", Field).value == "bad"
        app.screen.query_one("#word", Field).put("good")
        await pilot.press("ctrl+s")
        await frame.settle(pilot)
        assert frame.message(app) == "✓ saved good"


async def test_the_outcome_of_a_write_follows_the_agent_to_another_screen() -> None:
    desk = frame.Desk()
    desk.gates["late"] = threading.Event()
    app = frame.make(desk)
    async with app.run_test(size=(100, 24)) as pilot:
        app.screen.query_one("#word", Field).put("late")
        await pilot.press("ctrl+s")
        app.screen.query_one(Ledger).focus()
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(app.screen, frame.OtherScreen)
        desk.gates["late"].set()
        await frame.settle(pilot)
        assert frame.message(app) == "✓ saved late"


async def test_a_late_answer_is_dropped() -> None:
    desk = frame.Desk()
    desk.gates["a"] = threading.Event()
    app = frame.make(desk)
    async with app.run_test(size=(100, 24)) as pilot:
        field = app.screen.query_one("#word", Field)
        field.value = "a"
        await pilot.pause()
        field.value = "ab"
        await pilot.pause()
        desk.gates["a"].set()
        await frame.settle(pilot)
        assert app.screen.query_one(Ledger).row == "AB 1"


async def test_what_is_asked_before_the_store_is_open_waits() -> None:
    gate = threading.Event()

    def opener() -> frame.Desk:
        assert gate.wait(60)
        return frame.Desk()

    app = frame.make(opener)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.press("a")
        assert app.screen.query_one("#word", Field).value == "a"
        assert app.screen.query_one(Ledger).row is None
        gate.set()
        await frame.settle(pilot)
        assert app.screen.query_one(Ledger).row == "A 1"


async def test_a_store_that_is_away_is_named_and_tried_again(monkeypatch: Any) -> None:
    from callcenter.errors import StoreAway
    from screens import away

    monkeypatch.setattr(away, "BACK_OFF", (0.01,))
    comes = threading.Event()

    def opener() -> frame.Desk:
        if not comes.is_set():
            raise StoreAway("The store is locked.")
        return frame.Desk()

    app = frame.make(opener)
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.until(pilot, lambda: "! store away, trying again" in frame.status(app))
        comes.set()
        await frame.settle(pilot)
        assert "store" not in frame.status(app)


async def test_a_store_that_can_not_be_opened_says_why() -> None:
    from callcenter.errors import StoreNewer

    def opener() -> frame.Desk:
        raise StoreNewer("The store is newer than this program; upgrade it.")

    app = frame.make(opener)
    async with app.run_test(size=(100, 24)) as pilot:
        for _ in frame.tries():
            await pilot.pause()
            if frame.message(app):
                break
        assert frame.message(app) == "✗ Not done: The store is newer than this program; upgrade it."
        assert "✗ store not open" in frame.status(app)


async def test_why_a_question_failed_stays_on_its_screen_and_the_outcome_of_a_write_follows() -> None:
    def refuse(_desk: Any) -> None:
        raise Refused("That cannot be asked.")

    app = frame.make()
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        app.screen.ask(refuse, lambda _none: None)
        await frame.settle(pilot)
        assert frame.message(app) == "✗ Not done: That cannot be asked."
        app.said_at = monotonic() + 60  # however fast the agent is
        await pilot.press("f3")
        await frame.settle(pilot)
        assert frame.message(app) == ""
        app.screen.do(refuse, told="")
        await frame.settle(pilot)
        app.said_at = monotonic() + 60
        await pilot.press("f2")
        await frame.settle(pilot)
        assert frame.message(app) == "✗ Not done: That cannot be asked."


async def test_esc_goes_one_step_back() -> None:
    app = frame.make()
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        root = app.screen
        app.screen.query_one(Ledger).focus()
        await pilot.press("o")
        await pilot.press("a")
        assert app.screen.query_one("#other", Field).value == "a"
        await pilot.press("escape")
        assert app.screen is root
        await pilot.press("escape")
        assert app.screen is root
        assert root.arrived == 2


async def test_help_lists_the_commands_by_group_and_the_last_messages() -> None:
    app = frame.make()
    async with app.run_test(size=(100, 40)) as pilot:
        await frame.settle(pilot)
        app.screen.tell("something new")
        await pilot.press("f1")
        assert isinstance(app.screen, HelpScreen)
        text = str(app.screen.query_one(Static).render())
        assert "Type a word; it is found as you type." in text
        for words in (
            "^s            Save what is typed",
            "demo.save",
            "Everywhere",
            "List",
            "· something new",
        ):
            assert words in text
        assert "Never possible" not in text
        await pilot.press("question_mark")
        assert not isinstance(app.screen, HelpScreen)


async def test_palette_finds_and_runs_a_command_that_is_a_letter() -> None:
    app = frame.make()
    async with app.run_test(size=(100, 40)) as pilot:
        await frame.settle(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        app.screen.query_one(Input).value = "another screen"
        await frame.until(pilot, lambda: app.screen.query_one(OptionList).option_count == 1)
        await pilot.press("enter")
        await frame.until(pilot, lambda: isinstance(app.screen, frame.OtherScreen))


async def test_modes_by_key_and_the_top_line_names_them() -> None:
    app = frame.make()
    async with app.run_test(size=(80, 24)) as pilot:
        await frame.settle(pilot)
        assert frame.status(app).startswith(" Desk · Queue")
        app.screen.query_one("#word", Field).value = "typed"
        await pilot.press("f3")
        assert "Nothing waits." in "".join(frame.painted(app.screen.query_one(Ledger)))
        await pilot.press("f2")
        assert app.screen.query_one("#word", Field).value == "typed"


async def test_another_language_at_once_and_the_words_stay() -> None:
    from callcenter import i18n

    app = frame.make()
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        app.screen.query_one("#word", Field).value = "typed"
        app.switch_language("zh")
        await pilot.pause()
        said: list[str] = []
        app.screen.query_one(Ledger).call_later(lambda: said.append(i18n.language()))
        app.screen.call_later(lambda: said.append(i18n.language()))
        await pilot.pause()
        assert said == ["zh_CN", "zh_CN"]
        app.screen.query_one(StatusLine).call_later(lambda: said.append(frame.status(app)))
        app.screen.query_one(Footer).call_later(lambda: said.append(frame.footer(app)))
        await pilot.pause()
        assert said[2].startswith(" 坐席台 · 队列")
        assert said[3].rstrip().endswith("F1 帮助")
        assert app.screen.query_one("#word", Field).value == "typed"


async def test_a_change_at_another_console_reaches_the_screen_in_front() -> None:
    desk = frame.Desk()
    app = frame.make(desk)
    async with app.run_test(size=(100, 24)) as pilot:
        screen = app.screen
        await frame.settle(pilot)
        app._feed.look()
        await frame.settle(pilot)
        assert screen.changes == [], "what was there before is no news"
        desk.feed.append(frame.ChangeRow(2, "case", "case", 7))
        app._feed.look()
        await frame.settle(pilot)
        assert [row.entity_id for change in screen.changes for row in change.rows] == [7]
        assert screen.changes[0].touches("case")


async def test_a_broken_handler_costs_no_word(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = frame.make(guard=True)
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        app.screen.query_one("#word", Field).value = "typed"
        await frame.settle(pilot)
        app.screen.query_one(Ledger).focus()
        await pilot.press("b")
        await frame.settle(pilot)
        assert "fault of the program (RuntimeError)" in frame.message(app)
        assert app.screen.query_one("#word", Field).value == "typed"
        log = tmp_path / "callcenter" / "console.log"
        assert log.stat().st_mode & 0o777 == 0o600
        assert "a fault" in log.read_text()
        await pilot.press("f", "x")
        assert app.screen.query_one("#word", Field).value == "typedx"


async def test_drafts_are_kept_when_the_line_is_cut() -> None:
    app = frame.make()
    kept: list[str] = []
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        await pilot.press("a")
        app.on_hangup.append(lambda: kept.append(app.screen.query_one("#word", Field).value))
        app.hang_up(129)
        for _ in frame.tries():
            await pilot.pause()
            if app.return_code is not None:
                break
    assert kept == ["a"]
    assert app.return_code == 129
