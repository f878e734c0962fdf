"""One process of a host watches the feed of a store on PostgreSQL; when it ends another one does."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from callcenter.desk.system import SystemDesk, open_system_desk
from callcenter.settings import Settings
from callcenter.store import changes, events, migrate, run_folder
from callcenter.store.pokes import Ear
from callcenter.store.store import Store
from callcenter.worker.outbox import OutboxWorker
from callcenter.worker.relay import Relay
from tests.postgresql import Cluster, find_binaries
from tests.stores import Databases, Stores, each

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PATIENCE_S = 60
OTHER = """
import sys
from callcenter.desk.system import open_system_desk
from callcenter.settings import Settings
from callcenter.worker.relay import Relay
relay = Relay(sys.argv[1], lambda: open_system_desk(Settings(store=sys.argv[1])))
relay.start()
assert relay.watches.wait(60)
print("watches", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_folder, "OF_HOST", ())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture
def store(postgresql_server: object, _templates: object) -> Iterator[Store]:
    """Only where there is a relay."""
    for stores in each(Stores("postgresql", Databases(postgresql_server), _templates)):  # type: ignore[arg-type]
        yield stores.make()


@pytest.fixture
def relay() -> Iterator[Callable[[str], Relay]]:
    with ExitStack() as ends:

        def start(url: str) -> Relay:
            made = Relay(url, lambda: open_system_desk(Settings(store=url)))
            made.start()
            ends.callback(made.stop, PATIENCE_S)
            return made

        yield start


def url_of(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def write(store: Store) -> None:
    with store.write() as connection:
        events.changed(connection, AT, "case", 1)


class Console:
    """Hears pokes and reads the feed, as a console does."""

    def __init__(self, store: Store) -> None:
        self.store, self.poked = store, threading.Event()
        with store.read() as connection:
            self.position = changes.here(connection)
        self.ear = Ear(store.location, self.poked.set)
        self.ear.start()

    def reads(self, count: int) -> bool:
        """Wait for so many changes, looking only when poked."""
        seen = 0
        while seen < count:
            if not self.poked.wait(PATIENCE_S):
                return False
            self.poked.clear()
            with self.store.read() as connection:
                news = changes.since(connection, self.position)
            self.position, seen = news.position, seen + len(news.rows)
        return seen == count


@pytest.fixture
def console(store: Store) -> Iterator[Console]:
    one = Console(store)
    yield one
    one.ear.close()


Starts = Callable[[str], Relay]


def test_a_commit_is_read_at_another_console_without_waiting_for_its_next_look(
    store: Store, relay: Starts, console: Console
) -> None:
    assert relay(url_of(store)).watches.wait(PATIENCE_S)
    for _ in range(3):
        write(store)
        assert console.reads(1)


def test_one_process_watches_and_another_takes_over_when_it_is_killed(
    store: Store, relay: Starts, console: Console
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OTHER, url_of(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "watches\n"
        second = relay(url_of(store))
        write(store)
        assert console.reads(1)
        assert not second.watches.is_set(), "one at a time"
        first.send_signal(signal.SIGKILL)
        first.wait(PATIENCE_S)
        write(store)  # nobody watches now, or the second one does already
        assert console.reads(1)
        assert second.watches.wait(PATIENCE_S)


def test_it_goes_on_when_the_server_was_stopped_and_started(
    relay: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcenter.worker.relay.AFTER_TROUBLE_S", 0.1)
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here")
    cluster = Cluster(binaries, safe=True)
    server = cluster.start()
    try:
        url = cluster.url("postgres").render_as_string(hide_password=False)
        with closing(Store(url)) as empty:
            migrate.upgrade(empty)
        desk = open_system_desk(Settings(store=url))
        listener = Console(desk.store)
        watches = relay(url)
        assert watches.watches.wait(PATIENCE_S)
        write(desk.store)
        assert listener.reads(1)
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE_S)
        gone = threading.Event()
        for _ in range(PATIENCE_S * 20):
            if not watches.watches.is_set():
                break
            gone.wait(0.05)
        server = cluster.start()
        write(desk.store)
        assert listener.reads(1)
        listener.ear.close()
        desk.store.close()
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(PATIENCE_S)
        shutil.rmtree(cluster.folder, ignore_errors=True)


def test_all_agents_of_a_host_may_take_the_lock(
    store: Store, relay: Starts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = tmp_path / "host"
    host.mkdir()
    host.chmod(0o2770)
    monkeypatch.setattr(run_folder, "OF_HOST", (host,))
    before = os.umask(0o077)
    try:
        assert relay(url_of(store)).watches.wait(PATIENCE_S)
    finally:
        os.umask(before)
    (lock,) = host.rglob("relay.lock")
    assert stat.S_IMODE(lock.stat().st_mode) == 0o660
    assert stat.S_IMODE(lock.parent.stat().st_mode) == 0o2770


def test_on_sqlite_there_is_no_relay(sqlite_store: Store, relay: Starts) -> None:
    made = relay(str(sqlite_store.path))
    made.stop()
    assert not made.watches.is_set()
    assert not run_folder.of(sqlite_store.location).exists()


def test_the_worker_throws_old_news_away(stores: Stores) -> None:
    location = stores.location()
    store = stores.opened(location)
    desk = SystemDesk(store, Settings(store=location))
    now = datetime.now(UTC)
    for age in (5, 4, 3, 1, 0):
        with store.write() as connection:
            events.changed(connection, now - timedelta(days=age), "case", age)
    assert desk.prune_changes(at=now - timedelta(days=9)) == 0
    worker = OutboxWorker(lambda: open_system_desk(Settings(store=location)))
    worker.start()
    left = threading.Event()
    for _ in range(PATIENCE_S * 20):
        with store.read() as connection:
            rows = changes.since(connection, changes.here(connection)), changes.oldest_at(connection)
        if rows[1] == now - timedelta(days=1):
            break
        left.wait(0.05)
    worker.stop(PATIENCE_S)
    assert desk.prune_changes(at=now) == 0
    with store.read() as connection:
        assert changes.oldest_at(connection) == now - timedelta(days=1)
