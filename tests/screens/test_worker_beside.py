"""The console empties the outbox beside the typing: after a write at once, and not after it has been left."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frame_demo as frame
import pytest

from callcenter import clock, settings
from callcenter.desk.agent import AgentDesk, open_agent_desk
from callcenter.desk.system import SystemDesk, open_system_desk
from callcenter.outbox import queue
from callcenter.worker.outbox import OutboxWorker


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        server: Any = self.server
        server.got.set()

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got = threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_what_a_write_leaves_in_the_outbox_goes_out_beside_the_typing(
    tmp_path: Path, receiver: Any
) -> None:
    chosen = settings.load(
        environment={"HOME": "/nowhere", "CALLCENTER_ALLOW_PRIVATE_ADDRESSES": "true"},
        store=str(tmp_path / "c.sqlite3"),
        agent="wang",
    )
    worked, first_round = [], threading.Event()

    class Watched(SystemDesk):
        def claim_messages(self, limit: int, **given: Any) -> Any:
            done = super().claim_messages(limit, **given)
            worked.append(threading.current_thread().name)
            first_round.set()
            return done

    def open_watched() -> SystemDesk:
        desk = open_system_desk(chosen)
        return Watched(desk.store, desk.settings)

    def leave_something(desk: AgentDesk) -> None:
        with desk.store.write() as connection:
            queue.put(
                connection,
                destination=f"http://127.0.0.1:{receiver.server_port}/hook",
                kind="offer",
                body={"case": 1},
                about="case",
                about_id=1,
                at=clock.now(),
            )

    app = frame.DemoApp(
        lambda: open_agent_desk(chosen), guard=False, worker=lambda: OutboxWorker(open_watched)
    )
    async with app.run_test(size=(100, 24)) as pilot:
        await frame.settle(pilot)
        assert first_round.wait(60), "it works as soon as the store is open, and naps then"
        app.screen.do(leave_something, told="")
        await frame.settle(pilot)
        assert receiver.got.wait(60), "a nap takes 15 s: the write has woken it"
    app.stop_worker()
    assert set(worked) == {"outbox"}
    assert "outbox" not in {thread.name for thread in threading.enumerate()}
