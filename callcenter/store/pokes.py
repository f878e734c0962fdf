"""Pokes: "look now", from whoever has committed to every console of the host, by unix datagram (0.1 to 2 ms).

A poke carries nothing: what changed stands in the feed. One that is lost costs a second, for consoles look
each second anyway. So nothing here ever waits or fails: where there is no folder, no right or no room in a
queue, the poke is dropped.
"""

import os
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from callcenter.store import run_folder
from callcenter.store.location import Location

NEWS = "callcenter.news"
"""Stands in the ``info`` of a connection whose transaction wrote a change."""
AT_ONCE = 8
"""So many are poked by the thread that committed, the others by one beside it: 50 take 3 ms."""
LOOK_S = 5.0
"""Seconds between two looks whether one's own socket still stands."""
_SOCKET = ".sock"
_POSSIBLE = hasattr(socket, "AF_UNIX")


class Pokes:
    """Pokes those who listen to a store.

    Args:
        location: of the store.
    """

    def __init__(self, location: Location) -> None:
        self._location = location
        self._lock = threading.Lock()
        self._rest: list[str] = []
        self._beside: threading.Thread | None = None

    @cached_property
    def folder(self) -> Path:
        """Where the sockets are."""
        return run_folder.of(self._location)

    def send(self) -> None:
        """Poke everybody."""
        if _POSSIBLE:
            names = self._names()
            self._send(names[:AT_ONCE])
            if len(names) > AT_ONCE:
                self._send_beside(names[AT_ONCE:])

    def wait(self) -> None:
        """Until all that was begun is sent."""
        with self._lock:
            beside = self._beside
        if beside is not None:
            beside.join()

    def _names(self) -> list[str]:
        try:
            return [name for name in os.listdir(self.folder) if name.endswith(_SOCKET)]
        except OSError:
            return []

    def _send(self, names: list[str]) -> None:
        if not names:
            return
        with (
            suppress(OSError),
            _addresses(self.folder) as address,
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender,
        ):
            sender.setblocking(False)
            for name in names:
                self._poke(sender, address(name), self.folder / name)

    @staticmethod
    def _poke(sender: socket.socket, address: str, path: Path) -> None:
        try:
            sender.sendto(b"!", address)
        except ConnectionRefusedError:  # its console was killed
            with suppress(OSError):
                path.unlink()
        except OSError:
            pass  # its queue is full, or it has just gone

    def _send_beside(self, names: list[str]) -> None:
        with self._lock:
            self._rest = names
            if self._beside is None:
                self._beside = threading.Thread(target=self._send_rest, name="pokes")  # ends in a moment
                self._beside.start()

    def _send_rest(self) -> None:
        while True:
            with self._lock:
                names, self._rest = self._rest, []
                if not names:
                    self._beside = None
                    return
            self._send(names)


class Ear:
    """Listens for pokes, in a thread of its own.

    Args:
        location: of the store.
        heard: called in that thread; several pokes that come together are one call.
    """

    def __init__(self, location: Location, heard: Callable[[], None]) -> None:
        self._location, self._heard = location, heard
        self._closing = False
        self._wake, self._waker = socket.socketpair()
        self._socket: socket.socket | None = None
        self._path: Path | None = None
        self._thread = threading.Thread(target=self._listen, name="pokes heard", daemon=True)

    def start(self) -> None:
        """Listen from now on; where that is impossible it is tried again at times."""
        if _POSSIBLE:
            self._stand()
            self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._closing = True
        with suppress(OSError):
            self._waker.send(b".")
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(LOOK_S)
        self._lie_down()
        self._wake.close()
        self._waker.close()

    def _listen(self) -> None:
        while not self._closing:
            listening = [self._wake] + ([self._socket] if self._socket is not None else [])
            ready, _, _ = select.select(listening, [], [], LOOK_S)
            if not ready:
                self._stand()
            elif self._socket in ready and not self._closing:
                self._empty(self._socket)
                self._heard()

    @staticmethod
    def _empty(socket_: "socket.socket | None") -> None:
        """Take all that came: who is poked before looking sees what the pokes were about."""
        with suppress(OSError):
            while socket_ is not None and socket_.recv(16, socket.MSG_DONTWAIT):
                pass

    def _stand(self) -> None:
        """Have a socket in the folder: somebody may have cleared it."""
        if self._path is not None and self._path.exists():
            return
        self._lie_down()
        with suppress(OSError):
            self._bind(run_folder.make(self._location))

    def _bind(self, folder: Path) -> None:
        name = f"{os.getpid()}-{os.urandom(3).hex()}"
        made = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            with _addresses(folder) as address:
                made.bind(address(name))
            made.setblocking(False)
            path = folder / name
            path.chmod(run_folder.mode_in(folder))
            self._path = path.rename(folder / (name + _SOCKET))  # nobody pokes it before it can hear
        except OSError:
            made.close()
            with suppress(OSError):
                (folder / name).unlink()
            raise
        self._socket = made

    def _lie_down(self) -> None:
        listening, self._socket = self._socket, None
        path, self._path = self._path, None
        if path is not None:
            with suppress(OSError):
                path.unlink()
        if listening is not None:
            listening.close()


@contextmanager
def _addresses(folder: Path) -> Iterator[Callable[[str], str]]:
    """What to call a socket: its path, or, where that is too long, the way through a handle of its folder."""
    if len(os.fsencode(folder)) + run_folder.NAME <= run_folder.LONGEST:
        yield lambda name: os.path.join(folder, name)
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield lambda name: f"/proc/self/fd/{handle}/{name}"
    finally:
        os.close(handle)
