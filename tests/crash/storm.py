"""Writers that are killed at random moments, the point's computer that hears from them, and what must be true then."""

import http.server
import json
import os
import select
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, insert
from sqlmodel import col
from sqlmodel import select as sql

from callcenter import clock
from callcenter.cases.models import Case
from callcenter.desk.checking.check import check
from callcenter.desk.system import SystemDesk
from callcenter.dispatch.models import Dispatch
from callcenter.i18n import say
from callcenter.outbox.models import Message
from callcenter.outbox.words import MessageState
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.store.models import EventWords, Request
from callcenter.store.store import Store
from tests.crash.writer import DYING, Job, journal, settings

ROOT = Path(__file__).parent.parent.parent
LONGEST_MOMENT_S = 0.04
LONGEST_S = 60
SLEEP = threading.Event()


@dataclass
class Receiver:
    """The computer of a service point: keeps what it gets, and hangs up on one in eight before it answers.

    Attributes:
        got: bodies by idempotency key.
    """

    url: str = ""
    got: dict[str, list[str]] = field(default_factory=dict)
    chance: Random = field(default_factory=lambda: Random(1))

    @contextmanager
    def listening(self) -> Iterator["Receiver"]:
        """Listen while the context lasts."""
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                receiver.got.setdefault(self.headers["webhook-id"], []).append(body)
                if receiver.chance.random() < 0.125:
                    self.close_connection = True
                    return
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_given: Any) -> None:
                """Quietly."""

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}/offers"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def furnish(store: Store, url: str) -> None:
    """A point that is sent its offers, and one that is told by phone."""
    with store.write() as connection:
        for number, webhook in enumerate((url, None), start=1):
            connection.execute(
                insert(ServicePoint).values(
                    name=f"店 {number}", lat=31.2 + number / 100, lon=121.5, timezone="Asia/Shanghai",
                    webhook=webhook, active=True,
                )
            )  # fmt: skip
            ability = insert(PointAbility).values(point_id=number, kind="way", value="bring_in")
            connection.execute(ability)


class Writers:
    """The program that forks writers.

    Args:
        folder: for their journals.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._dead: set[int] = set()
        self.pulses, pulse = os.pipe2(os.O_NONBLOCK)
        os.set_blocking(self.pulses, True)
        self.pulse = pulse
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.writer"], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, pass_fds=[pulse],
        )  # fmt: skip

    def journal(self, number: int) -> Path:
        """What the writer of this number tried and was told."""
        return self.folder / f"writer{number}.jsonl"

    def start(self, store: str, number: int, seed: int, **more: Any) -> int:
        """Begin, and return the number of the process."""
        job = Job(store, f"w{number}", seed, str(self.journal(number)), pulse=self.pulse, **more)
        return int(self._ask(asdict(job)))

    def kill(self, process: int) -> None:
        """Kill -9, and return when it is dead, if it hasn't ended before."""
        assert self._ask({"kill": process}) in (0, 9), self.errors()

    def wait(self, process: int) -> None:
        """Return when it has ended by itself."""
        assert self._ask({"wait": process}) == 0, self.errors()

    def working(self, number: int) -> None:
        """Return when this writer is about to do something, or has died."""
        while number not in self._dead:
            assert select.select([self.pulses], [], [], LONGEST_S)[0], "no writer does anything"
            (pulse,) = os.read(self.pulses, 1)
            if pulse == number:
                return
            if pulse >= DYING:
                self._dead.add(pulse - DYING)
        self._dead.remove(number)

    def errors(self) -> list[str]:
        """What writers died of, when nobody killed them."""
        return [path.read_text() for path in self.folder.glob("*.error")]

    def close(self) -> None:
        """End the program."""
        self._program.communicate("")
        os.close(self.pulses)
        os.close(self.pulse)

    def _ask(self, asked: dict[str, Any]) -> Any:
        assert self._program.stdin
        assert self._program.stdout
        self._program.stdin.write(json.dumps(asked) + "\n")
        self._program.stdin.flush()
        return json.loads(self._program.stdout.readline())


def storm(writers: Writers, location: str, *, kills: int, at_once: int, seed: int) -> None:
    """Let writers work and kill one after the other at random moments, then settle what they left."""
    chance = Random(seed)
    alive = [writers.start(location, number, chance.getrandbits(32)) for number in range(at_once)]
    for _ in range(kills):
        victim = chance.randrange(at_once)
        writers.working(victim)
        SLEEP.wait(chance.uniform(0, LONGEST_MOMENT_S))
        writers.kill(alive[victim])
        alive[victim] = writers.start(location, victim, chance.getrandbits(32))
    for process in alive:
        writers.kill(process)
    settle(writers, location, at_once)


