"""What is typed survives a store that is away and a console that is killed; on real files and stores."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import frame_demo as frame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import ComposeResult

from callcenter import clock, settings
from callcenter.desk.agent import AgentDesk, open_agent_desk
from callcenter.errors import StoreAway
from callcenter.store import sqlite
from screens import away
from screens.app import CallcenterApp
from screens.base import CallcenterScreen
from screens.journal import Journal, Typed
from screens.widgets.field import Field

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def typed(words: str, seconds: int = 0, subject: str = "customer:1") -> Typed:
    return Typed("log", subject, {"description": words}, NOW + timedelta(seconds=seconds))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AgentDesk]:
    one = open_desk(tmp_path / "store" / "c.sqlite3")
    yield one
    one.store.close()


def open_desk(store: Path) -> AgentDesk:
    return open_agent_desk(settings.load(environment={"HOME": "/nowhere"}, store=str(store), agent="wang"))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl"))


def words_of(desk: AgentDesk) -> dict[str, Any]:
    return {draft.subject: draft.body["description"] for draft in desk.drafts()}


def test_the_file_is_private_and_empty_once_the_store_has_the_words(tmp_path: Path, desk: AgentDesk) -> None:
    journal = Journal(tmp_path / "state" / "drafts", "s", "wang")
    journal.append(typed("leaks"))
    (file,) = files(tmp_path / "state" / "drafts")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert b"leaks" in file.read_bytes()
    journal.flush(desk)
    assert words_of(desk) == {"customer:1": "leaks"}
    assert file.read_bytes() == b""
    journal.close()
    assert files(tmp_path / "state" / "drafts") == []


def test_a_killed_console_s_words_come_in_with_the_next_and_newer_ones_win(
    tmp_path: Path, desk: AgentDesk
) -> None:
    desk.keep_draft("log", "customer:2", {"description": "newer in the store"}, at=NOW + timedelta(seconds=9))
    for one in (typed("a", 1), typed("abc", 3), typed("ab", 2), typed("old", 5, "customer:2")):
        left = Journal(tmp_path, "s", "wang")
        left.append(one)
        os.close(left._handle or 0)  # as the kernel does for a process that is killed
    assert Journal(tmp_path, "s", "li").bring_in(desk) == 0
    assert Journal(tmp_path, "other", "wang").bring_in(desk) == 0
    assert Journal(tmp_path, "s", "wang").bring_in(desk) == 4
    assert words_of(desk) == {"customer:1": "abc", "customer:2": "newer in the store"}
    assert files(tmp_path) == []


def test_a_living_console_s_file_is_left_alone(tmp_path: Path, desk: AgentDesk) -> None:
    living = Journal(tmp_path, "s", "wang")
    living.append(typed("mine"))
    assert Journal(tmp_path, "s", "wang").bring_in(desk) == 0
    assert len(files(tmp_path)) == 1
    living.flush(desk)
    assert words_of(desk) == {"customer:1": "mine"}


def test_a_store_that_is_away_again_leaves_the_file_for_the_next_time(tmp_path: Path) -> None:
    class Away:
        def keep_draft(self, *_args: Any, **_more: Any) -> None:
            raise StoreAway("away")

    left = Journal(tmp_path, "s", "wang")
    left.append(typed("kept"))
    with pytest.raises(StoreAway):
        left.flush(Away())
    assert left.waiting("log", "customer:1") == typed("kept")
    os.close(left._handle or 0)
    assert Journal(tmp_path, "s", "wang").bring_in(Away()) == 0
    assert b"kept" in files(tmp_path)[0].read_bytes()


@given(st.text(), st.integers(0, 400))
def test_a_line_cut_anywhere_costs_that_line_only(words: str, cut: int) -> None:
    line = typed(words).line()
    assert Typed.read(line) == typed(words)
    torn = line[: min(cut, len(line) - 2)] + typed("next").line()
    found = [one for one in map(Typed.read, torn.splitlines()) if one is not None]
    assert found == [typed("next")]


def apart(words: str, *, at: datetime | None = None) -> Typed:
    return replace(typed(words), apart=True, **({"at": at} if at else {}))


def test_words_of_a_form_that_does_not_know_the_older_draft_wait_for_it(
    tmp_path: Path, desk: AgentDesk
) -> None:
    journal = Journal(tmp_path, "s", "wang")
    journal.append(apart("typed meanwhile"))
    journal.flush(desk)
    assert words_of(desk) == {}
    assert journal.waiting() is None
    assert journal.waiting("log", "customer:1") == apart("typed meanwhile")
    journal.append(typed("older, and typed meanwhile"))  # the form knows it now
    journal.flush(desk)
    assert words_of(desk) == {"customer:1": "older, and typed meanwhile"}


def test_words_left_apart_by_a_killed_console_stand_behind_the_older_ones(
    tmp_path: Path, desk: AgentDesk
) -> None:
    desk.keep_draft("log", "customer:1", {"description": "older"})
    left = Journal(tmp_path, "s", "wang")
    left.append(apart("typed meanwhile", at=clock.now()))
    os.close(left._handle or 0)
    assert Journal(tmp_path, "s", "wang").bring_in(desk) == 1
    assert words_of(desk) == {"customer:1": "older\ntyped meanwhile"}


# In the console


class FormScreen(CallcenterScreen[None]):
    def __init__(self) -> None:
        super().__init__()
        self.back: Any = "not answered"

    def body(self) -> ComposeResult:
        yield Field(id="words")

    def keep_typed(self) -> None:
        self.keep_words("log", "customer:1", {"description": self.query_one(Field).value})

    def read(self) -> None:
        self.kept_words("log", "customer:1", self.got)

    def got(self, body: Any) -> None:
        self.back = body


class FormApp(CallcenterApp):
    MODES = {"desk": FormScreen}


def console(store: Path, state: Path) -> FormApp:
    opener: Callable[[], AgentDesk] = lambda: open_desk(store)  # noqa: E731
    return FormApp(opener, guard=False, journal=Journal(state, str(store), "wang"))


async def until(pilot: Any, done: Callable[[], Any]) -> None:
    for _ in frame.tries():
        await pilot.pause()
        if done():
            return
    raise AssertionError(frame.status(pilot.app), frame.message(pilot.app))


async def test_words_typed_while_the_store_can_t_be_opened_are_in_it_when_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(away, "BACK_OFF", (0.02,))
    state, place = tmp_path / "state", tmp_path / "place"
    place.write_text("no folder here")
    app = console(place / "c.sqlite3", state)
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, lambda: "away" in frame.status(app))
        form = app.screen
        assert isinstance(form, FormScreen)
        form.query_one(Field).value = "leaks at the door"
        form.keep()
        await until(pilot, lambda: files(state))
        assert b"leaks at the door" in files(state)[0].read_bytes()
        assert frame.message(app) == ""
        form.read()
        await until(pilot, lambda: form.back == {"description": "leaks at the door"})
        place.unlink()
        await until(pilot, lambda: app.bridge.idle() and "away" not in frame.status(app))
        assert files(state)[0].read_bytes() == b""
        form.read()
        await until(pilot, app.bridge.idle)
        assert form.back == {"description": "leaks at the door"}
    assert files(state) == []
    assert words_of(open_desk(place / "c.sqlite3")) == {"customer:1": "leaks at the door"}


async def test_words_typed_while_the_store_is_locked_are_safe_at_once_and_in_it_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    store, state = tmp_path / "c.sqlite3", tmp_path / "state"
    app = console(store, state)
    async with app.run_test(size=(100, 24)) as pilot:
        await until(pilot, app.bridge.idle)
        other = sqlite.library().connect(str(store), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        app.screen.query_one(Field).value = "half a word"
        app.screen.keep()
        await until(pilot, lambda: "away" in frame.status(app))
        assert b"half a word" in files(state)[0].read_bytes()
        assert frame.message(app) == ""
        other.execute("ROLLBACK")
        other.close()
        app._feed.look()
        await until(pilot, lambda: app.bridge.idle() and not files(state)[0].read_bytes())
    assert words_of(open_desk(store)) == {"customer:1": "half a word"}


async def test_what_was_typed_is_in_the_store_before_a_later_write_so_no_draft_outlives_it(
    tmp_path: Path,
) -> None:
    store = tmp_path / "c.sqlite3"
    app = console(store, tmp_path / "state")
    seen: list[dict[str, Any]] = []

    def save(desk: AgentDesk) -> None:
        seen.append(words_of(desk))
        desk.drop_draft("log", "customer:1")

    async with app.run_test(size=(100, 24)) as pilot:
        app.screen.keep_words("log", "customer:1", {"description": "first"})
        app.screen.do(save, told="")
        await until(pilot, app.bridge.idle)
        app.screen.keep_words("log", "customer:1", {"description": "second"})
        app.screen.do(save, told="")
        await until(pilot, app.bridge.idle)
    assert seen == [{"customer:1": "first"}, {"customer:1": "second"}]
    assert words_of(open_desk(store)) == {}
