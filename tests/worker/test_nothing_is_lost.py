"""Receivers that fail, stall, answer late and die, workers that are killed: every offer arrives, under one id each."""

import http.server
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlmodel import col, select

from callcenter import clock
from callcenter import settings as house_settings
from callcenter.cases.models import Case
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import write_offer
from callcenter.dispatch.proposal import propose
from callcenter.dispatch.views import Choice, Wish
from callcenter.outbox.models import LanePause, Message
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings
from callcenter.store.events import Actor
from callcenter.store.store import Store
from tests.stores import Stores

ACTOR = Actor("agent", None, "王芳")
TROUBLE = ("fails", "stalls", "dies", "half", "late")
"""What a receiver does with the first message that it gets, and whenever a die says so."""


class Receiver(http.server.ThreadingHTTPServer):
    """Remembers what it has accepted: what it answered 200, and also what it answered too late."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, chance: random.Random, often: float) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.chance, self.often = chance, often
        self.taken: defaultdict[str, list[int]] = defaultdict(list)
        self.met: Counter[str] = Counter()
        self.closing, self.came, self.held = threading.Event(), threading.Event(), threading.Event()

    def mood(self, path: str) -> str:
        """How it answers this time."""
        kind = path.rpartition("/")[2]
        first = not self.met[path]
        self.met[path] += 1
        if first and kind in (*TROUBLE, "held"):
            return kind
        return self.chance.choice(TROUBLE) if self.chance.random() < self.often else "fine"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no fault."""


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        mood = self.server.mood(self.path)
        self.server.came.set()
        if mood == "held":
            self.server.held.set()
        if mood == "stalls":
            self.server.closing.wait(60)
            return
        if mood == "held":
            self.server.closing.wait(60)
        if mood == "late":  # the sender has hung up by then
            self.server.closing.wait(1.5)
        if mood not in ("fails", "dies"):
            self.server.taken[self.headers["webhook-id"]].append(body["data"]["dispatch"])
        if mood == "dies":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif mood == "half":
            self.wfile.write(b"HTTP/1.1 200 O")
        else:
            self.send_response(503 if mood == "fails" else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def receiver(request: pytest.FixtureRequest) -> Iterator[Receiver]:
    server = Receiver(random.Random(7), getattr(request, "param", 0.0))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    thread.join()
    server.server_close()


class House:
    """A store with offers to make, and workers that are processes of their own."""

    def __init__(self, stores: Stores, timeout_s: str = "1") -> None:
        location = stores.location()
        self.store: Store = stores.opened(location)
        self.said = {
            "CALLCENTER_STORE": location, "CALLCENTER_ALLOW_PRIVATE_ADDRESSES": "1",
            "CALLCENTER_HOLD_SECONDS": "0", "CALLCENTER_WEBHOOK_TIMEOUT_S": timeout_s,
        }  # fmt: skip
        self.settings: Settings = house_settings.load(environment=self.said)
        self._workers: list[subprocess.Popen[str]] = []

    def offer(self, urls: list[str], each: int) -> None:
        """So many offers to a point at each address."""
        now = clock.now()
        with self.store.write() as connection:
            for number, url in enumerate(urls, start=1):
                row = {"name": f"P{number}", "lat": 31.2, "lon": 121.5, "webhook": url, "active": True}
                connection.execute(insert(ServicePoint).values(**row, timezone="UTC"))
            for number in range(len(urls) * each):
                connection.execute(
                    insert(Case).values(
                        number=f"{1000 + number}", kind="fault", state="new", summary="s", safety=False, description="d",
                        priority="low", logged_at=now, reopened=0, version=1, tier="standard",
                    )
                )  # fmt: skip
        with self.store.read() as connection:
            found = propose(connection, Wish(lat=31.2, lon=121.4), now, len(urls))
        for number in range(len(urls) * each):
            choice = Choice(number % len(urls) + 1, found, "other")
            with self.store.write() as connection:
                write_offer(connection, ACTOR, number + 1, choice, at=now, settings=self.settings)

    def start(self) -> subprocess.Popen[str]:
        """A worker that works."""
        worker = subprocess.Popen(
            [sys.executable, "-c", "from screens.launch import main; main()", "worker"],
            env=os.environ | self.said, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self._workers.append(worker)
        assert worker.stdout is not None
        assert worker.stdout.readline()
        return worker

    def kill(self, worker: subprocess.Popen[str]) -> None:
        """Kill -9; and its leases run out."""
        worker.kill()
        worker.communicate()
        self.pass_time(leases=True)

    def pass_time(self, *, leases: bool = False) -> None:
        """It is later: what waits for its next attempt is due, and nobody rests any more."""
        before = clock.now() - timedelta(seconds=1)
        is_open = col(Message.done_at).is_(None)
        with self.store.write() as connection:
            connection.execute(delete(LanePause))
            waits = update(Message).where(is_open, col(Message.leased_until).is_(None))
            connection.execute(waits.values(next_at=before))
            if leases:
                held = update(Message).where(is_open, col(Message.leased_until).is_not(None))
                connection.execute(held.values(leased_until=before))
        self.store.pokes.send()

    def open(self) -> int:
        """Messages that have not arrived."""
        with self.store.read() as connection:
            return len(connection.execute(select(Message.id).where(col(Message.done_at).is_(None))).all())

    def end(self) -> None:
        """End all workers as an administrator does."""
        for worker in self._workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGTERM)
                assert worker.wait(60) == 0
            with suppress(ValueError):
                worker.communicate()

    def check(self, receiver: Receiver, count: int) -> None:
        """Every offer has arrived under an id of its own, and the store knows it."""
        with self.store.read() as connection:
            rows = connection.execute(select(Message.about_id, Message.idempotency_key))
            keys = {row.about_id: row.idempotency_key for row in rows}
            states = connection.execute(select(Message.state)).scalars().all()
            offers = connection.execute(select(Dispatch.state)).scalars().all()
        assert set(states) == {"delivered"}
        assert set(offers) == {"delivered"}
        assert len(set(keys.values())) == len(keys) == count
        assert {key: set(about) for key, about in receiver.taken.items()} == {
            key: {about} for about, key in keys.items()
        }


def test_every_offer_arrives_whatever_receivers_and_workers_do(
    sqlite_stores: Stores, receiver: Receiver
) -> None:
    house = House(sqlite_stores)
    urls = [f"http://127.0.0.1:{receiver.server_port}/{kind}" for kind in ("fine", *TROUBLE)]
    house.offer(urls, each=2)
    first = house.start()
    assert receiver.came.wait(60)
    house.kill(first)  # whatever it was doing: some are sent and not recorded
    house.start()
    while house.open():
        receiver.came.clear()
        house.pass_time()
        receiver.came.wait(0.1)
    house.end()
    house.check(receiver, 12)


def test_one_that_stalls_holds_up_nobody_and_who_is_told_to_stop_finishes_it(
    sqlite_stores: Stores, receiver: Receiver
) -> None:
    house = House(sqlite_stores, timeout_s="60")
    house.offer([f"http://127.0.0.1:{receiver.server_port}/{kind}" for kind in ("held", "fine")], each=2)
    worker = house.start()
    assert receiver.held.wait(60)
    while house.open() > 2:  # the other two arrive
        receiver.came.wait(0.05)
    worker.send_signal(signal.SIGTERM)
    receiver.closing.set()
    assert worker.wait(60) == 0
    assert house.open() in (0, 1), "the one in hand is written down; the last may have been taken or not"
    house.end()


@pytest.mark.slow
@pytest.mark.parametrize("receiver", [0.3], indirect=True)
def test_many_offers_many_kills(stores: Stores, receiver: Receiver) -> None:
    house, chance = House(stores), random.Random(11)
    kinds = ("fine", *TROUBLE)
    urls = [f"http://127.0.0.1:{receiver.server_port}/{n}/{kinds[n % len(kinds)]}" for n in range(30)]
    house.offer(urls, each=5)
    workers = [house.start(), house.start()]
    kills = 0
    while house.open():
        receiver.came.clear()
        house.pass_time()
        receiver.came.wait(0.1)
        if kills < 25 and chance.random() < 0.5:
            house.kill(workers.pop(0))
            workers.append(house.start())
            kills += 1
    house.end()
    house.check(receiver, 150)