def settle(writers: Writers, location: str, at_once: int) -> None:
    """Try again what was not acknowledged."""
    for number in range(at_once):
        writers.wait(writers.start(location, number, 0, settle=True))


def deliver_all(location: str) -> None:
    """Send what is left, as if the leases of the dead had run out."""
    with closing(Store(location)) as store:
        desk = SystemDesk(store, settings(location))
        later = clock.now() + timedelta(minutes=2)
        while desk.work_outbox(at=later).sent:
            later += timedelta(seconds=10)


@dataclass(frozen=True)
class Reckoning:
    """What came of a storm.

    Attributes:
        acknowledged: how many writes were.
        again: how many were tried again, and how many of these had been done already.
        sent: how many messages arrived, and how many of these more than once.
    """

    acknowledged: int
    again: tuple[int, int]
    sent: tuple[int, int]


def reckon(
    writers: Writers, location: str, receiver: Receiver, at_once: int, *, was_away: bool = False
) -> Reckoning:
    """Prove that everything acknowledged is there, nothing is half there, and nothing happened twice.

    Args:
        writers: who worked.
        location: the store.
        receiver: the point's computer.
        at_once: how many writers there were.
        was_away: whether a writer may have been told that the store is away.
    """
    assert not writers.errors()
    lines = [line for number in range(at_once) for line in journal(writers.journal(number))]
    told = [line for line in lines if line["step"] == "ack"]
    assert {line["key"] for line in lines} == {line["key"] for line in told}
    assert was_away or [line for line in lines if line["step"] == "failed"] == []
    with closing(Store(location)) as store:
        assert [say(fault) for fault in check(store, settings(location))] == []
        found = _Found.read(store)
    for line in told:
        _right(line, found)
    for key, bodies in receiver.got.items():
        assert key in found.messages, "something was sent that nobody wrote down"
        assert len(set(bodies)) == 1
    arrived = {key for key, (_, state) in found.messages.items() if state == MessageState.DELIVERED}
    assert arrived <= receiver.got.keys()
    offers = Counter(about for about, _ in found.messages.values())
    assert not offers or max(offers.values()) == 1, "an offer went out under two keys"
    again = [line for line in told if line.get("again")]
    twice = sum(len(bodies) > 1 for bodies in receiver.got.values())
    return Reckoning(
        sum("result" in line["told"] for line in told),
        (len(again), sum(line["done"] is not None for line in again)),
        (len(arrived), twice),
    )


@dataclass(frozen=True)
class _Found:
    """What stands in the store."""

    cases: dict[int, tuple[int, str]]
    descriptions: Counter[str]
    words: Counter[str]
    dispatches: dict[int, int]
    messages: dict[str, tuple[tuple[int, str], MessageState]]
    requests: dict[str, Any]

    @classmethod
    def read(cls, store: Store) -> "_Found":
        with store.read() as connection:
            cases = connection.execute(sql(col(Case.id), col(Case.version), col(Case.description))).all()
            words = connection.execute(sql(col(EventWords.words))).scalars()
            sent = connection.execute(sql(col(Dispatch.id), col(Dispatch.case_id))).all()
            columns = (Message.idempotency_key, Message.about_id, Message.kind, Message.state)
            messages = connection.execute(sql(*(col(one) for one in columns))).all()
            requests = connection.execute(sql(col(Request.key), col(Request.result))).all()
            return cls(
                {row[0] or 0: (row[1], row[2]) for row in cases},
                Counter(row[2] for row in cases),
                Counter(part for one in words for part in one.split(" · ")),
                {row[0] or 0: row[1] for row in sent},
                {row[0]: ((row[1], row[2]), row[3]) for row in messages},
                {row[0]: row[1] for row in requests},
            )


def _right(line: dict[str, Any], found: _Found) -> None:
    """One acknowledgement against the store."""
    key, verb, told = line["key"], line["verb"], line["told"]
    times = found.descriptions[f"job {key}"] if verb == "log" else found.words[f"job {key}"]
    if "result" not in told:
        assert key not in found.requests
        assert times == 0, f"refused, and done all the same: {line}"
        return
    result = told["result"]
    kept = found.requests[key]
    assert all(kept[name] == value for name, value in result.items() if name != "held_until")
    if line.get("again") and line["done"] is not None:
        assert kept == line["done"], "a repeat returned something else than the first call"
    if verb == "dispatch":
        assert found.dispatches[result["dispatch_id"]] == line["case_id"]
        return
    assert times == 1, f"done {times} times: {line}"
    if verb == "log":
        assert found.cases[result["case_id"]][1] == f"job {key}"
    if verb == "move":
        assert found.cases[line["case_id"]][0] >= result["version"]


def count(store: Store, table: Any) -> int:
    """How many rows a table holds."""
    with store.read() as connection:
        return int(connection.execute(sql(func.count()).select_from(table)).scalar_one())
