"""The door, open on a real socket, with a key, and a client that sends what telephone systems send."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import select

from callcenter import settings as house_settings
from callcenter.api.app import make_app
from callcenter.callers.models import Customer, Phone
from callcenter.callers.phones import reverse
from callcenter.calls.models import Call
from callcenter.desk.admin import AdminDesk
from callcenter.desk.system import SystemDesk
from callcenter.errors import StoreAway
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.store import Store
from tests.seats import MONDAY
from tests.stores import Stores

POISON = "poison"
"""The queue of an event that can't be written."""


@dataclass
class Exchange:
    """A house whose telephones are connected."""

    stores: Stores
    location: str
    store: Store
    settings: Settings
    admin: AdminDesk
    key: str
    opened: list[Any] = field(default_factory=list)
    away: threading.Event = field(default_factory=threading.Event)

    def open_desk(self) -> SystemDesk:
        return _Desk(self.stores.opened(self.location), self.settings, away=self.away)

    def open(self, **how: Any) -> "Line":
        """Open the door; it is closed when the test ends."""
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        app = make_app(self.settings, self.open_desk, **how)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        line = Line(self, httpx.Client(base_url=url, timeout=30), server, thread)
        self.opened.append(line)
        line.until(lambda: server.started)
        return line

    def customer(self, name: str, e164: str) -> int:
        from sqlalchemy import insert

        with self.store.write() as connection:
            made = connection.execute(insert(Customer).values(name=name, created_at=MONDAY))
            customer_id = int(made.inserted_primary_key[0])  # type: ignore[index]
            values = {"customer_id": customer_id, "raw": e164, "e164": e164, "reversed": reverse(e164)}
            connection.execute(insert(Phone).values(**values))
        return customer_id


class _Desk(SystemDesk):
    """The system's desk, whose store a test takes away."""

    def __init__(self, store: Store, settings: Settings, *, away: threading.Event) -> None:
        super().__init__(store, settings)
        object.__setattr__(self, "_away", away)

    def record_calls(self, *args: Any, **more: Any) -> list[int]:
        if any(event.queue == POISON for event in args[0]):
            raise ValueError("this can't be written")
        if self._away.is_set():  # type: ignore[attr-defined]
            raise StoreAway("The store is away.")
        return super().record_calls(*args, **more)


@dataclass
class Line:
    exchange: Exchange
    client: httpx.Client
    server: uvicorn.Server
    thread: threading.Thread

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.client.post(path.replace("KEY", self.exchange.key), **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path.replace("KEY", self.exchange.key), **more)

    @property
    def calls(self) -> list[Any]:
        with self.exchange.store.read() as connection:
            return list(connection.execute(select(Call).order_by(Call.id)))  # type: ignore[arg-type]

    @staticmethod
    def until(is_so: Callable[[], Any], within_s: float = 60) -> Any:
        end, pause = time.monotonic() + within_s, threading.Event()
        while not (found := is_so()):
            assert time.monotonic() < end, "it never came"
            pause.wait(0.01)
        return found

    def states(self, *states: str) -> list[Any]:
        """The calls, once they are in these states."""
        return list(
            self.until(
                lambda: (calls := self.calls) and [one.state for one in calls] == list(states) and calls
            )
        )

    def close(self) -> None:
        """Stop the door as SIGTERM does: what waits is written out."""
        self.server.should_exit = True
        self.thread.join(60)
        self.client.close()


def connected(stores: Stores) -> Iterator[Exchange]:
    location = stores.location()
    store = stores.opened(location)
    chosen = house_settings.load(environment={}, store=location, zone="Asia/Shanghai", region="CN")
    admin = AdminDesk(store, chosen, sit_down(store, "wangfang", MONDAY))
    made = Exchange(stores, location, store, chosen, admin, admin.make_key("cti").secret)
    yield made
    for line in made.opened:
        line.close()


@pytest.fixture
def exchange(sqlite_stores: Stores) -> Iterator[Exchange]:
    """A house on a file."""
    yield from connected(sqlite_stores)


@pytest.fixture
def any_exchange(stores: Stores) -> Iterator[Exchange]:
    """A house on a file, then one on a database."""
    yield from connected(stores)
