"""Lets the tests of this folder import the helpers beside them; a house with callers and workshops."""

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def world(empty_store: Path, tmp_path: Path) -> Iterator[Any]:
    """Callers, cars and workshops in a real store, on Monday 10:40."""
    import log_world

    from callcenter import i18n

    i18n.use("en", "Asia/Shanghai")
    made = log_world.furnished(empty_store, tmp_path / "store.sqlite3")
    with log_world.clock_at(made):
        yield made
    made.store.close()


@pytest.fixture(autouse=True)
def _quiet_is_when_no_message_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot waits until the console has nothing to do.

    Textual's own takes a process that uses little CPU time for such a one, in steps of 20 ms: slow on an idle
    machine, and wrong on a busy one.
    """
    monkeypatch.setattr("textual.pilot.wait_for_idle", _quiet)
    monkeypatch.setattr("textual.app.wait_for_idle", _quiet)


@pytest.fixture(autouse=True)
def _tasks_start_at_once_as_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """From Python 3.12 on Textual lets tasks start at once, but not under a pilot."""
    from textual.app import App

    real, at_once = App.run_test, getattr(asyncio, "eager_task_factory", None)

    def run_test(self: App[Any], *args: Any, **options: Any) -> Any:
        asyncio.get_running_loop().set_task_factory(at_once)
        return real(self, *args, **options)

    monkeypatch.setattr(App, "run_test", run_test)


async def _quiet(_least: float = 0, longest: float = 1) -> None:
    from textual._context import active_app

    app: Any = active_app.get()
    start, calm = time.monotonic(), 0
    while calm < 2 and (gone := time.monotonic() - start) < longest:
        await asyncio.sleep(0.002)
        if app._running and app._screen_stack:
            app.screen._on_timer_update()
        answered = not getattr(app, "bridge", None) or app.bridge.idle()
        calm = 0 if _messages_wait(app) or (not answered and gone < 0.02) else calm + 1


def _messages_wait(app: Any) -> bool:
    screens = [screen for stack in app._screen_stacks.values() for screen in stack]
    nodes = [node for screen in screens for node in screen.walk_children(with_self=True)]
    return any(
        node._message_queue.qsize() or node._next_callbacks or getattr(node, "_callbacks", ())
        for node in (app, *nodes)
        if node._message_queue is not None
    )
