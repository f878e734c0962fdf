"""From the commit on one console until another has read its news, and what 50 idle consoles cost.

Consoles are processes that listen, look each second and read the feed as the screens' does, with the relay
beside them as the console has it. Measured from the COMMIT being sent until the change has been read.
"""

import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from sqlalchemy import event, text

from benchmarks.store import floor
from benchmarks.store.figures import Figure, tail
from benchmarks.store.stage import Stage
from callcenter.cases.views import Intake
from callcenter.desk.agent import AgentDesk
from callcenter.desk.system import open_system_desk
from callcenter.store.store import Store
from callcenter.worker.relay import Relay

CONSOLES = (1, 50)
COMMITS = 60
PAUSE_S = 0.1
"""Between two commits, on average."""
IDLE_S = 10.0
LOOK_S = 1.0
"""A console looks so often though nobody pokes it."""
_GOALS = {True: 50, False: 150}
"""Milliseconds at the 99th percentile; of SQLite, and of PostgreSQL."""


def run(stage: Stage) -> Iterator[Figure]:
    """Measure both with few and many consoles."""
    with stage.desk() as desk:
        goal = f"goal: p99 {_GOALS[desk.store.is_sqlite]} ms"
    for count in CONSOLES:
        late, missing, own, server = listened(stage, count)
        yield Figure(
            f"commit to other console, {count} consoles",
            median(late),
            note=f"{tail(late)}, missing {missing}; {goal}",
        )
        yield Figure(
            f"{count} idle consoles", own * 100, "% core", note=f"and {server * 100:.1f} % in the server"
        )


def listened(stage: Stage, count: int) -> tuple[list[float], int, float, float]:
    """Milliseconds until each console had each commit, how many never came, and the idle cores used."""
    forked = multiprocessing.get_context("fork")
    ready, over = forked.Barrier(count + 1), forked.Barrier(count + 1)
    told: Any = forked.Queue()
    consoles = [
        forked.Process(target=_console, args=(stage, at + 1, ready, over, told)) for at in range(count)
    ]
    for console in consoles:
        console.start()
    ready.wait()
    with stage.desk() as desk:
        committed = _commit(desk)
        time.sleep(2 * LOOK_S)
        before = _server_seconds(desk.store)
        over.wait()  # the idle time begins
        time.sleep(IDLE_S)
        server = (_server_seconds(desk.store) - before) / IDLE_S
    answers = [told.get() for _ in consoles]
    for console in consoles:
        console.join()
    late = [
        (seen[case_id] - at) * 1000
        for seen, _ in answers
        for case_id, at in committed.items()
        if case_id in seen
    ]
    missing = count * len(committed) - len(late)
    return late, missing, sum(spent for _, spent in answers) / IDLE_S, server


def _commit(desk: AgentDesk) -> dict[int, float]:
    """Log cases at an uneven pace; when the COMMIT of each was sent."""
    sent: list[float] = []
    event.listen(desk.store.engine, "commit", lambda _connection: sent.append(time.perf_counter()))
    committed: dict[int, float] = {}
    for number in range(COMMITS):
        intake = Intake(kind="question", description="When do you open?", caller="+8613912345678")
        logged = desk.log(uuid4().hex, intake)
        committed[logged.case_id] = sent[-1]
        time.sleep(PAUSE_S * (0.5 + number % 11 / 10))
    return committed


def _console(stage: Stage, at: int, ready: Barrier, over: Barrier, told: Any) -> None:
    """Read the feed as a console does."""
    settings = stage.settings(floor.login(at))
    seen: dict[int, float] = {}
    poked = threading.Event()
    with stage.desk(floor.login(at)) as desk:
        relay = Relay(settings.store, partial(open_system_desk, settings))
        ear = desk.listen(poked.set)
        relay.start()
        position = desk.changes_since(None).position
        ready.wait()
        ended = threading.Thread(target=over.wait)
        ended.start()
        idle_from, until = 0.0, float("inf")
        while time.perf_counter() < until:
            poked.wait(LOOK_S)
            poked.clear()
            news = desk.changes_since(position)
            position, now = news.position, time.perf_counter()
            for row in news.rows:
                if row.entity == "case":
                    seen.setdefault(row.entity_id, now)
            if idle_from == 0.0 and not ended.is_alive():
                idle_from, until = _spent(), now + IDLE_S
        told.put((seen, _spent() - idle_from))
        ear.close()
        relay.stop()


def _spent() -> float:
    """Seconds of processor that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _server_seconds(store: Store) -> float:
    """Seconds of processor that the server's processes for this database have used; 0 where it isn't here."""
    if store.is_sqlite:
        return 0.0
    with store.read() as connection:
        pids = connection.execute(
            text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        ).scalars()
        return sum(map(_process_seconds, pids))


def _process_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
