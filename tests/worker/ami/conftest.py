"""A store with two agents and a caller, a telephone system, and the client between them."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import select

from callcenter import clock
from callcenter.calls.models import Call
from callcenter.desk.agent import AgentDesk
from callcenter.desk.system import SystemDesk
from callcenter.people.models import Agent
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.store import Store
from callcenter.worker.ami.client import Client, Pace
from tests.ami_server import SECRET, AmiServer, frame
from tests.stores import Stores

EXTENSIONS = MappingProxyType({"201": "wangfang", "202": "lilei"})
PATIENCE_S = 60


@dataclass
class Exchange:
    """Both ends, and the store behind one of them."""

    store: Store
    settings: Settings
    server: AmiServer
    opened: Callable[[str], Store]
    location: str
    client: Client | None = None
    _marks: int = 0
    _thread: threading.Thread | None = None
    failed: list[BaseException] = field(default_factory=list)

    def start(self, pace: Pace | None = None) -> None:
        """Connect, and have the lists read."""

        def opener() -> SystemDesk:
            return SystemDesk(self.opened(self.location), self.settings)

        self.client = Client(self.settings, opener, pace=pace or Pace(wait=0.01))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        assert self.client is not None
        try:
            self.client.run()
        except BaseException as error:
            self.failed.append(error)

    def stop(self) -> None:
        """End it, and write out what was heard."""
        if self.client is not None and self._thread is not None:
            self.client.stop()
            self._thread.join(PATIENCE_S)
            assert not self._thread.is_alive()
            self.client = None

    def wait_for(self, what: Callable[[], Any]) -> Any:
        """Until it is so in the store."""
        end, pause = time.monotonic() + PATIENCE_S, threading.Event()
        while not (found := what()):
            assert time.monotonic() < end, "it never came to that"
            pause.wait(0.01)
        return found

    def told(self, *messages: bytes) -> None:
        """Have the telephone system tell something, and wait until it is in the store."""
        self._marks += 1
        mark = f"mark-{self._marks}"
        self.server.play(*messages, frame(Event="QueueCallerJoin", Uniqueid=mark, Linkedid=mark, Queue="-"))
        self.wait_for(lambda: any(one.call_id == mark for one in self.rows(Call)))

    @property
    def calls(self) -> list[Any]:
        return [one for one in self.rows(Call) if not one.call_id.startswith("mark-")]

    @property
    def call(self) -> Any:
        (one,) = self.calls
        return one

    def rows(self, table: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(select(table)))

    def login(self, agent_id: int | None) -> str:
        return next((one.login for one in self.rows(Agent) if one.id == agent_id), "")

    def desk(self, login: str = "wangfang") -> AgentDesk:
        return AgentDesk(self.store, self.settings, sit_down(self.store, login, clock.now()))


def _on(stores: Stores, server: AmiServer) -> Iterator[Exchange]:
    location = stores.location()
    store = stores.opened(location)
    for login in EXTENSIONS.values():
        sit_down(store, login, clock.now())
    plain = Settings(region="CN", extensions=EXTENSIONS)
    ami = {"host": "127.0.0.1", "port": server.port, "user": "desk", "secret": SECRET}
    settings = replace(plain, ami=MappingProxyType({**plain.ami, **ami}))
    made = Exchange(store, settings, server, stores.opened, location)
    yield made
    made.stop()


@pytest.fixture
def server() -> Iterator[AmiServer]:
    """A telephone system."""
    made = AmiServer()
    yield made
    made.close()


@pytest.fixture
def exchange(sqlite_stores: Stores, server: AmiServer) -> Iterator[Exchange]:
    """On an SQLite file."""
    yield from _on(sqlite_stores, server)


@pytest.fixture
def any_exchange(stores: Stores, server: AmiServer) -> Iterator[Exchange]:
    """On both kinds of store."""
    yield from _on(stores, server)
