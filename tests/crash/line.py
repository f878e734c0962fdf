"""A line to the database that can be cut just after a commit has been passed on and before its answer comes back."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_COMMIT = b"COMMIT\0"


class Line:
    """Passes bytes between clients on a TCP port of this machine and a server's socket.

    Args:
        server: the path of the server's unix socket.
    """

    def __init__(self, server: Path) -> None:
        self.server = server
        self.cuts = 0
        """How many commits to cut off from now on."""
        self.done = 0
        """How many were."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    @contextmanager
    def open(self) -> Iterator["Line"]:
        """Pass on while the context lasts."""
        thread = threading.Thread(target=self._accept)
        thread.start()
        try:
            yield self
        finally:
            self._listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            self._listener.close()

    def _accept(self) -> None:
        helpers: list[threading.Thread] = []
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.server))
                cut = threading.Event()
                for source, target, ours in ((client, server, True), (server, client, False)):
                    thread = threading.Thread(target=self._pass, args=(source, target, cut, ours))
                    thread.start()
                    helpers.append(thread)
        for thread in helpers:
            thread.join()

    def _pass(self, source: socket.socket, target: socket.socket, cut: threading.Event, ours: bool) -> None:
        """One direction; after the cut the server's answer is taken and thrown away."""
        with suppress(OSError):
            while some := source.recv(65536):
                if ours and self.cuts and _COMMIT in some:
                    self.cuts -= 1
                    cut.set()
                if not ours and cut.is_set():  # it has answered: the commit is done
                    self.done += 1
                    break
                target.sendall(some)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        if not ours:
            source.close()
            target.close()
