"""On PostgreSQL: the one process of a host that watches the change feed and pokes the consoles of the host.

Consoles that each asked the server often would cost it more than the agents' work, and NOTIFY in each write
would halve what it can do. So whichever process holds a lock in the host's folder of the store asks 20 times
a second, for all; the kernel lets go of the lock when that process ends, however it ends, and another one
takes over. Where no relay works, consoles still look each second.
"""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from os import O_CREAT, O_RDWR, close
from os import open as open_file

from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError
from callcenter.store import location as locations
from callcenter.store import run_folder

if sys.platform != "win32":
    import fcntl
    from os import fchmod

_LOG = logging.getLogger(__name__)
PACE_S = 0.05
"""Seconds between two looks at the feed."""
TAKE_OVER_S = 0.5
"""Seconds between two tries to become the relay."""
AFTER_TROUBLE_S = 2.0
"""Seconds until a relay that lost the store tries again; another process may do so before."""
LOCK = "relay.lock"


class Relay:
    """A thread that watches the feed while no other process of this host does.

    Args:
        store: where the store is; on SQLite there is nothing to do, for who commits pokes.
        open_system_desk: opens the desk, called within the thread by the one who watches.
    """

    def __init__(self, store: str, open_system_desk: Callable[[], SystemDesk]) -> None:
        self._location = locations.read(store)
        self._open = open_system_desk
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.watches = threading.Event()
        """Set while it is this one that watches."""

    def start(self) -> None:
        """Begin; nothing happens where there is no need for it or it has begun."""
        if isinstance(self._location, locations.Server) and self._thread is None and sys.platform != "win32":
            self._thread = threading.Thread(target=self._work, name="relay", daemon=True)
            self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Let another process watch."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout_s)

    def poke(self) -> None:
        """Nothing waits for this one."""

    def _work(self) -> None:
        while not self._stopping.is_set():
            pause = TAKE_OVER_S
            try:
                with self._lease() as mine:
                    if mine:
                        self._watch()
            except CallcenterError as error:
                _LOG.warning("relay: %s", error)
                pause = AFTER_TROUBLE_S
            except Exception:
                # The thread must outlive a fault of its own: consoles would learn of nothing for a second.
                _LOG.exception("relay: unexpected")
                pause = AFTER_TROUBLE_S
            self._stopping.wait(pause)

    def _watch(self) -> None:
        desk = self._open()
        try:
            seen: str | None = None
            self.watches.set()
            while not self._stopping.is_set():
                newest = desk.newest_change()
                if newest != seen:
                    desk.poke_consoles()
                seen = newest
                self._stopping.wait(PACE_S)
        finally:
            self.watches.clear()
            desk.store.close()

    @contextmanager
    def _lease(self) -> Iterator[bool]:
        """The lock of the host's relay, where nobody else has it."""
        folder = run_folder.make(self._location)
        handle = open_file(folder / LOCK, O_RDWR | O_CREAT, run_folder.mode_in(folder))
        try:
            with suppress(PermissionError):  # it is somebody else's, who has seen to it
                fchmod(handle, run_folder.mode_in(folder))  # whatever the user's umask is
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            close(handle)
