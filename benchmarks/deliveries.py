"""Offers delivered a second by one worker, against a plain httpx loop that posts the same bodies.

Run: python -m benchmarks.deliveries [offers]. A receiver in a process of its own answers at once; with 10 %
failures it answers 500 to each tenth first try. Counted is what has arrived when everything was tried once.
The worker claims, sends and records each attempt, with dispatch, event and news, in an SQLite file.
"""

import asyncio
import json
import multiprocessing
import sys
import tempfile
import threading
import time
from datetime import timedelta
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from sqlalchemy import insert, select
from sqlmodel import col

from callcenter import clock
from callcenter import settings as house_settings
from callcenter.cases.models import Case
from callcenter.desk.system import SystemDesk, open_system_desk
from callcenter.dispatch.offers import write_offer
from callcenter.dispatch.proposal import propose
from callcenter.dispatch.views import Choice, Wish
from callcenter.outbox.models import Message
from callcenter.points.models import ServicePoint
from callcenter.store import migrate
from callcenter.store.events import Actor
from callcenter.store.store import Store
from callcenter.worker.outbox import OutboxWorker

OFFERS = 400
POINTS = 40
ROUNDS = 3
_ANSWERS = {True: b"HTTP/1.1 200 OK", False: b"HTTP/1.1 500 Internal Server Error"}


def receive(port: Any, tried: "Synchronized[int]", every: int) -> None:
    """Answer at once; each ``every``-th request is refused (0: none)."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                with tried.get_lock():
                    tried.value += 1
                    fine = not every or tried.value % every > 0
                writer.write(_ANSWERS[fine] + b"\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def listen() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=256)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(listen())


class Receiver:
    """A receiver in a process of its own."""

    def __init__(self, every: int) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.tried: Synchronized[int] = multiprocessing.Value("i", 0)
        self._process = multiprocessing.Process(target=receive, args=(theirs, self.tried, every), daemon=True)
        self._process.start()
        self.url = f"http://127.0.0.1:{ours.recv()}"

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.join()


def house(folder: Path, url: str, offers: int) -> SystemDesk:
    """A store with offers that are due, to forty points."""
    environment = {"CALLCENTER_ALLOW_PRIVATE_ADDRESSES": "1", "CALLCENTER_HOLD_SECONDS": "0"}
    settings = house_settings.load(environment=environment, store=str(folder / "house.sqlite3"))
    store = Store(settings.store)
    migrate.open_ready(store)
    now = clock.now() - timedelta(seconds=1)
    with store.write() as connection:
        for number in range(POINTS):
            row = {"name": f"P{number}", "lat": 31.2, "lon": 121.5, "webhook": f"{url}/{number}"}
            connection.execute(insert(ServicePoint).values(**row, active=True, timezone="UTC"))
        for number in range(offers):
            connection.execute(
                insert(Case).values(
                    number=f"{100000 + number}", kind="fault", state="new", summary="brakes squeal",
                    description="the brakes squeal since Monday", safety=False, priority="low", logged_at=now,
                    reopened=0, version=1, tier="standard",
                )
            )  # fmt: skip
    with store.read() as connection:
        found = propose(connection, Wish(lat=31.2, lon=121.4), now, POINTS)
    with store.write() as connection:
        for number in range(offers):
            choice = Choice(number % POINTS + 1, found, "other")
            write_offer(connection, Actor("agent"), number + 1, choice, at=now, settings=settings)
    store.close()
    return open_system_desk(settings)


def by_worker(desk: SystemDesk, receiver: Receiver, offers: int) -> tuple[float, float]:
    """Seconds until everything was tried once and written down, and seconds of a processor."""
    worker = OutboxWorker(lambda: desk)
    began, spent = time.perf_counter(), time.process_time()
    worker.start()
    while receiver.tried.value < offers:
        threading.Event().wait(0.002)
    while any_untried(desk):
        threading.Event().wait(0.002)
    took, cost = time.perf_counter() - began, time.process_time() - spent
    worker.stop(10)
    return took, cost


def any_untried(desk: SystemDesk) -> bool:
    """Whether an attempt isn't written down yet."""
    with desk.store.read() as connection:
        query = select(col(Message.id)).where(col(Message.attempts) == 0).limit(1)
        return connection.execute(query).first() is not None


def by_loop(desk: SystemDesk, url: str) -> float:
    """Seconds that a loop takes to post the same bodies, one connection kept open."""
    with desk.store.read() as connection:
        bodies = connection.execute(select(col(Message.body))).scalars().all()
    with httpx.Client(trust_env=False) as client:
        began = time.perf_counter()
        for body in bodies:
            client.post(url, content=json.dumps(body), headers={"content-type": "application/json"})
        return time.perf_counter() - began


def measured(offers: int, every: int) -> tuple[float, float, float]:
    """Deliveries a second of the worker and of the loop; milliseconds of a core for each of the worker's."""
    with tempfile.TemporaryDirectory() as folder:
        receiver = Receiver(every)
        desk = house(Path(folder), receiver.url, offers)
        arrived = offers - (offers // every if every else 0)
        loop = by_loop(desk, receiver.url)
        receiver.tried.value = 0
        worker, cost = by_worker(desk, receiver, offers)
        receiver.close()
    return arrived / worker, arrived / loop, 1000 * cost / arrived


def main() -> None:
    """Print the rates and their ratio."""
    offers = int(sys.argv[1]) if len(sys.argv) > 1 else OFFERS
    for every, words in ((0, "no failures"), (10, "10 % failures")):
        found = [measured(offers, every) for _ in range(ROUNDS)]
        worker, loop, cost = (median(one) for one in zip(*found, strict=True))
        print(f"{words}: worker {worker:.0f} /s ({cost:.1f} ms of a core each), "
              f"httpx loop {loop:.0f} /s, ratio {worker / loop:.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
