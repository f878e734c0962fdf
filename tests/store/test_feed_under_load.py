"""Eight processes write at once: every reader of the feed sees every change once, in the order of the commits."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

import pytest

from callcenter.store import changes
from callcenter.store.store import Store

WRITERS, READERS, PATIENCE_S = 8, 3, 600
WRITE = """
import os, random, sys, time
from datetime import UTC, datetime
from callcenter.store import events
from callcenter.store.store import Store

def write(store, writer, count, log):
    dice, done = random.Random(writer), 0
    while done < count:
        size = min(dice.choice((1, 1, 1, 3)), count - done)
        began = time.monotonic_ns()
        with store.write() as connection:
            for number in range(done, done + size):
                events.changed(connection, datetime.now(UTC), "case", writer * 1_000_000 + number)
            if dice.random() < 0.05:
                time.sleep(dice.random() / 100)  # others commit meanwhile
        log.writelines(f"{writer * 1_000_000 + n} {began} {time.monotonic_ns()}\\n" for n in range(done, done + size))
        done += size

location, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
children = []
for writer in range(1, 9):
    child = os.fork()
    if not child:
        status = 1
        try:
            with open(f"{folder}/{writer}.log", "w") as log:
                store = Store(location)
                write(store, writer, count, log)
                store.close()
            status = 0
        finally:
            os._exit(status)
    children.append(child)
sys.exit(max(os.waitpid(child, 0)[1] for child in children) != 0)
"""


class Written(NamedTuple):
    """When the transaction of a change began, and when it was surely committed."""

    began: int
    ended: int


class Reader(threading.Thread):
    """Reads the feed again and again, until it has seen so many."""

    def __init__(self, store: Store, count: int) -> None:
        super().__init__(daemon=True)
        self.store, self.count = store, count
        self.over = threading.Event()
        with store.read() as connection:
            self.position = changes.here(connection)
        self.seen: list[int] = []
        self.looks = 0

    def run(self) -> None:
        last = False
        while not last:
            last = self.over.is_set()  # one more look after the last commit
            with self.store.read() as connection:
                news = changes.since(connection, self.position)
            assert not news.everything
            self.position, self.looks = news.position, self.looks + 1
            self.seen += [row.entity_id for row in news.rows]
            last = last and not news.more


def written(folder: Path) -> dict[int, Written]:
    lines = [line.split() for log in folder.glob("*.log") for line in log.read_text().splitlines()]
    return {int(number): Written(int(began), int(ended)) for number, began, ended in lines}


def in_the_order_of_the_commits(seen: list[int], log: dict[int, Written]) -> bool:
    """No change stands behind one whose transaction began only after its own was committed."""
    latest = 0
    for number in seen:
        if log[number].ended < latest:
            return False
        latest = max(latest, log[number].began)
    return True


@pytest.mark.parametrize("count", [2_000, pytest.param(20_000, marks=pytest.mark.slow)])
def test_eight_writers_and_no_change_is_missed_or_seen_twice(
    store: Store, tmp_path: Path, count: int
) -> None:
    location = str(store.path) if store.is_sqlite else store.engine.url.render_as_string(hide_password=False)
    readers = [Reader(store, count) for _ in range(READERS)]
    command = [sys.executable, "-c", WRITE, location, str(tmp_path), str(count // WRITERS)]
    with subprocess.Popen(command) as writers:
        for reader in readers:
            reader.start()
        assert writers.wait(PATIENCE_S) == 0
    for reader in readers:
        reader.over.set()
    for reader in readers:
        reader.join(PATIENCE_S)
    log = written(tmp_path)
    assert len(log) == count
    for reader in readers:
        assert len(reader.seen) == count
        assert set(reader.seen) == set(log)
        assert in_the_order_of_the_commits(reader.seen, log)
        assert reader.seen == readers[0].seen
