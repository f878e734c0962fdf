"""From the HTTP request of a telephone system to the ring painted on an agent's desk, at 1 and at 50 desks.

Run: python -m benchmarks.ring_to_painted [--rings 60] [--store postgresql://...]. It fills an empty database,
or makes a file. `callcenter api` is a process, and so is the measured console, on a pty of its own. The other
desks are processes without a terminal that listen, read the feed and ask what rings at each news, as consoles
do: 50 that paint don't fit on two cores. The measure is the feed's: when such a desk has read the news.
"""

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from benchmarks import _seat as seat
from callcenter import settings as house_settings
from callcenter.callers.models import Customer, Phone
from callcenter.desk.admin import AdminDesk
from callcenter.desk.agent import open_agent_desk
from callcenter.desk.demo import keeping
from callcenter.desk.system import open_system_desk
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store import migrate
from callcenter.store.copying import filling
from callcenter.store.store import Store
from callcenter.worker.relay import Relay

DESKS = (1, 50)
PAUSE_S = 0.15
"""Between two rings, once the line is gone again."""
PROGRAM = (sys.executable, "-c", "import sys; from screens.launch import main; sys.exit(main())")
Caller = tuple[str, str]
"""Name and number."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rings", type=int, default=60)
    parser.add_argument("--store", default="", help="an empty database; default: a file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_RUNTIME_DIR": folder, "HOME": folder, "CALLCENTER_REGION": "CN"}
        made = Path(folder) / "demo.sqlite3"
        keeping.ensure(made, seed=1, anchor=datetime.now(UTC))
        location = asked.store or str(made)
        if asked.store:
            filling.fill(Store(location), made)
        os.environ["CALLCENTER_STORE"] = location
        settings = house_settings.load(environment={}, store=location, region="CN")
        print(f"ring to painted, {asked.rings} rings, {'PostgreSQL' if asked.store else 'SQLite'}:")
        for count in DESKS:
            measure(settings, Path(folder), count, asked.rings)


def measure(settings: Settings, folder: Path, count: int, rings: int) -> None:
    """Ring, and print the figures."""
    callers = _callers(settings, rings)
    key = _key(settings)
    with listeners(settings, max(1, count - 1)) as told, door() as url:
        one = seat.Seat([*PROGRAM, "--store", settings.store, "--agent", "bench", "--language", "en"], folder)
        try:
            one.until(seat.CONSOLE_MARK)
            one.calm(1.0)
            begun, painted = ring_all(one, f"{url}/api/v1/cti/{key}", callers)
        finally:
            one.close()
    news = [at - begun[number] for heard in told for number, at in enumerate(heard[: len(begun)])]
    print(f" {count} desk{'s' if count > 1 else ''}, one of them a console that paints:")
    print(said("request to news read (the feed)", news))
    print(said("request to painted", painted))
    print(f"  ratio of the medians {median(painted) / median(news):.2f}; goal 200 ms at the 99th percentile")


def said(name: str, seconds: list[float]) -> str:
    """Median and tail."""
    tail = quantiles(seconds, n=100)[-1] if len(seconds) > 1 else seconds[0]
    middle, tail, most = (each * 1000 for each in (median(seconds), tail, max(seconds)))
    return f"  {name:<34} {middle:7.1f} ms   99 % {tail:7.1f}   most {most:7.1f}"


def ring_all(one: seat.Seat, address: str, callers: list[Caller]) -> tuple[list[float], list[float]]:
    """When each ring was sent, and the seconds until it was painted."""
    begun: list[float] = []
    painted: list[float] = []
    series = time.monotonic_ns()
    with httpx.Client() as client:
        for number, (name, e164) in enumerate(callers):
            told = {
                "from": e164[1:],
                "to": "1",
                "direction": "in",
                "callId": f"{os.getpid()}-{series}-{number}",
            }
            event = told | {"event": "newCall"}
            sent = threading.Thread(target=client.post, args=(address,), kwargs={"json": event})
            begun.append(time.perf_counter())
            sent.start()
            seen, mark = b"", f"rings: {name}".encode()
            while mark not in seen:
                more = one.read(10.0)
                if not more:
                    raise SystemExit(f"{name} was not painted: {seen[-500:]!r}")
                seen += more
            painted.append(time.perf_counter() - begun[-1])
            sent.join()
            client.post(address, json=event | {"event": "hangup", "cause": "cancel"})
            one.calm(PAUSE_S)
    return begun, painted


@contextmanager
def door() -> Iterator[str]:
    """A ``callcenter api``; gives its address."""
    with subprocess.Popen(
        [*PROGRAM, "api", "--port", "0", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


@contextmanager
def listeners(settings: Settings, count: int) -> Iterator[list[list[float]]]:
    """Desks that listen; what is given fills with the moments in which each read a ring, at the end."""
    forked = multiprocessing.get_context("fork")
    ready, over = forked.Barrier(count + 1), forked.Event()
    answers: Any = forked.Queue()
    desks = [
        forked.Process(target=_listen, args=(settings, number, ready, over, answers))
        for number in range(count)
    ]
    for desk in desks:
        desk.start()
    ready.wait()
    told: list[list[float]] = []
    try:
        yield told
    finally:
        over.set()
        told += [answers.get() for _ in desks]
        for desk in desks:
            desk.join()


def _listen(settings: Settings, number: int, ready: Any, over: Any, answers: Any) -> None:
    """Read the feed and ask what rings, as a console does."""
    desk = open_agent_desk(settings, login=f"bench{number}")
    poked, known = threading.Event(), set[int]()
    heard: list[float] = []
    relay = Relay(settings.store, lambda: open_system_desk(settings))
    ear = desk.listen(poked.set)
    relay.start()
    position = desk.changes_since(None).position
    ready.wait()
    while not over.is_set():
        poked.wait(1.0)
        poked.clear()
        news = desk.changes_since(position)
        position, now = news.position, time.perf_counter()
        calls = {row.entity_id for row in news.rows if row.topic == "call"}
        heard += [now for _ in calls - known]
        known |= calls
        if calls:
            desk.ringing()
    answers.put(heard)
    ear.close()
    relay.stop()


def _key(settings: Settings) -> str:
    store = Store(settings.store)
    migrate.require_head(store)
    made = AdminDesk(store, settings, sit_down(store, "admin", datetime.now(UTC))).make_key("cti")
    store.close()
    return made.secret


def _callers(settings: Settings, count: int) -> list[Caller]:
    """Customers with names and numbers of their own."""
    from sqlalchemy import func, select
    from sqlmodel import col

    single = (
        select(func.min(col(Customer.name)), col(Phone.e164))
        .join(Customer, col(Customer.id) == col(Phone.customer_id))
        .where(col(Phone.e164).startswith("+861"), col(Phone.held_to).is_(None))
        .group_by(col(Phone.e164))
        .having(func.count() == 1)
        .order_by(col(Phone.e164))
    )
    store = Store(settings.store)
    with store.read() as connection:
        found = {row[0]: row[1] for row in connection.execute(single)}
    store.close()
    return list(found.items())[:count]


if __name__ == "__main__":
    main()
