"""What every test may use: a fixed time, an empty store's path, the shared data, and no way out to the net."""

import gc
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from callcenter import clock, i18n
from callcenter.store.store import Store
from tests import postgresql
from tests.stores import Databases, Files, Place, Stores, each

ANCHOR = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
LOOPBACK = ("127.", "::1", "localhost")
_KEPT = {"CALLCENTER_TEST_DATA", postgresql.NAMED}

# A busy machine is not a fault: no deadlines. Derandomised, so that a red run can be run again.
hypothesis_settings.register_profile("house", deadline=None, max_examples=60, derandomize=True)
hypothesis_settings.load_profile("house")


# A shell's background job, and nohup, leave these ignored, and the programs that tests start would inherit it.
for _number in (signal.SIGHUP, signal.SIGQUIT):
    signal.signal(_number, signal.SIG_DFL)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector needn't look at it again and again (a fifth of the time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def at() -> Iterator[datetime]:
    """Monday 2026-03-02 10:40 in Shanghai, which is also what the clock says."""
    clock.use(lambda: ANCHOR)
    yield ANCHOR
    clock.use(None)


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Where a test's store goes; nothing stands there yet."""
    return tmp_path / "store.sqlite3"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A PostgreSQL of this run's own (see ``tests/postgresql.py``)."""
    server = postgresql.start()
    yield server
    server.stop()


@pytest.fixture
def postgresql_url(postgresql_server: postgresql.Server) -> Iterator[str]:
    """The address of a fresh database without tables."""
    url = postgresql_server.database()
    yield url
    postgresql_server.drop(url)


@pytest.fixture(scope="session")
def _templates() -> dict[tuple[str, str], tuple[str, Any]]:
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(
    request: pytest.FixtureRequest, tmp_path: Path, _templates: dict[tuple[str, str], tuple[str, Any]]
) -> Iterator[Stores]:
    """Stores of each kind in turn: who uses this runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        place: Place = Files(tmp_path)
    else:
        place = Databases(request.getfixturevalue("postgresql_server"))
    yield from each(Stores(request.param, place, _templates))


@pytest.fixture
def store(stores: Stores) -> Store:
    """A store with its tables and nothing in them, for one test to work on; on SQLite, then on PostgreSQL."""
    return stores.make()


@pytest.fixture
def sqlite_stores(tmp_path: Path, _templates: dict[tuple[str, str], tuple[str, Any]]) -> Iterator[Stores]:
    """Stores as SQLite files only, for what doesn't depend on the kind."""
    yield from each(Stores("sqlite", Files(tmp_path), _templates))


@pytest.fixture
def sqlite_store(sqlite_stores: Stores) -> Store:
    """An empty store in a file."""
    return sqlite_stores.make()


@pytest.fixture
def empty_store(sqlite_stores: Stores) -> Path:
    """The path of a store with its tables and nothing in them."""
    return Path(sqlite_stores.location())


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo store of seed 1, made once for all workers, with Monday 10:40 in Shanghai as its now; only to read."""
    import fcntl

    from callcenter.desk.demo import keeping

    # A worker of xdist has a folder of its own; beside it is the run's.
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder
    path = shared / "demo.sqlite3"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keeping.ensure(path, seed=1, anchor=ANCHOR)
    return path


@pytest.fixture
def demo_store(demo_made: Path, tmp_path: Path) -> Path:
    """A copy of the demo store for one test to work on."""
    return Path(shutil.copy(demo_made, tmp_path / "demo.sqlite3"))


@pytest.fixture(scope="session")
def _demo_database(demo_made: Path, postgresql_server: postgresql.Server) -> str:
    """The demo store in a database that nobody opens."""
    from callcenter.store.copying import filling

    url = postgresql_server.database()
    store = Store(url)
    filling.fill(store, demo_made)
    store.close()
    return url


@pytest.fixture
def demo_database(_demo_database: str, postgresql_server: postgresql.Server) -> Iterator[str]:
    """The address of a copy of the demo store on PostgreSQL for one test to work on."""
    url = postgresql_server.database(_demo_database)
    yield url
    postgresql_server.drop(url)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets; the test is skipped where there is none."""
    named = os.environ.get("CALLCENTER_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data here: CALLCENTER_TEST_DATA names no folder")
    return folder


@pytest.fixture(autouse=True)
def _same_place_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """English, UTC, no settings of the developer's own, and home folders that nobody else uses."""
    for name in [name for name in os.environ if name.startswith("CALLCENTER_") and name not in _KEPT]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("NO_COLOR", raising=False)
    i18n.use("en", UTC)
    yield
    i18n.use("en", UTC)
    clock.use(None)


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that calls the outer world fails at once instead of depending on it."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(real: Any) -> Any:
        def call(self: socket.socket, address: Any) -> Any:
            if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
                raise AssertionError(f"a test wanted to connect to {address}")
            return real(self, address)

        return call

    monkeypatch.setattr(socket.socket, "connect", guarded(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
