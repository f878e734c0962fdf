"""Requests a second of ``callcenter api``, beside a bare FastAPI application on the same server, in one run.

Run: python -m benchmarks.api_requests [seconds]. Both are processes of their own behind real sockets; the
client, four threads with a connection each that stays open, takes the second core. They are asked in turns,
three times; the best round counts, for other work on the machine only takes away.
"""

import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from sqlalchemy import Connection, insert

from callcenter import settings as house_settings
from callcenter.cases.views import Intake
from callcenter.desk.admin import AdminDesk
from callcenter.desk.agent import AgentDesk, open_agent_desk
from callcenter.dispatch.models import Dispatch
from callcenter.points.models import ServicePoint

THREADS, ROUNDS, KEYS, CASES = 4, 3, 40, 20
BARE = """
import sys, uvicorn
from fastapi import FastAPI, Request
app = FastAPI()
@app.get("/health")
async def health(): return {"status": "ok"}
@app.post("/event")
async def event(request: Request): await request.json(); return {}
uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="error", http="h11")
"""
"""The measure: the least that FastAPI can do with the same request on the same server."""
Ask = Callable[[int], bytes]


def main() -> None:
    """Measure and print."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with tempfile.TemporaryDirectory() as folder:
        store = str(Path(folder) / "store.sqlite3")
        cti, points = prepared(store)
        with served(store) as port, bare() as bare_port:
            asks: list[tuple[str, int, Ask]] = [
                ("health, bare FastAPI", bare_port, lambda _n: get("/health")),
                ("health", port, lambda _n: get("/health")),
                ("JSON taken, bare FastAPI", bare_port, lambda n: post("/event", n)),
                ("event of a call", port, lambda n: post(f"/api/v1/cti/{next(cti)}", n)),
                ("a point's case, from the store", port, lambda n: get(case(n), next(points))),
            ]
            best = dict.fromkeys((name for name, _, _ in asks), 0.0)
            for _ in range(ROUNDS):
                for name, where, ask in asks:
                    best[name] = max(best[name], rate(where, ask, seconds))
    for name, measured in best.items():
        beside = best["JSON taken, bare FastAPI" if "event" in name else "health, bare FastAPI"]
        print(f"{name:32} {measured:8,.0f} requests/s   {measured / beside:5.2f} of bare FastAPI")


def case(n: int) -> str:
    """The path of one of the point's cases."""
    return f"/points/v1/cases/{n % CASES + 1}"


def prepared(store: str) -> tuple[Iterator[str], Iterator[str]]:
    """A store with a point that has cases, and keys enough that none sends too many requests."""
    desk = open_agent_desk(house_settings.load(environment={}, store=store, agent="bench"))
    with desk.store.write() as connection:
        made = connection.execute(insert(ServicePoint).values(name="Point"))
        point_id = int(made.inserted_primary_key[0])  # type: ignore[index]
    intake = Intake("fault", "stalls when hot", caller="+8613912345678")
    ids = [desk.log(f"case {n}", intake).case_id for n in range(CASES)]
    with desk.store.write() as connection:
        offer(connection, desk, point_id, ids)
    admin = AdminDesk(desk.store, desk.settings, desk.me)
    cti = [admin.make_key("cti").secret for _ in range(KEYS)]
    points = [admin.make_key("point", point_id=point_id).secret for _ in range(KEYS)]
    desk.store.close()
    return cycle(cti), cycle(points)


def offer(connection: Connection, desk: AgentDesk, point_id: int, case_ids: list[int]) -> None:
    """All of them offered to one point, as rows."""
    now = desk.now()
    same = {"point_id": point_id, "state": "by_phone", "way": "bring_in", "work_on": now.date(),
            "reasons": {}, "queued_at": now, "held_until": now, "delivered_at": now, "rank": 1,
            "version": 1}  # fmt: skip
    connection.execute(insert(Dispatch), [{"case_id": one, **same} for one in case_ids])


def get(path: str, key: str = "") -> bytes:
    """A request as bytes."""
    bearer = f"Authorization: Bearer {key}\r\n" if key else ""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{bearer}\r\n".encode()


def post(path: str, n: int) -> bytes:
    """The ring of a call that nobody heard of."""
    body = json.dumps({"event": "newCall", "from": "8613912345678", "to": "862158881234", "direction": "in",
                       "callId": f"{time.monotonic_ns()}-{n}"}).encode()  # fmt: skip
    kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
    return f"POST {path} HTTP/1.1\r\nHost: bench\r\n{kind}\r\n\r\n".encode() + body


def rate(port: int, ask: Ask, seconds: float) -> float:
    """Requests a second that were answered with 200."""
    counts = [0] * THREADS
    until = time.monotonic() + seconds

    def work(thread: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as line:
            while time.monotonic() < until:
                line.sendall(ask(thread * 1_000_000 + counts[thread]))
                status = answered(line)
                if status != 200:
                    raise RuntimeError(f"answered {status}")
                counts[thread] += 1

    threads = [threading.Thread(target=work, args=(one,)) for one in range(THREADS)]
    begun = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / (time.monotonic() - begun)


def answered(line: socket.socket) -> int:
    """Read one whole answer and return its status."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += line.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [one for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:")]
    missing = int(lengths[0].split(b":")[1]) - len(body)
    while missing > 0:
        missing -= len(line.recv(65536))
    return int(head[9:12])


@contextmanager
def served(store: str) -> Iterator[int]:
    """The door, as its command opens it."""
    command = [sys.executable, "-m", "screens.launch", "--store", store, "api", "--port"]
    with running(command) as port:
        yield port


@contextmanager
def bare() -> Iterator[int]:
    """The measure."""
    with running([sys.executable, "-c", BARE]) as port:
        yield port


@contextmanager
def running(command: list[str]) -> Iterator[int]:
    """A server on a free port, from when it takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
