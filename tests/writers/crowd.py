"""Many processes at work on one store at once: ``python -m tests.writers.crowd '{"location": ..., ...}'``.

One process that has loaded everything forks all others, so that sixty-four begin within a second.
"""

import json
import os
import sys
from dataclasses import asdict
from multiprocessing.connection import Connection, Pipe
from typing import Any

from tests.writers.seat import Seat, Told


def main() -> None:
    """Read what is asked for, have it done, and print what each process brought back, as JSON."""
    asked = json.loads(sys.argv[1])
    ours, theirs = [], []
    for number in range(asked["processes"]):
        here, there = Pipe(duplex=False)
        pid = os.fork()
        if pid == 0:
            os._exit(_seated(number, asked, there))
        there.close()
        ours.append(here)
        theirs.append(pid)
    print(json.dumps([_received(one) for one in ours]))
    for pid in theirs:
        os.waitpid(pid, 0)


def _received(one: Connection) -> dict[str, Any]:
    try:
        return dict(one.recv())
    except EOFError:
        return asdict(Told(faults=["the process died"]))


def _seated(number: int, asked: dict[str, Any], there: Connection) -> int:
    try:
        seat = Seat(asked["location"], number, asked["points"], asked["full"], asked["shared"])
        there.send(asdict(seat.work(asked["verbs"])))
    except BaseException as error:
        there.send(asdict(Told(faults=[repr(error)])))
        return 1
    return 0


if __name__ == "__main__":
    main()
