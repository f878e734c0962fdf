"""Many processes at work on one store at once: ``python -m tests.writers.crowd '{"location": ..., ...}'``.

One process that has loaded everything and has worked a little, as consoles have, forks all others; by then it has
closed its connections.
"""

import json
import os
import sys
from dataclasses import asdict
from multiprocessing.connection import Connection, Pipe
from typing import Any

from callcenter.store.store import Store
from tests.writers.seat import Seat, Told

WARM = 24
"""Verbs of the first one."""


def main() -> None:
    """Read what is asked for, have it done, and print what each process brought back, as JSON."""
    asked = json.loads(sys.argv[1])
    store = Store(asked["location"])
    first = Seat(store, 0, asked["points"], asked["full"], asked["shared"]).work(WARM)
    ours, theirs = [], []
    for number in range(1, asked["processes"] + 1):
        here, there = Pipe(duplex=False)
        pid = os.fork()
        if pid == 0:
            os._exit(_seated(number, store, asked, there))
        there.close()
        ours.append(here)
        theirs.append(pid)
    print(json.dumps([asdict(first), *(_received(one) for one in ours)]))
    for pid in theirs:
        os.waitpid(pid, 0)


def _received(one: Connection) -> dict[str, Any]:
    try:
        return dict(one.recv())
    except EOFError:
        return asdict(Told(faults=["the process died"]))


def _seated(number: int, store: Store, asked: dict[str, Any], there: Connection) -> int:
    try:
        seat = Seat(store, number, asked["points"], asked["full"], asked["shared"])
        there.send(asdict(seat.work(asked["verbs"])))
    except BaseException as error:
        there.send(asdict(Told(faults=[repr(error)])))
        return 1
    return 0


if __name__ == "__main__":
    main()
