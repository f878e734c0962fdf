"""Taking SQLite's one write lock where many want it: in a line, so that nobody waits for ever.

SQLite's own wait grows to a tenth of a second between two looks, so whoever came last is served first; at 64
writers that never rest some waited their fifteen seconds in vain. Here whoever finds the lock taken asks for
a second lock, beside the store, and only its holder asks SQLite again and again. Without a folder for that
lock all ask SQLite.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from callcenter.store import run_folder, sqlite
from callcenter.store.location import File

LOCK = "writers.lock"
_LINE_S = (0.001, 0.008)
"""How long those in the line wait, at random, between two looks: one call of the system each."""
_FIRST_S = (0.0005, 0.003)
"""The same for the first of them."""
_ALL_S = (0.002, 0.03)
"""The same for all where there is no line."""


def begin(connection: Any, location: File) -> bool:
    """Begin a transaction that holds the write lock; False: not in time, or another fault stands in the way.

    Args:
        connection: of the library; its own wait is switched off meanwhile.
        location: the store.
    """
    until = time.monotonic() + sqlite.BUSY_SECONDS
    connection.execute("PRAGMA busy_timeout=0")
    try:
        if _begun(connection):
            return True
        with _first(location, until) as pause:
            while time.monotonic() < until:
                if _begun(connection):
                    return True
                time.sleep(random.uniform(*pause))
    except sqlite.library().DatabaseError:
        return False
    else:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(sqlite.BUSY_SECONDS * 1000)}")


def _begun(connection: Any) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite.library().OperationalError as error:
        if "locked" not in str(error):
            raise
        return False
    return True


@contextmanager
def _first(location: File, until: float) -> Iterator[tuple[float, float]]:
    """Wait to be the first in the line; gives how long to wait between two looks then."""
    try:
        import fcntl

        folder = run_folder.make(location)
        held = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, run_folder.mode_in(folder))
    except (ImportError, OSError):
        yield _ALL_S
        return
    try:
        while time.monotonic() < until:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(random.uniform(*_LINE_S))
        yield _FIRST_S
    finally:
        os.close(held)
