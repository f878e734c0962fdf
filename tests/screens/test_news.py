"""A commit on one console is painted on another one, without waiting for its next look."""

import threading
from pathlib import Path
from typing import Any

import frame_demo as frame
import log_world as w
import pytest

from callcenter.cases.views import Intake
from callcenter.desk.system import open_system_desk
from callcenter.store import run_folder
from callcenter.store.store import Store
from callcenter.worker.hands import beside
from callcenter.worker.relay import Relay
from screens import app as app_module
from screens.app import CallcenterApp
from screens.widgets.ledger import Ledger
from tests.stores import Stores


def numbers(app: CallcenterApp) -> list[str]:
    """What the queue shows."""
    return [row.number for row in app.screen.query_one(Ledger).rows]


async def test_a_case_that_another_process_logs_stands_in_the_queue(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "POLL", 3600.0)
    monkeypatch.setattr(run_folder, "OF_HOST", ())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    location = stores.location()
    world, other = w.furnish(location), w.World(Store(location), w.Settings(store=location))
    relay = Relay(location, lambda: open_system_desk(world.settings))
    relay.start()
    try:
        with w.clock_at(world):
            app = CallcenterApp(lambda: world.desk, guard=False)
            async with app.run_test(size=(120, 40)) as pilot:
                await w.settle(pilot)
                app.go("queue")
                await w.settle(pilot)
                for key in ("one", "two"):
                    case = other.desk.log(key, Intake("fault", w.STALLS, 1, item_id=1))
                    await frame.until(pilot, lambda number=case.number: number in numbers(app))  # type: ignore[misc]
    finally:
        relay.stop(60)
        other.store.close()
        world.store.close()


async def test_pokes_that_come_while_it_looks_make_one_more_look() -> None:
    gate, looks = threading.Event(), []

    class Slow(frame.Desk):
        def changes_since(self, position: str | None) -> Any:
            looks.append(position)
            if len(looks) == 2:
                assert gate.wait(60)
            return super().changes_since(position)

    desk = Slow()
    app = frame.make(desk)
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.until(pilot, lambda: len(looks) == 2)
        desk.feed.append(frame.ChangeRow(2, "case", "case", 7))
        for _ in range(50):
            app._feed._poked()
        await frame.until(pilot, lambda: app._feed._again)
        gate.set()
        await frame.settle(pilot)
        assert len(looks) <= 5
        assert [row.entity_id for change in app.screen.changes for row in change.rows] == [7]


def test_all_hands_of_a_console_start_and_stop(tmp_path: Path) -> None:
    hands = beside(w.Settings(store=str(tmp_path / "store.sqlite3")))
    before = threading.active_count()
    hands.start()
    hands.poke()
    assert threading.active_count() > before
    hands.stop(60)
    assert threading.active_count() == before
